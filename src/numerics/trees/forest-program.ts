import { binRows, binStride, planBinning, writeBinSources, type BinningPlan, type BinSource } from './bin-rows.ts'
import { BIN_COUNT } from './feature-binning.ts'
import { indexedRandom } from '../threads/indexed-random.ts'
import { memoryPlan } from '../threads/memory-plan.ts'
import { sidesOfBin } from './split-search.ts'
import type { Team } from '../threads/thread-team.ts'
import { FEATURE_BYTES } from './tree-growth.ts'
import type { KernelMemory } from '../threads/kernel-memory.ts'
import { kernelOf, type TreeKernel } from './tree-kernel.ts'

export interface ForestPlan {
  readonly trees: number
  readonly maxDepth: number
  /** Smallest weight of a leaf. */
  readonly minLeaf: number
  readonly featuresPerNode: number
  readonly capacity: number
  readonly binning: BinningPlan
  readonly weighted: boolean
  /** The first four are shared, the others one per thread. */
  readonly places: Readonly<
    Record<
      'labels' | 'weights' | 'header' | 'sizes' | 'pairs' | 'first' | 'second' | 'scratch' | 'sides' | 'histogram' | 'columns' | 'out',
      number
    >
  >
  readonly histogramBytes: number
  readonly pairBytes: number
  readonly rowBytes: number
  readonly columnBytes: number
  readonly bytes: number
}

/** One grown tree by columns of bins, as it is sent from a helper. `column` is -1 for a leaf. */
export interface ForestTree extends Readonly<Record<string, unknown>> {
  readonly index: number
  readonly column: Int32Array
  readonly bin: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly missingLeft: Uint8Array
  readonly value: Float64Array
  readonly cover: Float64Array
  readonly gain: Float64Array
}

export interface ForestLead {
  readonly labels: ArrayLike<number>
  readonly weights?: ArrayLike<number> | undefined
  readonly seed: number
  readonly sources: () => readonly BinSource[]
  readonly sizes: () => ArrayLike<number>
  readonly grown: (tree: ForestTree) => void
}

/** Nodes with more rows are searched by histogram, smaller ones directly from their rows. */
const SPARSE_UP_TO = 1024
const SCRATCH = 20_480
const OUT = 64

export function planForest(
  rowCount: number,
  capacity: number,
  threads: number,
  weighted: boolean,
  shape: Pick<ForestPlan, 'trees' | 'maxDepth' | 'minLeaf' | 'featuresPerNode'>,
): ForestPlan {
  const plan = memoryPlan()
  const binning = planBinning(plan, rowCount, capacity, threads, rowCount * binStride(capacity) + 64)
  const histogramBytes = Math.max(2 * FEATURE_BYTES, binStride(shape.featuresPerNode) * FEATURE_BYTES)
  const pairBytes = Math.ceil(rowCount / 8) * 64
  const rowBytes = Math.ceil(rowCount / 16) * 64
  const columnBytes = binStride(capacity) * 4 + 64
  const places = {
    labels: plan.take(rowCount, 1),
    weights: weighted ? plan.take(rowCount, 8) : 0,
    header: plan.take(2, 8),
    sizes: plan.take(capacity, 4),
    pairs: plan.take(threads, pairBytes),
    first: plan.take(threads, rowBytes),
    second: plan.take(threads, rowBytes),
    scratch: plan.take(threads, SCRATCH),
    sides: plan.take(threads, BIN_COUNT),
    histogram: plan.take(threads, histogramBytes),
    columns: plan.take(threads, columnBytes),
    out: plan.take(threads, OUT),
  }
  return { ...shape, capacity, binning, weighted, places, histogramBytes, pairBytes, rowBytes, columnBytes, bytes: plan.bytes() }
}

