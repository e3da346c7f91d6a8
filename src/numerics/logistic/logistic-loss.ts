import type { DesignColumn } from './logistic-design.ts'

/** Rows per block: its part of 60 columns, the margins and the residuals fit in a core's second-level cache. */
const BLOCK = 512
/** Number of factors, each at most 2, multiplied before a logarithm is taken. */
const FACTORS = 512

/** Mean penalised log loss at `w` (coefficients, then the intercept); fills `gradient`. */
export type LogisticLoss = (w: Float64Array, gradient: Float64Array) => number

/**
 * The mean of the (weighted) log loss plus l2/2·|w|²/n and its gradient, on the standardised scale, in one pass over blocks of rows: each
 * value is read from memory once per evaluation, for the margin and, still in the cache, for the gradient. The intercept is not penalised.
 */
export function logisticLoss(
  columns: readonly DesignColumn[],
  labels: Float64Array,
  l2: number,
  weights: Float64Array | undefined,
): LogisticLoss {
  const n = labels.length
  const width = columns.length
  const values = columns.map((column) => column.values)
  const slopes = new Float64Array(width)
  const sums = new Float64Array(width)
  const margins = new Float64Array(BLOCK)
  const residuals = new Float64Array(BLOCK)
  return (w, gradient) => {
    let intercept = w[width] as number
    for (let j = 0; j < width; j += 1) {
      const { shift, scale } = columns[j] as DesignColumn
      const slope = (w[j] as number) / scale
      slopes[j] = slope
      intercept -= slope * shift
    }
    sums.fill(0)
    let loss = 0
    let residualSum = 0
    for (let from = 0; from < n; from += BLOCK) {
      const count = Math.min(BLOCK, n - from)
      margins.fill(intercept)
      addProducts(values, slopes, margins, from, count)
      loss +=
        weights === undefined
          ? plainLoss(margins, residuals, labels, from, count)
          : weightedLoss(margins, residuals, labels, weights, from, count)
      for (let i = 0; i < count; i += 1) residualSum += residuals[i] as number
      addSums(values, residuals, sums, from, count)
    }
    for (let j = 0; j < width; j += 1) {
      const { shift, scale } = columns[j] as DesignColumn
      const coefficient = w[j] as number
      gradient[j] = (((sums[j] as number) - shift * residualSum) / scale + l2 * coefficient) / n
      loss += 0.5 * l2 * coefficient * coefficient
    }
    gradient[width] = residualSum / n
    return loss / n
  }
}

/** margins[i] += the sum over columns of slope · value, four columns at a time. */
function addProducts(values: readonly Float64Array[], slopes: Float64Array, margins: Float64Array, from: number, count: number): void {
  const width = values.length
  let j = 0
  for (; j + 4 <= width; j += 4) {
    const a = values[j] as Float64Array
    const b = values[j + 1] as Float64Array
    const c = values[j + 2] as Float64Array
    const d = values[j + 3] as Float64Array
    const p = slopes[j] as number
    const q = slopes[j + 1] as number
    const r = slopes[j + 2] as number
    const s = slopes[j + 3] as number
    for (let i = 0; i < count; i += 1) {
      const row = from + i
      margins[i] =
        (margins[i] as number) + p * (a[row] as number) + q * (b[row] as number) + (r * (c[row] as number) + s * (d[row] as number))
    }
  }
  for (; j < width; j += 1) {
    const column = values[j] as Float64Array
    const slope = slopes[j] as number
    for (let i = 0; i < count; i += 1) margins[i] = (margins[i] as number) + slope * (column[from + i] as number)
  }
}

/** sums[j] += the sum over rows of residual · value, four columns at a time. */
function addSums(values: readonly Float64Array[], residuals: Float64Array, sums: Float64Array, from: number, count: number): void {
  const width = values.length
  let j = 0
  for (; j + 4 <= width; j += 4) {
    const a = values[j] as Float64Array
    const b = values[j + 1] as Float64Array
    const c = values[j + 2] as Float64Array
    const d = values[j + 3] as Float64Array
    let p = 0
    let q = 0
    let r = 0
    let s = 0
    for (let i = 0; i < count; i += 1) {
      const row = from + i
      const residual = residuals[i] as number
      p += residual * (a[row] as number)
      q += residual * (b[row] as number)
      r += residual * (c[row] as number)
      s += residual * (d[row] as number)
    }
    sums[j] = (sums[j] as number) + p
    sums[j + 1] = (sums[j + 1] as number) + q
    sums[j + 2] = (sums[j + 2] as number) + r
    sums[j + 3] = (sums[j + 3] as number) + s
  }
  for (; j < width; j += 1) {
    const column = values[j] as Float64Array
    let sum = 0
    for (let i = 0; i < count; i += 1) sum += (residuals[i] as number) * (column[from + i] as number)
    sums[j] = (sums[j] as number) + sum
  }
}

/** Summed log loss of a block; fills the residuals p - y. The logarithm of a product replaces a sum of logarithms. */
function plainLoss(margins: Float64Array, residuals: Float64Array, labels: Float64Array, from: number, count: number): number {
  let loss = 0
  let product = 1
  for (let i = 0; i < count; i += 1) {
    const margin = margins[i] as number
    const label = labels[from + i] as number
    const e = Math.exp(-Math.abs(margin))
    const inverse = 1 / (1 + e)
    residuals[i] = (margin >= 0 ? inverse : e * inverse) - label
    loss += (margin > 0 ? margin : 0) - label * margin
    product *= 1 + e
    if ((i & (FACTORS - 1)) === FACTORS - 1) {
      loss += Math.log(product)
      product = 1
    }
  }
  return loss + Math.log(product)
}

function weightedLoss(
  margins: Float64Array,
  residuals: Float64Array,
  labels: Float64Array,
  weights: Float64Array,
  from: number,
  count: number,
): number {
  let loss = 0
  for (let i = 0; i < count; i += 1) {
    const margin = margins[i] as number
    const label = labels[from + i] as number
    const weight = weights[from + i] as number
    const e = Math.exp(-Math.abs(margin))
    const inverse = 1 / (1 + e)
    residuals[i] = weight * ((margin >= 0 ? inverse : e * inverse) - label)
    loss += weight * ((margin > 0 ? margin : 0) + Math.log1p(e) - label * margin)
  }
  return loss
}
