import type { Pool } from 'pg'
import type { CustomerFacts } from '#identity/identity-store.ts'
import type { FilledValueStore } from '#quality/fills/filled-values.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { IDENTITY_LOCK, readProfiles } from './identifier-store.ts'
import { inTransaction } from './in-transaction.ts'

const SAVED_AT_ONCE = 2_000

/** One value for each customer and field: of several rules the first. A value that stays keeps the version that filled it. */
const FILL = `
INSERT INTO filled_values AS f (customer_id, field, value, rule_id, rule_version, filled_at)
SELECT DISTINCT ON (n.customer_id, n.field) n.customer_id, n.field, n.value, n.rule_id, $5, $6
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS n (customer_id, field, value, rule_id, place) JOIN customers c ON c.id = n.customer_id
ORDER BY n.customer_id, n.field, n.place
ON CONFLICT (customer_id, field) DO UPDATE SET value = excluded.value, rule_id = excluded.rule_id, rule_version = excluded.rule_version, filled_at = excluded.filled_at
WHERE (f.value, f.rule_id) IS DISTINCT FROM (excluded.value, excluded.rule_id)
RETURNING customer_id::text AS id`

const TAKE_BACK = `
DELETE FROM filled_values f WHERE rule_id <> ALL ($1::text[])
  OR $2::boolean AND NOT EXISTS (SELECT FROM unnest($3::uuid[], $4::text[]) AS n (customer_id, field) WHERE n.customer_id = f.customer_id AND n.field = f.field)
RETURNING customer_id::text AS id`

/** Filled values in PostgreSQL, beside what was said of customers. */
export function createFilledValueStore({
  pool,
  facts,
}: {
  readonly pool: Pool
  readonly facts: Pick<CustomerFacts, 'saveCustomers'>
}): FilledValueStore {
  return {
    settle: ({ found, version, rules, isComplete, now }) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          await client.query('SELECT pg_advisory_xact_lock($1)', [IDENTITY_LOCK])
          const [customers, fields] = [found.map(({ customerId }) => customerId), found.map(({ field }) => field)]
          const gone = await client.query<{ id: string }>(TAKE_BACK, [rules, isComplete, customers, fields])
          const filled = await client.query<{ id: string }>(FILL, [
            customers,
            fields,
            found.map(({ value }) => value),
            found.map(({ ruleId }) => ruleId),
            version,
            now,
          ])
          const changed = [...new Set([...gone.rows, ...filled.rows].map(({ id }) => id))]
          // Before the commit: after a crash the same again ends the same.
          for (let start = 0; start < changed.length; start += SAVED_AT_ONCE)
            await facts.saveCustomers(await readProfiles(client, changed.slice(start, start + SAVED_AT_ONCE)), now)
          const { rows } = await client.query<{ n: string }>('SELECT count(*) AS n FROM filled_values')
          return Number(rows[0]?.n ?? 0)
        }),
      ),
  }
}
