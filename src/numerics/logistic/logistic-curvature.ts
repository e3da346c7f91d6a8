import type { DesignColumn } from './logistic-design.ts'

/** Multiplies a vector in place by the inverse of a matrix. */
export type InverseTimes = (vector: Float64Array) => void

/**
 * The inverse Hessian of the mean penalised log loss at `w`, from the given rows only: an estimate good enough to direct the steps of the whole
 * fit. O(rows · width²) once, O(width²) a product. Undefined when the matrix is not positive definite.
 * Source: Byrd, Chin, Neveitt & Nocedal, On the use of stochastic Hessian information in optimization methods for machine learning,
 * SIAM J. Optim. 21 (2011).
 */
export function inverseCurvature(
  columns: readonly DesignColumn[],
  rows: Int32Array,
  w: Float64Array,
  l2OverN: number,
  weights: Float64Array | undefined,
): InverseTimes | undefined {
  const width = columns.length
  const size = width + 1
  const count = rows.length
  const sample = sampleDesign(columns, rows)
  const root = new Float64Array(count)
  for (let i = 0; i < count; i += 1) {
    let margin = w[width] as number
    for (let j = 0; j < width; j += 1) margin += (w[j] as number) * (sample[j * count + i] as number)
    const e = Math.exp(-Math.abs(margin))
    const weight = weights === undefined ? 1 : (weights[rows[i] as number] as number)
    root[i] = Math.sqrt((weight * e) / (1 + e) ** 2 / count)
  }
  const scaled = new Float64Array(size * count)
  for (let j = 0; j < width; j += 1) {
    for (let i = 0; i < count; i += 1) scaled[j * count + i] = (sample[j * count + i] as number) * (root[i] as number)
  }
  scaled.set(root, width * count)
  // A standardised column has about this much curvature. A rare value may be missing from the rows; treated as flat, its step would overshoot.
  const usual = root.reduce((sum, value) => sum + value * value, 0)
  const matrix = new Float64Array(size * size)
  for (let a = 0; a < size; a += 1) {
    addGramRow(matrix, scaled, a, size, count)
    // The penalty, or a tiny one where there is none, keeps the matrix positive definite.
    const own = matrix[a * size + a] as number
    matrix[a * size + a] = a < width ? Math.max(own, usual) + l2OverN + 1e-9 : own + 1e-9
  }
  return choleskySolver(matrix, size)
}

/** Column-major standardised values of the rows. */
function sampleDesign(columns: readonly DesignColumn[], rows: Int32Array): Float64Array {
  const count = rows.length
  const out = new Float64Array(columns.length * count)
  columns.forEach(({ values, shift, scale }, j) => {
    for (let i = 0; i < count; i += 1) out[j * count + i] = ((values[rows[i] as number] as number) - shift) / scale
  })
  return out
}

/** Row `a` of the lower triangle of scaled·scaledᵀ, four products at a time. */
function addGramRow(matrix: Float64Array, scaled: Float64Array, a: number, size: number, count: number): void {
  const at = a * count
  let b = 0
  for (; b + 4 <= a + 1; b += 4) {
    const [b0, b1, b2, b3] = [b * count, (b + 1) * count, (b + 2) * count, (b + 3) * count]
    let p = 0
    let q = 0
    let r = 0
    let s = 0
    for (let i = 0; i < count; i += 1) {
      const x = scaled[at + i] as number
      p += x * (scaled[b0 + i] as number)
      q += x * (scaled[b1 + i] as number)
      r += x * (scaled[b2 + i] as number)
      s += x * (scaled[b3 + i] as number)
    }
    matrix[a * size + b] = p
    matrix[a * size + b + 1] = q
    matrix[a * size + b + 2] = r
    matrix[a * size + b + 3] = s
  }
  for (; b <= a; b += 1) {
    let sum = 0
    for (let i = 0; i < count; i += 1) sum += (scaled[at + i] as number) * (scaled[b * count + i] as number)
    matrix[a * size + b] = sum
  }
}

/** Factors the lower triangle in place (Cholesky) and solves with it. */
function choleskySolver(matrix: Float64Array, size: number): InverseTimes | undefined {
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      let sum = matrix[a * size + b] as number
      for (let k = 0; k < b; k += 1) sum -= (matrix[a * size + k] as number) * (matrix[b * size + k] as number)
      if (a !== b) matrix[a * size + b] = sum / (matrix[b * size + b] as number)
      else if (sum > 0) matrix[a * size + a] = Math.sqrt(sum)
      else return undefined
    }
  }
  return (vector) => {
    for (let a = 0; a < size; a += 1) {
      let sum = vector[a] as number
      for (let k = 0; k < a; k += 1) sum -= (matrix[a * size + k] as number) * (vector[k] as number)
      vector[a] = sum / (matrix[a * size + a] as number)
    }
    for (let a = size - 1; a >= 0; a -= 1) {
      let sum = vector[a] as number
      for (let k = a + 1; k < size; k += 1) sum -= (matrix[k * size + a] as number) * (vector[k] as number)
      vector[a] = sum / (matrix[a * size + a] as number)
    }
  }
}
