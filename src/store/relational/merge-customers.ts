import type { PoolClient } from 'pg'
import type { CustomerMerge, CustomerSecret } from '#identity/identity-store.ts'
import { askClient } from './ask.ts'
import { deriveConsents, lockConsents } from './consent-ledger.ts'
import { noteSurvivors } from './merge-snapshots.ts'

/** What was done for a customer, and their addresses in apps. Each row keeps the record that it was done for, so that it goes back when the merge is taken back. */
export const WORK_TABLES = ['send_ledger', 'tasks', 'churn_alerts', 'customer_notes', 'channel_addresses', 'enrolments'] as const

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
  await client.query(
    `UPDATE identifiers i SET customer_id = moved.to_id, ciphertext = moved.ciphertext
     FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::bytea[]) AS moved (kind, blind_index, to_id, ciphertext)
     WHERE i.kind = moved.kind AND i.blind_index = moved.blind_index`,
    [
      secrets.map((one) => one.kind),
      secrets.map((one) => one.blindIndex),
      secrets.map((one) => one.to),
      secrets.map((one) => one.ciphertext),
    ],
  )
  // What was said of the fixed fields and attributes stays with the records; which of it counts is settled after.
  await client.query(
    `WITH brought AS (
       SELECT to_id, min(c.created_at) AS created_at, min(c.registered_at) AS registered_at, bool_or(c.is_test) AS is_test
       FROM unnest($1::uuid[], $2::uuid[]) AS pair (from_id, to_id) JOIN customers c ON c.id = pair.from_id GROUP BY to_id
     )
     UPDATE customers c SET
       created_at = least(c.created_at, brought.created_at),
       registered_at = least(c.registered_at, brought.registered_at),
       is_test = c.is_test OR brought.is_test,
       updated_at = $3
     FROM brought WHERE c.id = brought.to_id`,
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
     INSERT INTO contact_reservations AS kept (customer_id, decision_id, run_id, reserved_at, until, draw_unit, arm)
     SELECT DISTINCT ON (pair.to_id) pair.to_id, decision_id, run_id, reserved_at, until, draw_unit, arm
     FROM gone JOIN pair ON pair.from_id = gone.customer_id
     ORDER BY pair.to_id, until DESC, reserved_at DESC
     ON CONFLICT (customer_id) DO UPDATE SET
       decision_id = excluded.decision_id, run_id = excluded.run_id, reserved_at = excluded.reserved_at, until = excluded.until,
       draw_unit = excluded.draw_unit, arm = excluded.arm
     WHERE kept.until < excluded.until`,
    pairs,
  )
  // Whether a message may leave was looked at for one of the records; it is looked at again for the person that they are now.
  await client.query(
    `WITH claimed AS (
       SELECT send_key FROM send_ledger WHERE customer_id = ANY($1::uuid[]) AND phase = 0 AND state = 'claimed' ORDER BY send_key FOR UPDATE
     )
     UPDATE send_ledger s SET state = 'planned', lease_until = NULL, lease_owner = NULL FROM claimed WHERE s.send_key = claimed.send_key`,
    [pairs.flat()],
  )
  // A person is in a journey once for a cause: of two runs that go on, the one that began first does.
  await client.query(
    `WITH pair AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS p (from_id, to_id)),
     placed AS (
       SELECT e.id, row_number() OVER (PARTITION BY e.journey_id, e.entry_key, coalesce(pair.to_id, e.customer_id) ORDER BY e.entered_at, e.id) AS place
       FROM enrolments e LEFT JOIN pair ON pair.from_id = e.customer_id
       WHERE e.ended_at IS NULL AND (e.customer_id = ANY ($1::uuid[]) OR e.customer_id = ANY ($2::uuid[]))
     )
     UPDATE enrolments e SET state = 'left', reason = 'merged', ended_at = $3, step_id = NULL, waits_since = NULL, due_at = NULL, lease_owner = NULL
     FROM placed WHERE e.id = placed.id AND placed.place > 1`,
    [...pairs, now],
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
