import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { refuseOpenQuestions } from '#collect/import/import-plan.ts'
import type { ImportService } from '#collect/import/import-service.ts'
import type { UndoService } from '#collect/import/undo-import.ts'
import { mapPage } from '#kernel/page.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { ImportPage, Job, UndoReport } from './data-schemas.ts'
import { ImportPreview, PreviewBody, StartImportBody } from './import-preview-schemas.ts'
import { Id, PageQuery } from '../shared-schemas.ts'
import { importAnswer, orderOf, previewAnswer } from './import-answers.ts'
import type { KeptImport } from './import-answers.ts'
import type { ImportOrder } from './import-preview-schemas.ts'
import type { UploadedFile } from './upload-folder.ts'
import { IdempotencyHeaders, isRepeated, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { readPreviewFields } from './read-preview-fields.ts'
import { IdParams } from '../id-params.ts'

const UploadParams = Type.Object({ uploadId: Id })

/** Questions that the first rows of a file answer as all of them do; others are asked of the whole file. */
const SEEN_AT_ONCE: ReadonlySet<string> = new Set(['unknown-status', 'which-column', 'attribute-differs', 'attribute-personal'])

interface ImportParts extends JobParts {
  readonly imports: Pick<ImportService, 'previewImport'>
  readonly undos: Pick<UndoService, 'survey'>
  readonly importStore: { list(page: PageRequest): Promise<Page<KeptImport>> }
}

/** Files: look at one first, then start its import. */
export function registerImports(app: TypedApp, parts: ImportParts, options: AppOptions): void {
  const { imports, undos, importStore, clock } = parts
  const { uploads } = options
  const preview = async ({ path, fileName }: UploadedFile, said: PreviewBody) =>
    previewAnswer(await imports.previewImport({ file: path, fileName, ...said }))
  /** @throws AppError `questions-open` for an order whose file leaves a question open that its first rows show. */
  const checkOrder = async ({ path, fileName }: UploadedFile, order: ImportOrder) => {
    const { questions } = await imports.previewImport({ file: path, fileName, ...orderOf(order) })
    const seen = questions.filter(({ code }) => SEEN_AT_ONCE.has(code))
    refuseOpenQuestions(fileName, seen, order.corrections.accept ?? [])
  }

  app.get(
    '/imports',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'Imports, newest first', querystring: PageQuery, response: { 200: ImportPage } },
    },
    async (request) => pageAnswer(mapPage(await importStore.list(pageRequest(request.query)), importAnswer)),
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
        return { uploadId, ...(await preview(file, readPreviewFields(fields))) }
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
      await uploads.keepUntil(uploadId, clock.now())
      return { uploadId, ...(await preview(file, request.body)) }
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
        if (await isRepeated(parts, request, 'import')) return null
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
      if (file !== null && !order.dryRun) await checkOrder(file, order)
      await uploads.keepUntil(uploadId, new Date(clock.now().getTime() + DAY_MS))
      reply.code(202)
      return await startJob(parts, request, 'import', { uploadId, order }, { uploadId, kind, dryRun: order.dryRun })
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
    async (request) => await undos.survey(request.params.id),
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
      if (!(await isRepeated(parts, request, 'undo-import'))) await undos.survey(id)
      reply.code(202)
      return await startJob(parts, request, 'undo-import', { importId: id })
    },
  )
}
