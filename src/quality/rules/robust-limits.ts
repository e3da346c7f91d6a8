import type { OutlierMethod } from './quality-rules.ts'

/** Between these a number is no outlier; `count` numbers say so. */
export interface Limits {
  readonly low: number
  readonly high: number
  readonly count: number
}

/** Fewer say nothing about where the others lie. */
export const LEAST_NUMBERS = 30
/** Makes the median absolute deviation of a normal distribution its standard deviation: 1 / 0.67449. */
const TO_SIGMA = 1.482_602_218_505_602

/**
 * The limits of a group of numbers: median ± cutoff robust standard deviations (mad: Iglewicz and Hoaglin 1993), or the quartiles ± cutoff interquartile ranges
 * (iqr: Tukey 1977). Where all are above zero they are measured on the logarithm, since prices and amounts differ by factors. Undefined where there are fewer
 * than 30 numbers, or most are the same: then nothing can be said.
 */
export function robustLimits(numbers: Float64Array, method: OutlierMethod, cutoff: number): Limits | undefined {
  if (numbers.length < LEAST_NUMBERS) return undefined
  const sorted = numbers.toSorted()
  const byFactor = (sorted[0] as number) > 0
  const scaled = byFactor ? sorted.map(Math.log) : sorted
  const limits = method === 'mad' ? aroundMedian(scaled, cutoff) : aroundQuartiles(scaled, cutoff)
  if (limits === undefined) return undefined
  const [low, high] = byFactor ? limits.map(Math.exp) : limits
  return { low: finite(low as number), high: finite(high as number), count: numbers.length }
}

/** JSON knows no infinity: kept as it is, it would be read as nothing, and every number lies above nothing. */
function finite(limit: number): number {
  return Math.min(Math.max(limit, -Number.MAX_VALUE), Number.MAX_VALUE)
}

function aroundMedian(sorted: Float64Array, cutoff: number): readonly [number, number] | undefined {
  const median = quantile(sorted, 0.5)
  const sigma = TO_SIGMA * quantile(sorted.map((x) => Math.abs(x - median)).toSorted(), 0.5)
  return sigma > 0 ? [median - cutoff * sigma, median + cutoff * sigma] : undefined
}

function aroundQuartiles(sorted: Float64Array, cutoff: number): readonly [number, number] | undefined {
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)]
  const range = third - first
  return range > 0 ? [first - cutoff * range, third + cutoff * range] : undefined
}

/** Linear between the neighbours (type 7 of Hyndman and Fan 1996). */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number]
  return below + (above - below) * (at - Math.floor(at))
}
