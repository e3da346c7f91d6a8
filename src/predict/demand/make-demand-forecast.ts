import type { OwnDay } from '#collect/calendar/own-day.ts'
import { countryOfTimeZone } from '#collect/calendar/public-days.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { DemandBackTest } from './back-test-demand.ts'
import { DEMAND_Z, LEAST_DAYS, backTestDemand, demandOrigins, seriesId, totalDeviation } from './back-test-demand.ts'
import { STALE_DAYS } from './demand-as-of.ts'
import type { CalendarPhase } from './demand-calendar.ts'
import { chooseExternal } from './choose-external.ts'
import type { ExternalSeries } from './external-effect.ts'
import { demandCalendar } from './demand-calendar.ts'
import type { DemandCard } from './demand-card.ts'
import { DEMAND_NOTES, METHOD_TEXTS } from './demand-card.ts'
import { demandAmounts } from './demand-amounts.ts'
import { addUnits, type DemandLevel, type DemandSales } from './demand-sales.ts'
import type { DemandMethod } from './forecast-demand-series.ts'
import type { Hierarchy, HierarchyForecast } from './forecast-hierarchy.ts'
import { DEMAND_HORIZON, forecastHierarchy } from './forecast-hierarchy.ts'
import { addDays } from '#kernel/local-day.ts'

/** The stored forecast of one series: units a day with the 80 % interval, and their sums. */
export interface DemandForecast {
  readonly level: DemandLevel
  readonly key: string
  readonly label: string
  readonly method: DemandMethod
  readonly historyDays: number
  readonly mean: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  readonly baseline: Float64Array
  readonly total: number
  readonly totalLow: number
  readonly totalHigh: number
  readonly baselineTotal: number
  /** Units in the 30 days before. */
  readonly last: number
  /** Standard deviation of one day (their mean) and of the 30-day total. */
  readonly dayDeviation: number
  readonly totalDeviation: number
  readonly wape: number | null
  readonly baselineWape: number | null
  /**
   * Expected units at recent prices, in major units of the project's currency; null when more than 1 % of them have no known price. There is no
   * interval: the one for units does not cover prices or the product mix.
   */
  readonly amount: number | null
  /** Revenue in the 30 days before. */
  readonly lastAmount: number | null
}

export interface DemandOrder {
  readonly sales: DemandSales | null
  readonly asOf: Date
  readonly timeZone: string
  /** Whose holidays count, and the company's own days; without it the country of the time zone and no own days. */
  readonly calendar?: { readonly country: string; readonly own: readonly OwnDay[] }
  /** Series that belong to no customer, to be used where they help. */
  readonly external?: readonly ExternalSeries[]
  /** The project's. */
  readonly currency?: string
  /** The local day of the newest sale overall, and the same day again if the as-of time was set back to its end. */
  readonly newestSale?: string | null
  readonly setBackTo?: string | null
  /** Products with their own model. Default 3,000. */
  readonly ownModels?: number
}

export interface DemandAnswer {
  readonly card: DemandCard
  readonly series: readonly DemandForecast[]
}

const OWN_MODELS = 3_000
const YEAR = 365

/** Forecasts all series and backtests the accuracy. Too little data is a result, not an error. */
export function makeDemandForecast(order: DemandOrder, onProgress: (done: number, total: number) => void = () => undefined): DemandAnswer {
  const { sales } = order
  const lastSold = sales === null ? -1 : lastDaySold(sales)
  if (sales === null || lastSold < 0) {
    const { newestSale } = order
    const note = newestSale === undefined || newestSale === null ? DEMAND_NOTES.noSales : DEMAND_NOTES.noneBefore(newestSale)
    return { card: emptyCard(order, 0, note), series: [] }
  }
  const { days, firstDay } = sales
  if (days - 1 - lastSold > STALE_DAYS) {
    return { card: emptyCard(order, days, DEMAND_NOTES.stale(addDays(firstDay, lastSold))), series: [] }
  }
  if (days < LEAST_DAYS) return { card: emptyCard(order, days, DEMAND_NOTES.tooShort(days, LEAST_DAYS)), series: [] }
  const today = addDays(firstDay, days)
  const { country, own } = order.calendar ?? { country: countryOfTimeZone(order.timeZone), own: [] }
  const phases = demandCalendar(country, firstDay, addDays(today, YEAR), own)
  // The backtest repeats the same work for every origin.
  const origins = demandOrigins(sales)
  const rounds = origins.length + 1
  const whole = new Float64Array(days)
  for (const product of sales.products) addUnits(whole, product)
  const choice = chooseExternal(whole, firstDay, order.external ?? [], { phases, origins, horizon: DEMAND_HORIZON })
  let round = 0
  const options = {
    phases,
    external: choice.used,
    ownModels: order.ownModels ?? OWN_MODELS,
    onProgress(done: number, work: number) {
      onProgress(round * work + done, rounds * work)
      if (done === work) round += 1
    },
  }
  const test = backTestDemand(sales, options)
  const hierarchy = forecastHierarchy(sales, { ...options, days })
  // If the data has no categories, the one that contains everything is redundant.
  const categorised = sales.products.some(({ category }) => category !== '')
  const amountOf = demandAmounts(sales, hierarchy.series)
  const series = hierarchy.series
    .filter(({ level }) => categorised || level !== 'category')
    .map((forecast) => ({ ...finish(forecast, test), ...amountOf(forecast) }))
  const proven = LEAST_DAYS + DEMAND_HORIZON
  return {
    series,
    card: {
      ...emptyCard(order, days, days < proven ? DEMAND_NOTES.unproven(days, proven) : days < YEAR ? DEMAND_NOTES.noYear : null),
      total: totalOf(series),
      accuracy: test.levels.filter(({ level }) => categorised || level !== 'category'),
      methods: countMethods(series),
      holidays: holidaysAhead(phases, hierarchy, today),
      ...(choice.outcomes.length === 0 ? {} : { external: choice.outcomes }),
    },
  }
}

