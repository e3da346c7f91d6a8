import type { ClickHouseClient } from '@clickhouse/client'
import { homeStores } from '../scope-sql.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { type GroupSize, readGroupSizes } from './group-sizes.ts'

/** More stores than anybody chooses from. */
const MOST_STORES = 1_000

/** Grain: one row per store, with the customers who are at home there. Cost: one pass over the order lines. */
const SIZES = `
SELECT toString(store_id) AS id, count() AS customers FROM (${homeStores()})
WHERE ${IS_COUNTED}
GROUP BY store_id ORDER BY customers DESC, id LIMIT ${MOST_STORES}`

/** The stores that customers are at home in, the largest first. */
export function readStoreSizes(client: ClickHouseClient): Promise<GroupSize[]> {
  return readGroupSizes(client, SIZES)
}
