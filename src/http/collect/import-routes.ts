import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { ImportPage, Job, UndoReport } from './data-schemas.ts'
import { ImportPreview, PreviewBody, StartImportBody } from './import-preview-schemas.ts'
import { Id, PageQuery } from '../shared-schemas.ts'
import type { Services } from '../services.ts'
import { IdempotencyHeaders, isRepeated, startJob } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { readPreviewFields } from './read-preview-fields.ts'
import { IdParams } from '../id-params.ts'

const UploadParams = Type.Object({ uploadId: Id })

/** Files: look at one first, then start its import. */
export function registerImports(app: TypedApp, services: Services, options: AppOptions): void {
  const { uploads } = options

  app.get(
    '/imports',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'Imports, newest first', querystring: PageQuery, response: { 200: ImportPage } },
    },
    async (request) => pageAnswer(await services.imports.list(pageRequest(request.query))),
  )

  app.post(
    '/imports/preview',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary:
          'Upload a file and see what would be true after its import; before the file may come the fields kind, preset, forget, and as JSON corrections and wish',
        consumes: ['multipart/form-data'],
        response: { 200: ImportPreview },
      },
    },
    async (request) => {
      const { uploadId, file, fields } = await uploads.receive(request, actorLabel(actorOf(request)))
      try {
        return { uploadId, ...(await services.imports.preview(file, readPreviewFields(fields))) }
      } catch (error) {
        await uploads.remove(uploadId)
        throw error
      }
    },
  )

  app.post(
    '/imports/:uploadId/preview',
    {
      // Every correction of a person asks once, and no file is sent.
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute * 4 },
      schema: {
        tags: ['data'],
        summary: 'Look at an uploaded file again, with other corrections',
        params: UploadParams,
        body: PreviewBody,
        response: { 200: ImportPreview },
      },
    },
    async (request) => {
      const { uploadId } = request.params
      const file = await uploads.find(uploadId)
      // Who still corrects it has not forgotten it.
      await uploads.keepUntil(uploadId, services.clock.now())
      return { uploadId, ...(await services.imports.preview(file, request.body)) }
    },
  )

  app.post(
    '/imports',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Import a file that was uploaded for preview',
        headers: IdempotencyHeaders,
        body: StartImportBody,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { uploadId, kind, preset, mapping, corrections, wish, forget, dryRun } = request.body
      // The import of the same key may be done by now, and its file gone.
      const file = await uploads.find(uploadId).catch(async (error: unknown) => {
        if (await isRepeated(services, request, 'import')) return null
        throw error
      })
      const order = {
        kind,
        preset: preset ?? null,
        mapping: mapping ?? null,
        corrections: corrections ?? {},
        wish: wish ?? {},
        forget: forget ?? false,
        dryRun: dryRun ?? false,
      }
      if (file !== null && !order.dryRun) await services.imports.checkOrder(file, order)
      await uploads.keepUntil(uploadId, new Date(services.clock.now().getTime() + DAY_MS))
      reply.code(202)
      return await startJob(services, request, { kind: 'import', input: { uploadId, kind, dryRun: order.dryRun } }, async (context) => {
        try {
          const answer = await services.imports.run(file ?? (await uploads.find(uploadId)), order, context)
          if (!order.dryRun) await uploads.remove(uploadId)
          return answer
        } finally {
          // After a dry run or a failure it waits for the next try like any other.
          await uploads.keepUntil(uploadId, services.clock.now())
        }
      })
    },
  )

  app.get(
    '/imports/:id/undo',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'What undoing an import would take away now, and what would stay',
        params: IdParams,
        response: { 200: UndoReport },
      },
    },
    async (request) => await services.imports.undoReport(request.params.id),
  )

  app.post(
    '/imports/:id/undo',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Undo an import: what it stored goes, what other files or people said since stays; audited',
        params: IdParams,
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!(await isRepeated(services, request, 'undo-import'))) await services.imports.undoReport(id)
      reply.code(202)
      const by = actorLabel(actorOf(request))
      return await startJob(services, request, { kind: 'undo-import', queue: 'import', input: { importId: id } }, (context) =>
        services.imports.undo(id, by, context),
      )
    },
  )
}
