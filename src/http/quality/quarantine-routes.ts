import { Readable } from 'node:stream'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { quarantineCsv } from '#quality/quarantine-csv.ts'
import type { QuarantineStore } from '#quality/quarantine.ts'
import type { QuarantineService } from '#quality/quarantine-service.ts'
import type { ProfileKeeper } from '#segment/profile-keeper.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { exportLanguageOf } from '../export-language.ts'
import {
  DismissBody,
  DismissManyBody,
  Job,
  QuarantineFilterBody,
  QuarantinePage,
  QuarantineState,
  QuarantineSummary,
  RecordView,
  ReplayAnswer,
  ReplayBody,
  ReplayManyBody,
  RevealRecordBody,
} from '../collect/data-schemas.ts'
import { Language } from '../access/access-schemas.ts'
import { PageQuery } from '../shared-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

const SHOWN_ORIGINS = 100

interface QuarantineParts extends JobParts {
  readonly quarantine: Pick<QuarantineStore, 'list' | 'summary' | 'origins' | 'all'>
  readonly repairs: Pick<QuarantineService, 'view' | 'replay' | 'dismiss'>
  readonly profileKeeper: Pick<ProfileKeeper, 'noteChange' | 'catchUp'>
}

/** What was refused: list, look at one record, correct it and read it again, dismiss it, download it. */
export function registerQuarantine(app: TypedApp, parts: QuarantineParts, options: AppOptions): void {
  const { quarantine, repairs, profileKeeper, access, clock } = parts
  const view = async (id: string, opened: boolean) => {
    const { entry, cells, replayable } = await repairs.view(id, opened)
    return { record: entry, cells, replayable }
  }
  const rateLimit = options.limits.heavyPerMinute
  const note = async (request: Parameters<typeof actorOf>[0], action: string, target: string, detail: Readonly<Record<string, unknown>>) =>
    await access.audit.append({ at: clock.now(), actor: actorLabel(actorOf(request)), action, target, detail })

  app.get(
    '/quarantine',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Refused records with the reason, newest first; the open ones unless a state is given',
        querystring: Type.Intersect([
          PageQuery,
          Type.Partial(QuarantineFilterBody),
          Type.Object({ state: Type.Optional(QuarantineState) }),
        ]),
        response: { 200: QuarantinePage },
      },
    },
    async (request) => {
      const { cursor, limit, state = 'open', ...filter } = request.query
      return pageAnswer(await quarantine.list({ ...filter, state }, pageRequest({ cursor, limit })))
    },
  )

  app.get(
    '/quarantine/summary',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Open records of the quarantine by reason, and by file or source',
        querystring: Type.Partial(Type.Pick(QuarantineFilterBody, ['originId'])),
        response: { 200: QuarantineSummary },
      },
    },
    async (request) => ({ items: await quarantine.summary(request.query), origins: await quarantine.origins(SHOWN_ORIGINS) }),
  )

  app.get(
    '/quarantine/export',
    {
      config: { permission: 'customers:reveal', rateLimit },
      schema: {
        tags: ['data'],
        summary: 'Open records as they came, in clear, as CSV to repair and import again; audited',
        querystring: Type.Intersect([Type.Partial(QuarantineFilterBody), Type.Object({ language: Type.Optional(Language) })]),
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { language, ...filter } = request.query
      await note(request, 'quarantine-exported', 'quarantine', { ...filter })
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="quarantine.csv"')
        .header('cache-control', 'no-store')
        .send(Readable.from(quarantineCsv(quarantine, filter, exportLanguageOf(request, language))))
    },
  )

  app.get(
    '/quarantine/:id',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'One refused record, masked', params: IdParams, response: { 200: RecordView } },
    },
    async (request) => await view(request.params.id, false),
  )

  app.post(
    '/quarantine/:id/reveal',
    {
      config: { permission: 'customers:reveal', rateLimit },
      schema: {
        tags: ['data'],
        summary: 'One refused record in clear: asks why and is audited',
        params: IdParams,
        body: RevealRecordBody,
        response: { 200: RecordView },
      },
    },
    async (request, reply) => {
      await note(request, 'record-revealed', `quarantine:${request.params.id}`, { why: request.body.why })
      reply.header('cache-control', 'no-store')
      return await view(request.params.id, true)
    },
  )

  app.post(
    '/quarantine/:id/replay',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Read a refused row again, with corrected columns; it is stored, or stays with the reason',
        params: IdParams,
        body: ReplayBody,
        response: { 200: ReplayAnswer },
      },
    },
    async (request) => {
      const changes = request.body.changes ?? {}
      const answer = await repairs.replay(request.params.id, changes, actorLabel(actorOf(request)))
      if (answer.outcome === 'stored') {
        await profileKeeper.noteChange()
        await profileKeeper.catchUp()
      }
      await note(request, 'record-replayed', `quarantine:${request.params.id}`, {
        outcome: answer.outcome,
        columns: Object.keys(changes).length,
      })
      return answer
    },
  )

  app.post(
    '/quarantine/:id/dismiss',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Close a record that is not wanted',
        params: IdParams,
        body: DismissBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await repairs.dismiss({ id: request.params.id }, request.body.why, actorLabel(actorOf(request)))
      await note(request, 'record-dismissed', `quarantine:${request.params.id}`, { why: request.body.why })
      return await reply.code(204).send(null)
    },
  )

  app.post(
    '/quarantine/replay',
    {
      config: { permission: 'data:import', rateLimit },
      schema: {
        tags: ['data'],
        summary: 'Read all open rows of a reason or a file again, with the same corrections in each',
        headers: IdempotencyHeaders,
        body: ReplayManyBody,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { changes = {}, corrections = [], ...filter } = request.body
      reply.code(202)
      return await startJob(
        parts,
        request,
        'replay-quarantine',
        { filter, changes, corrections },
        { ...filter, columns: Object.keys(changes).length + corrections.length },
      )
    },
  )

  app.post(
    '/quarantine/dismiss',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Close all open records of a reason, a file or a source',
        body: DismissManyBody,
        response: { 200: Type.Object({ dismissed: Type.Integer() }) },
      },
    },
    async (request) => {
      const { why, ...filter } = request.body
      const dismissed = await repairs.dismiss(filter, why, actorLabel(actorOf(request)))
      await note(request, 'records-dismissed', 'quarantine', { ...filter, why, records: dismissed })
      return { dismissed }
    },
  )
}
