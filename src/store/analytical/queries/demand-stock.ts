import type { Page, PageRequest } from '#kernel/page.ts'
import { cutPage, mapPage } from '#kernel/page.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { StockFilter, StockRow } from '#predict/demand/demand-store.ts'
import { stockPlan } from '#predict/demand/stock-plan.ts'
import { FROM_RUN, MATCHES_TEXT, demandKey, demandMoney, latestDemandRun, parseDemandKey } from './demand-list.ts'
import { readRows } from './read-rows.ts'

const HORIZON = 30

/** Grain: one row per product of one forecast, largest demand first. Cost: one pass over its rows and the days of the lead time. */
const PRODUCTS = (conditions: string) => `
SELECT a.amount_30 AS amount_30, toString(a.currency) AS currency, a.series_key AS series_key, a.label AS label, a.total_30 AS total_30, a.day_deviation AS day_deviation,
  a.total_deviation AS total_deviation, if(f.days > 0, f.units, a.total_30 * {within:Float64} / ${HORIZON}) AS lead_total
FROM (SELECT * ${FROM_RUN} AND level = 'product' AND ${conditions} ORDER BY total_30 DESC, series_key DESC LIMIT {limit:UInt32}) AS a
LEFT JOIN (
  SELECT series_key, sum(mean) AS units, count() AS days FROM (
    SELECT series_key, mean, row_number() OVER (PARTITION BY series_key ORDER BY day) AS place FROM demand_forecasts FINAL
    WHERE as_of = {asOf:DateTime64(3,'UTC')} AND computed_at = {computedAt:DateTime64(3,'UTC')} AND level = 'product'
  ) WHERE place <= {within:Float64} GROUP BY series_key
) AS f ON f.series_key = a.series_key
ORDER BY a.total_30 DESC, a.series_key DESC`

interface StockFactsRow {
  series_key: string
  label: string
  total_30: number
  day_deviation: number
  total_deviation: number
  lead_total: number
  amount_30: number | null
  currency: string
}

/** One page of products with what to keep in stock, by the key of the last row before it. */
export async function readDemandStock(client: ClickHouseClient, filter: StockFilter, page: PageRequest): Promise<Page<StockRow>> {
  const run = await latestDemandRun(client)
  if (run === null) return { items: [], nextCursor: null }
  const needs = { serviceLevel: filter.serviceLevel ?? 0.95, leadDays: filter.leadDays ?? 7 }
  const after = page.cursor === null ? null : parseDemandKey(page.cursor)
  const conditions = [
    filter.q === undefined || filter.q === '' ? '1' : MATCHES_TEXT,
    after === null ? '1' : '(total_30, series_key) < ({afterValue:Float64}, {afterKey:String})',
  ]
  const rows = await readRows<StockFactsRow>(client, PRODUCTS(conditions.join(' AND ')), {
    ...run,
    within: Math.min(HORIZON, needs.leadDays),
    limit: page.limit + 1,
    ...(filter.q === undefined ? {} : { q: filter.q }),
    ...(after === null ? {} : { afterValue: after.value, afterKey: after.key }),
  })
  return mapPage(
    cutPage(rows, page.limit, (last) => demandKey(last.total_30, 'product', last.series_key)),
    (row) => ({
      productId: row.series_key,
      label: row.label,
      amount: demandMoney(row.amount_30, row.currency),
      ...stockPlan(
        { total: row.total_30, leadTotal: row.lead_total, dayDeviation: row.day_deviation, totalDeviation: row.total_deviation },
        needs,
      ),
    }),
  )
}
