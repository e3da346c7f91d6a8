import type { PoolClient } from 'pg'
import type { MovedIdentifier, NewIdentifier, SeenIdentifier } from '#identity/identity-store.ts'

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

/** Lists within a list have one length in PostgreSQL, so they travel as text. */
function timesOf(identifiers: readonly SeenIdentifier[]): readonly unknown[] {
  return [
    identifiers.map((one) => one.firstSeenAt),
    identifiers.map((one) => one.lastSeenAt),
    identifiers.map((one) => `{${one.namedBy.join(',')}}`),
  ]
}
