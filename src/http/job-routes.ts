import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import { actorOf } from './access/authenticate.ts'
import { Job } from './collect/data-schemas.ts'
import { toJob } from './start-job.ts'
import type { JobParts } from './start-job.ts'
import type { TypedApp } from './typed-app.ts'
import { IdParams } from './id-params.ts'

/** Long work: how far it is, and stopping it. */
export function registerJobs(app: TypedApp, { jobs, access, clock }: JobParts): void {
  app.get(
    '/jobs',
    {
      config: { permission: 'jobs:read' },
      schema: {
        tags: ['jobs'],
        summary: 'The last jobs, newest first',
        querystring: Type.Object({
          state: Type.Optional(Job.properties.state),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 100 })),
        }),
        response: { 200: Type.Object({ items: Type.Array(Job) }) },
      },
    },
    async (request) => {
      const { state, limit = 100 } = request.query
      return { items: (await jobs.list(limit, { state: state ?? null })).map((job) => toJob(job)) }
    },
  )

  app.get(
    '/jobs/:id',
    {
      config: { permission: 'jobs:read' },
      schema: { tags: ['jobs'], summary: 'How far a job is', params: IdParams, response: { 200: Job } },
    },
    async (request) => {
      const job = await jobs.byId(request.params.id)
      if (job === null) throw new AppError('not-found', 'job-not-found', 'There is no such job: reload the list.')
      return toJob(job)
    },
  )

  app.post(
    '/jobs/:id/cancel',
    { config: { permission: 'jobs:cancel' }, schema: { tags: ['jobs'], summary: 'Stop a job', params: IdParams, response: { 200: Job } } },
    async (request) => {
      const job = await jobs.cancel(request.params.id)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'job-cancelled',
        target: `job:${job.id}`,
        detail: { kind: job.kind },
      })
      return toJob(job)
    },
  )
}
