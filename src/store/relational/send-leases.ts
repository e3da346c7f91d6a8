import { sql } from 'kysely'
import type { Transaction } from 'kysely'
import { LEASE_MS, LONGEST_LEASE_MS } from '#act/send-ledger.ts'
import type { Database } from './database.ts'
import { HELD_COLUMNS } from './send-rows.ts'
import type { HeldRow } from './send-rows.ts'

/** Blocks of claims looked at in one commit: each is of some hundred sends at most. */
const BLOCK = 10
const HELD = sql.raw(HELD_COLUMNS.map((name) => `s.${name}`).join(', '))

/** Sends that were claimed together; each has its own end in the ledger, which moves on when it is handed over. */
export interface Lease {
  readonly id: string
  readonly send_keys: readonly string[]
}

/** No claim can last until then, unless the clock was set back. */
const longest = (now: Date): Date => new Date(now.getTime() + LONGEST_LEASE_MS)

/** The blocks of which some claim can have run out. Nobody else looks at them until the transaction ends. */
export async function takeEndedLeases(trx: Transaction<Database>, now: Date): Promise<readonly Lease[]> {
  const { rows } = await sql<Lease>`
    SELECT id, send_keys FROM send_leases WHERE until < ${now} OR until > ${longest(now)} ORDER BY until LIMIT ${BLOCK} FOR UPDATE SKIP LOCKED`.execute(
    trx,
  )
  return rows
}

/** Sends of these blocks whose claim has run out, locked in the order of their keys; what another worker is just changing is left out. */
export async function lockExpired(trx: Transaction<Database>, leases: readonly Lease[], now: Date): Promise<readonly HeldRow[]> {
  if (leases.length === 0) return []
  const { rows } = await sql<HeldRow>`
    SELECT ${HELD} FROM send_ledger s
    WHERE s.send_key = ANY (${leases.flatMap((lease) => lease.send_keys)}::text[]) AND s.state IN ('claimed', 'handed') AND (s.lease_until < ${now} OR s.lease_until > ${longest(now)})
    ORDER BY s.send_key FOR UPDATE SKIP LOCKED`.execute(trx)
  return rows
}

/** Blocks that still have open claims are looked at again when the first of them runs out, but not in this moment; the others are forgotten. */
export async function endLeases(trx: Transaction<Database>, leases: readonly Lease[], now: Date): Promise<void> {
  if (leases.length === 0) return
  await sql`
    WITH looked AS (
      SELECT l.id, min(s.lease_until) AS until, array_agg(s.send_key) FILTER (WHERE s.send_key IS NOT NULL) AS send_keys
      FROM send_leases l CROSS JOIN LATERAL unnest(l.send_keys) AS k (send_key)
      LEFT JOIN send_ledger s ON s.send_key = k.send_key AND s.state IN ('claimed', 'handed') AND s.lease_owner = l.owner AND s.lease_until IS NOT NULL
      WHERE l.id = ANY (${leases.map(({ id }) => id)}::bigint[])
      GROUP BY l.id
    ), kept AS (
      UPDATE send_leases l SET until = least(greatest(looked.until, ${now}), ${new Date(now.getTime() + LEASE_MS)}), send_keys = looked.send_keys FROM looked
      WHERE l.id = looked.id AND looked.until IS NOT NULL
    )
    DELETE FROM send_leases l USING looked WHERE l.id = looked.id AND looked.until IS NULL`.execute(trx)
}
