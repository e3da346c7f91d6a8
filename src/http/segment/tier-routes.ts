import type { Scope } from '#access/scope.ts'
import { scopeOf } from '../access/authenticate.ts'
import { SegmentSummary } from '../profile/customer-schemas.ts'
import { Job } from '../collect/data-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

interface TierParts extends JobParts {
  readonly reads: { segments(scope: Scope): Promise<SegmentSummary> }
}

/** The named schemes and their sizes. */
export function registerTiers(app: TypedApp, { reads, ...parts }: TierParts): void {
  app.get(
    '/tiers',
    {
      config: { permission: 'segments:read', reach: 'scope' },
      schema: { tags: ['segments'], summary: 'Tiers, value classes, RFM and migration', response: { 200: SegmentSummary } },
    },
    async (request) => await reads.segments(scopeOf(request)),
  )

  app.post(
    '/tiers/refresh',
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
      return await startJob(parts, request, 'refresh-profiles', {})
    },
  )
}
