import type { ClickHouseClient } from '@clickhouse/client'
import type { AttributeType, AttributeValue } from '#collect/columns/attribute.ts'
import type { CustomerFacts, CustomerMerge, CustomerProfile } from '#identity/identity-store.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { engineTime, insertRows } from './insert.ts'

/** Tables whose rows belong to a customer and follow a merge. Decisions and scores stay: they say what was true of that id then. */
const FACT_TABLES = ['events', 'order_lines', 'service_tickets', 'touches'] as const
const MERGES_A_STEP = 1_000

/** Customers and merged ids in ClickHouse. */
export function createCustomerFacts(client: ClickHouseClient): CustomerFacts {
  return {
    saveCustomers: (customers, now) =>
      withEngineErrors('clickhouse', () =>
        insertRows(
          client,
          'customers',
          customers.map((customer) => customerRow(customer, now)),
        ),
      ),
    applyMerges: (merges, now) =>
      withEngineErrors('clickhouse', async () => {
        for (let start = 0; start < merges.length; start += MERGES_A_STEP)
          await applyStep(client, merges.slice(start, start + MERGES_A_STEP), now)
      }),
    appliedMerges: () =>
      withEngineErrors('clickhouse', async () => {
        const result = await client.query({
          query: 'SELECT toString(from_id) AS f, toString(to_id) AS t FROM customer_alias FINAL',
          format: 'JSONEachRow',
        })
        const rows = await result.json<{ f: string; t: string }>()
        const applied = new Map(rows.map(({ f, t }) => [f, t]))
        if (applied.size > 0) for (const id of await strayCustomers(client)) applied.delete(id)
        return applied
      }),
  }
}

/** Old ids under which facts came in after the merge. Cost: a look into the primary index of each fact table per alias. */
async function strayCustomers(client: ClickHouseClient): Promise<readonly string[]> {
  const parts = FACT_TABLES.map(
    (table) => `SELECT DISTINCT customer_id FROM ${table} WHERE customer_id IN (SELECT from_id FROM customer_alias)`,
  )
  const result = await client.query({
    query: `SELECT DISTINCT toString(customer_id) AS id FROM (${parts.join(' UNION ALL ')})`,
    format: 'JSONEachRow',
  })
  const rows = await result.json<{ id: string }>()
  return rows.map(({ id }) => id)
}

/**
 * Facts are written again under the survivor, then deleted under the old id. A crash in between leaves both; doing it again is harmless,
 * since a fact has one place in its table by customer, time and key. The alias comes last: it says that the merge is complete.
 */
async function applyStep(client: ClickHouseClient, merges: readonly CustomerMerge[], now: Date): Promise<void> {
  const ids = merges.map(({ from }) => `toUUID('${from}')`).join(', ')
  const target = `transform(toString(customer_id), [${merges.map(({ from }) => `'${from}'`).join(', ')}], [${merges.map(({ to }) => `'${to}'`).join(', ')}], toString(customer_id))`
  for (const table of FACT_TABLES) {
    const result = await client.query({ query: `SELECT count() AS n FROM ${table} WHERE customer_id IN (${ids})`, format: 'JSONEachRow' })
    const [row] = await result.json<{ n: string }>()
    if (Number(row?.n ?? 0) === 0) continue
    // The condition stands in a query of its own: beside REPLACE it would mean the new customer_id.
    await client.command({
      query: `INSERT INTO ${table} SELECT * REPLACE (toUUID(${target}) AS customer_id) FROM (SELECT * FROM ${table} FINAL WHERE customer_id IN (${ids}))`,
      clickhouse_settings: { insert_deduplicate: 0 },
    })
    await client.command({
      query: `DELETE FROM ${table} WHERE customer_id IN (${ids})`,
      clickhouse_settings: { lightweight_deletes_sync: '2' },
    })
  }
  await client.command({
    query: `DELETE FROM customers WHERE customer_id IN (${ids})`,
    clickhouse_settings: { lightweight_deletes_sync: '2' },
  })
  await insertRows(
    client,
    'customer_alias',
    merges.map(({ from, to }) => ({ from_id: from, to_id: to, merged_at: engineTime(now.getTime()) })),
  )
}

function customerRow(customer: CustomerProfile, now: Date): Record<string, unknown> {
  const { region, gender, birthYear, memberLevel, ...rest } = customer.attributes
  return {
    customer_id: customer.customerId,
    registered_at: customer.registeredAt === null ? null : engineTime(customer.registeredAt.getTime()),
    first_seen_at: engineTime(customer.firstSeenAt.getTime()),
    source: customer.source,
    region: text(region),
    gender: text(gender),
    birth_year: typeof birthYear === 'number' ? birthYear : 0,
    member_level: text(memberLevel),
    is_test: customer.isTest ? 1 : 0,
    attributes: JSON.stringify(rest),
    attribute_texts: valuesOf(customer, 'text'),
    attribute_numbers: valuesOf(customer, 'number'),
    attribute_flags: valuesOf(customer, 'yes-no'),
    attribute_dates: valuesOf(customer, 'date'),
    updated_at: engineTime(now.getTime()),
  }
}

function valuesOf({ custom }: CustomerProfile, wanted: AttributeType): Record<string, AttributeValue> {
  return Object.fromEntries(custom.flatMap(({ name, type, value }) => (type === wanted ? [[name, value]] : [])))
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
