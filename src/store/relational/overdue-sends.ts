import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Database } from './database.ts'
import type { SendRow } from './send-rows.ts'
import { applyAll } from './settle-sends.ts'

/** A channel that could send less recently than this leaves what was due that long ago to a person. */
export const OVERDUE_MS = DAY_MS

/**
 * Notes that these channels can send. What was due more than a day ago on a channel that could not for more than a day (the server was down, its account
 * off) does not leave by itself any more. Returns how many sends that is new for.
 */
export async function beatChannels(db: Kysely<Database>, channels: readonly Channel[], now: Date): Promise<number> {
  if (channels.length === 0) return 0
  const before = new Date(now.getTime() - OVERDUE_MS)
  const { rows } = await sql<{ channel: string; silent: boolean; stale: boolean }>`
    SELECT c.channel, (b.at IS NULL OR b.at < ${before}) AS silent, (b.at IS NULL OR b.at < ${new Date(now.getTime() - MINUTE_MS)}) AS stale
    FROM unnest(${[...channels]}::text[]) AS c (channel) LEFT JOIN channel_beats b ON b.channel = c.channel`.execute(db)
  const silent = rows.filter((row) => row.silent).map((row) => row.channel)
  const stale = rows.filter((row) => row.stale).map((row) => row.channel)
  if (stale.length === 0) return 0
  return await db.transaction().execute(async (trx) => {
    const held = await sql`
      UPDATE send_ledger SET held_at = ${now}, held_reason = 'overdue' WHERE phase = 0 AND state = 'planned' AND held_at IS NULL AND channel = ANY (${silent}::text[]) AND not_before < ${before}`.execute(
      trx,
    )
    await sql`
      INSERT INTO channel_beats (channel, at) SELECT unnest(${stale}::text[]), ${now}
      ON CONFLICT (channel) DO UPDATE SET at = greatest(channel_beats.at, excluded.at)`.execute(trx)
    return Number(held.numAffectedRows ?? 0n)
  })
}

/** Channels that have something due. Cost: one look into the index for each. */
export async function readDueChannels(db: Kysely<Database>, channels: readonly Channel[], dueBy: Date): Promise<Channel[]> {
  const { rows } = await sql<{ channel: string }>`
    SELECT c.channel FROM unnest(${[...channels]}::text[]) AS c (channel)
    WHERE EXISTS (SELECT FROM send_ledger s WHERE s.phase = 0 AND s.state = 'planned' AND s.held_at IS NULL AND s.channel = c.channel AND s.not_before <= ${dueBy})`.execute(
    db,
  )
  return rows.map((row) => row.channel as Channel)
}

/** Those that wait for a person, and not because a broadcast is paused. Alias s. */
const isOverdue = sql`s.phase = 0 AND s.state = 'planned' AND s.held_at IS NOT NULL AND s.held_reason = 'overdue'`

export async function countHeld(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    SELECT count(*)::integer AS held FROM send_ledger s WHERE ${isOverdue}`.execute(db)
  return rows[0]?.held ?? 0
}

const DROP_BLOCK = 1_000

/** Overdue sends are due now, or are suppressed, a block in each commit. Returns how many. */
export async function settleHeld(db: Kysely<Database>, action: 'send' | 'drop', now: Date): Promise<number> {
  if (action === 'send') {
    // What is due of a broadcast that is paused leaves when it goes on.
    const released = await sql`
      WITH freed AS (
        SELECT s.send_key, b.paused_at FROM send_ledger s LEFT JOIN broadcasts b ON b.id = s.run_id WHERE ${isOverdue} FOR UPDATE OF s
      )
      UPDATE send_ledger s SET not_before = ${now}, held_at = freed.paused_at, held_reason = CASE WHEN freed.paused_at IS NOT NULL THEN 'paused' END
      FROM freed WHERE s.send_key = freed.send_key`.execute(db)
    return Number(released.numAffectedRows ?? 0n)
  }
  for (let dropped = 0; ;) {
    const block = await db.transaction().execute(async (trx) => {
      const { rows } = await sql<SendRow>`
        SELECT * FROM send_ledger s WHERE ${isOverdue} ORDER BY send_key LIMIT ${DROP_BLOCK} FOR UPDATE`.execute(trx)
      return await applyAll(
        trx,
        rows.map((row) => ({ row, event: { kind: 'suppress', reason: 'overdue' } })),
        now,
      )
    })
    dropped += block.size
    if (block.size < DROP_BLOCK) return dropped
  }
}
