import type { Pool, PoolClient } from 'pg'
import type { PersonKind } from '#collect/identity-claim.ts'
import type { HandCustomer } from '#identity/hand/hand-plan.ts'
import { askClient } from './ask.ts'
import { deriveConsents, lockConsents } from './consent-ledger.ts'

/** Customers with their records and identifiers. Grain: one row per customer. Cost: by key. */
export async function readHandCustomers(db: Pool | PoolClient, ids: readonly string[]): Promise<HandCustomer[]> {
  const { rows } = await db.query<{
    id: string
    created_at: Date
    masked_name: string
    is_erased: boolean
    apart_from: string[]
    origins: string[]
    identifiers: {
      kind: PersonKind
      index: string
      masked: string
      origin_id: string
      named_by: string[]
      source: string
      first_seen_at: string
      last_seen_at: string
    }[]
  }>(
    `WITH wanted AS (SELECT DISTINCT coalesce(merged_into, id) AS id FROM customers WHERE id = ANY ($1::uuid[])),
     record AS (SELECT c.id, w.id AS customer_id FROM wanted w JOIN customers c ON c.id = w.id OR c.merged_into = w.id),
     apart AS (
       SELECT r.customer_id, coalesce(o.merged_into, o.id) AS other
       FROM record r JOIN identity_edges e ON e.customer_id = r.id AND e.rule IN ('separated', 'unbound') JOIN customers o ON o.id = e.other_customer_id
       UNION
       SELECT r.customer_id, coalesce(o.merged_into, o.id)
       FROM record r JOIN identity_edges e ON e.other_customer_id = r.id AND e.rule IN ('separated', 'unbound') JOIN customers o ON o.id = e.customer_id
     )
     SELECT c.id, c.created_at, c.masked_name, c.data_key IS NULL AS is_erased,
       array(SELECT other FROM apart WHERE apart.customer_id = c.id AND other <> c.id) AS apart_from,
       array(SELECT id FROM record WHERE record.customer_id = c.id ORDER BY id) AS origins,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'index', encode(blind_index, 'base64'), 'masked', masked, 'origin_id', origin_id,
          'named_by', array(SELECT DISTINCT coalesce(n.merged_into, n.id) FROM customers n WHERE n.id = ANY (i.named_by) AND coalesce(n.merged_into, n.id) <> c.id),
          'source', source, 'first_seen_at', first_seen_at, 'last_seen_at', last_seen_at) ORDER BY kind, first_seen_at, blind_index), '[]')
        FROM identifiers i WHERE i.customer_id = c.id) AS identifiers
     FROM wanted JOIN customers c ON c.id = wanted.id`,
    [ids],
  )
  return rows.map((row) => ({
    customerId: row.id,
    createdAt: row.created_at,
    name: row.masked_name,
    isErased: row.is_erased,
    apartFrom: row.apart_from,
    origins: row.origins,
    identifiers: row.identifiers.map((one) => ({
      kind: one.kind,
      blindIndex: Buffer.from(one.index, 'base64'),
      masked: one.masked,
      originId: one.origin_id,
      namedBy: one.named_by,
      source: one.source,
      firstSeenAt: new Date(one.first_seen_at),
      lastSeenAt: new Date(one.last_seen_at),
    })),
  }))
}

/** Withdrawn consents and a stop of contact hold for the other customer too. */
export async function copyRefusals(client: PoolClient, from: string, to: string, now: Date): Promise<void> {
  const ask = askClient(client)
  await lockConsents(ask)
  await client.query(
    `INSERT INTO consent_entries (customer_id, purpose, channel, state, source, evidence, notice_version, actor, said_at)
     SELECT $2, purpose, channel, 'withdrawn', 'staff', '', '', 'system', $3 FROM consents WHERE customer_id = $1 AND NOT granted
     ORDER BY purpose, channel`,
    [from, to, now],
  )
  await deriveConsents(ask, [to], { historical: true })
  await client.query(
    `INSERT INTO contact_stops (customer_id, reason, actor, created_at)
     SELECT $2, reason, actor, created_at FROM contact_stops WHERE customer_id = $1 ON CONFLICT (customer_id) DO NOTHING`,
    [from, to],
  )
}
