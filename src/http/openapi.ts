import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { Problem } from './shared-schemas.ts'

const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['access', 'Set-up, login, sessions, users, keys'],
  ['audit', 'Who did what: the hash chain'],
  ['overview', 'The first page'],
  ['project', 'Currency, time zone, country, exchange rates'],
  ['customers', 'Customers, their timeline, revealing what is masked'],
  ['segments', 'RFM, lifecycle tiers, value classes'],
  ['tags', 'What the project says of each customer by a name'],
  ['portraits', 'How complete portraits are, and what is expected of customers who are new'],
  ['churn', 'The churn model and its board'],
  ['value', 'What customers will be worth and buy next'],
  ['demand', 'What will be sold, and the stock for it'],
  ['recommendations', 'What to offer to whom'],
  ['strategies', 'What may be done to keep customers'],
  ['contents', 'What messages say: contents with versions, images, content pieces'],
  ['offers', 'What the shop promises: offers with versions, codes, and who used them'],
  ['decisions', 'Who gets what and who is in the control group; the send ledger'],
  ['tasks', 'Work for people'],
  ['channels', 'Providers of messages and the accounts with them'],
  ['webhooks', 'Signed calls to other systems'],
  ['effects', 'Contact group compared with control group'],
  ['data', 'Imports, quarantine, sources, metrics'],
  ['jobs', 'Long work and how far it is'],
  ['tracking', 'Segment-compatible collection'],
  ['health', 'Is it alive, is it ready'],
]

/** OpenAPI 3.1 made from the schemas that check the requests; to be called before any route. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Liuke', version: '1', description: 'From raw customer data to kept customers, measured against a control group.' },
      tags: TAGS.map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key: lk_…' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'liuke_session',
            description: 'A login; changes also need the header x-csrf-token.',
          },
        },
        schemas: { Problem: JSON.parse(JSON.stringify(Problem)) as Record<string, unknown> },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: route.config?.public === true ? { ...schema, security: [] } : schema,
    }),
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject
      const { openapiObject } = document
      for (const path of Object.values(openapiObject.paths ?? {})) {
        for (const operation of Object.values(path ?? {})) {
          if (typeof operation !== 'object' || operation === null || !('responses' in operation)) continue
          Object.assign(operation.responses ?? {}, {
            default: {
              description: 'What went wrong and what to do (RFC 9457)',
              content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
            },
          })
        }
      }
      return openapiObject
    },
  })
}
