import type { ClickHouseClient } from '@clickhouse/client'
import { addDays, daysBetween, localDay } from '#kernel/local-day.ts'
import type { DemandSales, SoldProduct, SoldSeries } from '#predict/demand/demand-sales.ts'
import { engineTime } from '../insert.ts'
import { readRows } from './read-rows.ts'
import { soldToAnyone } from '../sold-line.ts'

/** Prices of so many days count as recent. */
const PRICE_DAYS = 90

/** What a product or a store without an id goes by. */
export const NO_KEY = '-'

/** Sales known at the as-of time, of whole local days before its own. */
const SOLD = `
FROM order_lines FINAL
WHERE ${soldToAnyone()}
  AND available_at <= {asOf:DateTime64(3,'UTC')}
  AND toDate(occurred_at, {timeZone:String}) >= {first:Date} AND toDate(occurred_at, {timeZone:String}) < {today:Date}`

/** Grain: one row per product (or store), with its days and units in order. Cost: one pass over the lines of the time asked for. */
const series = (key: string, label: string, category: string) => `
SELECT series_key, argMax(name, last_at) AS label, argMax(kind_of, last_at) AS category,
  arraySort(groupArray((day, units))) AS sold,
  sumIf(priced, day >= {days:Int32} - ${PRICE_DAYS}) AS recent_units,
  if(recent_units > 0, sumIf(money, day >= {days:Int32} - ${PRICE_DAYS}) / recent_units, if(sum(priced) > 0, sum(money) / sum(priced), NULL)) AS price,
  sumIf(money, day >= {days:Int32} - 30) AS last
FROM (
  SELECT if(${key} = '', '${NO_KEY}', ${key}) AS series_key, toInt32(toDate(occurred_at, {timeZone:String}) - {first:Date}) AS day,
    toFloat64(sum(quantity)) AS units, toFloat64(ifNull(sum(project_amount), 0)) AS money,
    toFloat64(sumIf(quantity, project_amount IS NOT NULL)) AS priced, argMax(${label}, occurred_at) AS name, argMax(toString(${category}), occurred_at) AS kind_of,
    max(occurred_at) AS last_at
  ${SOLD}
  GROUP BY series_key, day
)
GROUP BY series_key ORDER BY series_key`

const PRODUCTS = series('product_id', 'product_name', 'category')
const STORES = series('toString(store_id)', 'toString(store_id)', "''")

/** Streams the sales of products and stores into arrays that a worker thread can share. Null without a sale. */
export async function readDemandSales(
  client: ClickHouseClient,
  asOf: Date,
  timeZone: string,
  mostDays: number,
): Promise<DemandSales | null> {
  const today = localDay(asOf, timeZone)
  const earliest = addDays(today, -mostDays)
  const params = { asOf, timeZone, today }
  const [found] = await readRows<{ lines: string; first: string }>(
    client,
    `SELECT count() AS lines, toString(min(toDate(occurred_at, {timeZone:String}))) AS first ${SOLD}`,
    { ...params, first: earliest },
  )
  if (found === undefined || Number(found.lines) === 0) return null
  const days = daysBetween(found.first, today)
  const bound = { asOf: engineTime(asOf.getTime()), timeZone, today, first: found.first, days: String(days) }
  const products = await readSeries(client, PRODUCTS, bound)
  const stores = await readSeries(client, STORES, bound)
  return {
    firstDay: found.first,
    days,
    products,
    stores: stores.length === 1 && stores[0]?.key === NO_KEY ? [] : stores.map(({ category: _, ...store }): SoldSeries => store),
  }
}

/** The local day of the newest sale known at that time. Cost: one pass over two columns of order_lines. */
export async function readNewestSale(client: ClickHouseClient, knownAt: Date, timeZone: string): Promise<string | null> {
  const [found] = await readRows<{ lines: string; newest: string }>(
    client,
    `SELECT count() AS lines, toString(max(toDate(occurred_at, {timeZone:String}))) AS newest ${SOLD}`,
    { asOf: knownAt, timeZone, first: '1970-01-01', today: addDays(localDay(knownAt, timeZone), 1) },
  )
  return found === undefined || Number(found.lines) === 0 ? null : found.newest
}

async function readSeries(client: ClickHouseClient, query: string, params: Record<string, string>): Promise<SoldProduct[]> {
  const result = await client.query({ query, query_params: params, format: 'JSONCompactEachRow' })
  const rows: SoldProduct[] = []
  for await (const block of result.stream<readonly unknown[]>()) {
    for (const row of block) {
      const [key, label, category, sold, , price, last] = row.json() as [
        string,
        string,
        string,
        [number, number][],
        number,
        number | null,
        number,
      ]
      rows.push({
        key,
        label: label === '' ? key : label,
        category,
        days: shared(Int32Array, sold, 0),
        units: shared(Float64Array, sold, 1),
        money: { price, last },
      })
    }
  }
  return rows
}

/** Memory that threads share rather than copy. */
function shared<T extends Int32Array | Float64Array>(
  kind: { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
  sold: readonly (readonly [number, number])[],
  column: 0 | 1,
): T {
  const values = new kind(new SharedArrayBuffer(sold.length * kind.BYTES_PER_ELEMENT))
  for (const [i, pair] of sold.entries()) values[i] = pair[column]
  return values
}
