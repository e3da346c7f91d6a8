import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Access } from '#access/access.ts'
import { JourneyService } from '#act/journeys/journey-service.ts'
import type { Clock } from '#kernel/clock.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { createJourneyFacts } from '#store/journey-facts.ts'
import type { Database } from '#store/relational/database.ts'
import { createJourneyRuns } from '#store/relational/journey-runs.ts'
import { createJourneyStore } from '#store/relational/journey-store.ts'
import type { HouseAct } from './house-act.ts'

interface JourneyParts {
  readonly pg: Pool
  readonly db: Kysely<Database>
  readonly access: Access
  readonly act: Pick<HouseAct, 'contentVersions'>
  readonly segments: SegmentService
  readonly clock: Clock
}

/** Triggers and journeys. */
export function buildJourneys({ pg, db, access, act, segments, clock }: JourneyParts) {
  return {
    journeys: new JourneyService({
      store: createJourneyStore(pg),
      runs: createJourneyRuns(db),
      facts: createJourneyFacts({ pool: pg, db, segments, contents: act.contentVersions }),
      audit: access.audit,
      clock,
    }),
  }
}
