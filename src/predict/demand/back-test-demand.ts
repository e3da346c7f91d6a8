import { normalQuantile } from '#numerics/special/normal-quantile.ts'
import { rollingOrigins } from '#numerics/series/rolling-origin.ts'
import type { DemandLevel, DemandSales } from './demand-sales.ts'
import { denseWindow } from './demand-sales.ts'
import type { HierarchyForecast, HierarchyOptions } from './forecast-hierarchy.ts'
import { DEMAND_HORIZON, forecastHierarchy } from './forecast-hierarchy.ts'

/** Target share of future days and 30-day totals inside the intervals. */
export const DEMAND_COVERAGE = 0.8
export const DEMAND_Z = normalQuantile((1 + DEMAND_COVERAGE) / 2)
export const DEMAND_LEVELS: readonly DemandLevel[] = ['total', 'category', 'store', 'product']
/** Minimum days of history before a backtest forecast. */
export const LEAST_DAYS = 42
const MOST_ORIGINS = 4
/** With fewer errors than this no interval can be estimated. */
const FEW_ERRORS = 8
/** This many series are enough to estimate the width of intervals. */
const MOST_JUDGED = 5_000

/** Accuracy of one level's forecasts on later data, over all backtest origins. */
export interface LevelAccuracy {
  readonly level: DemandLevel
  readonly series: number
  /** Sum of |error| of 30-day totals over the units sold; null when nothing was sold. */
  readonly wape: number | null
  readonly baselineWape: number | null
  /** The same over single days. */
  readonly dailyWape: number | null
  /** Share of days inside the 80 % interval, whose width was estimated from the other origins. */
  readonly coverage: number | null
}

export interface DemandBackTest {
  /** Lengths of history, in days, that forecasts were made from. */
  readonly origins: readonly number[]
  readonly levels: readonly LevelAccuracy[]
  readonly bySeries: ReadonlyMap<string, { readonly wape: number | null; readonly baselineWape: number | null }>
  /** Factors for the deviations of days and of 30-day totals. */
  readonly widths: Readonly<Record<DemandLevel, { readonly day: number; readonly total: number }>>
}

/** Key of a series, unique across all levels. */
export function seriesId(level: DemandLevel, key: string): string {
  return `${level}/${key}`
}

/** Standard deviation of the sum of days with independent errors. */
export function totalDeviation(deviations: Float64Array): number {
  return Math.sqrt(deviations.reduce((sum, value) => sum + value * value, 0))
}

interface Outcome {
  readonly origin: number
  readonly level: DemandLevel
  readonly id: string
  readonly sold: number
  readonly error: number
  readonly baselineError: number
  readonly dailyError: number
  /** Errors of single days divided by their deviations. */
  readonly days: Float32Array
  readonly total: number
}

/** Lengths of history, in days, that the backtest forecasts from, longest first. */
export function demandOrigins(sales: DemandSales): number[] {
  return rollingOrigins(sales.days, { horizon: DEMAND_HORIZON, least: LEAST_DAYS, most: MOST_ORIGINS })
}

/**
 * Goes back 30, 60, 90 and 120 days, forecasts from what was known then, and compares with actual sales (Tashman 2000). Each origin needs
 * six weeks of history before it, so there may be none. Series that began later are not evaluated.
 */
export function backTestDemand(sales: DemandSales, options: Omit<HierarchyOptions, 'days'>): DemandBackTest {
  const origins = demandOrigins(sales)
  const outcomes: Outcome[] = []
  for (const days of origins) {
    const actual = actualUnits(sales, days)
    for (const forecast of forecastHierarchy(sales, { ...options, days }).series) {
      outcomes.push(judge(forecast, days, actual.get(seriesId(forecast.level, forecast.key)) ?? new Float64Array(DEMAND_HORIZON)))
    }
  }
  const widths = widthsOf(outcomes)
  const levels = DEMAND_LEVELS.flatMap((level): LevelAccuracy[] => {
    const own = outcomes.filter((outcome) => outcome.level === level)
    if (own.length === 0) return []
    return [
      {
        level,
        series: new Set(own.map(({ id }) => id)).size,
        wape: share(own, 'error'),
        baselineWape: share(own, 'baselineError'),
        dailyWape: share(own, 'dailyError'),
        coverage: origins.length < 2 ? null : coverageOf(level, outcomes, origins),
      },
    ]
  })
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) {
    const group = groups.get(outcome.id)
    if (group === undefined) groups.set(outcome.id, [outcome])
    else group.push(outcome)
  }
  const bySeries = new Map(
    [...groups].map(([id, own]) => [id, { wape: share(own, 'error'), baselineWape: share(own, 'baselineError') }] as const),
  )
  return { origins, levels, bySeries, widths }
}