/** Grows whole trees on one thread of the team, each thread taking the next when free; thread 0 has the `lead`. */
export function runForest(memory: KernelMemory, team: Team, plan: ForestPlan, lead?: ForestLead): void {
  const kernel = kernelOf(memory)
  const { buffer } = memory
  const { binning, places } = plan
  const header = new Int32Array(buffer, places.header, 2)
  if (lead !== undefined) {
    writeBinSources(memory, binning, lead.sources())
    new Uint8Array(buffer, places.labels, binning.rowCount).set(lead.labels)
    if (lead.weights !== undefined) new Float64Array(buffer, places.weights, binning.rowCount).set(lead.weights)
    new Uint32Array(buffer, places.sizes, plan.capacity).set(lead.sizes())
    header[1] = lead.seed
  }
  team.wait()
  binRows(memory, kernel, team, binning, 0, binning.rowCount, lead?.sources())
  const trees = new Uint32Array(buffer, binning.shape, 1)[0] === 0 ? 0 : plan.trees
  for (let index = Atomics.add(header, 0, 1); index < trees; index = Atomics.add(header, 0, 1)) {
    const tree = growForestTree(kernel, buffer, team.index, plan, index, header[1] as number)
    if (lead === undefined) team.send(tree)
    else lead.grown(tree)
  }
  team.wait()
  if (lead !== undefined) for (const message of team.received()) lead.grown(message as ForestTree)
}

interface Pending {
  readonly id: number
  readonly depth: number
  readonly start: number
  readonly count: number
  /** Sums of w·y and w. */
  readonly gradient: number
  readonly hessian: number
}

function growForestTree(
  kernel: TreeKernel,
  buffer: ArrayBuffer | SharedArrayBuffer,
  thread: number,
  plan: ForestPlan,
  index: number,
  seed: number,
): ForestTree {
  const { places, binning } = plan
  const [columnCount, stride] = new Uint32Array(buffer, binning.shape, 2) as unknown as [number, number]
  const pairs = places.pairs + thread * plan.pairBytes
  const lists = [places.first + thread * plan.rowBytes, places.second + thread * plan.rowBytes] as const
  const scratch = places.scratch + thread * SCRATCH
  const sides = places.sides + thread * BIN_COUNT
  const histogram = places.histogram + thread * plan.histogramBytes
  const columnsAt = places.columns + thread * plan.columnBytes
  const out = places.out + thread * OUT
  const found = new Float64Array(buffer, out, 6)
  const sideBytes = new Uint8Array(buffer, sides, BIN_COUNT)
  const columns = new Uint32Array(buffer, columnsAt, plan.columnBytes / 4)
  const sizes = new Uint32Array(buffer, places.sizes, plan.capacity)
  const random = indexedRandom(seed, index)
  const sample = drawRows(buffer, plan, pairs, lists[0], random)
  const least = Math.max(plan.minLeaf, Number.MIN_VALUE)
  const perNode = Math.min(plan.featuresPerNode, columnCount)
  for (let j = 0; j < columnCount; j += 1) columns[j] = j
  kernel.zero(histogram, plan.histogramBytes)

  const column: number[] = []
  const bin: number[] = []
  const left: number[] = []
  const right: number[] = []
  const missingLeft: number[] = []
  const value: number[] = []
  const cover: number[] = []
  const gain: number[] = []
  const addNode = (gradient: number, hessian: number): number => {
    column.push(-1)
    bin.push(0)
    left.push(-1)
    right.push(-1)
    missingLeft.push(0)
    value.push(hessian > 0 ? Math.min(1, Math.max(0, gradient / hessian)) : 0)
    cover.push(hessian)
    gain.push(0)
    return column.length - 1
  }

  /** Searches columns [from, to) of the shuffled list; whether one beats `toBeat`, with its column then in the sixth place of `found`. */
  const search = (node: Pending, rows: number, from: number, to: number, toBeat: number): boolean => {
    const { count, gradient, hessian } = node
    const at = columnsAt + 4 * from
    if (count <= SPARSE_UP_TO) {
      const score = kernel.bestSparseSplit(
        rows,
        count,
        binning.bins,
        stride,
        pairs,
        histogram,
        scratch,
        at,
        to - from,
        gradient,
        hessian,
        least,
        toBeat,
        out,
      )
      if (!(score > toBeat)) return false
      found[5] = columns[from + (found[5] as number)] as number
      return true
    }
    const blocks = Math.ceil((to - from) / 4)
    kernel.zero(histogram, blocks * 4 * FEATURE_BYTES)
    kernel.histogramColumns(rows, count, binning.bins, stride, pairs, histogram, blocks, scratch, at)
    let best = toBeat
    for (let k = from; k < to; k += 1) {
      const j = columns[k] as number
      const sums = histogram + (k - from) * FEATURE_BYTES
      const score = kernel.bestNumericSplit(sums, sizes[j] as number, gradient, hessian, 0, least, best, out)
      if (score > best) {
        best = score
        found[5] = j
      }
    }
    kernel.zero(histogram, blocks * 4 * FEATURE_BYTES)
    return best > toBeat
  }

  /** Draws columns without repetition, `perNode` at a time, until a split helps or none remain. */
  const findSplit = (node: Pending, rows: number, toBeat: number): boolean => {
    for (let from = 0; from < columnCount; from += perNode) {
      const to = Math.min(columnCount, from + perNode)
      for (let k = from; k < to; k += 1) {
        const other = k + Math.floor(random() * (columnCount - k))
        const held = columns[k] as number
        columns[k] = columns[other] as number
        columns[other] = held
      }
      if (search(node, rows, from, to, toBeat)) return true
    }
    return false
  }

  const root = { id: addNode(sample.gradient, sample.hessian), depth: 0, start: 0, ...sample }
  const pending: Pending[] = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { gradient, hessian, depth, start, count } = node
    const pure = !(gradient > 0 && gradient < hessian)
    if (pure || depth >= plan.maxDepth || hessian < 2 * least || count < 2) continue
    const rows = (lists[depth & 1] as number) + 4 * start
    const score = (gradient * gradient) / hessian
    if (!findSplit(node, rows, score * (1 + 1e-12))) continue
    const [best, cut, side, leftGradient, leftHessian, j] = found as unknown as [number, number, number, number, number, number]
    sideBytes.set(sidesOfBin(cut, side === 1))
    const leftCount = kernel.partition(rows, count, binning.bins + j, stride, sides, (lists[(depth + 1) & 1] as number) + 4 * start)
    column[node.id] = j
    bin[node.id] = cut
    missingLeft[node.id] = side
    gain[node.id] = best - score
    const leftSums = { gradient: leftGradient, hessian: leftHessian }
    const rightSums = { gradient: gradient - leftGradient, hessian: hessian - leftHessian }
    const leftId = addNode(leftSums.gradient, leftSums.hessian)
    const rightId = addNode(rightSums.gradient, rightSums.hessian)
    left[node.id] = leftId
    right[node.id] = rightId
    pending.push({ id: rightId, depth: depth + 1, start: start + leftCount, count: count - leftCount, ...rightSums })
    pending.push({ id: leftId, depth: depth + 1, start, count: leftCount, ...leftSums })
  }
  return {
    index,
    column: Int32Array.from(column),
    bin: Uint8Array.from(bin),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    missingLeft: Uint8Array.from(missingLeft),
    value: Float64Array.from(value),
    cover: Float64Array.from(cover),
    gain: Float64Array.from(gain),
  }
}

