import type { ClickHouseClient } from '@clickhouse/client'
import type { BusinessLine } from '#access/business-line.ts'
import { soldLine } from '../sold-line.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row per line of business, with the customers who bought at one of its stores. Cost: one pass over the order lines. */
const SIZES = `
SELECT line, uniqExact(customer_id) AS customers
FROM (
  SELECT customer_id, toString(store_id) AS store
  FROM order_lines FINAL
  WHERE ${soldLine()} AND store_id != '' AND ${IS_COUNTED}
  GROUP BY customer_id, store
)
ARRAY JOIN arrayFilter((name, stores) -> has(stores, store), {names:Array(String)}, {stores:Array(Array(String))}) AS line
GROUP BY line`

export interface BusinessLineSize extends BusinessLine {
  readonly customers: number
}

/** The lines in the given order, with how many customers each has. A customer of several lines counts in each. */
export async function readBusinessLineSizes(client: ClickHouseClient, lines: readonly BusinessLine[]): Promise<BusinessLineSize[]> {
  if (lines.length === 0) return []
  const rows = await readRows<{ line: string; customers: string }>(client, SIZES, {
    names: lines.map(({ name }) => name),
    stores: lines.map(({ stores }) => stores),
  })
  const sizes = new Map(rows.map(({ line, customers }) => [line, Number(customers)]))
  return lines.map((line) => ({ ...line, customers: sizes.get(line.name) ?? 0 }))
}
