import type { PoolClient } from 'pg'
import type { NewEdge } from '#identity/identity-store.ts'
import { SAID_ONCE } from '#identity/planned-edges.ts'

/**
 * Adds to the edge log; what is said once is left out where it stands there, and so is what confirms no more than that: a batch that is repeated after
 * a crash adds nothing. Cost: one look-up by value per such edge.
 */
export async function addEdges(client: PoolClient, edges: readonly NewEdge[]): Promise<void> {
  if (edges.length === 0) return
  await client.query(
    `INSERT INTO identity_edges (customer_id, other_customer_id, rule, kind, blind_index, masked, with_kind, with_index, reason, source, actor, seen_at, until, created_at)
     SELECT customer_id, other_customer_id, rule, kind, blind_index, masked, with_kind, with_index, reason, source, actor, seen_at, until, created_at
     FROM (
       SELECT DISTINCT ON (CASE WHEN rule = ANY ($15) THEN 0 ELSE at END, customer_id, other_customer_id, rule, kind, blind_index, with_kind, with_index) *
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::bytea[], $9::text[], $10::text[], $11::text[],
         $12::timestamptz[], $13::timestamptz[], $14::timestamptz[]) WITH ORDINALITY
         AS new (customer_id, other_customer_id, rule, kind, blind_index, masked, with_kind, with_index, reason, source, actor, seen_at, until, created_at, at)
       ORDER BY CASE WHEN rule = ANY ($15) THEN 0 ELSE at END, customer_id, other_customer_id, rule, kind, blind_index, with_kind, with_index, at
     ) AS new
     WHERE rule <> ALL ($15) OR NOT EXISTS (
       SELECT FROM identity_edges e
       WHERE e.blind_index = new.blind_index AND e.customer_id IS NOT DISTINCT FROM new.customer_id AND e.kind = new.kind
         AND (e.rule = new.rule AND e.other_customer_id IS NOT DISTINCT FROM new.other_customer_id OR new.rule = 'confirmed' AND e.rule IN ('same-record', 'merged'))
         AND e.with_kind IS NOT DISTINCT FROM new.with_kind AND e.with_index IS NOT DISTINCT FROM new.with_index
     )
     ORDER BY at`,
    [
      edges.map((one) => one.customerId),
      edges.map((one) => one.otherCustomerId),
      edges.map((one) => one.rule),
      edges.map((one) => one.kind),
      edges.map((one) => one.blindIndex),
      edges.map((one) => one.masked),
      edges.map((one) => one.with?.kind ?? null),
      edges.map((one) => one.with?.blindIndex ?? null),
      edges.map((one) => one.reason ?? ''),
      edges.map((one) => one.source),
      edges.map((one) => one.actor ?? 'system'),
      edges.map((one) => one.seenAt),
      edges.map((one) => one.until ?? null),
      edges.map((one) => one.createdAt),
      [...SAID_ONCE],
    ],
  )
}
