import type { Pool } from 'pg'
import type { SendFactReader, SendFacts } from '#act/policy/rules-policy.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { EARLIER_MS, earlierOf, earlierSends, OPEN_OFFER } from './earlier-sends.ts'
import { countryOf } from './recipient-store.ts'

/** Grain: one row per send. Cost: by key and by the ledger's index of customers, some rows each. */
const FACTS = `
SELECT asked.send_key, coalesce(c.time_zone, '') AS time_zone, upper(coalesce(c.attributes ->> 'country', '')) AS country, ledger.earlier,
  coalesce(ledger.other, false) AS other, (b.definition ->> 'holdout')::float8 AS holdout, b.paused_at IS NOT NULL AS is_paused,
  coalesce(b.state = 'stopped', true) AS is_stopped, b.id IS NOT NULL AS is_broadcast,
  e.id IS NOT NULL AS is_journey, j.state = 'paused' AS journey_paused, j.state = 'ended' AS journey_ended, e.state IN ('left', 'failed') AS has_left, e.is_held_out
FROM unnest($1::text[]) AS given (send_key)
JOIN send_ledger asked ON asked.send_key = given.send_key
LEFT JOIN customers c ON c.id = asked.customer_id
LEFT JOIN broadcasts b ON asked.source_kind = 'broadcast' AND b.id = asked.run_id
LEFT JOIN enrolments e ON asked.source_kind = 'journey' AND e.id = asked.run_id
LEFT JOIN journeys j ON j.id = e.journey_id
${earlierSends(
  'asked.customer_id',
  `bool_or(${OPEN_OFFER} AND s.source_id <> asked.source_id
    AND (s.priority > asked.priority OR s.priority = asked.priority AND (s.planned_at, s.send_key) < (asked.planned_at, asked.send_key)))`,
  's.send_key = asked.send_key',
)}`

interface FactRow {
  readonly send_key: string
  readonly time_zone: string
  readonly country: string
  readonly earlier: readonly string[] | null
  readonly other: boolean
  readonly holdout: number | null
  readonly is_paused: boolean
  readonly is_stopped: boolean
  readonly is_broadcast: boolean
  readonly is_journey: boolean
  readonly journey_paused: boolean | null
  readonly journey_ended: boolean | null
  readonly has_left: boolean | null
  readonly is_held_out: boolean | null
}

/** What the policy asks of sends that are about to leave: one query for all of them. */
export function createSendFactReader(pool: Pool, country: () => string): SendFactReader {
  return {
    async read(sends, now) {
      const keys = sends.map(({ sendKey }) => sendKey)
      const { rows } = await withEngineErrors('postgres', () => pool.query<FactRow>(FACTS, [keys, new Date(now.getTime() - EARLIER_MS)]))
      const found = new Map(rows.map((row) => [row.send_key, row]))
      return keys.map((key): SendFacts => {
        const row = found.get(key)
        if (row === undefined) return { timeZone: '', country: country(), earlier: [], otherOffer: false, broadcast: null }
        return {
          timeZone: row.time_zone,
          country: countryOf(row.country, country),
          earlier: (row.earlier ?? []).map(earlierOf),
          otherOffer: row.other,
          broadcast: row.is_broadcast ? { holdout: row.holdout ?? 0, isPaused: row.is_paused, isStopped: row.is_stopped } : null,
          ...(row.is_journey
            ? {
                journey: {
                  isPaused: row.journey_paused === true,
                  hasEnded: row.journey_ended === true,
                  hasLeft: row.has_left === true,
                  isHeldOut: row.is_held_out === true,
                },
              }
            : {}),
        }
      })
    },
  }
}
