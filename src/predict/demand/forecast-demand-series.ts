import { automaticForecast } from '#numerics/series/automatic-forecast.ts'
import { INTERMITTENT_INTERVAL, demandInterval, teunterSyntetosBabai } from '#numerics/series/intermittent-demand.ts'
import { seasonalProfile } from '#numerics/series/seasonal-decomposition.ts'

/** How a series is forecast. `share`: a share of the joint forecast of its category's small products. */
export type DemandMethod = 'combination' | 'intermittent' | 'new' | 'ended' | 'share'

export interface SeriesForecast {
  readonly method: DemandMethod
  /** Units a day. */
  readonly mean: Float64Array
  /** Standard deviations of single days. */
  readonly deviations: Float64Array
}

const WEEK = 7
/** Products younger than this are new: only their mean so far is used. */
const NEW_DAYS = 28
/** A history that starts with a sale overstates demand, so this many days without sales are added. */
const FIRST_DAYS = 7
/** A product with no sale for this many days, and for four times its usual gap, is discontinued. */
const ENDED_DAYS = 56
/** Days of history used by the daily forecast, and weeks used by the weekly one. */
const DAYS = 364
const WEEKS = 104

/**
 * Forecasts the days after a prepared series (from its first sale on). For series that sell most days: the mean of the automatic daily
 * forecast and the weekly one spread over the days of the week (two time scales, as in Kourentzes, Petropoulos & Trapero 2014). For rare ones:
 * weekly only. For new and discontinued ones: smoothed rates.
 * @param profile weekday sales relative to an average day, `[t % 7]` counted from the start of `units`, for series too small to estimate it
 */
export function forecastDemandSeries(units: Float64Array, profile: Float64Array, horizon: number): SeriesForecast {
  const n = units.length
  let last = n - 1
  let sales = 0
  for (let t = 0; t < n; t += 1) {
    if ((units[t] as number) > 0) {
      last = t
      sales += 1
    }
  }
  if (sales === 0) return rateForecast('ended', units, 0, profile, horizon)
  if (n < NEW_DAYS) return rateForecast('new', units, units.reduce((sum, value) => sum + value, 0) / (n + FIRST_DAYS), profile, horizon)
  const quiet = n - 1 - last
  if (quiet > ENDED_DAYS && quiet > (4 * (last + 1)) / sales) {
    return rateForecast('ended', units, teunterSyntetosBabai(units, 0.1, 0.1), profile, horizon)
  }
  const rare = demandInterval(units) >= INTERMITTENT_INTERVAL
  const weekly = forecastByWeeks(units, profile, horizon, rare)
  const daily = rare ? null : automaticForecast(units.subarray(Math.max(0, n - DAYS)), { period: WEEK, horizon, nonNegative: true })
  if (daily === null) return { method: 'intermittent', ...weekly }
  return {
    method: 'combination',
    mean: daily.mean.map((value, h) => (value + (weekly.mean[h] as number)) / 2),
    deviations: daily.deviations,
  }
}

function forecastByWeeks(
  units: Float64Array,
  profile: Float64Array,
  horizon: number,
  rare: boolean,
): { readonly mean: Float64Array; readonly deviations: Float64Array } {
  const n = units.length
  const weeks = Math.min(WEEKS, Math.floor(n / WEEK))
  const start = n - weeks * WEEK
  const sums = new Float64Array(weeks)
  for (let t = start; t < n; t += 1) {
    const week = Math.floor((t - start) / WEEK)
    sums[week] = (sums[week] as number) + (units[t] as number)
  }
  const ahead = Math.ceil(horizon / WEEK)
  const forecast = automaticForecast(sums, { period: 1, horizon: ahead, nonNegative: true })
  const own = rare ? profile : seasonalProfile(units, WEEK)
  const mean = Float64Array.from({ length: horizon }, (_, h) => {
    const week = forecast?.mean[Math.floor(h / WEEK)] ?? 0
    return (week / WEEK) * (own[(n + h) % WEEK] as number)
  })
  return { mean, deviations: mean.map(() => spread(units)) }
}

function rateForecast(method: DemandMethod, units: Float64Array, rate: number, profile: Float64Array, horizon: number): SeriesForecast {
  const n = units.length
  const mean = Float64Array.from({ length: horizon }, (_, h) => rate * (profile[(n + h) % WEEK] as number))
  const unit = method === 'ended' ? Math.sqrt(rate) : spread(units)
  return { method, mean, deviations: mean.map(() => unit) }
}

/** Standard deviation of the days of the last half year. */
function spread(units: Float64Array): number {
  const recent = units.subarray(Math.max(0, units.length - 182))
  const mean = recent.reduce((sum, value) => sum + value, 0) / recent.length
  const squares = recent.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / Math.max(1, recent.length - 1))
}
