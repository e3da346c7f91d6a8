import { reseasonalise } from './seasonal-decomposition.ts'
import { thetaSeason } from './theta.ts'

/** The mean of the same season (such as the weekday) over the last `seasons` periods, separately for each season. */
export function seasonalMean(values: ArrayLike<number>, period: number, horizon: number, seasons: number): Float64Array {
  const n = values.length
  const lag = Math.max(1, Math.min(period, n))
  return Float64Array.from({ length: horizon }, (_, h) => {
    let sum = 0
    let count = 0
    for (let back = 0; back < seasons; back += 1) {
      const t = n - lag * (back + 1) + (h % lag)
      if (t < 0) break
      sum += values[t] as number
      count += 1
    }
    return sum / count
  })
}

/** Naive 2 of the M competitions: the last value without its season, with the season of each coming time. */
export function naive2(values: Float64Array, period: number, horizon: number): Float64Array {
  const season = thetaSeason(values, period)
  return reseasonalise(season, new Float64Array(horizon).fill(season.adjusted.at(-1) ?? 0))
}
