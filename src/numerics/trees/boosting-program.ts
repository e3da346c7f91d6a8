import { binRows, binStride, planBinning, writeBinSources, type BinningPlan, type BinSource } from './bin-rows.ts'
import { memoryPlan, partOf } from '../threads/memory-plan.ts'
import type { Team } from '../threads/thread-team.ts'
import { FEATURE_BYTES, foundBytes, growTree, type GrowthOptions, type GrowthPlaces, type GrownTree } from './tree-growth.ts'
import type { KernelMemory } from '../threads/kernel-memory.ts'
import { kernelOf, type TreeKernel } from './tree-kernel.ts'

export type Loss = 'logistic' | 'squared'

export interface BoostingPlan {
  readonly loss: Loss
  readonly rowSample: number
  readonly options: GrowthOptions
  readonly capacity: number
  readonly binning: BinningPlan
  readonly weighted: boolean
  readonly places: Readonly<Record<(typeof PLACES)[number], number>> & Pick<GrowthPlaces, 'slotBytes' | 'partialsPerThread'>
  readonly bytes: number
}

const PLACES = [
  'margins',
  'labels',
  'weights',
  'pairs',
  'rows',
  'first',
  'second',
  'scratch',
  'sides',
  'slots',
  'partials',
  'found',
  'totals',
  'columns',
  'sizes',
  'categorical',
  'directions',
  'header',
] as const

/** Positions of the numbers with which thread 0 controls the others: whether to end, the seed of the row sample, columns of the tree, resolutions. */
const [END, SEED, COLUMNS, ROUNDER, WEIGHT_ROUNDER, FLOOR] = [0, 1, 2, 3, 4, 5]
const HEADER = 8
/** Maximum bytes of bins also kept by column; beyond that the memory is not worth the time saved. */
const COLUMNS_UP_TO = 2 ** 30

/** The inputs of thread 0: the data and the decisions between trees. */
export interface BoostingLead {
  readonly bias: number
  readonly labels: ArrayLike<number>
  readonly weights?: ArrayLike<number> | undefined
  /** Called once, first; may take long, because the helpers start meanwhile. */
  readonly sources: () => readonly BinSource[]
  readonly sizes: () => ArrayLike<number>
  readonly categorical: () => ArrayLike<number>
  readonly directions: () => ArrayLike<number>
  /** Seed and columns (all when undefined) of the next tree; undefined to end. */
  readonly next: () => { readonly seed: number; readonly columns: readonly number[] | undefined } | undefined
  /** Undefined when the sample of rows was empty. */
  readonly grown: (tree: GrownTree | undefined) => void
}

export function planBoosting(
  rowCount: number,
  capacity: number,
  threads: number,
  loss: Loss,
  weighted: boolean,
  rowSample: number,
  options: GrowthOptions,
): BoostingPlan {
  const plan = memoryPlan()
  const stride = binStride(capacity)
  const rows = rowCount + 16
  const slotBytes = stride * FEATURE_BYTES
  const levelNodes = Math.max(1, Math.min(2 ** (options.maxDepth - 1), rowCount))
  const partialsPerThread = Math.max(1, levelNodes >> 1)
  const binning = planBinning(plan, rowCount, capacity, threads, rowCount * stride + 64, rowCount * stride < COLUMNS_UP_TO)
  const places = {
    slotBytes,
    partialsPerThread,
    margins: plan.take(rows, 8),
    labels: plan.take(rows, 8),
    weights: weighted ? plan.take(rows, 8) : 0,
    pairs: plan.take(rows, 8),
    rows: plan.take(rows, 4),
    first: plan.take(rows, 4),
    second: plan.take(rows, 4),
    scratch: plan.take(threads, 20_480),
    sides: plan.take(threads, 256),
    totals: plan.take(threads, 16),
    columns: plan.take(stride, 4),
    sizes: plan.take(capacity, 4),
    categorical: plan.take(capacity, 1),
    directions: plan.take(capacity, 1),
    header: plan.take(HEADER, 8),
    found: plan.take(foundBytes(levelNodes, threads), 1),
    slots: plan.take(levelNodes, slotBytes),
    partials: plan.take((threads - 1) * partialsPerThread, slotBytes),
  }
  return { loss, rowSample, options, capacity, binning, weighted, places, bytes: plan.bytes() }
}

/**
 * Boosts on one thread of the team; thread 0 has the `lead`. All threads run the same program and synchronise only for binning and twice
 * per tree level.
 */
