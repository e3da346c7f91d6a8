import type { ClickHouseClient } from '@clickhouse/client'
import { DAY_MS } from '#kernel/clock.ts'
import type { OrdersThere, SampledOrder } from '#collect/import/orders-there.ts'
import { engineTime } from '../insert.ts'
import { readRows } from './read-rows.ts'

/**
 * Of some orders of a file, those that imports have stored within two days of their time, and those of them of which no stored line is one of the
 * file. Grain: one row. Cost: reads order number, key and time of the partitions between the orders.
 */
export async function findOrdersThere(client: ClickHouseClient, orders: readonly SampledOrder[]): Promise<OrdersThere> {
  if (orders.length === 0) return { there: 0, otherLines: 0, importId: '' }
  const times = orders.map(({ at }) => at)
  const [row] = await readRows<{ there: string; other: string; import: string }>(
    client,
    `SELECT toString(count()) AS there, toString(countIf(same = 0)) AS other, anyIf(import, same = 0) AS import FROM (
       SELECT order_id, countIf(has({keys:Array(UInt64)}, line_key)) AS same, any(import_id) AS import
       FROM order_lines
       WHERE occurred_at BETWEEN toDateTime64({from:String}, 3, 'UTC') AND toDateTime64({to:String}, 3, 'UTC') AND import_id != ''
         AND has({ids:Array(String)}, order_id)
         AND abs(toUnixTimestamp64Milli(occurred_at) - {times:Array(Int64)}[indexOf({ids:Array(String)}, order_id)]) <= {near:Int64}
       GROUP BY order_id
     )`,
    {
      ids: orders.map(({ orderId }) => orderId),
      times,
      keys: orders.flatMap(({ keys }) => keys),
      near: 2 * DAY_MS,
      from: engineTime(times.reduce((a, b) => Math.min(a, b)) - 2 * DAY_MS),
      to: engineTime(times.reduce((a, b) => Math.max(a, b)) + 2 * DAY_MS),
    },
  )
  return { there: Number(row?.there ?? 0), otherLines: Number(row?.other ?? 0), importId: row?.import ?? '' }
}
