import type { FeatureTable } from '../feature-table.ts'

/** Bin of a missing value; the others are 0..254. */
export const MISSING_BIN = 255
export const BIN_COUNT = 256

/** `cuts` ascending: bin b holds cuts[b-1] <= x < cuts[b], so "left of a split at b" reads x < cuts[b]. */
export interface FeatureBins {
  readonly cuts: Float64Array
  readonly bins: Uint8Array
}

/**
 * Puts each feature into at most `maxBins` bins of about equal counts (exact distinct values when there are few). Cuts lie midway between
 * neighbouring values. maxBins in [2, 255].
 */
export function binFeatures(table: FeatureTable, maxBins = 255): FeatureBins[] {
  if (!(maxBins >= 2 && maxBins <= 255)) throw new Error(`maxBins is ${maxBins}; it must be between 2 and 255.`)
  return table.columns.map((column) => {
    const cuts = cutsOf(column, maxBins)
    return { cuts, bins: binColumn(column, cuts) }
  })
}

function cutsOf(column: Float64Array, maxBins: number): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort()
  const distinct: number[] = []
  const counts: number[] = []
  for (const value of sorted) {
    if (distinct.length > 0 && value === distinct[distinct.length - 1]) counts[counts.length - 1] = (counts.at(-1) as number) + 1
    else {
      distinct.push(value)
      counts.push(1)
    }
  }
  const cuts: number[] = []
  if (distinct.length <= maxBins) {
    for (let k = 1; k < distinct.length; k += 1) cuts.push(midway(distinct[k - 1] as number, distinct[k] as number))
    return Float64Array.from(cuts)
  }
  // Values more frequent than a fair share get a bin of their own; what is left is shared out again, so no bin is wasted.
  let left = sorted.length
  let binsLeft = maxBins
  let held = 0
  for (let k = 0; k < distinct.length - 1 && binsLeft > 1; k += 1) {
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
  return middle > low ? middle : high
}

function binColumn(column: Float64Array, cuts: Float64Array): Uint8Array {
  const bins = new Uint8Array(column.length)
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i] as number
    if (Number.isNaN(value)) {
      bins[i] = MISSING_BIN
      continue
    }
    let low = 0
    let high = cuts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((cuts[middle] as number) <= value) low = middle + 1
      else high = middle
    }
    bins[i] = low
  }
  return bins
}
