import type { PoolClient } from 'pg'

/** Notes what the records of survivors say, before a merge adds to them. Cost: by key. */
export async function noteSurvivors(client: PoolClient, pairs: readonly (readonly string[])[], now: Date): Promise<void> {
  await client.query(
    `INSERT INTO merge_snapshots (merged_id, merged_at, customer_id, named, attributes, registered_at, has_language, has_time_zone, is_test)
     SELECT pair.from_id, $3, c.id, c.masked_name <> '', array(SELECT jsonb_object_keys(c.attributes)), c.registered_at,
       c.preferred_language <> '', c.time_zone <> '', c.is_test
     FROM unnest($1::uuid[], $2::uuid[]) AS pair (from_id, to_id) JOIN customers c ON c.id = pair.to_id
     ON CONFLICT DO NOTHING`,
    [...pairs, now],
  )
}

/** Gives the survivor of a merge back what it was registered and tested as. What was said of it is settled from its own records. */
export async function restoreSurvivor(client: PoolClient, edgeId: string, now: Date): Promise<void> {
  await client.query(
    `UPDATE customers c SET
       registered_at = CASE WHEN c.registered_at = gone.registered_at THEN s.registered_at ELSE c.registered_at END,
       is_test = c.is_test AND (s.is_test OR NOT gone.is_test),
       updated_at = $2
     FROM identity_edges e
     JOIN merge_snapshots s ON s.merged_id = e.other_customer_id AND s.merged_at = e.created_at
     JOIN customers gone ON gone.id = s.merged_id
     WHERE e.id = $1 AND c.id = s.customer_id`,
    [edgeId, now],
  )
}
