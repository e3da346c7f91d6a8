import type { Pool } from 'pg'
import type { Occurrence, OccurrenceReason, OccurrenceState, SeriesStore } from '#act/broadcasts/series/series-ports.ts'
import { cutPage } from '#kernel/page.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { toBroadcast } from './broadcast-store.ts'
import type { BroadcastRow } from './broadcast-store.ts'
import { inTransaction } from './in-transaction.ts'

interface OccurrenceRow {
  readonly day: string
  readonly version: number
  readonly state: OccurrenceState
  readonly reason: OccurrenceReason
  readonly broadcast: string | null
  readonly decided_at: Date
}

/** Series of broadcasts: the row of a series is that of a broadcast which repeats. */
export function createBroadcastSeriesStore(pool: Pool): SeriesStore {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  const changes = async (text: string, values: readonly unknown[]): Promise<boolean> =>
    (await ask(`${text} RETURNING id`, values)).length > 0
  return {
    live: async () =>
      (await ask<BroadcastRow>("SELECT * FROM broadcasts WHERE state = 'repeating' AND paused_at IS NULL ORDER BY id")).map(toBroadcast),

    repeat: (id, version, { by, since }) =>
      changes(
        `UPDATE broadcasts SET state = 'repeating', started_by = $3, starts_at = $4, skip_days = '{}'
         WHERE id = $1 AND version = $2 AND state IN ('draft', 'awaiting')`,
        [id, version, by, since],
      ),

    async moveStart(id, since) {
      await ask("UPDATE broadcasts SET starts_at = $2 WHERE id = $1 AND state = 'repeating'", [id, since])
    },

    async progress(id) {
      const [row] = await ask<{ last: string | null; done: number; skips: string[] }>(
        `SELECT max(o.day) AS last, count(o.day)::float8 AS done, b.skip_days AS skips
         FROM broadcasts b LEFT JOIN series_occurrences o ON o.series = b.id WHERE b.id = $1 GROUP BY b.id`,
        [id],
      )
      return row ?? { last: null, done: 0, skips: [] }
    },

    async skip(id, day, isSkipped) {
      await ask(
        `UPDATE broadcasts SET skip_days = CASE WHEN $3 THEN array_append(array_remove(skip_days, $2), $2) ELSE array_remove(skip_days, $2) END
         WHERE id = $1 AND state = 'repeating'`,
        [id, day, isSkipped],
      )
    },

    decide: ({ id, version }, { day, state, reason, decidedAt }, made) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          // Who pauses, saves or stops meanwhile waits, or was first: then there is nothing to decide.
          const { rowCount: isLive } = await client.query(
            "SELECT FROM broadcasts WHERE id = $1 AND version = $2 AND state = 'repeating' AND paused_at IS NULL FOR UPDATE",
            [id, version],
          )
          if (isLive !== 1) return false
          const { rows: before } = await client.query('SELECT FROM series_occurrences WHERE series = $1 AND day = $2', [id, day])
          if (before.length > 0) return false
          if (made !== null) {
            await client.query(
              `INSERT INTO broadcasts (id, definition, state, created_at, created_by, saved_at, saved_by, started_by, starts_at)
               VALUES ($1, $2, 'scheduled', $3, $4, $3, $4, $4, $5)`,
              [made.id, JSON.stringify(made.definition), decidedAt, made.by, made.startsAt],
            )
          }
          await client.query(
            'INSERT INTO series_occurrences (series, day, version, state, reason, broadcast, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
            [id, day, version, state, reason, made?.id ?? null, decidedAt],
          )
          await client.query('UPDATE broadcasts SET skip_days = array_remove(skip_days, $2) WHERE id = $1', [id, day])
          return true
        }),
      ),

    halt: (id, version) =>
      changes("UPDATE broadcasts SET state = 'draft', paused_at = NULL WHERE id = $1 AND version = $2 AND state = 'repeating'", [
        id,
        version,
      ]),

    end: (id, at) => changes("UPDATE broadcasts SET state = 'done', finished_at = $2 WHERE id = $1 AND state = 'repeating'", [id, at]),

    async occurrences(id, { limit, cursor }) {
      const rows = await ask<OccurrenceRow>(
        'SELECT * FROM series_occurrences WHERE series = $1 AND ($2::text IS NULL OR day < $2) ORDER BY day DESC LIMIT $3',
        [id, cursor, limit + 1],
      )
      const { items, nextCursor } = cutPage(rows, limit, ({ day }) => day)
      return { items: items.map(toOccurrence), nextCursor }
    },

    async got(id, customerIds, since, broadcastId) {
      // One look into the index of runs for each occurrence of the days that count.
      const rows = await ask<{ customer_id: string }>(
        `SELECT DISTINCT s.customer_id FROM series_occurrences o JOIN send_ledger s ON s.run_id = o.broadcast
         WHERE o.series = $1 AND o.broadcast <> $4 AND o.decided_at >= $3::timestamptz - interval '32 days' AND s.customer_id = ANY ($2::uuid[])
           AND s.state NOT IN ('suppressed', 'failed') AND coalesce(s.handed_at, s.not_before) >= $3`,
        [id, customerIds, since, broadcastId],
      )
      return new Set(rows.map((row) => row.customer_id))
    },
  }
}

function toOccurrence({ day, version, state, reason, broadcast, decided_at: decidedAt }: OccurrenceRow): Occurrence {
  return { day, version, state, reason, broadcastId: broadcast, decidedAt }
}