function judge(forecast: HierarchyForecast, origin: number, actual: Float64Array): Outcome {
  const { mean, baseline, deviations } = forecast
  let sold = 0
  let expected = 0
  let naive = 0
  let dailyError = 0
  const days = new Float32Array(DEMAND_HORIZON)
  for (let h = 0; h < DEMAND_HORIZON; h += 1) {
    const units = actual[h] as number
    const error = units - (mean[h] as number)
    sold += units
    expected += mean[h] as number
    naive += baseline[h] as number
    dailyError += Math.abs(error)
    days[h] = Math.abs(error) / (deviations[h] as number)
  }
  return {
    origin,
    level: forecast.level,
    id: seriesId(forecast.level, forecast.key),
    sold,
    error: Math.abs(sold - expected),
    baselineError: Math.abs(sold - naive),
    dailyError,
    days,
    total: Math.abs(sold - expected) / totalDeviation(deviations),
  }
}

function actualUnits(sales: DemandSales, from: number): Map<string, Float64Array> {
  const to = from + DEMAND_HORIZON
  const total = new Float64Array(DEMAND_HORIZON)
  const found = new Map<string, Float64Array>([[seriesId('total', ''), total]])
  for (const product of sales.products) {
    const units = denseWindow(product, from, to)
    found.set(seriesId('product', product.key), units)
    const id = seriesId('category', product.category)
    const category = found.get(id) ?? new Float64Array(DEMAND_HORIZON)
    found.set(id, category)
    for (let h = 0; h < DEMAND_HORIZON; h += 1) {
      category[h] = (category[h] as number) + (units[h] as number)
      total[h] = (total[h] as number) + (units[h] as number)
    }
  }
  for (const store of sales.stores) found.set(seriesId('store', store.key), denseWindow(store, from, to))
  return found
}

/**
 * The 80 % points of the errors divided by their deviations, relative to that of a normal error. Totals of the levels above products are pooled
 * because there are few of each.
 */
function widthsOf(outcomes: readonly Outcome[]): DemandBackTest['widths'] {
  const width = (errors: Float64Array): number =>
    errors.length < FEW_ERRORS ? 1 : Math.max(0.1, quantile(errors, DEMAND_COVERAGE) / DEMAND_Z)
  const above = outcomes.filter(({ level }) => level !== 'product')
  const of = (level: DemandLevel): { day: number; total: number } => {
    const own = outcomes.filter((outcome) => outcome.level === level)
    const totals = level === 'product' ? own : above
    return { day: width(someDays(own)), total: width(Float64Array.from(totals, ({ total }) => total)) }
  }
  return { total: of('total'), category: of('category'), store: of('store'), product: of('product') }
}

/** The errors of single days; for very many series, of an evenly spread sample of a few thousand. */
function someDays(outcomes: readonly Outcome[]): Float64Array {
  const stride = Math.ceil(outcomes.length / MOST_JUDGED)
  const chosen = outcomes.filter((_, i) => i % stride === 0)
  const errors = new Float64Array(chosen.length * DEMAND_HORIZON)
  for (const [i, { days }] of chosen.entries()) errors.set(days, i * DEMAND_HORIZON)
  return errors
}

function coverageOf(level: DemandLevel, outcomes: readonly Outcome[], origins: readonly number[]): number {
  let inside = 0
  let count = 0
  for (const origin of origins) {
    const limit = widthsOf(outcomes.filter((outcome) => outcome.origin !== origin && outcome.level === level))[level].day * DEMAND_Z
    for (const outcome of outcomes) {
      if (outcome.origin !== origin || outcome.level !== level) continue
      for (const error of outcome.days) if (error <= limit) inside += 1
      count += DEMAND_HORIZON
    }
  }
  return inside / count
}

function share(outcomes: readonly Outcome[], of: 'error' | 'baselineError' | 'dailyError'): number | null {
  let errors = 0
  let sold = 0
  for (const outcome of outcomes) {
    errors += outcome[of]
    sold += outcome.sold
  }
  return sold > 0 ? errors / sold : null
}

function quantile(values: Float64Array, q: number): number {
  const sorted = values.toSorted()
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * (sorted.length + 1)) - 1)] as number
}
