/** How one trait becomes comparable with the others. */
export interface FeatureScale {
  readonly isLog: boolean
  readonly median: number
  /** The standard deviation of a normal variable with the same middle 80 %. */
  readonly spread: number
  /** Of the clipped values, so that they get mean 0 and deviation 1; deviation 0 means that all are alike. */
  readonly mean: number
  readonly deviation: number
  /** Whether extreme values can be told: not of a share, which has an end, nor where most customers have the same value. */
  readonly hasExtremes: boolean
}

/** Values farther than this from the median, in spreads, count as if they were there: one giant must not stretch the scale of all. */
const CLIP = 3.5
/** The middle 80 % of a normal variable span this many standard deviations. */
const MIDDLE_SPAN = 2.563_103

/** Fits the scale of one trait; NaN is left out. */
export function fitScale(values: Float64Array, isLog: boolean): FeatureScale {
  const sorted = transformed(values, isLog)
    .filter((value) => Number.isFinite(value))
    .sort()
  if (sorted.length === 0) return { isLog, median: 0, spread: 1, mean: 0, deviation: 0, hasExtremes: false }
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
  const median = at(0.5)
  const middle = (at(0.9) - at(0.1)) / MIDDLE_SPAN
  const whole = momentsOf(sorted).deviation
  const least = 1e-9 * Math.max(1, Math.abs(median))
  if (whole <= least) return { isLog, median, spread: 1, mean: 0, deviation: 0, hasExtremes: false }
  const spread = middle > least ? middle : whole
  const { mean, deviation } = momentsOf(sorted.map((value) => clipped((value - median) / spread)))
  return { isLog, median, spread, mean, deviation, hasExtremes: isLog && middle > least }
}

/** Values on the scale: mean 0 and deviation 1, unknown ones at the mean, alike ones at 0. */
export function scaled(values: Float64Array, scale: FeatureScale): Float64Array {
  const { median, spread, mean, deviation } = scale
  return transformed(values, scale.isLog).map((value) =>
    deviation === 0 || !Number.isFinite(value) ? 0 : (clipped((value - median) / spread) - mean) / deviation,
  )
}

/** How far each value is from the median, in spreads; 0 where that says nothing. */
export function extremity(values: Float64Array, scale: FeatureScale): Float64Array {
  return transformed(values, scale.isLog).map((value) =>
    scale.hasExtremes && Number.isFinite(value) ? Math.abs(value - scale.median) / scale.spread : 0,
  )
}

/** A place on one scale, on another: where a centre of an earlier run lies today. A trait that one of them cannot tell apart is at 0. */
export function rescaled(value: number, from: FeatureScale, to: FeatureScale): number {
  if (from.deviation === 0 || to.deviation === 0) return 0
  const natural = (value * from.deviation + from.mean) * from.spread + from.median
  return ((natural - to.median) / to.spread - to.mean) / to.deviation
}

function transformed(values: Float64Array, isLog: boolean): Float64Array {
  return isLog ? values.map((value) => Math.log1p(Math.max(0, value))) : values.slice()
}

function clipped(value: number): number {
  return Math.min(CLIP, Math.max(-CLIP, value))
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let mean = 0
  for (const value of values) mean += value / values.length
  let variance = 0
  for (const value of values) variance += (value - mean) ** 2 / values.length
  return { mean, deviation: Math.sqrt(variance) }
}
