import { sql } from 'kysely'
import type { RawBuilder, Transaction } from 'kysely'
import type { Database } from './database.ts'
import { release } from './reservation-store.ts'
import { FIRST_ASK_MS, noteUnrecorded } from './settle-sends.ts'

/**
 * What has not left of some sends is suppressed, and the customers are free for other contacts. What may be out already is not repeated, but nobody knows that it did not
 * arrive: it is uncertain, and its provider is asked. Inside a transaction of the caller. Returns how many there were.
 * @param which a condition over send_ledger
 * @param limit at most so many; null: all
 */
export async function suppressSends(
  trx: Transaction<Database>,
  which: RawBuilder<boolean>,
  { reason, now, limit }: { readonly reason: string; readonly now: Date; readonly limit: number | null },
): Promise<number> {
  const { rows } = await sql<{ send_key: string; decision_id: string | null; state: string }>`
    WITH open AS (
      SELECT send_key FROM send_ledger WHERE ${which} AND phase = 0 AND state IN ('planned', 'claimed') LIMIT ${limit} FOR UPDATE
    )
    UPDATE send_ledger s SET state = CASE WHEN s.repeat_until IS NULL THEN 'suppressed' ELSE 'uncertain' END, reason = ${reason}, lease_until = NULL, lease_owner = NULL, finished_at = ${now},
      ask_at = CASE WHEN s.repeat_until IS NOT NULL AND s.account_id IS NOT NULL THEN ${new Date(now.getTime() + FIRST_ASK_MS)}::timestamptz END
    FROM open WHERE s.send_key = open.send_key RETURNING s.send_key, s.decision_id, s.state`.execute(trx)
  await noteUnrecorded(
    trx,
    rows.map((row) => ({ sendKey: row.send_key, state: row.state })),
  )
  await release(
    trx,
    rows.filter((row) => row.state === 'suppressed').map((row) => row.decision_id),
  )
  return rows.length
}
