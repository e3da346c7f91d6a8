import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { JourneyRuns } from '#act/journeys/journey-ports.ts'
import type { Database } from './database.ts'
import { suppressSends } from './suppress-sends.ts'

/** Rows of one statement: a journey may hold a hundred thousand. */
const BLOCK = 5_000

/** What a journey leaves behind where it ends. */
export function createJourneyRuns(db: Kysely<Database>): JourneyRuns {
  return {
    async stop(journeyId, now) {
      for (;;) {
        const { rows } = await sql<{ id: string }>`
          WITH inside AS (SELECT id FROM enrolments WHERE journey_id = ${journeyId} AND ended_at IS NULL ORDER BY id LIMIT ${BLOCK} FOR UPDATE)
          UPDATE enrolments e SET state = 'left', reason = 'stopped', ended_at = ${now}, step_id = NULL, due_at = NULL, lease_owner = NULL
          FROM inside WHERE e.id = inside.id RETURNING e.id`.execute(db)
        if (rows.length < BLOCK) break
      }
      const which = sql<boolean>`source_kind = 'journey' AND source_id = ${journeyId}`
      for (;;) {
        const suppressed = await db
          .transaction()
          .execute((trx) => suppressSends(trx, which, { reason: 'journey_ended', now, limit: BLOCK }))
        if (suppressed < BLOCK) return
      }
    },
  }
}
