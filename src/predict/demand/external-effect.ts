/** A dated series that belongs to no customer, by day. */
export interface ExternalSeries {
  readonly id: string
  readonly name: string
  readonly unit: string
  /** One value a day from the first day of the history on, NaN where there is none; as far ahead as values are known. */
  readonly values: Float64Array
}

export interface ExternalEffect {
  /** What each day sells because of it, also on days after the sales; 1 where it is not known. */
  readonly factors: Float64Array
  /** The factor of a day on which the series stands one standard deviation above what is usual. */
  readonly perDeviation: number
}

/** Days on which a level is averaged, so that a trend or a season that both share makes no effect. */
const AROUND = 14
/** With fewer days than this nothing is learned. */
const LEAST_PAIRS = 90
/** Standard errors that the effect must be away from none. */
const CLEAR = 3
/** No day sells more than this times as much, or as little, because of one series. */
const MOST = 2

/**
 * Learns from one long series of daily sales how much more or less a day sells when an external series stands above or below its level of the weeks around: a regression of log sales on the series,
 * both less their weekday and their mean of 29 days. Null when the effect is not clear (three standard errors), or fewer than 90 days have both.
 * @param units daily sales, NaN on closed days
 * @param known factors of holidays that are divided out first, at least as long as the sales
 * @param days length of the factors
 * @param isAhead whether values of days after the sales count; otherwise those days have no effect
 */
export function learnExternalEffect(
  units: Float64Array,
  known: Float64Array,
  values: Float64Array,
  { days, isAhead }: { readonly days: number; readonly isAhead: boolean },
): ExternalEffect | null {
  const n = units.length
  // Half a unit keeps a day without sales finite.
  const sold = lessWeekdays(
    units.map((value, t) => Math.log((value + 0.5) / (known[t] as number))),
    n,
  )
  const own = Float64Array.from({ length: isAhead ? days : n }, (_, t) => values[t] ?? Number.NaN)
  const level = lessWeekdays(own, n)
  const y = lessLevel(sold, n)
  const x = lessLevel(level, n)
  let [xx, xy, yy, pairs] = [0, 0, 0, 0]
  for (let t = 0; t < n; t += 1) {
    const [a, b] = [x[t] as number, y[t] as number]
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue
    xx += a * a
    xy += a * b
    yy += b * b
    pairs += 1
  }
  if (pairs < LEAST_PAIRS || !(xx > 1e-12) || !(yy > 1e-12)) return null
  const slope = xy / xx
  const error = Math.sqrt(Math.max(0, yy - slope * xy) / (pairs - 2) / xx)
  if (error > 0 && Math.abs(slope) < CLEAR * error) return null
  const shrunk = slope * (1 - (error * error) / (slope * slope))
  const factors = new Float64Array(days).fill(1)
  for (let t = 0; t < x.length; t += 1) {
    const at = x[t] as number
    if (Number.isFinite(at)) factors[t] = Math.min(MOST, Math.max(1 / MOST, Math.exp(shrunk * at)))
  }
  return { factors, perDeviation: Math.exp(shrunk * Math.sqrt(xx / pairs)) }
}

/** Less the mean of its weekday over the first `n` days. */
function lessWeekdays(series: Float64Array, n: number): Float64Array {
  const sums = new Float64Array(7)
  const counts = new Float64Array(7)
  for (let t = 0; t < Math.min(n, series.length); t += 1) {
    const value = series[t] as number
    if (!Number.isFinite(value)) continue
    sums[t % 7] = (sums[t % 7] as number) + value
    counts[t % 7] = (counts[t % 7] as number) + 1
  }
  return series.map((value, t) => value - (sums[t % 7] as number) / (counts[t % 7] as number))
}

/** Less the mean of the 29 days around, of which those after the first `n` days tell nothing; later days are measured against the last ones before. */
function lessLevel(series: Float64Array, n: number): Float64Array {
  return series.map((value, t) => {
    const middle = Math.min(t, n - 1)
    let sum = 0
    let count = 0
    for (let s = Math.max(0, middle - AROUND); s <= Math.min(n - 1, middle + AROUND); s += 1) {
      const one = series[s] as number
      if (!Number.isFinite(one)) continue
      sum += one
      count += 1
    }
    return count < AROUND ? Number.NaN : value - sum / count
  })
}
