import type { FeatureColumn, FeatureTable } from '../table/feature-table.ts'

/** Mean and spread of the non-missing values. */
export interface FeatureMoments {
  readonly mean: number
  /** Standard deviation (population); 0 for a constant or wholly missing feature. */
  readonly scale: number
  readonly missingShare: number
}

/** A column as the fit sees it: (values[i] - shift) / scale, never missing. */
export interface DesignColumn {
  readonly feature: number
  readonly isIndicator: boolean
  readonly values: Float64Array
  readonly shift: number
  readonly scale: number
}

/** Beyond this many standard deviations from zero, shifting a sum instead of its terms would lose digits. */
const FAR_FROM_ZERO = 1e4

/**
 * The columns of a standardised design without building it: a complete feature is used in place, one with missing values as a copy
 * with the mean filled in, plus an indicator. Constant and wholly missing features give no column.
 */
export function logisticDesign(table: FeatureTable): {
  readonly moments: readonly FeatureMoments[]
  readonly columns: readonly DesignColumn[]
} {
  const moments = table.columns.map(featureMoments)
  const columns: DesignColumn[] = []
  table.columns.forEach((column, feature) => {
    const { mean, scale, missingShare } = moments[feature] as FeatureMoments
    if (scale > 0) columns.push({ feature, isIndicator: false, ...valuesOf(column, mean, scale, missingShare) })
    if (missingShare > 0 && missingShare < 1) {
      const values = new Float64Array(column.length)
      for (let i = 0; i < column.length; i += 1) if (Number.isNaN(column[i])) values[i] = 1
      columns.push({ feature, isIndicator: true, values, shift: missingShare, scale: 1 })
    }
  })
  return { moments, columns }
}

/** Mean and population standard deviation in one pass around the first value, NaN left out. */
export function featureMoments(column: FeatureColumn): FeatureMoments {
  const n = column.length
  let first = 0
  while (first < n && Number.isNaN(column[first])) first += 1
  if (first === n) return { mean: 0, scale: 0, missingShare: 1 }
  const origin = column[first] as number
  let count = n
  let [sum, squares] = completeSums(column, origin)
  if (Number.isNaN(sum)) {
    ;[count, sum, squares] = [0, 0, 0]
    for (let i = first; i < n; i += 1) {
      const distance = (column[i] as number) - origin
      if (Number.isNaN(distance)) continue
      count += 1
      sum += distance
      squares += distance * distance
    }
  }
  const mean = origin + sum / count
  let variance = squares / count - (sum / count) ** 2
  // If the first value is far from all others, most digits are lost and a second pass is worthwhile.
  if (variance < 1e-6 * (squares / count)) variance = spreadAround(column, mean, count)
  const scale = Math.sqrt(Math.max(variance, 0))
  // Rounding leaves a constant column a spread of about 1e-16 of its size; dividing by that would amplify noise.
  return { mean, scale: scale > 1e-12 * Math.max(1, Math.abs(mean)) ? scale : 0, missingShare: 1 - count / n }
}

/** Sums of distances from `origin` and of their squares, in four lanes so that no addition waits for the previous one; NaN if any value is NaN. */
function completeSums(column: FeatureColumn, origin: number): [number, number] {
  const n = column.length
  const whole = n - (n % 4)
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let [q0, q1, q2, q3] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    const a = (column[i] as number) - origin
    const b = (column[i + 1] as number) - origin
    const c = (column[i + 2] as number) - origin
    const d = (column[i + 3] as number) - origin
    s0 += a
    s1 += b
    s2 += c
    s3 += d
    q0 += a * a
    q1 += b * b
    q2 += c * c
    q3 += d * d
  }
  for (let i = whole; i < n; i += 1) {
    const a = (column[i] as number) - origin
    s0 += a
    q0 += a * a
  }
  return [s0 + s1 + (s2 + s3), q0 + q1 + (q2 + q3)]
}

function spreadAround(column: FeatureColumn, mean: number, count: number): number {
  let squares = 0
  for (const value of column) if (!Number.isNaN(value)) squares += (value - mean) ** 2
  return squares / count
}

function valuesOf(
  given: FeatureColumn,
  mean: number,
  scale: number,
  missingShare: number,
): Pick<DesignColumn, 'values' | 'shift' | 'scale'> {
  const column = given instanceof Float32Array ? Float64Array.from(given) : given
  if (Math.abs(mean) > FAR_FROM_ZERO * scale) {
    return { values: column.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / scale)), shift: 0, scale: 1 }
  }
  if (missingShare === 0) return { values: column, shift: mean, scale }
  return { values: column.map((value) => (Number.isNaN(value) ? mean : value)), shift: mean, scale }
}
