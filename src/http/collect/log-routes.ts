import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { LogImportService } from '#collect/logs/log-import-service.ts'
import { STATIC_ENDS } from '#collect/logs/leave-out.ts'
import { checkLogOptions, type LogOptions, PLAIN_LOG } from '#collect/logs/log-options.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf } from '../access/authenticate.ts'
import { Id } from '../shared-schemas.ts'
import { IdempotencyHeaders, isRepeated, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { validatorCompiler } from '../validation.ts'
import { Job } from './data-schemas.ts'
import { type LogOptionsBody, LogPreview, LogPreviewBody, PastedLogBody, StartLogBody } from './log-schemas.ts'
import type { UploadedFile } from './upload-folder.ts'

const UploadParams = Type.Object({ uploadId: Id })
const PASTED_NAME = 'pasted.log'

interface LogParts extends JobParts {
  readonly logImports: Pick<LogImportService, 'preview'>
  readonly sourceCatalogue: { isInUse(id: string): Promise<boolean> }
}

/** Access logs of web servers: look at one first, then import its page views. They are listed and undone with the other imports. */
export function registerLogs(app: TypedApp, parts: LogParts, options: AppOptions): void {
  const { logImports, sourceCatalogue, clock } = parts
  const { uploads } = options
  const look = async (uploadId: string, { path, fileName }: UploadedFile, said: LogOptionsBody) => ({
    uploadId,
    ...(await logImports.preview(path, fileName, said)),
    staticEnds: STATIC_ENDS,
  })

  app.post(
    '/log-imports/preview',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'Upload an access log and see what its first lines would become; before the file may come the field options, as JSON',
        consumes: ['multipart/form-data'],
        response: { 200: LogPreview },
      },
    },
    async (request) => {
      const { uploadId, file, fields } = await uploads.receive(request, actorLabel(actorOf(request)))
      try {
        return await look(uploadId, file, readOptions(fields))
      } catch (error) {
        await uploads.remove(uploadId)
        throw error
      }
    },
  )

  app.post(
    '/log-imports/preview-lines',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'The same for pasted lines',
        body: PastedLogBody,
        response: { 200: LogPreview },
      },
    },
    async (request) => {
      const { uploadId, file } = await uploads.keep([request.body.text], PASTED_NAME, actorLabel(actorOf(request)))
      try {
        return await look(uploadId, file, request.body.options ?? {})
      } catch (error) {
        await uploads.remove(uploadId)
        throw error
      }
    },
  )

  app.post(
    '/log-imports/:uploadId/preview',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute * 4 },
      schema: {
        tags: ['data'],
        summary: 'Look at an uploaded access log again, with other options',
        params: UploadParams,
        body: LogPreviewBody,
        response: { 200: LogPreview },
      },
    },
    async (request) => {
      const { uploadId } = request.params
      const file = await uploads.find(uploadId)
      await uploads.keepUntil(uploadId, clock.now())
      return await look(uploadId, file, request.body.options ?? {})
    },
  )

  app.post(
    '/log-imports',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Import the page views of an access log that was uploaded for preview',
        headers: IdempotencyHeaders,
        body: StartLogBody,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { uploadId, sourceId, options: said, dryRun = false, accept = false } = request.body
      if (!(await isRepeated(parts, request, 'import-log'))) {
        checkLogOptions(logOptionsOf(said))
        await uploads.find(uploadId)
        if (!(await sourceCatalogue.isInUse(sourceId))) {
          throw new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
        }
      }
      await uploads.keepUntil(uploadId, new Date(clock.now().getTime() + DAY_MS))
      reply.code(202)
      const order = { sourceId, options: said, dryRun, accept }
      return await startJob(parts, request, 'import-log', { uploadId, order }, { uploadId, sourceId, dryRun })
    },
  )
}

export function logOptionsOf(said: LogOptionsBody): LogOptions {
  return { ...PLAIN_LOG, ...said }
}

const check = validatorCompiler({ schema: LogPreviewBody, method: 'POST', url: '/log-imports/preview', httpPart: 'body' })

/** @throws AppError `invalid-request`, `unknown-parameter`. */
function readOptions(fields: Readonly<Record<string, string>>): LogOptionsBody {
  const given = Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''))
  const body = given['options'] === undefined ? given : { ...given, options: parsed(given['options']) }
  const answer = check(body) as { readonly value?: { readonly options?: LogOptionsBody }; readonly error?: Error }
  if (answer.error !== undefined) throw answer.error
  return answer.value?.options ?? {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid-input', 'invalid-request', 'body.options is no JSON: correct it and send the request again.', {
      details: { field: 'body.options', reason: 'form', limit: 0 },
    })
  }
}
