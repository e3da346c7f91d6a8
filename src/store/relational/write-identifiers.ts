import type { PoolClient } from 'pg'
import type { MovedIdentifier, NewIdentifier, SeenIdentifier, UsedAgain } from '#identity/identity-store.ts'

/** Those that another process stored first stay as they are. */
export async function addIdentifiers(client: PoolClient, identifiers: readonly NewIdentifier[]): Promise<void> {
  if (identifiers.length === 0) return
  await client.query(
    `INSERT INTO identifiers (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at, named_by)
     SELECT kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at, named_by::uuid[]
     FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::uuid[], $5::bytea[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[])
       AS new (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at, named_by)
     ON CONFLICT (kind, blind_index) DO NOTHING`,
    [
      identifiers.map((one) => one.kind),
      identifiers.map((one) => one.blindIndex),
      identifiers.map((one) => one.customerId),
      identifiers.map((one) => one.originId),
      identifiers.map((one) => one.ciphertext),
      identifiers.map((one) => one.masked),
      identifiers.map((one) => one.source),
      ...timesOf(identifiers),
    ],
  )
}

export async function moveIdentifiers(client: PoolClient, identifiers: readonly MovedIdentifier[]): Promise<void> {
  if (identifiers.length === 0) return
  await client.query(
    `UPDATE identifiers i SET customer_id = new.customer_id, origin_id = new.origin_id, ciphertext = new.ciphertext, source = new.source,
       first_seen_at = new.first_seen_at, last_seen_at = new.last_seen_at, named_by = new.named_by::uuid[]
     FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::uuid[], $5::bytea[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[])
       AS new (kind, blind_index, customer_id, origin_id, ciphertext, source, first_seen_at, last_seen_at, named_by)
     WHERE i.kind = new.kind AND i.blind_index = new.blind_index`,
    [
      identifiers.map((one) => one.kind),
      identifiers.map((one) => one.blindIndex),
      identifiers.map((one) => one.customerId),
      identifiers.map((one) => one.originId),
      identifiers.map((one) => one.ciphertext),
      identifiers.map((one) => one.source),
      ...timesOf(identifiers),
    ],
  )
}

/** Widens the times of use, and says who else named the value. */
export async function noteSeen(client: PoolClient, identifiers: readonly SeenIdentifier[]): Promise<void> {
  if (identifiers.length === 0) return
  await client.query(
    `UPDATE identifiers i SET first_seen_at = least(i.first_seen_at, new.first_seen_at), last_seen_at = greatest(i.last_seen_at, new.last_seen_at),
       named_by = new.named_by::uuid[]
     FROM unnest($1::text[], $2::bytea[], $3::timestamptz[], $4::timestamptz[], $5::text[]) AS new (kind, blind_index, first_seen_at, last_seen_at, named_by)
     WHERE i.kind = new.kind AND i.blind_index = new.blind_index`,
    [identifiers.map((one) => one.kind), identifiers.map((one) => one.blindIndex), ...timesOf(identifiers)],
  )
}

/** Widens the times of uses of which every identifier still is its customer's alone; returns their numbers. Grain: one row per use. Cost: two look-ups by key per identifier. */
export async function noteUsedAgain(client: PoolClient, identifiers: readonly UsedAgain[]): Promise<readonly number[]> {
  if (identifiers.length === 0) return []
  const { rows } = await client.query<{ use: number }>(
    `WITH said AS (
       SELECT use, kind, blind_index, customer_id, to_timestamp(used_from / 1000) AS first_seen_at, to_timestamp(used_to / 1000) AS last_seen_at
       FROM unnest($1::integer[], $2::text[], $3::bytea[], $4::uuid[], $5::float8[], $6::float8[]) AS s (use, kind, blind_index, customer_id, used_from, used_to)
     ),
     alone AS (
       SELECT said.use FROM said
       LEFT JOIN identifiers i ON i.kind = said.kind AND i.blind_index = said.blind_index AND i.customer_id = said.customer_id AND i.named_by = '{}'
       GROUP BY said.use HAVING count(*) = count(i.kind)
     ),
     widened AS (
       UPDATE identifiers i SET first_seen_at = least(i.first_seen_at, new.first_seen_at), last_seen_at = greatest(i.last_seen_at, new.last_seen_at)
       FROM (
         SELECT kind, blind_index, min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at FROM said JOIN alone USING (use) GROUP BY kind, blind_index
       ) AS new
       WHERE i.kind = new.kind AND i.blind_index = new.blind_index
     )
     SELECT use FROM alone`,
    [
      identifiers.map((one) => one.use),
      identifiers.map((one) => one.kind),
      identifiers.map((one) => one.blindIndex),
      identifiers.map((one) => one.customerId),
      identifiers.map((one) => one.from),
      identifiers.map((one) => one.to),
    ],
  )
  return rows.map(({ use }) => use)
}

/** Lists within a list have one length in PostgreSQL, so they travel as text. */
function timesOf(identifiers: readonly SeenIdentifier[]): readonly unknown[] {
  return [
    identifiers.map((one) => one.firstSeenAt),
    identifiers.map((one) => one.lastSeenAt),
    identifiers.map((one) => `{${one.namedBy.join(',')}}`),
  ]
}
