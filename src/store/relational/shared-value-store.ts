import type { Pool, PoolClient } from 'pg'
import type { SettledValue } from '#identity/identity-store.ts'
import { type Claimant, MOST_CLAIMANTS, type NobodysValue, type SharedValueStore } from '#identity/shared/shared-values.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** Customers who have a value or named it. Grain: one row per customer. Cost: by key. */
const CLAIMANTS = `
SELECT DISTINCT c.id, c.masked_name FROM identifiers i
JOIN customers named ON named.id = i.customer_id OR named.id = ANY (i.named_by)
JOIN customers c ON c.id = coalesce(named.merged_into, named.id)
WHERE i.kind = value.kind AND i.blind_index = value.blind_index`

/** Grain: one row per value. Cost: the index of values of nobody, and by key for each value that is answered. */
const valuesWhere = (condition: string, rest: string): string => `
SELECT value.id::text, value.kind, value.blind_index, value.masked, coalesce(claimed.n, 0) AS n, coalesce(claimed.people, '[]') AS people
FROM (
  SELECT DISTINCT ON (kind, blind_index) id, kind, blind_index, masked FROM identity_edges
  WHERE rule = 'shared' AND customer_id IS NULL ${condition} ORDER BY kind, blind_index, id
) AS value
LEFT JOIN LATERAL (
  SELECT count(*)::int AS n, jsonb_agg(jsonb_build_object('customerId', claimant.id, 'name', claimant.masked_name) ORDER BY claimant.id) AS people
  FROM (${CLAIMANTS}) AS claimant
) AS claimed ON true
${rest}`

interface ValueRow {
  id: string
  kind: string
  blind_index: Buffer
  masked: string
  n: number
  people: Claimant[]
}

/** Values that several customers share, and whose the records are that name nothing else. */
export function createSharedValueStore(pool: Pool): SharedValueStore {
  const query = async <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    await withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)
  return {
    values: async (limit) => (await query<ValueRow>(valuesWhere('', 'ORDER BY value.id DESC LIMIT $1'), [limit])).map(valueOf),
    async value(id) {
      const [row] = await query<ValueRow>(valuesWhere('AND id = $1', ''), [id])
      return row === undefined ? null : valueOf(row)
    },
    async isClaimant({ kind, blindIndex }, customerId) {
      const rows = await query(
        `SELECT FROM (SELECT $1::text AS kind, $2::bytea AS blind_index) AS value, LATERAL (${CLAIMANTS}) AS claimant WHERE claimant.id = $3`,
        [kind, blindIndex, customerId],
      )
      return rows.length > 0
    },
    async settled(originIds) {
      const rows = await query<{
        origin_id: string
        id: string | null
        name: string | null
        reason: string
        actor: string
        settled_at: Date
      }>(
        `SELECT v.origin_id, c.id, c.masked_name AS name, v.reason, v.actor, v.settled_at
         FROM settled_values v LEFT JOIN customers p ON p.id = v.person_id LEFT JOIN customers c ON c.id = coalesce(p.merged_into, p.id)
         WHERE v.origin_id = ANY ($1::uuid[])`,
        [originIds],
      )
      return new Map(
        rows.map(({ origin_id, id, name, reason, actor, settled_at }) => [
          origin_id,
          { customer: id === null ? null : { customerId: id, name: name ?? '' }, reason, actor, at: settled_at },
        ]),
      )
    },
  }
}

/** Keeps whose the records are that name only a shared value, and says so in the log of the customers. */
export async function settleValue(
  client: PoolClient,
  { value: { kind, blindIndex, masked }, originId, customerId, reason, actor, now }: SettledValue,
): Promise<void> {
  const { rows } = await client.query<{ person_id: string | null }>('SELECT person_id FROM settled_values WHERE origin_id = $1', [originId])
  await client.query(
    `INSERT INTO settled_values (origin_id, person_id, reason, actor, settled_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (origin_id) DO UPDATE SET person_id = $2, reason = $3, actor = $4, settled_at = $5`,
    [originId, customerId, reason, actor, now],
  )
  const before = rows[0]?.person_id ?? null
  const said = [...(customerId === null ? [] : [[customerId, 'settled']]), ...(before === null ? [] : [[before, 'unsettled']])]
  for (const [person, rule] of said) {
    await client.query(
      `INSERT INTO identity_edges (customer_id, other_customer_id, rule, kind, blind_index, masked, reason, source, actor, seen_at, created_at)
       VALUES ($1, NULL, $2, $3, $4, $5, $6, 'staff', $7, $8, $8)`,
      [person, rule, kind, blindIndex, masked, reason, actor, now],
    )
  }
}

function valueOf({ id, kind, blind_index, masked, n, people }: ValueRow): NobodysValue {
  return { id, kind, blindIndex: blind_index, masked, claimants: people.slice(0, MOST_CLAIMANTS), claimantCount: n }
}
