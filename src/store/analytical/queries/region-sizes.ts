import type { ClickHouseClient } from '@clickhouse/client'
import { IS_PERSON } from './customer-groups.ts'
import { type GroupSize, readGroupSizes } from './group-sizes.ts'

/** More regions than anybody chooses from. */
const MOST_REGIONS = 5_000

/** Grain: one row per region, with its customers. Cost: one narrow pass over the customers. */
const SIZES = `
SELECT toString(region) AS id, count() AS customers FROM customers FINAL
WHERE region != '' AND ${IS_PERSON}
GROUP BY region ORDER BY customers DESC, id LIMIT ${MOST_REGIONS}`

/** The regions that customers are from, as their records name them, the largest first. */
export function readRegionSizes(client: ClickHouseClient): Promise<GroupSize[]> {
  return readGroupSizes(client, SIZES)
}
