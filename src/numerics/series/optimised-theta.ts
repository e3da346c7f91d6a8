import { minimiseSimplex } from '../minimise/minimise-simplex.ts'
import { reseasonalise } from './seasonal-decomposition.ts'
import type { ThetaForecast } from './theta.ts'
import { lineThrough, scaleDeviations, thetaSeason } from './theta.ts'

/**
 * The dynamic optimised Theta model (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016): the line of theta = 0 is refitted at
 * every step, and the weight of the curved line (theta >= 1), the gain and the first level are chosen by least squares of the one-step
 * errors. `dynamic: false` keeps one line for the whole series (OTM). The season as in `forecastTheta`. Needs 4 values, else null.
 */
export function forecastOptimisedTheta(
  values: Float64Array,
  period: number,
  horizon: number,
  options: { readonly dynamic?: boolean } = {},
): ThetaForecast | null {
  const n = values.length
  if (n < 4) return null
  const dynamic = options.dynamic ?? true
  const season = thetaSeason(values, period)
  const y = season.adjusted
  const first = y[0] as number
  const unit = Math.max(1e-9, Math.abs(first))
  const line = lineThrough(y)
  let state = { level: 0, mean: 0, a: 0, b: 0 }
  const squares = (x: Float64Array): number => {
    const alpha = x[1] as number
    const theta = x[2] as number
    const start = x[0] as number
    if (alpha < 0.1 || alpha > 0.99 || theta < 1 || theta > 10 || start < -10 || start > 10) return Number.POSITIVE_INFINITY
    const weight = 1 - 1 / theta
    let level = start * unit
    let mean = 0
    let a = dynamic ? first : line.intercept
    let b = dynamic ? 0 : line.slope
    let decay = 1
    let sum = 0
    for (let t = 1; t <= n; t += 1) {
      const value = y[t - 1] as number
      // decay is (1 - alpha)^(t - 1).
      const forecast = t === 1 && dynamic ? first : level + weight * (decay * a + ((1 - decay * (1 - alpha)) / alpha) * b)
      const e = value - forecast
      if (t > 2) sum += e * e
      level += alpha * (value - level)
      decay *= 1 - alpha
      const before = mean
      mean += (value - before) / t
      if (dynamic && t > 1) {
        b = ((t - 2) * b + (6 * (value - before)) / t) / (t + 1)
        a = mean - (b * (t + 1)) / 2
      }
    }
    state = { level, mean, a, b }
    return sum
  }
  const { x, value } = minimiseSimplex(squares, [first / unit / 2, 0.5, 2], [0.2, 0.2, 1], { maxEvaluations: 400 })
  if (!Number.isFinite(value)) return null
  squares(x)
  const alpha = x[1] as number
  const weight = 1 - 1 / (x[2] as number)
  const sigma = Math.sqrt(value / Math.max(1, n - 3))
  const mean = new Float64Array(horizon)
  const deviations = new Float64Array(horizon)
  let { level, mean: average, a, b } = state
  for (let h = 0; h < horizon; h += 1) {
    const t = n + h + 1
    const decay = (1 - alpha) ** (t - 1)
    const next = level + weight * (decay * a + ((1 - decay * (1 - alpha)) / alpha) * b)
    mean[h] = next
    deviations[h] = sigma * Math.sqrt(1 + h * alpha * alpha)
    level += alpha * (next - level)
    if (dynamic) {
      const before = average
      average += (next - before) / t
      b = ((t - 2) * b + (6 * (next - before)) / t) / (t + 1)
      a = average - (b * (t + 1)) / 2
    }
  }
  return { mean: reseasonalise(season, mean), deviations: scaleDeviations(season, deviations) }
}
