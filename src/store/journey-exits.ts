import type { Pool } from 'pg'
import { createLeftByCondition } from '#act/journeys/journey-exits.ts'
import type { LeftByCondition } from '#act/journeys/journey-exits.ts'
import type { MeetsOf } from '#act/journeys/run-ports.ts'
import { createJourneyBook } from './relational/journey-book.ts'

/** Who left a journey by its condition, as it is asked right before messages leave. */
export function createJourneyExits(pool: Pool, whoMeets: MeetsOf): LeftByCondition {
  return createLeftByCondition({ book: createJourneyBook(pool), whoMeets })
}