/** Draws as many rows as there are, with replacement; lists those drawn and writes their pairs (w·y, w), w = times drawn · weight. */
function drawRows(
  buffer: ArrayBuffer | SharedArrayBuffer,
  plan: ForestPlan,
  pairs: number,
  list: number,
  random: () => number,
): { count: number; gradient: number; hessian: number } {
  const n = plan.binning.rowCount
  const labels = new Uint8Array(buffer, plan.places.labels, n)
  const weights = plan.weighted ? new Float64Array(buffer, plan.places.weights, n) : undefined
  const rows = new Uint32Array(buffer, list, n)
  const pairOf = new Float32Array(buffer, pairs, 2 * n)
  const times = new Uint16Array(n)
  for (let k = 0; k < n; k += 1) {
    const row = Math.floor(random() * n)
    times[row] = (times[row] as number) + 1
  }
  let count = 0
  let gradient = 0
  let hessian = 0
  for (let row = 0; row < n; row += 1) {
    const weight = Math.fround((times[row] as number) * (weights === undefined ? 1 : (weights[row] as number)))
    if (weight === 0) continue
    rows[count] = row
    count += 1
    pairOf[2 * row] = labels[row] === 1 ? weight : 0
    pairOf[2 * row + 1] = weight
    gradient += labels[row] === 1 ? weight : 0
    hessian += weight
  }
  return { count, gradient, hessian }
}
