import type { ClickHouseClient } from '@clickhouse/client'
import { engineTime } from '#store/analytical/insert.ts'
import type { Cohort, MonthSales } from '../analysis.ts'
import { lastMoment } from '../as-of-time.ts'

interface MonthRow {
  readonly month: string
  readonly revenue: number
  readonly orders: string
  readonly buyers: string
  readonly new_buyers: string
}

/** Grain: one row per calendar month with an order. Cost: two reads of orders. */
export async function queryMonthlySales(client: ClickHouseClient, asOf: Date, timeZone: string): Promise<Omit<MonthSales, 'partial'>[]> {
  const result = await client.query({
    query: `
      WITH
        {asOf:DateTime64(3, 'UTC')} AS as_of,
        firsts AS (SELECT customer_id, min(occurred_at) AS first_at FROM orders WHERE occurred_at <= as_of GROUP BY customer_id)
      SELECT
        formatDateTime(o.occurred_at, '%Y-%m', {timeZone:String}) AS month,
        toFloat64(ifNull(sum(o.amount), 0)) AS revenue,
        count() AS orders,
        uniqExact(o.customer_id) AS buyers,
        uniqExactIf(o.customer_id, o.occurred_at = f.first_at) AS new_buyers
      FROM orders AS o
      INNER JOIN firsts AS f ON f.customer_id = o.customer_id
      WHERE o.occurred_at <= as_of
      GROUP BY month
      ORDER BY month`,
    query_params: { asOf: engineTime(asOf.getTime()), timeZone },
    format: 'JSONEachRow',
  })
  const rows = await result.json<MonthRow>()
  return rows.map((row) => ({
    month: row.month,
    revenue: row.revenue,
    orders: Number(row.orders),
    buyers: Number(row.buyers),
    newBuyers: Number(row.new_buyers),
  }))
}

/** Grain: one row per month of the first order and months since. Cost: two reads of orders. */
export async function queryCohorts(client: ClickHouseClient, asOf: Date, timeZone: string): Promise<Cohort[]> {
  const result = await client.query({
    query: `
      WITH
        {asOf:DateTime64(3, 'UTC')} AS as_of,
        firsts AS (SELECT customer_id, min(occurred_at) AS first_at FROM orders WHERE occurred_at <= as_of GROUP BY customer_id)
      SELECT
        formatDateTime(f.first_at, '%Y-%m', {timeZone:String}) AS month,
        dateDiff('month', f.first_at, o.occurred_at, {timeZone:String}) AS later,
        uniqExact(o.customer_id) AS active
      FROM orders AS o
      INNER JOIN firsts AS f ON f.customer_id = o.customer_id
      WHERE o.occurred_at <= as_of
      GROUP BY month, later
      ORDER BY month, later`,
    query_params: { asOf: engineTime(asOf.getTime()), timeZone },
    format: 'JSONEachRow',
  })
  const rows = await result.json<{ readonly month: string; readonly later: string | number; readonly active: string | number }>()
  const cohorts = new Map<string, number[]>()
  for (const row of rows) {
    const active = cohorts.get(row.month) ?? []
    cohorts.set(row.month, active)
    active[Number(row.later)] = Number(row.active)
  }
  const last = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit' }).format(lastMoment(asOf))
  return [...cohorts].map(([month, active]) => ({
    month,
    size: active[0] ?? 0,
    // A month without returning customers is a zero, not a gap.
    active: Array.from({ length: Math.max(1, monthNumber(last) - monthNumber(month) + 1) }, (_, later) => active[later] ?? 0),
  }))
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))
}
