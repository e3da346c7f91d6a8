import { runTeam, sharedWords } from '../threads/thread-team.ts'
import { COUNTERS, runAls, type AlsTask } from './als-program.ts'
import { alsMemory } from './als-memory.ts'
import { transpose, type InteractionMatrix } from './interaction-matrix.ts'

export interface AlsOptions {
  /** Length of a taste vector. Default 64. */
  readonly factors?: number
  /** Rounds over customers and products. Default 15. */
  readonly iterations?: number
  /** Penalty on long vectors. Default 0.01. */
  readonly regularization?: number
  /** Confidence of a strength s is 1 + alpha s. Default 1. */
  readonly alpha?: number
  /** Conjugate-gradient steps for each vector. Default 3. */
  readonly steps?: number
  /** Uniform in [0, 1); draws the first vectors. */
  readonly random: () => number
  /** Default 1. With more the calling thread still waits: call it from a worker. */
  readonly threads?: number
  /** Uses the plain TypeScript loops even where the compiled ones are available. */
  readonly plain?: boolean
}

/** `width` numbers a row, those from `factors` on 0: the taste of customer r is `rowFactors.subarray(r * width, r * width + factors)`. */
export interface FactorModel {
  readonly factors: number
  readonly width: number
  readonly rows: number
  readonly columns: number
  readonly rowFactors: Float32Array
  readonly columnFactors: Float32Array
}

/**
 * Matrix factorisation of implicit feedback by alternating least squares (Hu, Koren & Volinsky 2008): x_r and y_c minimise
 * sum over all r, c of confidence (seen - x_r . y_c)^2 + regularization (|x|^2 + |y|^2), with seen 1 where there is an entry and 0 elsewhere.
 * Each vector takes some conjugate-gradient steps from its last value instead of an exact solution (Takács, Pilászy & Tikk 2011). The result does
 * not depend on the number of threads. Rows and columns without entries get vectors of 0. Throws a RangeError when there are no entries or
 * an option is out of range.
 */
export function fitImplicitAls(matrix: InteractionMatrix, options: AlsOptions): FactorModel {
  const { factors = 64, iterations = 15, regularization = 0.01, alpha = 1, steps = 3, random, threads = 1, plain = false } = options
  if (!(Number.isInteger(factors) && factors >= 1 && factors <= 512)) throw new RangeError(`ALS takes 1 to 512 factors, not ${factors}.`)
  if (!(regularization > 0) || !(alpha > 0)) throw new RangeError('ALS takes a regularization and an alpha above 0.')
  if (matrix.indices.length === 0) throw new RangeError('There are no interactions to learn from.')
  const { memory, layout } = alsMemory(matrix, transpose(matrix), factors)
  const size = (matrix.rows + matrix.columns) * layout.width
  const vectors = new Float32Array(memory.buffer, layout.rowFactors, size)
  for (let k = 0; k < size; k += 1) if (k % layout.width < factors) vectors[k] = random() * 0.01
  const task: AlsTask = { memory, layout, iterations, regularization, alpha, steps, plain, counters: sharedWords(COUNTERS) }
  const work = { module: new URL('./als-thread.ts', import.meta.url), data: task, threads }
  runTeam(work, (team) => runAls(task, team))
  return {
    factors,
    width: layout.width,
    rows: matrix.rows,
    columns: matrix.columns,
    rowFactors: new Float32Array(memory.buffer, layout.rowFactors, matrix.rows * layout.width),
    columnFactors: new Float32Array(memory.buffer, layout.columnFactors, matrix.columns * layout.width),
  }
}

/** x_r . y_c: the predicted preference of the row for the column; about 1 for observed entries. */
export function factorScore(model: FactorModel, row: number, column: number): number {
  let sum = 0
  const r = row * model.width
  const c = column * model.width
  for (let k = 0; k < model.factors; k += 1) sum += (model.rowFactors[r + k] as number) * (model.columnFactors[c + k] as number)
  return sum
}
