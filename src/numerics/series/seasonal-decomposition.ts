export type SeasonKind = 'none' | 'additive' | 'multiplicative'

/** A season taken out of a series: `indices[t % period]` belongs to time t, counted from the first value. */
export interface SeasonalDecomposition {
  readonly kind: SeasonKind
  readonly period: number
  /** Sum 0 (additive) or mean 1 (multiplicative); empty without a season. */
  readonly indices: Float64Array
  /** The series without its season. */
  readonly adjusted: Float64Array
}

/** Autocorrelation at one lag: `autocorrelation([1, 2, 1, 2, 1, 2], 2)` is 0.667. 0 for a constant series. */
export function autocorrelation(values: ArrayLike<number>, lag: number): number {
  const n = values.length
  let mean = 0
  for (let t = 0; t < n; t += 1) mean += (values[t] as number) / n
  let variance = 0
  let covariance = 0
  for (let t = 0; t < n; t += 1) {
    const deviation = (values[t] as number) - mean
    variance += deviation * deviation
    if (t >= lag) covariance += deviation * ((values[t - lag] as number) - mean)
  }
  return variance > 0 ? covariance / variance : 0
}

/**
 * Whether the autocorrelation at the seasonal lag exceeds its 90 % limit, given those at the smaller lags (the test used with the
 * Theta method: Assimakopoulos & Nikolopoulos 2000). Needs more than two full periods, else false.
 */
export function isSeasonal(values: ArrayLike<number>, period: number): boolean {
  const n = values.length
  if (period < 2 || n <= 2 * period) return false
  let squares = 0
  for (let lag = 1; lag < period; lag += 1) squares += autocorrelation(values, lag) ** 2
  return Math.abs(autocorrelation(values, period)) > 1.645 * Math.sqrt((1 + 2 * squares) / n)
}

/**
 * Classical decomposition by a centred moving average (Kendall & Stuart 1983): means of the ratios or differences per season,
 * normalised. Multiplicative needs positive values and becomes additive otherwise; fewer than two periods: no season.
 */
export function decomposeSeason(values: ArrayLike<number>, period: number, wanted: SeasonKind): SeasonalDecomposition {
  const n = values.length
  const plain = { kind: 'none' as const, period: 1, indices: new Float64Array(0), adjusted: Float64Array.from(values) }
  if (wanted === 'none' || period < 2 || n < 2 * period) return plain
  let smallest = Number.POSITIVE_INFINITY
  for (let t = 0; t < n; t += 1) smallest = Math.min(smallest, values[t] as number)
  const kind = wanted === 'multiplicative' && smallest > 0 ? 'multiplicative' : 'additive'
  const indices = new Float64Array(period)
  const counts = new Float64Array(period)
  const half = period >> 1
  const even = period % 2 === 0
  let window = 0
  for (let t = 0; t < period; t += 1) window += values[t] as number
  for (let t = half; t + half < n; t += 1) {
    // window holds the period values from t - half; an even period takes half of each end instead.
    const trend = even ? (window + ((values[t + half] as number) - (values[t - half] as number)) / 2) / period : window / period
    const season = t % period
    indices[season] =
      (indices[season] as number) + (kind === 'multiplicative' ? (values[t] as number) / trend : (values[t] as number) - trend)
    counts[season] = (counts[season] as number) + 1
    const next = t - half + period
    window += (next < n ? (values[next] as number) : 0) - (values[t - half] as number)
  }
  let total = 0
  for (let k = 0; k < period; k += 1) {
    indices[k] = (indices[k] as number) / Math.max(1, counts[k] as number)
    total += (indices[k] as number) / period
  }
  if (kind === 'multiplicative' && !(total > 0)) return plain
  for (let k = 0; k < period; k += 1) {
    indices[k] = kind === 'multiplicative' ? Math.max(0.01, (indices[k] as number) / total) : (indices[k] as number) - total
  }
  const adjusted = new Float64Array(n)
  for (let t = 0; t < n; t += 1) {
    const index = indices[t % period] as number
    adjusted[t] = kind === 'multiplicative' ? (values[t] as number) / index : (values[t] as number) - index
  }
  return { kind, period, indices, adjusted }
}

/**
 * Mean of each season (`[t % period]`) over the mean of all, for values of 0 and above, shrunk towards 1 as far as the seasons differ no
 * more than by chance (1 - 1 / F of the analysis of variance, as James & Stein 1961 shrink means). No demand or too few values: 1.
 */
export function seasonalProfile(values: ArrayLike<number>, period: number): Float64Array {
  const n = values.length
  const size = Math.max(1, period)
  const means = new Float64Array(size)
  let mean = 0
  for (let t = 0; t < n; t += 1) {
    mean += (values[t] as number) / n
    means[t % size] = (means[t % size] as number) + (values[t] as number)
  }
  if (size < 2 || n < 2 * size || !(mean > 0)) return new Float64Array(size).fill(1)
  let within = 0
  let between = 0
  for (let k = 0; k < size; k += 1) means[k] = (means[k] as number) / Math.ceil((n - k) / size)
  for (let t = 0; t < n; t += 1) {
    const own = means[t % size] as number
    within += ((values[t] as number) - own) ** 2
    between += (own - mean) ** 2
  }
  const trust = between > 0 ? Math.max(0, 1 - within / (n - size) / (between / (size - 1))) : 0
  return means.map((own) => 1 + trust * (own / mean - 1))
}

/** Reapplies the season to a forecast that starts right after the `length` values that were decomposed. */
export function reseasonalise(decomposition: SeasonalDecomposition, forecast: Float64Array): Float64Array {
  const { kind, period, indices, adjusted } = decomposition
  if (kind === 'none') return forecast
  return forecast.map((value, h) => {
    const index = indices[(adjusted.length + h) % period] as number
    return kind === 'multiplicative' ? value * index : value + index
  })
}
