import { minimiseSimplex } from '../minimise/minimise-simplex.ts'

export type IntermittentMethod = 'croston' | 'sba' | 'tsb'

/** Forecast of intermittent demand: the same expected value for every future period. */
export interface IntermittentForecast {
  readonly method: IntermittentMethod
  /** Expected demand a period. */
  readonly rate: number
  /** Standard deviation of the one-step errors. */
  readonly deviation: number
}

/** Minimum mean periods between demands for demand to count as intermittent (Syntetos, Boylan & Croston 2005). */
export const INTERMITTENT_INTERVAL = 1.32

/** Mean number of periods between demands: `demandInterval([0, 3, 0, 2])` is 2; Infinity without demand. */
export function demandInterval(values: ArrayLike<number>): number {
  let demands = 0
  for (let t = 0; t < values.length; t += 1) if ((values[t] as number) > 0) demands += 1
  return demands === 0 ? Number.POSITIVE_INFINITY : values.length / demands
}

/**
 * Croston (1972): sizes and intervals smoothed separately with gain `alpha`, updated at demands only; `sba` takes the bias out by
 * 1 - alpha / 2 (Syntetos & Boylan 2005). Starts at the first demand. Returns the rate after the last value.
 *
 * `croston([0, 4, 0, 4], .1, 'croston')` is 2; with 'sba' it is 1.9.
 */
export function croston(values: ArrayLike<number>, alpha: number, variant: 'croston' | 'sba', errors?: Float64Array): number {
  const correction = variant === 'sba' ? 1 - alpha / 2 : 1
  let size = 0
  let interval = 0
  let since = 1
  for (let t = 0; t < values.length; t += 1) {
    const value = values[t] as number
    if (errors !== undefined) errors[t] = value - (interval > 0 ? (correction * size) / interval : 0)
    if (value > 0) {
      size = interval > 0 ? size + alpha * (value - size) : value
      interval = interval > 0 ? interval + alpha * (since - interval) : since
      since = 1
    } else since += 1
  }
  return interval > 0 ? (correction * size) / interval : 0
}

/**
 * Teunter, Syntetos & Babai (2011): the probability of demand is smoothed every period with gain `beta`, the size at demands with gain
 * `alpha`, so that a product without demand fades out. Starts at the means of the series. Returns the rate after the last value.
 */
export function teunterSyntetosBabai(values: ArrayLike<number>, alpha: number, beta: number, errors?: Float64Array): number {
  const n = values.length
  let demands = 0
  let total = 0
  for (let t = 0; t < n; t += 1) {
    if ((values[t] as number) > 0) {
      demands += 1
      total += values[t] as number
    }
  }
  if (demands === 0) {
    errors?.fill(0)
    return 0
  }
  let probability = demands / n
  let size = total / demands
  for (let t = 0; t < n; t += 1) {
    const value = values[t] as number
    if (errors !== undefined) errors[t] = value - probability * size
    if (value > 0) {
      probability += beta * (1 - probability)
      size += alpha * (value - size)
    } else probability -= beta * probability
  }
  return probability * size
}

/**
 * One of the three methods with its gains (.01 to .5) chosen by the squared one-step errors; gains are kept small because larger ones
 * chase noise (Petropoulos & Kourentzes 2015).
 */
export function forecastIntermittent(values: ArrayLike<number>, method: IntermittentMethod): IntermittentForecast {
  const errors = new Float64Array(values.length)
  const inside = (gain: number): boolean => gain >= 0.01 && gain <= 0.5
  const run = (x: Float64Array): number =>
    method === 'tsb'
      ? teunterSyntetosBabai(values, x[0] as number, x[1] as number, errors)
      : croston(values, x[0] as number, method, errors)
  const loss = (x: Float64Array): number => {
    if (!x.every(inside)) return Number.POSITIVE_INFINITY
    run(x)
    return sumOfSquares(errors)
  }
  const start = method === 'tsb' ? [0.1, 0.05] : [0.1]
  const { x } = minimiseSimplex(
    loss,
    start,
    start.map(() => 0.1),
    { tolerance: 1e-5, maxEvaluations: 60 },
  )
  const rate = run(x)
  return { method, rate, deviation: Math.sqrt(sumOfSquares(errors) / Math.max(1, values.length - 1)) }
}

function sumOfSquares(errors: Float64Array): number {
  let sum = 0
  for (let t = 0; t < errors.length; t += 1) sum += (errors[t] as number) ** 2
  return sum
}
