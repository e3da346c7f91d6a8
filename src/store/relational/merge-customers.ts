import type { PoolClient } from 'pg'
import { attributeOfField } from '#collect/columns/attribute.ts'
import type { CustomerMerge, CustomerSecret } from '#identity/identity-store.ts'
import { askClient } from './ask.ts'
import { deriveConsents, lockConsents } from './consent-ledger.ts'
import { noteSurvivors } from './merge-snapshots.ts'

/** What was done for a customer. Each row keeps the record that it was done for, so that it goes back when the merge is taken back. */
export const WORK_TABLES = ['send_ledger', 'tasks', 'churn_alerts', 'customer_notes'] as const

/**
 * Everything that belongs to the customers merged away goes to the survivor; what both have, the survivor's stays. Their own records stay as they are, under
 * their own keys, for the day the merge is taken back. Returns every id that means another
 * customer now: those merged into them before are among them.
 */
export async function mergeCustomers(
  client: PoolClient,
  merges: readonly CustomerMerge[],
  secrets: readonly (CustomerSecret & { readonly to: string })[],
  now: Date,
): Promise<readonly string[]> {
  const pairs = [merges.map(({ from }) => from), merges.map(({ to }) => to)]
  await noteSurvivors(client, pairs, now)
  const identifiers = secrets.filter(({ blindIndex }) => blindIndex !== null)
  await client.query(
    `UPDATE identifiers i SET customer_id = moved.to_id, ciphertext = moved.ciphertext
     FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::bytea[]) AS moved (kind, blind_index, to_id, ciphertext)
     WHERE i.kind = moved.kind AND i.blind_index = moved.blind_index`,
    [
      identifiers.map((one) => one.kind),
      identifiers.map((one) => one.blindIndex),
      identifiers.map((one) => one.to),
      identifiers.map((one) => one.ciphertext),
    ],
  )
  const names = secrets.filter(({ kind, blindIndex }) => kind === 'name' && blindIndex === null)
  await client.query(
    `UPDATE customers c SET display_name = moved.ciphertext, masked_name = moved.masked
     FROM unnest($1::uuid[], $2::bytea[], $3::text[]) AS moved (to_id, ciphertext, masked)
     WHERE c.id = moved.to_id AND c.display_name IS NULL`,
    [names.map((one) => one.to), names.map((one) => one.ciphertext), names.map((one) => one.masked)],
  )
  await mergeAttributes(client, pairs, secrets)
  // Several may be merged into one at once, so what they bring is folded first; younger ones first, so that the oldest word stays.
  await client.query(
    `WITH pair AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS p (from_id, to_id)),
     brought AS (
       SELECT to_id, min(c.created_at) AS created_at, min(c.registered_at) AS registered_at, bool_or(c.is_test) AS is_test,
         max(c.preferred_language) AS preferred_language, max(c.time_zone) AS time_zone
       FROM pair JOIN customers c ON c.id = pair.from_id GROUP BY to_id
     ),
     said AS (
       SELECT to_id, jsonb_object_agg(entry.key, entry.value ORDER BY c.created_at DESC) AS attributes
       FROM pair JOIN customers c ON c.id = pair.from_id, jsonb_each(c.attributes) AS entry GROUP BY to_id
     )
     UPDATE customers c SET
       created_at = least(c.created_at, brought.created_at),
       registered_at = least(c.registered_at, brought.registered_at),
       is_test = c.is_test OR brought.is_test,
       preferred_language = coalesce(nullif(c.preferred_language, ''), brought.preferred_language),
       time_zone = coalesce(nullif(c.time_zone, ''), brought.time_zone),
       attributes = coalesce(said.attributes, '{}') || c.attributes,
       updated_at = $3
     FROM brought LEFT JOIN said USING (to_id)
     WHERE c.id = brought.to_id`,
    [...pairs, now],
  )
  const { rows: moved } = await client.query<{ id: string }>(
    `UPDATE customers c SET merged_into = pair.to_id, updated_at = $3
     FROM unnest($1::uuid[], $2::uuid[]) AS pair (from_id, to_id)
     WHERE c.id = pair.from_id OR c.merged_into = pair.from_id
     RETURNING c.id`,
    [...pairs, now],
  )
  // Every entry stays with the record that it was made for; the state is that of all of them together.
  const ask = askClient(client)
  await lockConsents(ask)
  await deriveConsents(
    ask,
    merges.map(({ from }) => from),
    { historical: true },
  )
  // A stop holds for the person, whichever record it was put on.
  await client.query(
    `WITH pair AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS p (from_id, to_id)),
     gone AS (DELETE FROM contact_stops WHERE customer_id IN (SELECT from_id FROM pair) RETURNING *)
     INSERT INTO contact_stops (customer_id, reason, actor, created_at)
     SELECT DISTINCT ON (pair.to_id) pair.to_id, reason, actor, created_at FROM gone JOIN pair ON pair.from_id = gone.customer_id
     ORDER BY pair.to_id, created_at
     ON CONFLICT (customer_id) DO NOTHING`,
    pairs,
  )
  // There is at most one unfinished alert for a customer: the survivor keeps their own, or gets one at the next scoring.
  await client.query(
    `UPDATE churn_alerts SET state = 'closed', outcome = 'merged', closed_at = $2 WHERE state <> 'closed' AND customer_id = ANY($1::uuid[])`,
    [pairs[0], now],
  )
  // Of the places that all of them hold in runs, the one that lasts longest goes with the survivor.
  await client.query(
    `WITH pair AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS p (from_id, to_id)),
     gone AS (DELETE FROM contact_reservations WHERE customer_id IN (SELECT from_id FROM pair) RETURNING *)
     INSERT INTO contact_reservations AS kept (customer_id, decision_id, run_id, reserved_at, until)
     SELECT DISTINCT ON (pair.to_id) pair.to_id, decision_id, run_id, reserved_at, until
     FROM gone JOIN pair ON pair.from_id = gone.customer_id
     ORDER BY pair.to_id, until DESC, reserved_at DESC
     ON CONFLICT (customer_id) DO UPDATE SET
       decision_id = excluded.decision_id, run_id = excluded.run_id, reserved_at = excluded.reserved_at, until = excluded.until
     WHERE kept.until < excluded.until`,
    pairs,
  )
  for (const table of WORK_TABLES) {
    await client.query(
      `UPDATE ${table} t SET customer_id = pair.to_id, origin_id = coalesce(t.origin_id, t.customer_id)
       FROM unnest($1::uuid[], $2::uuid[]) AS pair (from_id, to_id) WHERE t.customer_id = pair.from_id`,
      pairs,
    )
  }
  return moved.map(({ id }) => id)
}

