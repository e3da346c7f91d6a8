import type { ClickHouseClient } from '@clickhouse/client'
import { readRows } from './read-rows.ts'

/** A store or a region, with its customers. */
export interface GroupSize {
  readonly id: string
  readonly customers: number
}

/** Runs a query of the columns `id` and `customers`. */
export async function readGroupSizes(client: ClickHouseClient, query: string): Promise<GroupSize[]> {
  const rows = await readRows<{ id: string; customers: string }>(client, query)
  return rows.map(({ id, customers }) => ({ id, customers: Number(customers) }))
}
