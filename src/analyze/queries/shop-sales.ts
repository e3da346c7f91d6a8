import type { ClickHouseClient } from '@clickhouse/client'
import { engineTime } from '#store/analytical/insert.ts'
import type { ShopMonth, SoldProduct } from '../analysis.ts'
import { isReturn, isSale, soldOrReturned, soldToAnyone } from '#store/analytical/sold-line.ts'

/** All sales and returns: a refund is a separate line. */
const LINES = `
FROM order_lines FINAL
WHERE ${soldOrReturned()} AND occurred_at <= {asOf:DateTime64(3, 'UTC')}`
const SOLD = isSale()

interface MonthRow {
  readonly month: string
  readonly revenue: number
  readonly orders: string
  readonly units: number
  readonly returned: number
}

/** Grain: one row per calendar month with a sale or a return. Cost: one pass over the order lines. */
export async function queryShopMonths(client: ClickHouseClient, asOf: Date, timeZone: string): Promise<Omit<ShopMonth, 'partial'>[]> {
  const result = await client.query({
    query: `
      SELECT formatDateTime(occurred_at, '%Y-%m', {timeZone:String}) AS month,
        toFloat64(ifNull(sumIf(project_amount, ${SOLD}), 0)) AS revenue,
        uniqExactIf(cityHash64(customer_id, order_id), ${SOLD}) AS orders,
        toFloat64(sumIf(quantity, ${SOLD})) AS units,
        toFloat64(-ifNull(sumIf(project_amount, ${isReturn()}), 0)) AS returned
      ${LINES}
      GROUP BY month ORDER BY month`,
    query_params: { asOf: engineTime(asOf.getTime()), timeZone },
    format: 'JSONEachRow',
  })
  return (await result.json<MonthRow>()).map((row) => ({ ...row, orders: Number(row.orders) }))
}

interface ProductRow {
  readonly id: string
  readonly name: string
  readonly units: number
  readonly orders: string
  readonly revenue: number
  readonly returned: number
}

/** Grain: one row per product that was sold, the best seller first. Cost: one pass over the order lines. */
export async function querySoldProducts(client: ClickHouseClient, asOf: Date): Promise<SoldProduct[]> {
  const result = await client.query({
    query: `
      SELECT if(product_id = '', product_name, product_id) AS id,
        argMax(product_name, occurred_at) AS name,
        toFloat64(sumIf(quantity, ${SOLD})) AS units,
        uniqExactIf(cityHash64(customer_id, order_id), ${SOLD}) AS orders,
        toFloat64(ifNull(sumIf(project_amount, ${SOLD}), 0)) AS revenue,
        toFloat64(-ifNull(sumIf(project_amount, ${isReturn()}), 0)) AS returned
      ${LINES} AND (product_id != '' OR product_name != '')
      GROUP BY id HAVING units > 0 ORDER BY revenue DESC, id`,
    query_params: { asOf: engineTime(asOf.getTime()) },
    format: 'JSONEachRow',
  })
  return (await result.json<ProductRow>()).map((row) => ({ ...row, orders: Number(row.orders) }))
}

/** Time of the first and the last sale; null without sales. Cost: one pass over the order lines. */
export async function querySpan(client: ClickHouseClient): Promise<{ readonly firstAt: Date; readonly lastAt: Date } | null> {
  const result = await client.query({
    query: `
      SELECT count() AS lines, toUnixTimestamp64Milli(min(occurred_at)) AS first_at, toUnixTimestamp64Milli(max(occurred_at)) AS last_at
      FROM order_lines FINAL WHERE ${soldToAnyone()}`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ readonly lines: string; readonly first_at: string; readonly last_at: string }>()
  if (row === undefined || Number(row.lines) === 0) return null
  return { firstAt: new Date(Number(row.first_at)), lastAt: new Date(Number(row.last_at)) }
}

/** Sales in currencies without a rate to that of the report, in major units. Cost: one pass over the order lines. */
export async function queryOtherCurrencies(
  client: ClickHouseClient,
  asOf: Date,
): Promise<{ readonly currency: string; readonly amount: number; readonly lines: number }[]> {
  const result = await client.query({
    query: `
      SELECT toString(currency) AS currency, toFloat64(sum(amount)) AS amount, count() AS lines
      ${LINES} AND ${SOLD} AND project_amount IS NULL
      GROUP BY currency ORDER BY lines DESC, currency`,
    query_params: { asOf: engineTime(asOf.getTime()) },
    format: 'JSONEachRow',
  })
  const rows = await result.json<{ readonly currency: string; readonly amount: number; readonly lines: string }>()
  return rows.map((row) => ({ ...row, lines: Number(row.lines) }))
}
