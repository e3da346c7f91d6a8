import type { ClickHouseClient } from '@clickhouse/client'
import type { DemandCurve } from '#predict/demand/demand-store.ts'
import type { DemandLevel } from '#predict/demand/demand-sales.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { NO_KEY } from './demand-sales.ts'
import { latestDemandRun, readDemandRow } from './demand-list.ts'
import { readRows } from './read-rows.ts'
import { soldToAnyone } from '../sold-line.ts'

const HISTORY_DAYS = 180
const HORIZON = 30

/** The column of an order line that names the series. A category holds the products that were last sold in it. */
const SERIES_OF: Readonly<Record<DemandLevel, string>> = {
  total: '1',
  category: `product_id IN (
    SELECT product_id FROM order_lines FINAL
    WHERE ${soldToAnyone()} AND available_at <= {asOf:DateTime64(3,'UTC')}
    GROUP BY product_id HAVING toString(argMax(category, occurred_at)) = {key:String})`,
  store: `if(store_id = '', '${NO_KEY}', toString(store_id)) = {key:String}`,
  product: `if(product_id = '', '${NO_KEY}', product_id) = {key:String}`,
}

/** Grain: one row per local day with sales. Cost: one pass over half a year of lines. */
const history = (level: DemandLevel) => `
SELECT toString(toDate(occurred_at, {timeZone:String})) AS day, toFloat64(sum(quantity)) AS units
FROM order_lines FINAL
WHERE ${soldToAnyone()}
  AND available_at <= {asOf:DateTime64(3,'UTC')}
  AND toDate(occurred_at, {timeZone:String}) >= {first:Date} AND toDate(occurred_at, {timeZone:String}) < {today:Date}
  AND ${SERIES_OF[level]}
GROUP BY day ORDER BY day`

/** Grain: one row per forecast day of one series. Cost: a look-up by the table's key. */
const FORECAST = `
SELECT toString(day) AS day, mean, low, high, baseline FROM demand_forecasts FINAL
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND computed_at = {computedAt:DateTime64(3,'UTC')}
  AND level = {level:String} AND series_key = {key:String}
ORDER BY demand_forecasts.day`

/** Half a year of sales, days without any as 0, and the forecast; null when the latest forecast has no such series. */
export async function readDemandCurve(
  client: ClickHouseClient,
  level: DemandLevel,
  key: string,
  timeZone: string,
): Promise<DemandCurve | null> {
  const run = await latestDemandRun(client)
  const row = run === null ? null : await readDemandRow(client, run, level, key)
  if (run === null || row === null) return null
  const today = localDay(run.asOf, timeZone)
  const first = addDays(today, -Math.min(HISTORY_DAYS, Math.max(1, row.historyDays)))
  const [sold, forecast] = await Promise.all([
    readRows<{ day: string; units: number }>(client, history(level), { asOf: run.asOf, timeZone, today, first, key }),
    readRows<DemandCurve['forecast'][number]>(client, FORECAST, { ...run, level, key }),
  ])
  const units = new Map(sold.map((entry) => [entry.day, entry.units]))
  const days: DemandCurve['history'] = []
  for (let day = first; day < today; day = addDays(day, 1)) days.push({ day, units: units.get(day) ?? 0 })
  return { row, history: days, forecast: forecast.length > 0 ? forecast : evenly(row, today) }
}

/** A product that shares its category's small sales has sums only: the same on every day. */
function evenly(row: DemandCurve['row'], today: string): DemandCurve['forecast'] {
  // A single day errs more, against its mean, than 30 of them together.
  const reach = ((row.high - row.units) / HORIZON) * Math.sqrt(HORIZON)
  const mean = row.units / HORIZON
  return Array.from({ length: HORIZON }, (_, h) => ({
    day: addDays(today, h),
    mean,
    low: Math.max(0, mean - reach),
    high: mean + reach,
    baseline: row.baseline / HORIZON,
  }))
}
