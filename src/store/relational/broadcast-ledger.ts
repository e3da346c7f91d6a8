import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { BroadcastLedger } from '#act/broadcasts/broadcast-ports.ts'
import type { SendState } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import type { Database } from './database.ts'
import { planContacts } from './plan-contacts.ts'

/** Rows of one statement: a broadcast to a million is no single transaction. */
const BLOCK = 5_000

const SUPPRESS = `
WITH open AS (
  SELECT send_key FROM send_ledger WHERE run_id = $1 AND state IN ('planned', 'claimed') LIMIT ${BLOCK} FOR UPDATE
)
UPDATE send_ledger s SET state = 'suppressed', reason = $2, lease_until = NULL, lease_owner = NULL, finished_at = $3, recorded = false
FROM open WHERE s.send_key = open.send_key`

/**
 * What waits of a paused broadcast is due a thousand years later, so that whoever looks for due sends does not even see it; when it goes on, that is taken back to the
 * millisecond. In hours, as days of the engine are those of a calendar.
 */
const PAUSE_HOURS = 8_760_000
const SHIFT = `
WITH held AS (
  SELECT send_key FROM send_ledger
  WHERE run_id = $1 AND state = 'planned' AND (not_before > '2900-01-01') <> $2 LIMIT ${BLOCK} FOR UPDATE
)
UPDATE send_ledger s SET not_before = not_before + $3::int * interval '1 hour'
FROM held WHERE s.send_key = held.send_key`

export function createBroadcastLedger(db: Kysely<Database>, pool: Pool): BroadcastLedger {
  const each = async (text: string, values: readonly unknown[]): Promise<number> => {
    let changed = 0
    for (;;) {
      const { rowCount } = await withEngineErrors('postgres', () => pool.query(text, [...values]))
      changed += rowCount ?? 0
      if ((rowCount ?? 0) < BLOCK) return changed
    }
  }
  return {
    planContacts: (contacts) => planContacts(db, contacts),
    suppressRun: (runId, reason, now) => each(SUPPRESS, [runId, reason, now]),
    async hold(runId, isHeld) {
      await each(SHIFT, [runId, isHeld, isHeld ? PAUSE_HOURS : -PAUSE_HOURS])
    },
    async counts(runIds) {
      const { rows } = await withEngineErrors('postgres', () =>
        pool.query<{ run_id: string; channel: Channel; state: SendState; reason: string; sends: number }>(
          `SELECT run_id, channel, state, reason, count(*)::float8 AS sends FROM send_ledger WHERE run_id = ANY ($1::uuid[]) GROUP BY 1, 2, 3, 4`,
          [runIds],
        ),
      )
      return rows.map(({ run_id, ...row }) => ({ runId: run_id, ...row }))
    },
    async ofCustomer(runId, customerId) {
      const { rows } = await withEngineErrors('postgres', () =>
        pool.query<{ send_key: string; channel: Channel; state: SendState; reason: string; not_before: Date; finished_at: Date | null }>(
          'SELECT send_key, channel, state, reason, not_before, finished_at FROM send_ledger WHERE run_id = $1 AND customer_id = $2 ORDER BY step DESC LIMIT 1',
          [runId, customerId],
        ),
      )
      const [row] = rows
      return row === undefined
        ? null
        : {
            sendKey: row.send_key,
            channel: row.channel,
            state: row.state,
            reason: row.reason,
            notBefore: row.not_before,
            finishedAt: row.finished_at,
          }
    },
  }
}
