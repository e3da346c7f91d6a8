import type { AppOptions } from '../app-options.ts'
import { checklistOf } from './checklist.ts'
import { nextResultAt } from '../measure/retained-headline.ts'
import { Job } from '../collect/data-schemas.ts'
import { Checklist, SampleFileParams, SampleFileQuery, SampleShopState } from './first-run-schemas.ts'
import type { Services } from '../services.ts'
import { IdempotencyHeaders, isRepeated, startJob } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

/** What a newcomer meets: files to try an import with, a shop to look around in, and what is still to be done. */
export function registerFirstRun(app: TypedApp, services: Services, options: AppOptions): void {
  const { firstRun, sampleShop, effects } = services

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
    async () => {
      const [facts, reports] = await Promise.all([firstRun.facts(), effects.list()])
      const verdicts = reports.filter(({ overall }) => overall.verdict !== 'not_yet').length
      return { items: checklistOf({ ...facts, verdicts, nextResultAt: nextResultAt(reports) }) }
    },
  )

  app.get(
    '/samples/:kind',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'A made-up file to try an import with, as CSV: the orders, customers and tickets of one shop',
        params: SampleFileParams,
        querystring: SampleFileQuery,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { kind } = request.params
      const file = await firstRun.sampleFile(kind, request.query.language ?? 'zh-CN')
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
      const [state, jobs] = await Promise.all([sampleShop.state(), services.jobs.list(100)])
      const kinds = Object.values(sampleShop.jobs).map(({ kind }) => kind)
      const job = jobs.find((each) => kinds.includes(each.kind) && (each.state === 'running' || each.state === 'queued'))
      return { ...state, jobId: job?.id ?? null }
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
      if (!(await isRepeated(services, request, sampleShop.jobs.load.kind))) await sampleShop.mayLoad()
      reply.code(202)
      return await startJob(services, request, { ...sampleShop.jobs.load, input: {} }, (context) => sampleShop.load(context))
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
      if (!(await isRepeated(services, request, sampleShop.jobs.remove.kind))) await sampleShop.mayRemove()
      reply.code(202)
      return await startJob(services, request, { ...sampleShop.jobs.remove, input: {} }, (context) => sampleShop.remove(context))
    },
  )
}
