import type { Pool, PoolClient } from 'pg'
import type { Separation, StoredMerge } from '#identity/identity-store.ts'
import type { OriginEdge } from '#identity/origin-mapping.ts'
import { askClient } from './ask.ts'
import { deriveConsents, lockConsents } from './consent-ledger.ts'
import { WORK_TABLES } from './merge-customers.ts'
import { restoreSurvivor } from './merge-snapshots.ts'

/** Rules of edges that make two records one customer: said by records, or by somebody by hand. */
export const JOINING: readonly string[] = ['merged', 'bound']

/** A merge that stands, with every origin and edge of the customer that came of it; null where there is none. */
export async function readMerge(client: Pool | PoolClient, edgeId: string): Promise<StoredMerge | null> {
  const { rows } = await client.query<{ customer_id: string; reversible: boolean }>(
    `SELECT coalesce(c.merged_into, c.id) AS customer_id, e.reversible FROM identity_edges e JOIN customers c ON c.id = e.customer_id
     WHERE e.id = $1 AND e.rule = ANY ($2) AND e.other_customer_id IN (SELECT id FROM customers)
       AND NOT EXISTS (SELECT FROM identity_edges r WHERE r.removes = e.id)`,
    [edgeId, JOINING],
  )
  const [found] = rows
  if (found === undefined) return null
  const { rows: origins } = await client.query<{ id: string; created_at: Date }>(
    'SELECT id, created_at FROM customers WHERE id = $1 OR merged_into = $1',
    [found.customer_id],
  )
  const { rows: edges } = await client.query<{ id: string; a: string; b: string; removed: string | null }>(
    `SELECT e.id::text AS id, e.customer_id AS a, e.other_customer_id AS b, r.id::text AS removed
     FROM identity_edges e LEFT JOIN identity_edges r ON r.removes = e.id
     WHERE e.rule = ANY ($2) AND e.other_customer_id IS NOT NULL AND e.customer_id = ANY ($1::uuid[])`,
    [origins.map(({ id }) => id), JOINING],
  )
  return {
    customerId: found.customer_id,
    isReversible: found.reversible,
    origins: origins.map(({ id, created_at }) => ({ id, createdAt: created_at.getTime() })),
    edges: edges.flatMap(({ id, a, b, removed }): OriginEdge[] => [
      { id, a, b },
      ...(removed === null ? [] : [{ id: removed, removes: id }]),
    ]),
  }
}

/**
 * Gives a customer back what was theirs: the record as it was when it was merged, the identifiers first put on it, and the sends, tasks, notes and alerts that were
 * its own. What was said of each record is settled after, for both. What forbids contact holds for both from now on.
 */
export async function separateCustomers(
  client: PoolClient,
  { edgeId, from, customerId, originIds, secrets, actor, reason, now }: Separation,
): Promise<void> {
  await client.query(
    `INSERT INTO identity_edges (customer_id, other_customer_id, rule, kind, blind_index, masked, reason, source, seen_at, created_at, actor, removes)
     SELECT customer_id, other_customer_id, 'separated', kind, blind_index, masked, $4, 'staff', $2, $2, $3, id FROM identity_edges WHERE id = $1`,
    [edgeId, now, actor, reason],
  )
  await client.query('UPDATE customers SET merged_into = nullif($2::uuid, id), updated_at = $3 WHERE id = ANY ($1::uuid[])', [
    originIds,
    customerId,
    now,
  ])
  await client.query(
    `UPDATE identifiers i SET customer_id = $3, ciphertext = moved.ciphertext
     FROM unnest($1::text[], $2::bytea[], $4::bytea[]) AS moved (kind, blind_index, ciphertext)
     WHERE i.kind = moved.kind AND i.blind_index = moved.blind_index`,
    [secrets.map((one) => one.kind), secrets.map((one) => one.blindIndex), customerId, secrets.map((one) => one.ciphertext)],
  )
  await restoreSurvivor(client, edgeId, now)
  for (const table of WORK_TABLES) {
    await client.query(`UPDATE ${table} SET customer_id = $2 WHERE customer_id = $1 AND origin_id = ANY ($3::uuid[])`, [
      from,
      customerId,
      originIds,
    ])
  }
  const ask = askClient(client)
  await lockConsents(ask)
  await client.query(
    `INSERT INTO consent_entries (customer_id, purpose, channel, state, source, evidence, notice_version, actor, said_at)
     SELECT $2, purpose, channel, state, source, evidence, notice_version, actor, said_at FROM consent_entries
     WHERE customer_id = $1 AND state = 'withdrawn' AND said_at >= (SELECT created_at FROM identity_edges WHERE id = $3)
     ORDER BY id`,
    [from, customerId, edgeId],
  )
  await deriveConsents(ask, [from, customerId], { historical: true })
  await client.query(
    `INSERT INTO contact_stops (customer_id, reason, actor, created_at)
     SELECT $2, reason, actor, created_at FROM contact_stops WHERE customer_id = $1 ON CONFLICT (customer_id) DO NOTHING`,
    [from, customerId],
  )
}
