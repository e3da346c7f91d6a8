import { scopeOf } from '../access/authenticate.ts'
import { SegmentSummary } from '../profile/customer-schemas.ts'
import { Job } from '../collect/data-schemas.ts'
import type { Services } from '../services.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

/** The named schemes and their sizes. */
export function registerSegments(app: TypedApp, services: Services): void {
  app.get(
    '/segments',
    {
      config: { permission: 'segments:read', reach: 'scope' },
      schema: { tags: ['segments'], summary: 'Tiers, value classes, RFM and migration', response: { 200: SegmentSummary } },
    },
    async (request) => await services.reads.segments(scopeOf(request)),
  )

  app.post(
    '/segments/refresh',
    {
      config: { permission: 'churn:train' },
      schema: {
        tags: ['segments'],
        summary: 'Work out profiles and segments as of now',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(services, request, { kind: 'refresh-profiles', input: {} }, (context) => services.profiles.refresh(context))
    },
  )
}
