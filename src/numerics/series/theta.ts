import { minimiseSimplex } from '../minimise/minimise-simplex.ts'
import { decomposeSeason, isSeasonal, reseasonalise } from './seasonal-decomposition.ts'
import type { SeasonalDecomposition } from './seasonal-decomposition.ts'

/** A forecast and the one-step errors of its method within the deseasonalised series. */
export interface ThetaForecast {
  readonly mean: Float64Array
  /** Standard deviations of the coming values around their means. */
  readonly deviations: Float64Array
}

/**
 * The Theta method with the lines theta = 0 and theta = 2 (Assimakopoulos & Nikolopoulos 2000), as simple exponential smoothing with
 * half the slope of a straight line as drift (Hyndman & Billah 2003). The season is taken out by classical multiplicative decomposition
 * when it passes the 90 % test. Needs at least 2 values, else null.
 */
export function forecastTheta(values: Float64Array, period: number, horizon: number): ThetaForecast | null {
  const n = values.length
  if (n < 2) return null
  const season = thetaSeason(values, period)
  const y = season.adjusted
  const slope = lineThrough(y).slope
  const { alpha, level, squares } = smoothSimply(y)
  const mean = new Float64Array(horizon)
  const deviations = new Float64Array(horizon)
  const sigma = Math.sqrt(squares / Math.max(1, n - 2))
  for (let h = 0; h < horizon; h += 1) {
    mean[h] = level + (slope / 2) * (h + (1 - (1 - alpha) ** n) / alpha)
    deviations[h] = sigma * Math.sqrt(1 + h * alpha * alpha)
  }
  return { mean: reseasonalise(season, mean), deviations: scaleDeviations(season, deviations) }
}

/** The season the Theta family takes out: multiplicative where it passes the test and values are positive. */
export function thetaSeason(values: Float64Array, period: number): SeasonalDecomposition {
  return decomposeSeason(values, period, isSeasonal(values, period) ? 'multiplicative' : 'none')
}

/** Deviations of the adjusted series become those of the series itself. */
export function scaleDeviations({ kind, indices, adjusted, period }: SeasonalDecomposition, deviations: Float64Array): Float64Array {
  return kind === 'multiplicative' ? deviations.map((value, h) => value * (indices[(adjusted.length + h) % period] as number)) : deviations
}

/** Least-squares line over t = 1 ... n. `lineThrough([1, 3, 5])` is { intercept: -1, slope: 2 }. */
export function lineThrough(values: ArrayLike<number>): { readonly intercept: number; readonly slope: number } {
  const n = values.length
  const middle = (n + 1) / 2
  let mean = 0
  let covariance = 0
  for (let t = 0; t < n; t += 1) {
    mean += (values[t] as number) / n
    covariance += (t + 1 - middle) * (values[t] as number)
  }
  const slope = n > 1 ? covariance / ((n * (n * n - 1)) / 12) : 0
  return { intercept: mean - slope * middle, slope }
}

/** Simple exponential smoothing: gain and first level by least squares of the one-step errors. Returns the last level. */
export function smoothSimply(values: Float64Array): { readonly alpha: number; readonly level: number; readonly squares: number } {
  const n = values.length
  let last = 0
  const unit = Math.max(1e-12, Math.abs((values[Math.min(1, n - 1)] as number) - (values[0] as number)))
  const squares = (x: Float64Array): number => {
    const alpha = x[0] as number
    if (alpha < 0.01 || alpha > 0.99) return Number.POSITIVE_INFINITY
    let level = (values[0] as number) + unit * (x[1] as number)
    let sum = 0
    for (let t = 0; t < n; t += 1) {
      const e = (values[t] as number) - level
      sum += e * e
      level += alpha * e
    }
    last = level
    return sum
  }
  const { x, value } = minimiseSimplex(squares, [0.4, 0], [0.3, 0.5])
  squares(x)
  return { alpha: x[0] as number, level: last, squares: value }
}
