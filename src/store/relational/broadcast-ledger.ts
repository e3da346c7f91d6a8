import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { BroadcastLedger } from '#act/broadcasts/broadcast-ports.ts'
import { BASE } from '#act/content/variant-reasons.ts'
import type { SendState } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import type { Database } from './database.ts'
import { planContacts } from './plan-contacts.ts'
import { suppressSends } from './suppress-sends.ts'

/** Rows of one statement: a broadcast to a million is no single transaction. */
const BLOCK = 5_000

/**
 * What a broadcast that is paused has not handed over is held, and keeps no other offer from its customers. Rows that are being claimed are passed over: they come up again
 * as claimed ones.
 */
const HOLD_WAITING = `
WITH open AS (
  SELECT send_key FROM send_ledger WHERE run_id = $1 AND phase = 0 AND state = 'planned' AND held_at IS NULL LIMIT ${BLOCK} FOR UPDATE SKIP LOCKED
)
UPDATE send_ledger s SET held_at = $2, held_reason = 'paused' FROM open WHERE s.send_key = open.send_key`

/** Claims are given back; what a provider has is held for the case that it comes back. Locked in the order in which senders settle. */
const HOLD_CLAIMED = `
WITH open AS (
  SELECT send_key FROM send_ledger
  WHERE run_id = $1 AND phase < 2 AND state IN ('claimed', 'handed', 'uncertain') AND held_at IS NULL ORDER BY send_key LIMIT ${BLOCK} FOR UPDATE
)
UPDATE send_ledger s SET held_at = $2, held_reason = 'paused',
  state = CASE WHEN state = 'claimed' THEN 'planned' ELSE state END,
  lease_until = CASE WHEN state = 'claimed' THEN NULL ELSE lease_until END,
  lease_owner = CASE WHEN state = 'claimed' THEN NULL ELSE lease_owner END
FROM open WHERE s.send_key = open.send_key`

const RELEASE = `
WITH held AS (
  SELECT send_key FROM send_ledger WHERE run_id = $1 AND held_reason = 'paused' LIMIT ${BLOCK} FOR UPDATE
)
UPDATE send_ledger s SET held_at = NULL, held_reason = NULL
FROM held WHERE s.send_key = held.send_key`

/** Also of those that ended while a provider had a message that came back later. Cost: a look into the index of held sends for each broadcast. */
const LEFT_HELD = `
SELECT b.id FROM broadcasts b
WHERE b.state IN ('planning', 'sending', 'done', 'stopped') AND b.paused_at IS NULL
  AND EXISTS (SELECT FROM send_ledger s WHERE s.phase = 0 AND s.state = 'planned' AND s.held_at IS NOT NULL AND s.held_reason = 'paused' AND s.run_id = b.id)`

interface CustomerRow {
  readonly send_key: string
  readonly channel: Channel
  readonly state: SendState
  readonly reason: string
  readonly not_before: Date
  readonly finished_at: Date | null
  readonly variant: string | null
  readonly name: string | null
}

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
    async suppressRun(runId, reason, now) {
      const which = sql<boolean>`run_id = ${runId}`
      for (let suppressed = 0; ;) {
        const block = await db.transaction().execute((trx) => suppressSends(trx, which, { reason, now, limit: BLOCK }))
        suppressed += block
        if (block < BLOCK) return suppressed
      }
    },
    async hold(runId, since) {
      if (since === null) {
        await each(RELEASE, [runId])
        return
      }
      while ((await each(HOLD_CLAIMED, [runId, since])) + (await each(HOLD_WAITING, [runId, since])) > 0);
    },
    async releaseLeft() {
      const { rows } = await withEngineErrors('postgres', () => pool.query<{ id: string }>(LEFT_HELD))
      for (const { id } of rows) await each(RELEASE, [id])
    },
    async sentByVariant(runId) {
      // One pass over what the run has, by its index.
      const { rows } = await withEngineErrors('postgres', () =>
        pool.query<{ variant: string; sends: number }>(
          `SELECT coalesce(nullif(v.variant, ''), 'base') AS variant, count(*)::int AS sends FROM send_ledger s JOIN variant_sends v ON v.send_key = s.send_key
           WHERE s.run_id = $1 AND s.state IN ('handed', 'accepted', 'delivered', 'uncertain') GROUP BY 1`,
          [runId],
        ),
      )
      return new Map(rows.map(({ variant, sends }) => [variant, sends]))
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
        pool.query<CustomerRow>(
          `SELECT s.send_key, s.channel, s.state, s.reason, s.not_before, s.finished_at, v.variant, v.name
           FROM send_ledger s LEFT JOIN variant_sends v ON v.send_key = s.send_key
           WHERE s.run_id = $1 AND s.customer_id = $2 ORDER BY s.step DESC LIMIT 1`,
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
            variant: row.variant === null ? null : { id: row.variant === '' ? BASE : row.variant, name: row.name ?? '' },
          }
    },
  }
}
