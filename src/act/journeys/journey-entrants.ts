import type { Condition, Window } from '#segment/conditions/condition.ts'
import type { JourneyDefinition } from './journey.ts'

/** What is looked back on to say how many an event lets in. */
export const ENTRANT_DAYS = 30

/**
 * Whom a journey is counted by before it goes live: of an event everybody who did it lately, of an order everybody who ordered, of anything else everybody in its audience.
 * Rather too many than too few, since it says from which size on somebody else has to agree.
 */
export function entrantsOf({ entry, audience }: Pick<JourneyDefinition, 'entry' | 'audience'>): Condition {
  const window: Window = { last: { n: ENTRANT_DAYS, unit: 'day' } }
  switch (entry.kind) {
    case 'event': {
      const { name, where } = entry.event
      return { did: 'event', name, ...(where.length === 0 ? {} : { where }), window, op: 'gte', value: 1 }
    }
    case 'order':
      return { did: 'order', window, op: 'gte', value: 1 }
    case 'segment':
    case 'tag':
    case 'risk':
    case 'date':
    case 'product':
    case 'audience':
      return audience
  }
}
