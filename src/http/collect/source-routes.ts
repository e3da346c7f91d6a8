import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import { METRIC_DEFINITIONS } from '#quality/metric-definitions.ts'
import { actorOf } from '../access/authenticate.ts'
import { Metrics, NewSource, NewSourceBody, Source, SourceChange } from './data-schemas.ts'
import type { SourceConsent } from './data-schemas.ts'
import type { Answer, Static } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

interface SourceParts extends AuditParts {
  readonly sourceCatalogue: {
    list(): Promise<readonly Static<typeof Source>[]>
    create(
      input: {
        readonly name: string
        readonly kind: string
        readonly userIdKind: 'user_id' | 'member_number' | 'custom_id'
        readonly consent: Static<typeof SourceConsent> | null
      },
      now: Date,
    ): Promise<Static<typeof NewSource>>
    /** False when there is no such source. */
    setConsent(id: string, consent: Static<typeof SourceConsent> | null): Promise<boolean>
    /** False when there is no such source. */
    disable(id: string, now: Date): Promise<boolean>
  }
  readonly reads: { metrics(options: { readonly includeDuplicates: boolean }): Promise<Omit<Answer<typeof Metrics>, 'definitions'>> }
}

/** Where data comes from, and the figures of what is stored. */
export function registerData(app: TypedApp, { sourceCatalogue, reads, access, clock }: SourceParts): void {
  app.get(
    '/sources',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'Sources and what came from each', response: { 200: Type.Object({ items: Type.Array(Source) }) } },
    },
    async () => ({ items: await sourceCatalogue.list() }),
  )

  app.post(
    '/sources',
    {
      config: { permission: 'sources:manage' },
      schema: { tags: ['data'], summary: 'Add a source; its write key is shown once', body: NewSourceBody, response: { 201: NewSource } },
    },
    async (request, reply) => {
      const now = clock.now()
      const { name, kind, userIdKind = 'user_id', consent = null } = request.body
      const created = await sourceCatalogue.create({ name, kind, userIdKind, consent }, now)
      await access.audit.append({
        at: now,
        actor: actorLabel(actorOf(request)),
        action: 'source-created',
        target: `source:${created.source.id}`,
        detail: { kind, ...consentDetail(consent) },
      })
      reply.code(201).header('cache-control', 'no-store')
      return created
    },
  )

  app.patch(
    '/sources/:id',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Say what the data of a source are for, and whether they need consent',
        params: IdParams,
        body: SourceChange,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { consent } = request.body
      if (!(await sourceCatalogue.setConsent(request.params.id, consent))) throw noSource()
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'source-consent-changed',
        target: `source:${request.params.id}`,
        detail: consentDetail(consent),
      })
      return await reply.code(204).send(null)
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
      if (!(await sourceCatalogue.disable(request.params.id, now))) {
        throw noSource()
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
      ...(await reads.metrics({ includeDuplicates: request.query.includeDuplicates ?? false })),
      definitions: [...METRIC_DEFINITIONS],
    }),
  )
}

function noSource(): AppError {
  return new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
}

function consentDetail(consent: Static<typeof SourceConsent> | null) {
  return consent === null
    ? { purpose: '' }
    : { purpose: consent.purpose, required: consent.required, categories: consent.categories.join(', ') }
}
