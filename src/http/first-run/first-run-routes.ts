import type { ImportKind } from '#collect/import/import-fields.ts'
import type { AppOptions } from '../app-options.ts'
import { checklistOf } from './checklist.ts'
import { Job } from '../collect/data-schemas.ts'
import { Checklist, SampleFileParams, SampleFileQuery, SampleShopState } from './first-run-schemas.ts'
import { checklistFacts } from './checklist-facts.ts'
import type { ChecklistParts } from './checklist-facts.ts'
import { IdempotencyHeaders, isRepeated, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

interface FirstRunParts extends JobParts, ChecklistParts {
  sampleFile(kind: Exclude<ImportKind, 'accounts' | 'sign_ins' | 'subscriptions'>, language: 'zh-CN' | 'en'): Promise<Buffer>
  readonly sampleShop: ChecklistParts['sampleShop'] & {
    /** Throws a conflict that says why not. */
    mayLoad(): Promise<void>
    /** Throws a conflict that says why not. */
    mayRemove(): Promise<void>
  }
}

/** What a newcomer meets: files to try an import with, a shop to look around in, and what is still to be done. */
export function registerFirstRun(app: TypedApp, parts: FirstRunParts, options: AppOptions): void {
  const { sampleFile, sampleShop } = parts

  app.get(
    '/checklist',
    {
      config: { permission: 'overview:read' },
      schema: {
        tags: ['overview'],
        summary: 'The steps to a measured effect, and what keeps each from being done',
        response: { 200: Checklist },
      },
    },
    async () => ({ items: checklistOf(await checklistFacts(parts)) }),
  )

  app.get(
    '/samples/:kind',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'A made-up file to try an import with, as CSV: orders, customers, tickets, measures or feedback of one shop',
        params: SampleFileParams,
        querystring: SampleFileQuery,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { kind } = request.params
      const file = await sampleFile(kind, request.query.language ?? 'zh-CN')
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="sample-${kind}.csv"`)
        .header('cache-control', 'no-store')
        .send(file)
    },
  )

  app.get(
    '/sample-shop',
    {
      config: { permission: 'overview:read' },
      schema: { tags: ['data'], summary: 'Whether the sample shop is loaded', response: { 200: SampleShopState } },
    },
    async () => {
      return await sampleShop.state()
    },
  )

  app.post(
    '/sample-shop',
    {
      config: { permission: 'settings:manage', alsoNeeds: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Load a made-up shop into an empty house, profiled, trained and scored; sends nothing',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      if (!(await isRepeated(parts, request, 'load-sample-shop'))) await sampleShop.mayLoad()
      reply.code(202)
      return await startJob(parts, request, 'load-sample-shop', {})
    },
  )

  app.delete(
    '/sample-shop',
    {
      config: { permission: 'settings:manage', alsoNeeds: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Remove the sample shop with everything that came of it; refused once there is other data',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      if (!(await isRepeated(parts, request, 'remove-sample-shop'))) await sampleShop.mayRemove()
      reply.code(202)
      return await startJob(parts, request, 'remove-sample-shop', {})
    },
  )
}
