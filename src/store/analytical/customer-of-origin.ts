import type { ClickHouseClient } from '@clickhouse/client'
import { readRows } from './queries/read-rows.ts'
import { NOBODY } from './sold-line.ts'

/*
 * Whose a fact is, said once (ADR 0020): the column customer_id of the fact tables is worked out when it is read, so every query means the same customer. A fact is
 * written under its origin and keeps it; owner_id is the customer of that origin when the row was written or squashed. Where an origin has another customer since
 * (a merge, or one taken back), customer_overrides says so. While there are none, customer_id is owner_id and costs nothing more. A test
 * (tests/unit/customer-of-origin.test.ts) fails where anything else reads owner_id or the overrides.
 */

export const FACT_TABLES = [
  'events',
  'order_lines',
  'order_statements',
  'service_tickets',
  'touches',
  'feedback',
  'measures',
  'subscription_facts',
] as const
/** Those whose rows may have a device as their origin (ADR 0023): the others need no override of one. */
export const DEVICE_TABLES = ['events', 'order_lines', 'order_statements'] as const

const EXPRESSIONS = {
  /** No origin has another customer than its rows say. */
  stored: () => 'owner_id',
  /** The database is named: a mutation, which knows no current one, reads the column too. */
  mapped: (database: string) => `ifNull(joinGetOrNull('${database}.customer_overrides', 'customer_id', origin_id), owner_id)`,
} as const

/** Of facts: those of the customers in an array, found by key and not by a pass over all. */
export function factsOf(customers: string): string {
  return `origin_id IN (SELECT arrayJoin(${customers}) UNION ALL SELECT from_id FROM customer_alias WHERE to_id IN ${customers})
    AND customer_id IN ${customers}`
}

/** Of facts: those of some origins. */
export function originIn(origins: string): string {
  return `origin_id IN ${origins}`
}

/** Every origin that may be one of some customers: themselves, and what was ever said to be theirs. Cost: one pass over two columns of the mapping. */
export async function readOrigins(client: ClickHouseClient, customers: readonly string[]): Promise<string[]> {
  const rows = await readRows<{ id: string }>(
    client,
    'SELECT DISTINCT toString(from_id) AS id FROM customer_alias WHERE to_id IN {customers:Array(UUID)}',
    { customers },
  )
  return [...new Set([...customers, ...rows.map(({ id }) => id)])]
}

/** Of a record of the table of customers: it was not merged into another. */
export const IS_SURVIVOR = 'customer_id NOT IN (SELECT from_id FROM customer_alias FINAL WHERE to_id != from_id AND is_device = 0)'

/**
 * Of stored rows that are about to be written again, with JOIN_MAPPING behind FROM: the customer of their origin, who is as stored where nothing else was ever said of it.
 * An origin need not be a customer: that of a value which several people share is nobody's.
 */
export const CUSTOMER_OF_ORIGIN = `if(mapping.from_id = ${NOBODY}, owner_id, mapping.to_id)`
export const JOIN_MAPPING = 'LEFT JOIN (SELECT from_id, to_id FROM customer_alias FINAL) AS mapping ON mapping.from_id = origin_id'

/** Sets where customer_id comes from. Changes what the tables say about themselves, not their rows; the same again does nothing. */
export async function readCustomersFrom(
  client: ClickHouseClient,
  source: keyof typeof EXPRESSIONS,
  tables: readonly (typeof FACT_TABLES)[number][] = FACT_TABLES,
): Promise<void> {
  const columns = await readRows<{ database: string; table: string; comment: string }>(
    client,
    `SELECT database, table, comment FROM system.columns
     WHERE database = currentDatabase() AND table IN {tables:Array(String)} AND name = 'customer_id'`,
    { tables },
  )
  for (const { database, table } of columns.filter(({ comment }) => comment !== source)) {
    await client.command({
      query: `ALTER TABLE ${table} MODIFY COLUMN customer_id UUID ALIAS ${EXPRESSIONS[source](database)} COMMENT '${source}'`,
    })
  }
}
