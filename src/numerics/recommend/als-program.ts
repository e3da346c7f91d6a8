import { GRAM_PARTS, SCRATCH_VECTORS, type AlsLayout, type SparseAddresses } from './als-memory.ts'
import { alsKernel, plainAlsKernel, type AlsKernel } from './als-kernel.ts'
import { takeWork, type Team } from '../threads/thread-team.ts'

export interface AlsTask {
  readonly memory: WebAssembly.Memory
  readonly layout: AlsLayout
  readonly iterations: number
  readonly regularization: number
  readonly alpha: number
  readonly steps: number
  readonly plain: boolean
  /** `COUNTERS` shared words, all 0. */
  readonly counters: Int32Array
}

/** Rows per batch: few enough that no thread waits long for another at the end of a round. */
const ROWS_A_DEAL = 64
/** Three counters in turn: while one hands out work, the next is reset to 0. */
export const COUNTERS = 3

/** The program of every thread in the team: rounds of customers from products, then products from customers. */
export function runAls(task: AlsTask, team: Team): void {
  const { layout, iterations, counters } = task
  const kernel = (task.plain ? null : alsKernel(task.memory)) ?? plainAlsKernel(task.memory)
  const scratch = layout.scratch + team.index * SCRATCH_VECTORS * layout.width * 4
  let phase = 0
  const deal = (size: number, step: number, work: (from: number, to: number) => void): void => {
    const word = phase % COUNTERS
    Atomics.store(counters, (phase + 1) % COUNTERS, 0)
    phase += 1
    for (let from = takeWork(counters, word, step); from < size; from = takeWork(counters, word, step))
      work(from, Math.min(size, from + step))
    team.wait()
  }
  const half = (size: number, sparse: SparseAddresses, own: number, others: number, otherSize: number): void => {
    sumGram(task, kernel, deal, others, otherSize)
    deal(size, ROWS_A_DEAL, (from, to) => {
      const { offsets, indices, values } = sparse
      const gram = layout.grams + GRAM_PARTS * layout.width * layout.width * 4
      kernel.solve(from, to, offsets, indices, values, own, others, gram, layout.width, task.steps, task.alpha, scratch)
    })
  }
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    half(layout.rows, layout.byRow, layout.rowFactors, layout.columnFactors, layout.columns)
    half(layout.columns, layout.byColumn, layout.columnFactors, layout.rowFactors, layout.rows)
  }
  // Rows once more, so that they fit the final columns.
  half(layout.rows, layout.byRow, layout.rowFactors, layout.columnFactors, layout.columns)
}

/** others' others + regularization on the diagonal, into the last of the grams. */
function sumGram(
  task: AlsTask,
  kernel: AlsKernel,
  deal: (size: number, step: number, work: (from: number, to: number) => void) => void,
  others: number,
  otherSize: number,
): void {
  const { grams, width } = task.layout
  const bytes = width * width * 4
  deal(GRAM_PARTS, 1, (part) => {
    const from = Math.floor((otherSize * part) / GRAM_PARTS)
    const to = Math.floor((otherSize * (part + 1)) / GRAM_PARTS)
    kernel.gram(grams + part * bytes, others + from * width * 4, to - from, width)
  })
  deal(1, 1, () => {
    const sum = new Float32Array(task.memory.buffer, grams + GRAM_PARTS * bytes, width * width)
    const parts = Array.from({ length: GRAM_PARTS }, (_, part) => new Float32Array(task.memory.buffer, grams + part * bytes, width * width))
    for (let k = 0; k < sum.length; k += 1) {
      let total = k % (width + 1) === 0 ? task.regularization : 0
      for (const part of parts) total += part[k] as number
      sum[k] = total
    }
  })
}
