import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import type { ClaimedSend, ClaimOptions } from '#act/send-store.ts'
import type { Database } from './database.ts'
import { CLAIMED_COLUMNS, toClaimed } from './send-rows.ts'
import type { ClaimedRow } from './send-rows.ts'

/** Claims wait for each other, over all nodes: who has a send on the way, and what is left of a day, must not be read by two at once. */
export const CLAIM_LOCK = 4_904_901

const CLAIMED = sql.raw(CLAIMED_COLUMNS.map((name) => `s.${name}`).join(', '))

/**
 * Of one channel and priority. Who has a send on the way waits until it is settled. OFFSET 0 keeps this look-up one of each candidate by its customer: as a join it was planned
 * by how many sends are open, which PostgreSQL takes for none when it last counted between two broadcasts, and then compared every candidate with every open send.
 */
const free = (dueBy: Date, account: string | null): RawBuilder<unknown> => sql`
  s.phase = 0 AND s.state = 'planned' AND s.held_at IS NULL AND s.not_before <= ${dueBy}
  AND (s.repeat_until IS NULL OR s.account_id = ${account}::uuid) AND (s.bound_account IS NULL OR s.bound_account = ${account}::uuid)
  AND NOT EXISTS (SELECT FROM send_ledger f WHERE f.customer_id = s.customer_id AND f.phase = 0 AND f.state IN ('claimed', 'handed') OFFSET 0)`

/** Takes due sends, the highest priority first, then those that wait longest; one a customer, and no more than the day of the account still has. */
export function claimSends(
  db: Kysely<Database>,
  owner: string,
  { channel, account, dueBy, now, leaseMs, limit }: ClaimOptions,
): Promise<ClaimedSend[]> {
  return db.transaction().execute(async (trx) => {
    // A claim that is lost with the machine is planned again; whatever is handed over afterwards takes its claim to the disk with it.
    await sql`SELECT pg_advisory_xact_lock(${CLAIM_LOCK}), set_config('synchronous_commit', 'off', true)`.execute(trx)
    const day = account === undefined || account.limit === null ? null : { id: account.id, day: account.day, limit: account.limit }
    const room = day === null ? limit : Math.min(limit, day.limit - (await takenOn(trx, day.id, day.day)))
    if (room <= 0) return []
    const due = channel === undefined ? dueOfAll(dueBy, room) : dueOf(channel, dueBy, account?.id ?? null, room)
    const until = new Date(now.getTime() + leaseMs)
    const { rows } = await sql<ClaimedRow>`
      WITH due AS (${due}),
      one AS (SELECT DISTINCT ON (customer_id) send_key FROM due ORDER BY customer_id, priority DESC, not_before, send_key),
      claimed AS (
        UPDATE send_ledger s SET state = 'claimed', lease_owner = ${owner}, lease_until = ${until}
        -- An array and not a join: whatever PostgreSQL thinks of how many are planned, they are found by their keys.
        WHERE s.send_key = ANY (ARRAY(SELECT send_key FROM one)) AND s.state = 'planned'
        RETURNING ${CLAIMED}, s.not_before
      ),
      leased AS (
        INSERT INTO send_leases (owner, until, send_keys) SELECT ${owner}, ${until}, array_agg(send_key) FROM claimed HAVING count(*) > 0
      )
      SELECT * FROM claimed ORDER BY priority DESC, not_before, send_key`.execute(trx)
    if (day !== null && rows.length > 0) await addTaken(trx, day.id, day.day, rows.length)
    return rows.map(toClaimed)
  })
}

/** By priority and then by the index of each, so that what is planned for later is passed over however much it is. */
function dueOf(channel: string, dueBy: Date, account: string | null, limit: number): RawBuilder<unknown> {
  const planned = sql`FROM send_ledger WHERE phase = 0 AND held_at IS NULL AND channel = ${channel}`
  return sql`
    WITH RECURSIVE levels AS (
      (SELECT priority ${planned} ORDER BY priority DESC LIMIT 1)
      UNION ALL
      SELECT (SELECT priority ${planned} AND priority < levels.priority ORDER BY priority DESC LIMIT 1) FROM levels WHERE levels.priority IS NOT NULL
    )
    SELECT found.* FROM levels CROSS JOIN LATERAL (
      SELECT s.send_key, s.customer_id, s.priority, s.not_before FROM send_ledger s
      WHERE s.channel = ${channel} AND s.priority = levels.priority AND ${free(dueBy, account)}
      ORDER BY s.not_before, s.send_key LIMIT ${limit}
    ) found
    ORDER BY found.priority DESC, found.not_before, found.send_key LIMIT ${limit}`
}

function dueOfAll(dueBy: Date, limit: number): RawBuilder<unknown> {
  return sql`
    SELECT s.send_key, s.customer_id, s.priority, s.not_before FROM send_ledger s WHERE ${free(dueBy, null)}
    ORDER BY s.priority DESC, s.not_before, s.send_key LIMIT ${limit}`
}

async function takenOn(trx: Kysely<Database>, account: string, day: string): Promise<number> {
  const { rows } = await sql<{
    taken: number
  }>`SELECT taken FROM account_days WHERE account_id = ${account} AND day = ${day}::date`.execute(trx)
  return rows[0]?.taken ?? 0
}

/** Negative: what was claimed did not leave, so the day has room for others. */
export async function addTaken(db: Kysely<Database>, account: string, day: string, messages: number): Promise<void> {
  await sql`
    INSERT INTO account_days AS d (account_id, day, taken) VALUES (${account}, ${day}::date, greatest(${messages}::integer, 0))
    ON CONFLICT (account_id, day) DO UPDATE SET taken = greatest(d.taken + ${messages}::integer, 0)`.execute(db)
}
