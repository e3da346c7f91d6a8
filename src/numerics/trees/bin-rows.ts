import type { FeatureColumn } from '../table/feature-table.ts'
import type { Team } from '../threads/thread-team.ts'
import type { KernelMemory } from '../threads/kernel-memory.ts'
import type { TreeKernel } from './tree-kernel.ts'
import type { memoryPlan } from '../threads/memory-plan.ts'

/** Maximum rows that one thread bins between two waits, and the maximum bytes of their raw values. */
const [MOST_ROWS, MOST_BYTES] = [8192, 2 ** 22]
const CUTS = 255
const [FLOATS, DOUBLES, CODES] = [0, 1, 2]

/** Layout of the staging areas: raw values enter the shared memory chunk by chunk, so that the table is never held twice. */
export interface BinningPlan {
  readonly rowCount: number
  readonly capacity: number
  /** Rows that one thread bins between two waits. */
  readonly round: number
  /** Rows of bins. */
  readonly bins: number
  /** The same column by column, `columnBytes` apart, for readers of one column at a time; 0 for none. */
  readonly columnBins: number
  readonly columnBytes: number
  readonly cuts: number
  /** Kind of each column, one byte each. */
  readonly kinds: number
  readonly staging: number
  readonly stagingBytes: number
  /** Two unsigned 32-bit numbers: columns in use, bytes a row of bins. */
  readonly shape: number
}

/** One column of bins to make: from values by cuts, or from codes by a function that gives the bin. */
export interface BinSource {
  readonly column: FeatureColumn
  readonly cuts?: ArrayLike<number>
  readonly binOf?: (value: number) => number
}

/** Places for up to `capacity` columns, with `binBytes` for rows of bins. */
export function planBinning(
  plan: ReturnType<typeof memoryPlan>,
  rowCount: number,
  capacity: number,
  threads: number,
  binBytes: number,
  withColumns = false,
): BinningPlan {
  const round = binRound(capacity)
  const stagingBytes = capacity * round * 8
  const columnBytes = Math.ceil(rowCount / 64) * 64
  return {
    rowCount,
    capacity,
    round,
    bins: plan.take(binBytes, 1),
    columnBins: withColumns ? plan.take(binStride(capacity), columnBytes) : 0,
    columnBytes,
    cuts: plan.take(capacity * CUTS, 8),
    kinds: plan.take(capacity, 1),
    staging: plan.take(stagingBytes, threads),
    stagingBytes,
    shape: plan.take(2, 4),
  }
}

/** Rows per thread and turn: many, so that threads seldom wait for each other, but fewer for a wider table. */
export function binRound(capacity: number): number {
  return Math.max(64, Math.min(MOST_ROWS, Math.floor(MOST_BYTES / (8 * capacity) / 64) * 64))
}

export function binStride(columns: number): number {
  return Math.ceil(columns / 4) * 4
}

/** Writes cuts and kinds, on thread 0 before the team bins. */
export function writeBinSources({ buffer }: KernelMemory, plan: BinningPlan, sources: readonly BinSource[]): void {
  new Uint32Array(buffer, plan.shape, 2).set([sources.length, binStride(sources.length)])
  const cuts = new Float64Array(buffer, plan.cuts, plan.capacity * CUTS).fill(Number.POSITIVE_INFINITY)
  const kinds = new Uint8Array(buffer, plan.kinds, plan.capacity)
  sources.forEach((source, j) => {
    kinds[j] = source.binOf !== undefined ? CODES : source.column instanceof Float32Array ? FLOATS : DOUBLES
    if (source.cuts !== undefined) cuts.set(source.cuts, j * CUTS)
  })
}

/**
 * Bins rows [from, to) on all threads of the team: thread 0, which alone has the `sources`, copies a chunk for each thread into the shared
 * memory, then each bins its own. All threads must call it. Row i of the bins is row from + i of the table.
 */
export function binRows(
  memory: KernelMemory,
  kernel: TreeKernel,
  team: Team,
  plan: BinningPlan,
  from: number,
  to: number,
  sources?: readonly BinSource[],
): void {
  const { buffer } = memory
  const [columns, stride] = new Uint32Array(buffer, plan.shape, 2) as unknown as [number, number]
  const kinds = new Uint8Array(buffer, plan.kinds, plan.capacity)
  const bytes = new Uint8Array(buffer)
  const { round } = plan
  for (let start = from; start < to; start += round * team.size) {
    if (sources !== undefined) {
      for (let thread = 0; thread < team.size; thread += 1) {
        const first = start + thread * round
        if (first < to) stage(buffer, plan.staging + thread * plan.stagingBytes, round, sources, first, Math.min(to, first + round))
      }
    }
    team.wait()
    const first = start + team.index * round
    const count = Math.min(to - first, round)
    const rows = plan.bins + (first - from) * stride
    const byColumn = plan.columnBins > 0 && count > 0
    for (let j = 0; j < columns && count > 0; j += 1) {
      const values = plan.staging + team.index * plan.stagingBytes + j * round * 8
      const cuts = plan.cuts + j * CUTS * 8
      const [into, step] = byColumn ? [plan.columnBins + j * plan.columnBytes + first, 1] : [rows + j, stride]
      if (kinds[j] === FLOATS) kernel.binFloats(values, count, cuts, into, step)
      else if (kinds[j] === DOUBLES) kernel.binDoubles(values, count, cuts, into, step)
      else for (let i = 0; i < count; i += 1) bytes[into + i * step] = bytes[values + i] as number
    }
    for (let j = 0; j < columns && byColumn; j += 4) {
      kernel.interleave(plan.columnBins + j * plan.columnBytes + first, plan.columnBytes, count, rows + j, stride)
    }
    team.wait()
  }
}

function stage(
  buffer: ArrayBuffer | SharedArrayBuffer,
  staging: number,
  round: number,
  sources: readonly BinSource[],
  from: number,
  to: number,
): void {
  sources.forEach(({ column, binOf }, j) => {
    const place = staging + j * round * 8
    if (binOf !== undefined) {
      const bins = new Uint8Array(buffer, place, to - from)
      for (let i = from; i < to; i += 1) bins[i - from] = binOf(column[i] as number)
    } else if (column instanceof Float32Array) new Float32Array(buffer, place, to - from).set(column.subarray(from, to))
    else new Float64Array(buffer, place, to - from).set(column.subarray(from, to))
  })
}
