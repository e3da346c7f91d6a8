import type { ClickHouseClient } from '@clickhouse/client'
import type { AttributeType, AttributeValue } from '#collect/columns/attribute.ts'
import type { CustomerFacts, CustomerProfile } from '#identity/identity-store.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { DEVICE_TABLES, FACT_TABLES, readCustomersFrom } from './customer-of-origin.ts'
import { engineTime, insertRows } from './insert.ts'
import { readRows } from './queries/read-rows.ts'

/** Customers, and whose facts are whose, in ClickHouse. */
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
    mapOrigins: (mapping, now) =>
      withEngineErrors('clickhouse', async () => {
        if (mapping.length === 0) return
        await readCustomersFrom(client, 'mapped', tablesOf(mapping.every(({ isDevice }) => isDevice)))
        await insertRows(
          client,
          'customer_overrides',
          mapping.map(({ from, to }) => ({ origin_id: from, customer_id: to })),
        )
        // Last: it says that the mapping of these origins is complete.
        await insertRows(
          client,
          'customer_alias',
          mapping.map(({ from, to, isDevice }) => ({
            from_id: from,
            to_id: to,
            merged_at: engineTime(now.getTime()),
            squashed: 0,
            is_device: Number(isDevice),
          })),
        )
      }),
    mappedOrigins: () =>
      withEngineErrors('clickhouse', async () => {
        const rows = await readRows<{ f: string; t: string; d: number }>(
          client,
          'SELECT toString(from_id) AS f, toString(to_id) AS t, is_device AS d FROM customer_alias FINAL',
        )
        return rows.map(({ f, t, d }) => ({ from: f, to: t, isDevice: d === 1 }))
      }),
    catchLateFacts: () =>
      withEngineErrors('clickhouse', async () => {
        await client.command({ query: LATE_FACTS, clickhouse_settings: { insert_deduplicate: 0 } })
        const open = await readRows<{ d: number }>(client, 'SELECT DISTINCT is_device AS d FROM customer_alias FINAL WHERE squashed = 0')
        if (open.length === 0) return
        await client.command({ query: FILL_OVERRIDES })
        await readCustomersFrom(client, 'mapped', tablesOf(open.every(({ d }) => d === 1)))
      }),
  }
}

/** The tables whose rows may have one of the origins. */
function tablesOf(allAreDevices: boolean): typeof FACT_TABLES | typeof DEVICE_TABLES {
  return allAreDevices ? DEVICE_TABLES : FACT_TABLES
}

/**
 * Marks origins again whose rows are said to name their customer and do not: such a row came from a process that had looked before a merge. Cost: a look
 * into the primary index of each fact table per origin of the mapping.
 */
const LATE_FACTS = `
INSERT INTO customer_alias (from_id, to_id, merged_at, squashed, is_device)
SELECT a.from_id, a.to_id, a.merged_at, 0, a.is_device
FROM (SELECT * FROM customer_alias FINAL WHERE squashed = 1) AS a
INNER JOIN (
  ${FACT_TABLES.map((table) => `SELECT DISTINCT origin_id, customer_id FROM ${table} WHERE origin_id IN (SELECT from_id FROM customer_alias)`).join(' UNION ALL ')}
) AS f ON f.origin_id = a.from_id
WHERE f.customer_id != a.to_id`

const FILL_OVERRIDES = `
INSERT INTO customer_overrides (origin_id, customer_id)
SELECT from_id, to_id FROM customer_alias FINAL WHERE squashed = 0`

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
    // What a rule takes for a fake registration counts nowhere, as a test record: one mark for all who count people.
    is_test: customer.isTest || customer.isFakeSignUp ? 1 : 0,
    filled_by: Object.fromEntries(customer.filled.map(({ field, by }) => [field, by])),
    is_fake_sign_up: customer.isFakeSignUp ? 1 : 0,
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
