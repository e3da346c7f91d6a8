import { sql } from 'kysely'
import type { Expression, Kysely, RawBuilder, SqlBool } from 'kysely'
import type { TryNow, WaitingSends } from '#act/sending/waiting.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Database } from './database.ts'
import { HELD_COLUMNS } from './send-rows.ts'
import type { HeldRow } from './send-rows.ts'
import { applyAll } from './settle-sends.ts'

const BLOCK = 1_000
const HELD = sql.raw(HELD_COLUMNS.join(', '))

interface WaitingRow {
  readonly channel: string
  readonly waits_for: string
  readonly is_own: boolean
  readonly accounts: readonly { readonly id: string; readonly name: string }[]
  readonly messages: number
  readonly since: Date
  readonly last_try_at: Date | null
  readonly next_at: Date | null
  readonly later: number
}

/** One row for each channel and reason of what is planned or claimed. Cost: a pass over what is open, by the index of the run or of open sends. */
export async function readWaiting(
  db: Kysely<Database>,
  inScope: Expression<SqlBool>,
  matches: RawBuilder<boolean>,
  now: Date,
): Promise<readonly WaitingSends[]> {
  const { rows } = await sql<WaitingRow>`
    WITH open AS (
      SELECT channel, reason <> '' AS is_own, handed_at, not_before, held_at, state,
        CASE WHEN reason <> '' AND handed_at IS NOT NULL THEN account_id WHEN reason = '' THEN bound_account END AS account_id, coalesce(waits_since, held_at, planned_at) AS since,
        CASE WHEN reason <> '' THEN reason WHEN held_reason = 'paused' THEN 'broadcast_paused' WHEN held_reason = 'overdue' THEN 'overdue_held'
          WHEN state = 'planned' AND bound_account IS NOT NULL AND NOT EXISTS (SELECT FROM channel_accounts c WHERE c.id = bound_account
            AND (c.state = 'on' OR c.state = 'halted' AND c.halted_until <= ${now})) THEN 'chosen_account_off'
          WHEN state = 'claimed' OR not_before <= ${now} THEN 'in_turn' ELSE 'at_its_time' END AS waits_for
      FROM send_ledger WHERE phase = 0 AND state IN ('planned', 'claimed') AND ${inScope} AND ${matches}
    )
    SELECT channel, waits_for, is_own, count(*)::integer AS messages, min(since) AS since, max(handed_at) AS last_try_at,
      min(not_before) FILTER (WHERE held_at IS NULL) AS next_at,
      (count(*) FILTER (WHERE held_at IS NULL AND state = 'planned' AND not_before > ${now}))::integer AS later,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', coalesce(a.name, '')) ORDER BY a.name), '[]')
        FROM unnest(array_agg(DISTINCT account_id) FILTER (WHERE account_id IS NOT NULL)) AS u (id) LEFT JOIN channel_accounts a ON a.id = u.id) AS accounts
    FROM open GROUP BY channel, waits_for, is_own ORDER BY messages DESC, waits_for, channel`.execute(db)
  return rows.map((row) => ({
    channel: row.channel as Channel,
    reason: row.waits_for,
    isOwn: row.is_own,
    accounts: row.accounts,
    messages: row.messages,
    since: row.since,
    lastTryAt: row.last_try_at,
    nextAt: row.next_at,
    later: row.later,
  }))
}

/** Sends that wait for a reason are due now, a block in each commit. What a person or a paused broadcast holds stays held. Returns how many. */
export async function trySendsNow(db: Kysely<Database>, { reason, runId, channel, accountId }: TryNow, now: Date): Promise<number> {
  const parts = [sql`phase = 0 AND state = 'planned' AND held_at IS NULL AND not_before > ${now} AND reason = ${reason}`]
  if (runId !== undefined) parts.push(sql`run_id = ${runId}`)
  if (channel !== undefined) parts.push(sql`channel = ${channel}`)
  if (accountId !== undefined) parts.push(sql`account_id = ${accountId}`)
  for (let tried = 0; ;) {
    const block = await db.transaction().execute(async (trx) => {
      const { rows } = await sql<HeldRow>`
        SELECT ${HELD} FROM send_ledger WHERE ${sql.join(parts, sql` AND `)} ORDER BY send_key LIMIT ${BLOCK} FOR UPDATE`.execute(trx)
      return await applyAll(
        trx,
        rows.map((row) => ({ row, event: { kind: 'try_now', reason } })),
        now,
      )
    })
    tried += block.size
    if (block.size < BLOCK) return tried
  }
}
