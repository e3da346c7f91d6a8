import type { ReachService } from '#act/reach/audience-reach.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { givenCondition } from '../segment/condition-routes.ts'
import type { TypedApp } from '../typed-app.ts'
import { AudienceReach, ReachBody } from './reach-schemas.ts'

interface ReachParts {
  readonly reachOf: Pick<ReachService, 'of'>
  readonly segments: Pick<SegmentService, 'language' | 'read'>
}

/** How many of an audience can be contacted, by channel. */
export function registerReach(app: TypedApp, { reachOf, segments }: ReachParts, options: AppOptions): void {
  app.post(
    '/conditions/reach',
    {
      config: { permission: 'segments:read', alsoNeeds: 'customers:read', reach: 'scope', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['segments'],
        summary: 'How many of those who meet a condition have an address of each channel and may be contacted, and why the others not',
        body: ReachBody,
        response: { 200: AudienceReach },
      },
    },
    async (request) => {
      const condition = segments.read(
        givenCondition({ condition: request.body.condition, where: request.body.where }),
        await segments.language(),
      )
      const { customers, channels } = await reachOf.of(scopeOf(request), condition)
      return { customers, channels: channels.map((one) => ({ ...one })) }
    },
  )
}
