import type { ClickHouseClient } from '@clickhouse/client'
import { homeStores } from '../scope-sql.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** More stores than anybody chooses from. */
const MOST_STORES = 1_000

/** Grain: one row per store, with the customers who are at home there. Cost: one pass over the order lines. */
const SIZES = `
SELECT toString(store_id) AS id, count() AS customers FROM (${homeStores()})
WHERE ${IS_COUNTED}
GROUP BY store_id ORDER BY customers DESC, id LIMIT ${MOST_STORES}`

export interface StoreSize {
  readonly id: string
  readonly customers: number
}

/** The stores that customers are at home in, the largest first. */
export async function readStoreSizes(client: ClickHouseClient): Promise<StoreSize[]> {
  const rows = await readRows<{ id: string; customers: string }>(client, SIZES)
  return rows.map(({ id, customers }) => ({ id, customers: Number(customers) }))
}