export function runBoosting(memory: KernelMemory, team: Team, plan: BoostingPlan, lead?: BoostingLead): void {
  const kernel = kernelOf(memory)
  const { buffer } = memory
  const { places, binning } = plan
  const header = new Float64Array(buffer, places.header, HEADER)
  if (lead !== undefined) prepare(memory, plan, lead)
  team.wait()
  binRows(memory, kernel, team, binning, 0, binning.rowCount, lead?.sources())
  const [columnCount, stride] = new Uint32Array(buffer, binning.shape, 2) as unknown as [number, number]
  const kinds = {
    sizes: new Uint32Array(buffer, places.sizes, plan.capacity),
    categorical: new Uint8Array(buffer, places.categorical, plan.capacity),
    directions: new Int8Array(buffer, places.directions, plan.capacity),
  }
  const [from, to] = partOf(binning.rowCount, team.index, team.size)
  const growth: GrowthPlaces = {
    ...places,
    bins: binning.bins,
    columnBins: binning.columnBins,
    columnBytes: binning.columnBytes,
    stride,
    rows: places.rows + 4 * from,
    buffers: [places.first + 4 * from, places.second + 4 * from],
    scratch: places.scratch + 20_480 * team.index,
    sides: places.sides + 256 * team.index,
  }
  const rows = new Uint32Array(buffer, growth.rows, to - from)
  const chosen = new Uint32Array(buffer, places.columns, binStride(plan.capacity))
  for (let i = from; i < to; i += 1) rows[i - from] = i
  let sample = { count: to - from, outCount: 0 }
  for (;;) {
    const next = lead?.next()
    if (lead !== undefined) steer(header, chosen, next)
    team.wait()
    if (header[END] === 1) return
    makePairs(kernel, team, plan, header, from, to)
    if (plan.rowSample < 1) sample = sampleRows(rows, from, header[SEED] as number, plan.rowSample)
    const count = header[COLUMNS] as number
    const columns = count === 0 ? undefined : Array.from(chosen.subarray(0, count))
    const tree = growTree(kernel, buffer, team, growth, columns, columnCount, kinds, sample, plan.options)
    lead?.grown(tree)
  }
}

function prepare(memory: KernelMemory, plan: BoostingPlan, lead: BoostingLead): void {
  const { buffer } = memory
  const { places, binning, capacity } = plan
  const { rowCount } = binning
  new Float64Array(buffer, places.margins, rowCount + 1).fill(lead.bias)
  new Float64Array(buffer, places.labels, rowCount).set(lead.labels)
  if (lead.weights !== undefined) new Float64Array(buffer, places.weights, rowCount).set(lead.weights)
  writeBinSources(memory, binning, lead.sources())
  new Uint32Array(buffer, places.sizes, capacity).set(lead.sizes())
  new Uint8Array(buffer, places.categorical, capacity).set(lead.categorical())
  new Int8Array(buffer, places.directions, capacity).set(lead.directions())
  let heaviest = 1
  if (lead.weights !== undefined) {
    heaviest = 0
    for (let i = 0; i < rowCount; i += 1) heaviest = Math.max(heaviest, lead.weights[i] as number)
  }
  const header = new Float64Array(buffer, places.header, HEADER)
  const resolution = resolutionOf(heaviest, rowCount)
  header[ROUNDER] = rounderOf(resolution)
  header[WEIGHT_ROUNDER] = rounderOf(resolution)
  header[FLOOR] = resolution
}

function steer(header: Float64Array, chosen: Uint32Array, next: ReturnType<BoostingLead['next']>): void {
  header[END] = next === undefined ? 1 : 0
  header[SEED] = next?.seed ?? 0
  header[COLUMNS] = next?.columns?.length ?? 0
  if (next?.columns === undefined) return
  chosen.fill(next.columns[0] as number)
  chosen.set(next.columns)
}

/**
 * The resolution at which sums of `count` numbers up to `largest` are exact in 64 bits in any order, so that threads,
 * histogram subtraction and both kernels give the same trees to the last bit.
 */
export function resolutionOf(largest: number, count: number): number {
  return 2 ** (Math.max(-900, Math.ceil(Math.log2(Math.max(largest * Math.max(count, 2), 1e-290)))) - 51)
}

/** x + r - r rounds x to a multiple of the resolution, as 1.5 · 2^52 does to whole numbers. */
export function rounderOf(resolution: number): number {
  return 1.5 * 2 ** 52 * resolution
}

function makePairs(kernel: TreeKernel, team: Team, plan: BoostingPlan, header: Float64Array, from: number, to: number): void {
  const { margins, labels, weights, pairs } = plan.places
  const [rounder, floor] = [header[ROUNDER] as number, header[FLOOR] as number]
  if (plan.loss === 'logistic') {
    kernel.logisticPairs(from, to, margins, labels, weights, pairs, rounder, floor)
    return
  }
  // The bound of the residuals is not known beforehand: all threads first determine the largest. Totals are unused at this point.
  const largest = new Float64Array(header.buffer, plan.places.totals, 2 * team.size)
  largest[2 * team.index] = kernel.largestResidual(from, to, margins, labels, weights)
  team.wait()
  let most = 0
  for (let thread = 0; thread < team.size; thread += 1) most = Math.max(most, largest[2 * thread] as number)
  team.wait()
  const own = rounderOf(resolutionOf(most, plan.binning.rowCount))
  kernel.squaredPairs(from, to, margins, labels, weights, pairs, own, header[WEIGHT_ROUNDER] as number)
}

/** Puts the rows of the sample first (ascending), the others behind. A row is drawn by a hash of its number, so that the number of threads doesn't matter. */
function sampleRows(rows: Uint32Array, from: number, seed: number, share: number): { count: number; outCount: number } {
  const most = share * 4_294_967_296
  let count = 0
  let out = rows.length
  for (let i = 0; i < rows.length; i += 1) {
    let hash = Math.imul(from + i + 1, 0x9e37_79b1) ^ seed
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
    if ((hash ^ (hash >>> 16)) >>> 0 < most) {
      rows[count] = from + i
      count += 1
    } else {
      out -= 1
      rows[out] = from + i
    }
  }
  return { count, outCount: rows.length - count }
}
