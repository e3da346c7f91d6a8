import type { ClickHouseClient } from '@clickhouse/client'
import { readRows } from './read-rows.ts'

/** Whether any order line was ever taken in: without one, what people bought is not 0 but unknown. Cost: one row. */
export async function hasOrderLines(client: ClickHouseClient): Promise<boolean> {
  return (await readRows<{ one: number }>(client, 'SELECT 1 AS one FROM order_lines LIMIT 1')).length > 0
}
