import { cleanSeries } from './clean-series.ts'
import { EtsFilter } from './ets-filter.ts'
import { etsDeviations, fitEts, forecastEts } from './fit-ets.ts'
import { INTERMITTENT_INTERVAL, demandInterval, forecastIntermittent } from './intermittent-demand.ts'
import { normalQuantile } from '../special/normal-quantile.ts'
import { forecastOptimisedTheta } from './optimised-theta.ts'
import { reseasonalise, seasonalProfile } from './seasonal-decomposition.ts'
import { selectEts } from './select-ets.ts'
import type { ThetaForecast } from './theta.ts'
import { forecastTheta, scaleDeviations, thetaSeason } from './theta.ts'

/** `combination`: median of ETS, damped trend, Theta and optimised Theta. `intermittent`: mean of TSB and Syntetos-Boylan. */
export type AutomaticMethod = 'combination' | 'intermittent' | 'constant' | 'naive'

export interface AutomaticForecast {
  readonly method: AutomaticMethod
  readonly mean: Float64Array
  /** Standard deviations of the coming values around their means. */
  readonly deviations: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
}

export interface AutomaticOptions {
  /** Values per season, such as 7 for days and 12 for months; 1 without a season. */
  readonly period: number
  readonly horizon: number
  /** Target share of future values within [low, high]. Default .95. */
  readonly coverage?: number
  /** For values that cannot be negative, such as demand: values and forecasts are clamped at 0 and rare demand is detected. Default false. */
  readonly nonNegative?: boolean
}

/** With fewer values, the series is repeated instead of modelled. */
const FEW = 5
/** Widens intervals for the uncertainty of a short series: sqrt(1 + this / n). With the members' disagreement, M3 coverage is near nominal. */
const PARAMETERS = 8

/**
 * Forecasts any series and chooses the method: the median of four with different strengths (Petropoulos & Svetunkov
 * 2020 on such combinations), smoothed rates for rare demand, repetition for very short or constant series. Missing values (NaN) are
 * interpolated. Returns null only when there is no value at all; never NaN.
 */
export function automaticForecast(series: ArrayLike<number>, options: AutomaticOptions): AutomaticForecast | null {
  const { period, horizon, nonNegative = false, coverage = 0.95 } = options
  const { values, trailing } = cleanSeries(series)
  const n = values.length
  if (n === 0) return null
  const steps = horizon + trailing
  const known = nonNegative ? values.map((value) => Math.max(0, value)) : values
  const forecast = chooseForecast(known, period, steps, nonNegative)
  const z = normalQuantile((1 + coverage) / 2)
  const floor = nonNegative ? 0 : Number.NEGATIVE_INFINITY
  const mean = forecast.mean.subarray(trailing).map((value) => Math.max(floor, value))
  const deviations = forecast.deviations.subarray(trailing)
  return {
    method: forecast.method,
    mean,
    deviations,
    low: mean.map((value, h) => Math.max(floor, value - z * (deviations[h] as number))),
    high: mean.map((value, h) => value + z * (deviations[h] as number)),
  }
}

type Chosen = ThetaForecast & { readonly method: AutomaticMethod }

function chooseForecast(values: Float64Array, period: number, horizon: number, nonNegative: boolean): Chosen {
  const first = values[0] as number
  if (values.every((value) => value === first) && values.length > 1) {
    return { method: 'constant', mean: new Float64Array(horizon).fill(first), deviations: new Float64Array(horizon) }
  }
  if (values.length < FEW) return repeatLast(values, horizon)
  if (nonNegative && demandInterval(values) >= INTERMITTENT_INTERVAL) {
    const tsb = forecastIntermittent(values, 'tsb')
    const sba = forecastIntermittent(values, 'sba')
    const rate = (tsb.rate + sba.rate) / 2
    const sigma = (tsb.deviation + sba.deviation) / 2
    const profile = seasonalProfile(values, period)
    const share = (h: number): number => profile[(values.length + h) % profile.length] as number
    return {
      method: 'intermittent',
      mean: Float64Array.from({ length: horizon }, (_, h) => rate * share(h)),
      deviations: Float64Array.from({ length: horizon }, (_, h) => sigma * Math.sqrt(share(h))),
    }
  }
  const members = combinationMembers(values, period, horizon).filter(isSound)
  if (members.length === 0) return repeatLast(values, horizon)
  const widening = Math.sqrt(1 + PARAMETERS / values.length)
  const mean = new Float64Array(horizon)
  const deviations = new Float64Array(horizon)
  for (let h = 0; h < horizon; h += 1) {
    const centre = median(members.map((member) => member.mean[h] as number))
    let within = 0
    let between = 0
    for (const member of members) {
      within += (member.deviations[h] as number) / members.length
      between += ((member.mean[h] as number) - centre) ** 2 / members.length
    }
    mean[h] = centre
    deviations[h] = widening * Math.sqrt(within * within + between)
  }
  return { method: 'combination', mean, deviations }
}

/** The forecasts the combination is made of, in the order ETS, damped trend, Theta, optimised Theta; those that cannot be computed are left out. */
export function combinationMembers(values: Float64Array, period: number, horizon: number): ThetaForecast[] {
  const ets = selectEts(values, period)
  const etsMean = ets === null ? null : forecastEts(ets, horizon)
  return [
    ets === null || etsMean === null ? null : { mean: etsMean, deviations: etsDeviations(ets, etsMean) },
    forecastDamped(values, period, horizon),
    forecastTheta(values, period, horizon),
    forecastOptimisedTheta(values, period, horizon),
  ].filter((member) => member !== null)
}

/** Exponential smoothing with a damped trend (Gardner & McKenzie 1985) after the season is taken out, as in the M competitions. */
export function forecastDamped(values: Float64Array, period: number, horizon: number): ThetaForecast | null {
  const season = thetaSeason(values, period)
  const fit = fitEts(new EtsFilter(season.adjusted, 1), { error: 'additive', trend: 'damped', season: 'none' })
  if (fit === null) return null
  const mean = forecastEts(fit, horizon)
  return { mean: reseasonalise(season, mean), deviations: scaleDeviations(season, etsDeviations(fit, mean)) }
}

function repeatLast(values: Float64Array, horizon: number): Chosen {
  const n = values.length
  let squares = 0
  for (let t = 1; t < n; t += 1) squares += ((values[t] as number) - (values[t - 1] as number)) ** 2
  // One value has no spread; its own size is used instead.
  const sigma = n > 1 ? Math.sqrt(squares / (n - 1)) : Math.abs(values[0] as number)
  return {
    method: 'naive',
    mean: new Float64Array(horizon).fill(values[n - 1] as number),
    deviations: Float64Array.from({ length: horizon }, (_, h) => sigma * Math.sqrt(h + 1)),
  }
}

function isSound({ mean, deviations }: ThetaForecast): boolean {
  return mean.every(Number.isFinite) && deviations.every(Number.isFinite)
}

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  const middle = values.length >> 1
  return values.length % 2 === 1 ? (values[middle] as number) : ((values[middle - 1] as number) + (values[middle] as number)) / 2
}
