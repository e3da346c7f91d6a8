import type { ClickHouseClient } from '@clickhouse/client'
import { toMinor, type Money } from '#kernel/money.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import { IS_COUNTED, ORDERS_AGAIN } from './customer-groups.ts'
import { readLatestRuns } from './overview-as-of.ts'
import { readRows } from './read-rows.ts'
import { latestValueRun } from './value-customer.ts'

const HISTOGRAM_BARS = 20
const ALIVE_BINS = 10
const WEEKS = 12
const CATEGORIES = 12

interface MoneyEstimate {
  estimate: Money
  low: Money
  high: Money
}

export interface ValueBoard {
  asOf: string | null
  customers: number
  total: MoneyEstimate | null
  average: Money | null
  expectedOrders: number | null
  topTenthShare: number | null
  histogram: { low: Money; high: Money; customers: number; value: Money }[]
  alive: { low: number; high: number; customers: number; value: Money }[]
  byClass: { valueClass: ValueClass; customers: number; value: Money; average: Money }[]
  nextOrders: { week: string; customers: number; amount: Money }[]
  nextCategories: { category: string; customers: number; amount: Money }[]
}

/** Grain: one run. Cost: one row. */
const RUN = `
SELECT toUInt64(customers) AS customers, expected_orders, total, total_low, total_high FROM value_runs FINAL
WHERE as_of = {asOf:DateTime64(3,'UTC')}`

/** Grain: one row. Cost: one pass over one run. The 99 % point ends the histogram, so that one giant does not flatten everybody else. */
const SPREAD = `
SELECT quantile(0.99)(clv) AS high, sumIf(clv, place <= ceil(everybody / 10)) / greatest(sum(clv), 1e-12) AS top_share
FROM (
  SELECT clv, row_number() OVER (ORDER BY clv DESC) AS place, count() OVER () AS everybody
  FROM value_predictions FINAL WHERE as_of = {asOf:DateTime64(3,'UTC')}
)`

/** Grain: bar of the histogram x bin of the chance to be still a customer. Cost: one pass over one run. */
const CELLS = `
SELECT
  toUInt8(least(floor(clv / {width:Float64}), {bars:UInt8} - 1)) AS bar,
  toUInt8(least(floor(p_alive * {bins:UInt8}), {bins:UInt8} - 1)) AS bin,
  count() AS customers, sum(clv) AS value
FROM value_predictions FINAL
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED}
GROUP BY bar, bin`

/** Grain: value class. Cost: one pass over one run of each. */
const CLASSES = `
SELECT p.value_class AS value_class, count() AS customers, sum(v.clv) AS value
FROM (SELECT customer_id, clv FROM value_predictions FINAL WHERE as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED}) AS v
INNER JOIN (SELECT customer_id, value_class FROM profiles FINAL WHERE as_of = {profilesAsOf:DateTime64(3,'UTC')}) AS p
  ON p.customer_id = v.customer_id
WHERE p.value_class != ''
GROUP BY value_class`

/** Grain: week counted from the as-of time. Cost: one pass over one run. */
const NEXT_WEEKS = `
SELECT intDiv(dateDiff('day', as_of, next_order_at), 7) AS week, count() AS customers, sum(next_amount) AS amount
FROM value_predictions FINAL
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND ${ORDERS_AGAIN} AND ${IS_COUNTED} AND next_order_at < as_of + toIntervalDay(7 * {weeks:UInt8})
GROUP BY week ORDER BY week`

/** Grain: category, of those who are expected to order. Cost: one pass over one run. */
const NEXT_CATEGORIES = `
SELECT toString(next_category) AS category, count() AS customers, sum(next_amount) AS amount
FROM value_predictions FINAL
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND next_category != '' AND ${ORDERS_AGAIN} AND ${IS_COUNTED}
GROUP BY category ORDER BY customers DESC, category LIMIT {most:UInt8}`

interface Cell {
  bar: number
  bin: number
  customers: string
  value: number
}

/** What everybody together is worth, how that spreads, and what they are expected to buy next. Amounts are as in `value_predictions`. */
export async function readValueBoard(client: ClickHouseClient, currency: string): Promise<ValueBoard> {
  const asOf = await latestValueRun(client)
  if (asOf === null) return EMPTY
  const [[run], [spread], { profiles }] = await Promise.all([
    readRows<{ customers: string; expected_orders: number; total: number; total_low: number; total_high: number }>(client, RUN, { asOf }),
    readRows<{ high: number | null; top_share: number }>(client, SPREAD, { asOf }),
    readLatestRuns(client),
  ])
  const width = Math.max(spread?.high ?? 0, 0) / HISTOGRAM_BARS || 1
  const [cells, classes, weeks, categories] = await Promise.all([
    readRows<Cell>(client, CELLS, { asOf, width, bars: HISTOGRAM_BARS, bins: ALIVE_BINS }),
    readRows<{ value_class: string; customers: string; value: number }>(client, CLASSES, { asOf, profilesAsOf: profiles ?? new Date(0) }),
    readRows<{ week: string | number; customers: string; amount: number }>(client, NEXT_WEEKS, { asOf, weeks: WEEKS }),
    readRows<{ category: string; customers: string; amount: number }>(client, NEXT_CATEGORIES, { asOf, most: CATEGORIES }),
  ])
  const money = (major: number): Money => ({ minor: toMinor(major, currency), currency })
  const sum = (part: readonly Cell[]): { customers: number; value: number } => ({
    customers: part.reduce((total, cell) => total + Number(cell.customers), 0),
    value: part.reduce((total, cell) => total + cell.value, 0),
  })
  const customers = Number(run?.customers ?? 0)
  return {
    asOf: asOf.toISOString(),
    customers,
    total: run === undefined ? null : { estimate: money(run.total), low: money(run.total_low), high: money(run.total_high) },
    average: run === undefined || customers === 0 ? null : money(run.total / customers),
    expectedOrders: run?.expected_orders ?? null,
    topTenthShare: customers === 0 ? null : (spread?.top_share ?? null),
    histogram: Array.from({ length: HISTOGRAM_BARS }, (_, bar) => {
      const part = sum(cells.filter((cell) => cell.bar === bar))
      return { low: money(bar * width), high: money((bar + 1) * width), customers: part.customers, value: money(part.value) }
    }),
    alive: Array.from({ length: ALIVE_BINS }, (_, bin) => {
      const part = sum(cells.filter((cell) => cell.bin === bin))
      return { low: bin / ALIVE_BINS, high: (bin + 1) / ALIVE_BINS, customers: part.customers, value: money(part.value) }
    }),
    byClass: classes
      .map((row) => ({
        valueClass: row.value_class as ValueClass,
        customers: Number(row.customers),
        value: money(row.value),
        average: money(row.value / Number(row.customers)),
      }))
      .toSorted((a, b) => b.value.minor - a.value.minor),
    nextOrders: Array.from({ length: WEEKS }, (_, week) => {
      const row = weeks.find((each) => Number(each.week) === week)
      return {
        week: new Date(asOf.getTime() + week * 7 * 86_400_000).toISOString(),
        customers: Number(row?.customers ?? 0),
        amount: money(row?.amount ?? 0),
      }
    }),
    nextCategories: categories.map((row) => ({ category: row.category, customers: Number(row.customers), amount: money(row.amount) })),
  }
}

const EMPTY: ValueBoard = {
  asOf: null,
  customers: 0,
  total: null,
  average: null,
  expectedOrders: null,
  topTenthShare: null,
  histogram: [],
  alive: [],
  byClass: [],
  nextOrders: [],
  nextCategories: [],
}
