import type { ClickHouseClient } from '@clickhouse/client'
import { IS_COUNTED } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** As our own SQL: the run that counts now. */
export const LATEST_CLUSTERS = '(SELECT max(as_of) FROM cluster_runs)'

/** The members of a cluster in the run that counts now, by the parameter `cluster`. */
export const MEMBERS_OF_CLUSTER = `SELECT customer_id FROM cluster_members FINAL WHERE as_of = ${LATEST_CLUSTERS} AND cluster = {cluster:String}`

/**
 * How many customers each cluster of a run has today: those who were merged or marked as a test since are no longer counted, as in the list of
 * customers. Grain: one row per cluster. Cost: one pass over the members of the run and the customers.
 */
export async function readClusterSizes(client: ClickHouseClient, asOf: Date): Promise<Map<string, number>> {
  const rows = await readRows<{ cluster: string; customers: string }>(
    client,
    `SELECT cluster, count() AS customers FROM cluster_members FINAL
     WHERE as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED} GROUP BY cluster`,
    { asOf },
  )
  return new Map(rows.map(({ cluster, customers }) => [cluster, Number(customers)]))
}