/** What each import said of attributes goes along, sealed for the survivor; where one import spoke of both, the survivor's word stays. */
async function mergeAttributes(
  client: PoolClient,
  pairs: readonly (readonly string[])[],
  secrets: readonly (CustomerSecret & { readonly to: string })[],
): Promise<void> {
  const sealed = secrets.filter(({ importId }) => importId !== null)
  const names = sealed.map(({ kind }) => attributeOfField(kind) ?? '')
  await client.query(
    `WITH moved AS (
       SELECT customer_id, import_id, jsonb_object_agg(name, jsonb_build_object('masked', masked, 'sealed', encode(sealed, 'base64'))) AS personal
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[]) AS m (customer_id, import_id, name, masked, sealed)
       GROUP BY customer_id, import_id
     )
     UPDATE customer_attributes a SET personal = moved.personal FROM moved
     WHERE (a.customer_id, a.import_id) = (moved.customer_id, moved.import_id)`,
    [
      sealed.map(({ customerId }) => customerId),
      sealed.map(({ importId }) => importId),
      names,
      sealed.map(({ masked }) => masked),
      sealed.map(({ ciphertext }) => ciphertext),
    ],
  )
  await client.query(
    `WITH pair AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS p (from_id, to_id)),
     gone AS (DELETE FROM customer_attributes WHERE customer_id IN (SELECT from_id FROM pair) RETURNING *),
     brought AS (SELECT pair.to_id, gone.* FROM gone JOIN pair ON pair.from_id = gone.customer_id),
     plain AS (
       SELECT to_id, import_id, jsonb_object_agg(entry.key, entry.value ORDER BY customer_id) AS said
       FROM brought, jsonb_each(plain) AS entry GROUP BY to_id, import_id
     ),
     personal AS (
       SELECT to_id, import_id, jsonb_object_agg(entry.key, entry.value ORDER BY customer_id) AS said
       FROM brought, jsonb_each(personal) AS entry GROUP BY to_id, import_id
     )
     INSERT INTO customer_attributes AS kept (customer_id, import_id, said_at, plain, personal)
     SELECT DISTINCT b.to_id, b.import_id, b.said_at, coalesce(plain.said, '{}'), coalesce(personal.said, '{}')
     FROM brought b
     LEFT JOIN plain ON (plain.to_id, plain.import_id) = (b.to_id, b.import_id)
     LEFT JOIN personal ON (personal.to_id, personal.import_id) = (b.to_id, b.import_id)
     ON CONFLICT (customer_id, import_id) DO UPDATE SET
       plain = (excluded.plain - array(SELECT jsonb_object_keys(kept.personal))) || kept.plain,
       personal = (excluded.personal - array(SELECT jsonb_object_keys(kept.plain))) || kept.personal`,
    [...pairs],
  )
}
