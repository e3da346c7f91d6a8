import type { FactorModel } from './implicit-als.ts'
import type { InteractionMatrix } from './interaction-matrix.ts'

export interface BprOptions {
  /** Length of a taste vector. Default 32. */
  readonly factors?: number
  /** Times that as many pairs are drawn as there are interactions. Default 50. */
  readonly epochs?: number
  readonly learningRate?: number
  readonly regularization?: number
  /** Uniform in [0, 1). */
  readonly random: () => number
}

/**
 * Bayesian personalised ranking (Rendle et al. 2009): taste vectors by stochastic gradient ascent on ln sigmoid(x_r . y_c - x_r . y_d), where row r has
 * column c and not column d. Both are drawn uniformly: an entry of the matrix and any column; a d that the row has is skipped. One thread, so that
 * the same draws give the same vectors. Strengths do not matter. The last number of each column vector is its own offset (that of each row is 1).
 * Throws a RangeError when there are no interactions.
 */
export function fitBayesianRanking(matrix: InteractionMatrix, options: BprOptions): FactorModel {
  const { factors = 32, epochs = 50, learningRate = 0.05, regularization = 0.01, random } = options
  const { rows, columns, offsets, indices } = matrix
  if (indices.length === 0) throw new RangeError('There are no interactions to learn from.')
  const width = factors + 1
  const rowFactors = Float32Array.from({ length: rows * width }, (_, k) => (k % width === factors ? 1 : (random() - 0.5) / factors))
  const columnFactors = Float32Array.from({ length: columns * width }, (_, k) => (k % width === factors ? 0 : (random() - 0.5) / factors))
  const rowOf = new Int32Array(indices.length)
  for (let r = 0; r < rows; r += 1) rowOf.fill(r, offsets[r], offsets[r + 1])
  for (let draw = 0; draw < epochs * indices.length; draw += 1) {
    const entry = Math.floor(random() * indices.length)
    const row = rowOf[entry] as number
    const other = Math.floor(random() * columns)
    if (holds(matrix, row, other)) continue
    step(rowFactors, columnFactors, row * width, (indices[entry] as number) * width, other * width, factors, learningRate, regularization)
  }
  return { factors: width, width, rows, columns, rowFactors, columnFactors }
}

function step(
  rowFactors: Float32Array,
  columnFactors: Float32Array,
  x: number,
  better: number,
  worse: number,
  factors: number,
  rate: number,
  penalty: number,
): void {
  let margin = 0
  for (let k = 0; k <= factors; k += 1) {
    margin += (rowFactors[x + k] as number) * ((columnFactors[better + k] as number) - (columnFactors[worse + k] as number))
  }
  const pull = 1 / (1 + Math.exp(margin))
  for (let k = 0; k <= factors; k += 1) {
    const own = rowFactors[x + k] as number
    const up = columnFactors[better + k] as number
    const down = columnFactors[worse + k] as number
    if (k < factors) rowFactors[x + k] = own + rate * (pull * (up - down) - penalty * own)
    columnFactors[better + k] = up + rate * (pull * own - penalty * up)
    columnFactors[worse + k] = down + rate * (-pull * own - penalty * down)
  }
}

/** Whether a row has a column, by halving: the columns of a row ascend. */
function holds({ offsets, indices }: InteractionMatrix, row: number, column: number): boolean {
  let low = offsets[row] as number
  let high = (offsets[row + 1] as number) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = indices[middle] as number
    if (at === column) return true
    if (at < column) low = middle + 1
    else high = middle - 1
  }
  return false
}
