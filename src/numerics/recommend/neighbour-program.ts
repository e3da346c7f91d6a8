import { takeWork } from '../threads/thread-team.ts'
import type { InteractionMatrix } from './interaction-matrix.ts'
import type { ItemNeighbours } from './item-neighbours.ts'
import { TopScores } from './top-scores.ts'

export interface NeighbourTask {
  readonly byRow: InteractionMatrix
  readonly byColumn: InteractionMatrix
  readonly found: ItemNeighbours
  /** One shared word, the next column to take. */
  readonly next: Int32Array
}

/** Columns per batch. */
const DEAL = 16
/** With fewer products than this share of the columns, the touched sums are tracked; otherwise all sums are scanned. */
const SPARSE = 0.25

/** The program of every thread in the team: the products of one column with all others, and the largest of them. */
export function runNeighbours(task: NeighbourTask): void {
  const { byRow, byColumn, found, next } = task
  const { columns, width, ids, scores, counts } = found
  const sums = new Float32Array(columns)
  const touched = new Int32Array(columns)
  const top = new TopScores(width)
  for (let from = takeWork(next, 0, DEAL); from < columns; from = takeWork(next, 0, DEAL)) {
    for (let column = from; column < Math.min(columns, from + DEAL); column += 1) {
      if (productsOf(column, byRow, byColumn) < SPARSE * columns) offerTouched(column, byRow, byColumn, sums, touched, top)
      else offerAll(column, byRow, byColumn, sums, top)
      counts[column] = top.write(ids, scores, column * width)
    }
  }
}

function productsOf(column: number, byRow: InteractionMatrix, byColumn: InteractionMatrix): number {
  let products = 0
  for (let k = byColumn.offsets[column] as number; k < (byColumn.offsets[column + 1] as number); k += 1) {
    const row = byColumn.indices[k] as number
    products += (byRow.offsets[row + 1] as number) - (byRow.offsets[row] as number)
  }
  return products
}

function offerTouched(
  column: number,
  { offsets, indices, values }: InteractionMatrix,
  byColumn: InteractionMatrix,
  sums: Float32Array,
  touched: Int32Array,
  top: TopScores,
): void {
  let size = 0
  for (let k = byColumn.offsets[column] as number; k < (byColumn.offsets[column + 1] as number); k += 1) {
    const row = byColumn.indices[k] as number
    const weight = byColumn.values[k] as number
    const end = offsets[row + 1] as number
    for (let e = offsets[row] as number; e < end; e += 1) {
      const other = indices[e] as number
      const before = sums[other] as number
      const product = weight * (values[e] as number)
      if (before === 0 && product > 0) touched[size++] = other
      sums[other] = before + product
    }
  }
  for (let k = 0; k < size; k += 1) {
    const other = touched[k] as number
    const score = sums[other] as number
    sums[other] = 0
    if (other !== column && score > 0) top.offer(other, score)
  }
}

function offerAll(
  column: number,
  { offsets, indices, values }: InteractionMatrix,
  byColumn: InteractionMatrix,
  sums: Float32Array,
  top: TopScores,
): void {
  for (let k = byColumn.offsets[column] as number; k < (byColumn.offsets[column + 1] as number); k += 1) {
    const row = byColumn.indices[k] as number
    const weight = byColumn.values[k] as number
    const end = offsets[row + 1] as number
    for (let e = offsets[row] as number; e < end; e += 1) {
      const other = indices[e] as number
      sums[other] = (sums[other] as number) + weight * (values[e] as number)
    }
  }
  sums[column] = 0
  let least = 0
  for (let other = 0; other < sums.length; other += 1) {
    const score = sums[other] as number
    if (score > least) least = top.offer(other, score)
  }
  sums.fill(0)
}
