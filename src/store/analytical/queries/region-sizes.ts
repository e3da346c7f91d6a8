import type { ClickHouseClient } from '@clickhouse/client'
import { IS_PERSON } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** More regions than anybody chooses from. */
const MOST_REGIONS = 5_000

/** Grain: one row per region, with its customers. Cost: one narrow pass over the customers. */
const SIZES = `
SELECT toString(region) AS id, count() AS customers FROM customers FINAL
WHERE region != '' AND ${IS_PERSON}
GROUP BY region ORDER BY customers DESC, id LIMIT ${MOST_REGIONS}`

export interface RegionSize {
  readonly id: string
  readonly customers: number
}

/** The regions that customers are from, as their records name them, the largest first. */
export async function readRegionSizes(client: ClickHouseClient): Promise<RegionSize[]> {
  const rows = await readRows<{ id: string; customers: string }>(client, SIZES)
  return rows.map(({ id, customers }) => ({ id, customers: Number(customers) }))
}
