import type { ClickHouseClient } from '@clickhouse/client'
import { readRows } from './read-rows.ts'

/** Grain: one row. Cost: two columns of the facts of subscriptions. */
const SPAN = `
SELECT count() AS facts, toUnixTimestamp64Milli(min(said_at)) AS first_at, toUnixTimestamp64Milli(max(received_at)) AS last_at
FROM subscription_facts FINAL WHERE kind IN ('since', 'started', 'state')`

/** When the first contract began, and when something was last told of one; null without contracts. */
export async function readContractSpan(client: ClickHouseClient): Promise<{ readonly first: Date; readonly last: Date } | null> {
  const [row] = await readRows<{ facts: string; first_at: string; last_at: string }>(client, SPAN, {})
  return row === undefined || Number(row.facts) === 0
    ? null
    : { first: new Date(Number(row.first_at)), last: new Date(Number(row.last_at)) }
}
