import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import { METRIC_DEFINITIONS } from '#quality/metric-definitions.ts'
import { actorOf } from '../access/authenticate.ts'
import { Metrics, NewSource, NewSourceBody, Source } from './data-schemas.ts'
import type { Services } from '../services.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

/** Where data comes from, and the figures of what is stored. */
export function registerData(app: TypedApp, services: Services): void {
  const { sources, metrics, access, clock } = services

  app.get(
    '/sources',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'Sources and what came from each', response: { 200: Type.Object({ items: Type.Array(Source) }) } },
    },
    async () => ({ items: await sources.list() }),
  )

  app.post(
    '/sources',
    {
      config: { permission: 'sources:manage' },
      schema: { tags: ['data'], summary: 'Add a source; its write key is shown once', body: NewSourceBody, response: { 201: NewSource } },
    },
    async (request, reply) => {
      const now = clock.now()
      const { name, kind, userIdKind } = request.body
      const created = await sources.create({ name, kind, userIdKind: userIdKind ?? 'user_id' }, now)
      await access.audit.append({
        at: now,
        actor: actorLabel(actorOf(request)),
        action: 'source-created',
        target: `source:${created.source.id}`,
        detail: { kind },
      })
      reply.code(201).header('cache-control', 'no-store')
      return created
    },
  )

  app.delete(
    '/sources/:id',
    {
      config: { permission: 'sources:manage' },
      schema: { tags: ['data'], summary: 'Refuse a source’s write key from now on', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const now = clock.now()
      if (!(await sources.disable(request.params.id, now))) {
        throw new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
      }
      await access.audit.append({
        at: now,
        actor: actorLabel(actorOf(request)),
        action: 'source-disabled',
        target: `source:${request.params.id}`,
        detail: {},
      })
      return await reply.code(204).send(null)
    },
  )

  app.get(
    '/metrics',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'The figures of what is stored, by the one definition',
        querystring: Type.Object({ includeDuplicates: Type.Optional(Type.Boolean({ default: false })) }),
        response: { 200: Metrics },
      },
    },
    async (request) => ({
      ...(await metrics.read({ includeDuplicates: request.query.includeDuplicates ?? false })),
      definitions: [...METRIC_DEFINITIONS],
    }),
  )
}
