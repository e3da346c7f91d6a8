import type { Pool } from 'pg'
import type { PersonKind } from '#collect/identity-claim.ts'
import { indexOfKey, keyOf } from '#identity/identity-store.ts'
import type { IdentityHistory, PreviewedCustomer } from '#identity/preview-rules.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** The edge log as the preview of rules reads it. */
export function createIdentityHistory(pool: Pool): IdentityHistory {
  return {
    namedTogether: (after, limit) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{
          id: string
          kind: PersonKind
          blind_index: Buffer
          with_kind: PersonKind
          with_index: Buffer
          seen_at: Date
        }>(
          `SELECT id::text AS id, kind, blind_index, with_kind, with_index, seen_at FROM identity_edges
           WHERE id > $1 AND with_kind IS NOT NULL AND rule <> 'taken-over' ORDER BY identity_edges.id LIMIT $2`,
          [after, limit],
        )
        return rows.map((row) => ({
          id: row.id,
          kind: row.kind,
          key: keyOf({ kind: row.kind, blindIndex: row.blind_index }),
          withKind: row.with_kind,
          withKey: keyOf({ kind: row.with_kind, blindIndex: row.with_index }),
          seenAt: row.seen_at.getTime(),
        }))
      }),
    apart: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ a: string; b: string }>(
          `SELECT DISTINCT customer_id AS a, other_customer_id AS b FROM identity_edges
           WHERE rule IN ('separated', 'unbound') AND customer_id IS NOT NULL AND other_customer_id IS NOT NULL`,
        )
        return rows.map(({ a, b }) => [a, b] as const)
      }),
    customersOf: (keys) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{
          key: string
          customer_id: string
          masked_name: string
          identifiers: { kind: string; masked: string }[]
        }>(
          `SELECT wanted.key, c.id AS customer_id, c.masked_name,
             (SELECT jsonb_agg(jsonb_build_object('kind', own.kind, 'masked', own.masked) ORDER BY own.kind, own.first_seen_at)
              FROM (SELECT * FROM identifiers WHERE customer_id = c.id ORDER BY kind, first_seen_at LIMIT 5) AS own) AS identifiers
           FROM unnest($1::text[], $2::text[], $3::bytea[]) AS wanted (key, kind, blind_index)
           JOIN identifiers i ON i.kind = wanted.kind AND i.blind_index = wanted.blind_index
           JOIN customers c ON c.id = i.customer_id`,
          [keys, keys.map((key) => key.slice(0, key.lastIndexOf(':'))), keys.map(indexOfKey)],
        )
        return new Map(
          rows.map(({ key, customer_id, masked_name, identifiers }): [string, PreviewedCustomer] => [
            key,
            { customerId: customer_id, name: masked_name, identifiers },
          ]),
        )
      }),
  }
}
