import type { FeatureColumn } from '../table/feature-table.ts'
import { sortNumbers } from './sort-numbers.ts'

/** Bin of a missing value; the others are 0..254. */
export const MISSING_BIN = 255
export const BIN_COUNT = 256

/** Maximum values of a column used for its cuts; longer columns are sampled evenly. */
const SAMPLE = 65_536
/** Categories with their own bin; one more bin holds the rest. */
export const OWN_CATEGORIES = 253

/** Mapping of a feature's values to bins. */
export type FeatureBins = NumericBins | CategoryBins

/** `cuts` ascending: bin b holds cuts[b-1] <= x < cuts[b], so "left of a split at b" reads x < cuts[b]. */
export interface NumericBins {
  readonly kind: 'numeric'
  readonly cuts: Float64Array
}

/** `codes[b]` is the category in bin b; when `hasOther`, the bin after the last of them holds all the rest. */
export interface CategoryBins {
  readonly kind: 'category'
  readonly codes: readonly number[]
  readonly hasOther: boolean
}

/**
 * Bins of a numeric feature: at most `maxBins`, of about equal counts (exact distinct values when there are few). Cuts lie midway between
 * neighbouring values. Missing and infinite values are ignored. maxBins in [2, 255].
 */
export function numericBins(column: FeatureColumn, maxBins = 255): NumericBins {
  if (!(maxBins >= 2 && maxBins <= 255)) throw new Error(`maxBins is ${maxBins}; it must be between 2 and 255.`)
  const cuts = cutsOf(sortNumbers(presentValues(column, SAMPLE)), maxBins)
  if (cuts.length > 0 || column.length <= SAMPLE) return { kind: 'numeric', cuts }
  // A column constant in the sample may vary elsewhere.
  return { kind: 'numeric', cuts: cutsOf(sortNumbers(presentValues(column, column.length)), maxBins) }
}

/**
 * Bins of a categorical feature, whose values are whole numbers from 0 on (codes): the 253 most frequent codes have one each, all other
 * codes share one. Throws an Error for a value that is not a code.
 */
export function categoryBins(column: FeatureColumn, name: string): CategoryBins {
  const counts = new Map<number, number>()
  for (const value of column) {
    if (!Number.isFinite(value)) continue
    if (!(Number.isInteger(value) && value >= 0)) {
      throw new Error(`Feature ${name} is categorical, so its values must be whole numbers from 0 on, but one is ${value}.`)
    }
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const codes = byCount.slice(0, OWN_CATEGORIES).map(([code]) => code)
  return { kind: 'category', codes: codes.sort((a, b) => a - b), hasOther: byCount.length > OWN_CATEGORIES }
}

/** The bin of each code as a function; unknown codes fall into the bin of the rest, or count as missing when there is none. */
export function categoryBinOf({ codes, hasOther }: CategoryBins): (value: number) => number {
  const bins = new Map(codes.map((code, bin) => [code, bin]))
  const rest = hasOther ? codes.length : MISSING_BIN
  return (value) => (Number.isFinite(value) ? (bins.get(value) ?? rest) : MISSING_BIN)
}

/** Whether a split on the feature can separate two rows: by value, or present from missing. */
export function canSplit(bins: FeatureBins, column: FeatureColumn): boolean {
  if (bins.kind === 'numeric' ? bins.cuts.length > 0 : bins.codes.length > 1) return true
  let present = false
  let missing = false
  for (const value of column) {
    if (Number.isFinite(value)) present = true
    else missing = true
    if (present && missing) return true
  }
  return false
}

/** Up to `most` finite values, spread evenly but not aligned with any period. */
function presentValues(column: FeatureColumn, most: number): Float64Array<ArrayBuffer> {
  const n = column.length
  const count = Math.min(n, most)
  const values = new Float64Array(count)
  let present = 0
  for (let k = 0; k < count; k += 1) {
    const within = n === count ? 0 : (Math.imul(k + 1, 0x9e37_79b1) >>> 0) / 4_294_967_296
    const value = column[Math.floor(((k + within) * n) / count)] as number
    if (!Number.isFinite(value)) continue
    // Adding zero makes -0 a 0, whose bits sort as the number does.
    values[present] = value + 0
    present += 1
  }
  return values.slice(0, present)
}

function cutsOf(sorted: Float64Array, maxBins: number): Float64Array {
  const distinct = new Float64Array(sorted.length)
  const counts = new Uint32Array(sorted.length)
  let found = 0
  for (const value of sorted) {
    if (found === 0 || value !== distinct[found - 1]) {
      distinct[found] = value
      found += 1
    }
    counts[found - 1] = (counts[found - 1] as number) + 1
  }
  const cuts: number[] = []
  if (found <= maxBins) {
    for (let k = 1; k < found; k += 1) cuts.push(midway(distinct[k - 1] as number, distinct[k] as number))
    return Float64Array.from(cuts)
  }
  // Values more frequent than a fair share get their own bin; the rest is redistributed, so no bin is wasted.
  let left = sorted.length
  let binsLeft = maxBins
  let held = 0
  for (let k = 0; k < found - 1 && binsLeft > 1; k += 1) {
    held += counts[k] as number
    const share = left / binsLeft
    const next = counts[k + 1] as number
    if (held >= share || (next >= share && held > 0) || held + next / 2 > share) {
      cuts.push(midway(distinct[k] as number, distinct[k + 1] as number))
      left -= held
      binsLeft -= 1
      held = 0
    }
  }
  return Float64Array.from(cuts)
}

function midway(low: number, high: number): number {
  const middle = low + (high - low) / 2
  return middle > low && middle <= high ? middle : high
}