function finish(forecast: HierarchyForecast, test: DemandBackTest): Omit<DemandForecast, 'amount' | 'lastAmount'> {
  const { level, key, label, method, historyDays, mean, deviations, baseline, last } = forecast
  const { day, total } = test.widths[level]
  const sum = mean.reduce((units, value) => units + value, 0)
  // Without a backtest, a total is assumed to vary twice as much as with independent days.
  const spread = totalDeviation(deviations) * (test.origins.length === 0 ? 2 : total)
  const reach = DEMAND_Z * spread
  const judged = test.bySeries.get(seriesId(level, key))
  return {
    level,
    key,
    label,
    method,
    historyDays,
    mean,
    low: mean.map((value, h) => Math.max(0, value - DEMAND_Z * day * (deviations[h] as number))),
    high: mean.map((value, h) => value + DEMAND_Z * day * (deviations[h] as number)),
    baseline,
    total: sum,
    totalLow: Math.max(0, sum - reach),
    totalHigh: sum + reach,
    baselineTotal: baseline.reduce((units, value) => units + value, 0),
    last,
    dayDeviation: day * Math.sqrt(deviations.reduce((squares, value) => squares + value * value, 0) / DEMAND_HORIZON),
    totalDeviation: spread,
    wape: judged?.wape ?? null,
    baselineWape: judged?.baselineWape ?? null,
  }
}

function emptyCard({ asOf, currency, setBackTo }: DemandOrder, historyDays: number, lack: DemandCard['note']): DemandCard {
  // A forecast based on old data says so first.
  const note = typeof setBackTo === 'string' ? joined(DEMAND_NOTES.newest(setBackTo), lack) : lack
  const shared = {
    asOf: asOf.toISOString(),
    horizonDays: DEMAND_HORIZON,
    historyDays,
    note,
    ...(currency === undefined ? {} : { currency }),
  }
  return { ...shared, total: null, accuracy: [], methods: [], holidays: [] }
}

function joined(first: BilingualText, second: BilingualText | null): BilingualText {
  return second === null ? first : { zh: `${first.zh}${second.zh}`, en: `${first.en} ${second.en}` }
}

function totalOf(series: readonly DemandForecast[]): DemandCard['total'] {
  const whole = series.find(({ level }) => level === 'total')
  if (whole === undefined) return null
  const { amount, lastAmount } = whole
  return {
    units: whole.total,
    low: whole.totalLow,
    high: whole.totalHigh,
    baseline: whole.baselineTotal,
    last: whole.last,
    amount,
    lastAmount,
  }
}

function countMethods(series: readonly DemandForecast[]): DemandCard['methods'] {
  const methods = Object.keys(METHOD_TEXTS) as DemandMethod[]
  return methods
    .map((method) => ({ method, text: METHOD_TEXTS[method], series: series.filter((one) => one.method === method).length }))
    .filter((entry) => entry.series > 0)
}

function holidaysAhead(phases: readonly CalendarPhase[], { effects }: Hierarchy, today: string): DemandCard['holidays'] {
  const end = addDays(today, DEMAND_HORIZON - 1)
  const year = addDays(today, YEAR)
  return phases
    .filter(({ key, day, from, to }) => (from <= end && to >= today) || (effects.has(key) && day >= today && day < year))
    .map(({ key, day, name }) => ({ day, name, effect: effects.get(key)?.factor ?? null }))
}

function lastDaySold({ products }: DemandSales): number {
  let last = -1
  for (const { days } of products) if (days.length > 0) last = Math.max(last, days[days.length - 1] as number)
  return last
}
