import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { ImportService } from '#collect/import/import-service.ts'
import type { SyncService } from '#collect/sync/sync-service.ts'
import type { Sync as KeptSync } from '#collect/sync/sync.ts'
import { isCursor } from '#collect/sync/table-column.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { Job } from './data-schemas.ts'
import { previewAnswer } from './import-answers.ts'
import { NewSyncBody, StartSyncBody, Sync, SyncChangeBody, SyncList, SyncPreview, SyncPreviewBody, SyncRunList } from './sync-schemas.ts'

interface SyncRouteParts extends JobParts {
  readonly syncs: Pick<SyncService, 'list' | 'find' | 'runs' | 'look' | 'withoutGuess' | 'create' | 'change' | 'remove'>
  readonly imports: Pick<ImportService, 'previewImport'>
}

const RUNS_SHOWN = 50

/** Tables of a shop's own database: how one is understood, then when it is read. Passwords come in and never go out. */
export function registerSyncs(app: TypedApp, parts: SyncRouteParts, options: AppOptions): void {
  const { syncs, imports, access, clock } = parts
  const { uploads } = options
  const audit = (request: Parameters<typeof actorOf>[0], action: string, id: string, detail: Record<string, string>) =>
    access.audit.append({ at: clock.now(), actor: actorLabel(actorOf(request)), action, target: `sync:${id}`, detail })

  app.get(
    '/syncs',
    { config: { permission: 'data:read' }, schema: { tags: ['data'], summary: 'Tables that are synced', response: { 200: SyncList } } },
    async () => ({ items: (await syncs.list()).map(syncAnswer) }),
  )

  app.post(
    '/syncs/preview',
    {
      config: { permission: 'sources:manage', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'Connect to a database and see how a table would be understood; corrections go on at /imports/{uploadId}/preview',
        body: SyncPreviewBody,
        response: { 200: SyncPreview },
      },
    },
    async (request) => {
      const { login, table, kind, corrections = {} } = request.body
      const { look, lines } = await syncs.look(login, table)
      const { uploadId, file } = await uploads.keep(lines, `${table.schema}.${table.name}`, actorLabel(actorOf(request)))
      try {
        const said = { corrections, ...(kind === undefined ? {} : { kind }) }
        const all = await syncs.withoutGuess(file.path, look, said)
        const preview = await imports.previewImport({ file: file.path, fileName: file.fileName, ...said, corrections: all })
        return {
          columns: look.columns.map((column) => ({
            name: column.name,
            type: column.type,
            nullable: column.nullable,
            cursor: isCursor(column),
          })),
          key: look.key,
          canWrite: look.canWrite,
          preview: { uploadId, ...previewAnswer(preview) },
        }
      } catch (error) {
        await uploads.remove(uploadId)
        throw error
      }
    },
  )

  app.post(
    '/syncs',
    {
      config: { permission: 'sources:manage', rateLimit: options.limits.heavyPerMinute },
      schema: { tags: ['data'], summary: 'Sync a table from now on', body: NewSyncBody, response: { 201: Sync } },
    },
    async (request, reply) => {
      const { corrections = {}, cadence = { kind: 'every', minutes: 60 }, ...input } = request.body
      const sync = await syncs.create({ ...input, corrections, cadence }, actorLabel(actorOf(request)))
      const { kind, host, database, user } = sync.plan.address
      await audit(request, 'sync-created', sync.id, { kind, host, database, user, table: `${input.table.schema}.${input.table.name}` })
      reply.code(201)
      return syncAnswer(sync)
    },
  )

  app.patch(
    '/syncs/:id',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Pause a sync, change its name, rhythm or password, or answer what it stopped at',
        params: IdParams,
        body: SyncChangeBody,
        response: { 200: Sync },
      },
    },
    async (request) => {
      const { id } = request.params
      const { name, cadence, paused, password, statuses, accept } = request.body
      const { plan } = await syncs.find(id)
      const before = plan.reading.corrections
      const sync = await syncs.change(id, {
        ...(name === undefined ? {} : { name }),
        ...(cadence === undefined ? {} : { cadence }),
        ...(paused === undefined ? {} : { pausedAt: paused ? clock.now() : null }),
        ...(password === undefined ? {} : { password }),
        ...(statuses === undefined && accept === undefined
          ? {}
          : {
              corrections: {
                ...before,
                statuses: { ...before.statuses, ...statuses },
                accept: [...new Set([...(before.accept ?? []), ...(accept ?? [])])],
              },
            }),
        // Whoever changes it has looked at it.
        ...(paused === true ? {} : { stopped: null }),
      })
      await audit(request, 'sync-changed', id, { changed: Object.keys(request.body).toSorted().join(', ') })
      return syncAnswer(sync)
    },
  )

  app.delete(
    '/syncs/:id',
    {
      config: { permission: 'sources:manage' },
      schema: { tags: ['data'], summary: 'Stop syncing a table; what it stored stays', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params
      await syncs.find(id)
      await syncs.remove(id)
      await audit(request, 'sync-removed', id, {})
      return await reply.code(204).send(null)
    },
  )

  app.get(
    '/syncs/:id/runs',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'Runs of a sync, newest first', params: IdParams, response: { 200: SyncRunList } },
    },
    async (request) => ({ items: await syncs.runs(request.params.id, RUNS_SHOWN) }),
  )

  app.post(
    '/syncs/:id/run',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Run a sync now',
        params: IdParams,
        headers: IdempotencyHeaders,
        body: StartSyncBody,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await syncs.find(id)
      reply.code(202)
      return await startJob(parts, request, 'sync-table', { syncId: id, fromStart: request.body.fromStart ?? false })
    },
  )
}

function syncAnswer({ id, plan, cursorValue, pausedAt, stopped, createdAt, lastRun }: KeptSync): Answer<typeof Sync> {
  const { name, address, table, keyColumns, cursorColumn, cadence, reading } = plan
  const mapping = Object.fromEntries(
    Object.entries(reading.corrections.mapping ?? {}).flatMap(([field, column]) => (column === null ? [] : [[field, column]])),
  )
  return {
    id,
    name,
    address,
    table,
    kind: reading.kind,
    keyColumns,
    cursorColumn,
    cursorValue,
    cadence,
    mapping,
    pausedAt,
    stopped,
    createdAt,
    lastRun,
  }
}
