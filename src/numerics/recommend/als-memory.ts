import type { InteractionMatrix } from './interaction-matrix.ts'

/** The memory layout, in bytes from the start. Every address is a multiple of 64. */
export interface AlsLayout {
  readonly rows: number
  readonly columns: number
  /** Numbers per vector: the factors, padded with zeros to a multiple of 16. */
  readonly width: number
  readonly byRow: SparseAddresses
  readonly byColumn: SparseAddresses
  readonly rowFactors: number
  /** Directly after the row factors. */
  readonly columnFactors: number
  /** GRAM_PARTS + 1 matrices of width x width: the parts and their sum. */
  readonly grams: number
  /** Five vectors per thread, SCRATCH_THREADS threads. */
  readonly scratch: number
}

export interface SparseAddresses {
  readonly offsets: number
  readonly indices: number
  readonly values: number
}

/** Number of parts in which rows are summed. The parts are fixed, so sums do not depend on the number of threads. */
export const GRAM_PARTS = 8
export const SCRATCH_THREADS = 64
export const SCRATCH_VECTORS = 5
const PAGE = 65_536
const MOST_PAGES = 65_536

/** One shared memory with both views of the matrix and room for the vectors. Throws a RangeError when that is more than 4 GB. */
export function alsMemory(
  byRow: InteractionMatrix,
  byColumn: InteractionMatrix,
  factors: number,
): { memory: WebAssembly.Memory; layout: AlsLayout } {
  const width = Math.ceil(factors / 16) * 16
  let end = 64
  const take = (bytes: number): number => {
    const at = end
    end += Math.ceil(bytes / 64) * 64
    return at
  }
  const sparse = (matrix: InteractionMatrix): SparseAddresses => ({
    offsets: take((matrix.rows + 1) * 4),
    indices: take(matrix.indices.length * 4),
    values: take(matrix.indices.length * 4),
  })
  const addresses = { byRow: sparse(byRow), byColumn: sparse(byColumn) }
  const rowFactors = take(byRow.rows * width * 4)
  const columnFactors = take(byRow.columns * width * 4)
  const grams = take((GRAM_PARTS + 1) * width * width * 4)
  const scratch = take(SCRATCH_THREADS * SCRATCH_VECTORS * width * 4)
  const pages = Math.ceil(end / PAGE)
  if (pages > MOST_PAGES) throw new RangeError('The interactions and vectors need more than 4 GB; take fewer factors or fewer customers.')
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  for (const [matrix, at] of [[byRow, addresses.byRow] as const, [byColumn, addresses.byColumn] as const]) {
    new Int32Array(memory.buffer, at.offsets, matrix.rows + 1).set(matrix.offsets)
    new Int32Array(memory.buffer, at.indices, matrix.indices.length).set(matrix.indices)
    new Float32Array(memory.buffer, at.values, matrix.values.length).set(matrix.values)
  }
  return { memory, layout: { rows: byRow.rows, columns: byRow.columns, width, ...addresses, rowFactors, columnFactors, grams, scratch } }
}
