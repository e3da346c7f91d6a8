import type { Pool, PoolClient } from 'pg'
import type { CustomerFacts } from '#identity/identity-store.ts'
import type { FakeSignUpStore, SignUpBurst } from '#quality/sign-ups/fake-sign-ups.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { IDENTITY_LOCK, readProfiles } from './identifier-store.ts'
import { inTransaction } from './in-transaction.ts'
import { decodeCursor, toPage } from './page-cursor.ts'

const SAVED_AT_ONCE = 2_000
const NAMED = 20

/** A found customer keeps what somebody decided of them or of the burst. */
const FOUND = `
INSERT INTO fake_sign_ups AS f (customer_id, rule_id, rule_version, burst, field, masked, signed_up_at, found_at, state, decided_by, decided_at, decided_for)
SELECT DISTINCT ON (n.customer_id) n.customer_id, n.rule_id, $7, n.burst, n.field, n.masked, n.signed_up_at, $8, coalesce(d.state, 'left-out'), d.decided_by, d.decided_at, d.decided_for
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) WITH ORDINALITY AS n (customer_id, rule_id, burst, field, masked, signed_up_at, place)
JOIN customers c ON c.id = n.customer_id
LEFT JOIN LATERAL (SELECT state, decided_by, decided_at, decided_for FROM fake_sign_ups WHERE burst = n.burst AND decided_for = 'burst' ORDER BY decided_at DESC LIMIT 1) d ON true
ORDER BY n.customer_id, n.place
ON CONFLICT (customer_id) DO UPDATE SET rule_id = excluded.rule_id, rule_version = excluded.rule_version, burst = excluded.burst, field = excluded.field, masked = excluded.masked,
  signed_up_at = excluded.signed_up_at, found_at = excluded.found_at,
  state = CASE WHEN f.decided_at IS NULL THEN excluded.state ELSE f.state END,
  decided_by = coalesce(f.decided_by, excluded.decided_by), decided_at = coalesce(f.decided_at, excluded.decided_at), decided_for = coalesce(f.decided_for, excluded.decided_for)`

const GONE = `
UPDATE fake_sign_ups SET state = 'gone' WHERE state = 'left-out' AND decided_at IS NULL AND customer_id <> ALL ($1::uuid[])
  AND ($2::boolean OR rule_id <> ALL ($3::text[]))`

interface BurstRow {
  burst: string
  rule_id: string
  field: string
  masked: string
  sign_ups: string
  left_out: string
  first_at: Date
  last_at: Date
  customer_ids: string[]
  decided_by: string | null
  decided_at: Date | null
}

/** Fake registrations in PostgreSQL; their customers are told to analysis as test records. */
export function createFakeSignUpStore({
  pool,
  facts,
}: {
  readonly pool: Pool
  readonly facts: Pick<CustomerFacts, 'saveCustomers'>
}): FakeSignUpStore {
  /** Analysis is told before the commit: after a crash the same again ends the same. */
  const change = <T>(now: Date, work: (client: PoolClient) => Promise<T>): Promise<T> =>
    withEngineErrors('postgres', () =>
      inTransaction(pool, async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [IDENTITY_LOCK])
        const before = await leftOutBy(client)
        const result = await work(client)
        const after = await leftOutBy(client)
        const changed = [...before.symmetricDifference(after)]
        for (let start = 0; start < changed.length; start += SAVED_AT_ONCE)
          await facts.saveCustomers(await readProfiles(client, changed.slice(start, start + SAVED_AT_ONCE)), now)
        return result
      }),
    )
  return {
    settle: ({ found, version, rules, isComplete, now }) =>
      change(now, async (client) => {
        await client.query(FOUND, [
          found.map(({ customerId }) => customerId),
          found.map(({ ruleId }) => ruleId),
          found.map(({ burst }) => burst),
          found.map(({ field }) => field),
          found.map(({ masked }) => masked),
          found.map(({ signedUpAt }) => new Date(signedUpAt)),
          version,
          now,
        ])
        await client.query(GONE, [found.map(({ customerId }) => customerId), isComplete, rules])
        return (await leftOutBy(client)).size
      }),
    bursts: ({ cursor, limit }) =>
      withEngineErrors('postgres', async () => {
        const after = cursor === null ? null : decodeCursor(cursor, 'text')
        const { rows } = await pool.query<BurstRow>(
          `SELECT burst, min(rule_id) AS rule_id, min(field) AS field, min(masked) AS masked, count(*) AS sign_ups, count(*) FILTER (WHERE state = 'left-out') AS left_out,
             min(signed_up_at) AS first_at, max(signed_up_at) AS last_at, (array_agg(customer_id::text ORDER BY signed_up_at, customer_id))[1:${NAMED}] AS customer_ids,
             max(decided_by) FILTER (WHERE decided_for = 'burst') AS decided_by, max(decided_at) FILTER (WHERE decided_for = 'burst') AS decided_at
           FROM fake_sign_ups WHERE state <> 'gone' GROUP BY burst
           HAVING $1::timestamptz IS NULL OR (max(signed_up_at), burst) < ($1, $2) ORDER BY max(signed_up_at) DESC, burst DESC LIMIT $3`,
          [after?.time ?? null, after?.key ?? null, limit + 1],
        )
        const page = toPage(rows, limit, ({ last_at, burst }) => ({ time: last_at, key: burst }))
        return { ...page, items: page.items.map(burstOf) }
      }),
    leftOut: () => withEngineErrors('postgres', async () => (await leftOutBy(pool)).size),
    decide: ({ about, isReal, actor, now }) =>
      change(now, async (client) => {
        const isBurst = 'burst' in about
        const { rowCount } = await client.query(
          `UPDATE fake_sign_ups SET state = $2, decided_by = $3, decided_at = $4, decided_for = $5 WHERE ${isBurst ? 'burst' : 'customer_id::text'} = $1 AND state <> 'gone'`,
          [isBurst ? about.burst : about.customerId, isReal ? 'real' : 'left-out', actor, now, isBurst ? 'burst' : 'customer'],
        )
        return rowCount ?? 0
      }),
  }
}

async function leftOutBy(client: Pick<PoolClient, 'query'>): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>("SELECT customer_id::text AS id FROM fake_sign_ups WHERE state = 'left-out'")
  return new Set(rows.map(({ id }) => id))
}

function burstOf(row: BurstRow): SignUpBurst {
  return {
    burst: row.burst,
    ruleId: row.rule_id,
    field: row.field,
    masked: row.masked,
    signUps: Number(row.sign_ups),
    leftOut: Number(row.left_out),
    firstAt: row.first_at,
    lastAt: row.last_at,
    customerIds: row.customer_ids,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
  }
}
