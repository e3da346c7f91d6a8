import { BIN_COUNT } from './feature-binning.ts'
import { bestBoundedSplit, bestCategoricalSplit, leafScore, leafValue, sidesOfBin, type FoundSplit, type NodeSums } from './split-search.ts'
import type { Team } from '../threads/thread-team.ts'
import type { TreeKernel } from './tree-kernel.ts'

export const FEATURE_BYTES = BIN_COUNT * 16
const BLOCK_BYTES = 4 * FEATURE_BYTES
/** Bytes of one thread's result for one node: score, bin, missing left, left sums, column, whether by sides, and the sides. */
const FOUND_BYTES = 64 + BIN_COUNT
const [SCORE, BIN, MISSING_LEFT, GRADIENT, HESSIAN, COLUMN, BY_SIDES] = [0, 1, 2, 3, 4, 5, 6]

export interface GrowthOptions {
  readonly maxDepth: number
  /** Smallest summed hessian of a child. */
  readonly minChildWeight: number
  /** L2 penalty on leaf values. */
  readonly lambda: number
  /** Smallest gain of a split. */
  readonly gamma: number
  /** Multiplies the leaf values. */
  readonly learningRate: number
  readonly smoothing: number
  readonly penalty: number
}

/** Positions used during growth in the shared memory; those marked "own" differ by thread. */
export interface GrowthPlaces {
  readonly bins: number
  readonly stride: number
  /** Bins by column: a split reads one bin of each row, and 64 of a column share the cache line that one row of bins fills. 0 when there are none. */
  readonly columnBins: number
  readonly columnBytes: number
  readonly pairs: number
  readonly margins: number
  /** Own: the rows of this thread, which is the first list of the root; then two buffers that levels take turns to use. */
  readonly rows: number
  readonly buffers: readonly [number, number]
  readonly scratch: number
  readonly sides: number
  /** Histograms of a level, `slotBytes` each, and those of the other threads, for the first to add up. */
  readonly slots: number
  readonly slotBytes: number
  readonly partials: number
  readonly partialsPerThread: number
  /** Result of each thread for each node of a level. */
  readonly found: number
  /** Sums of each thread's rows: two 64-bit numbers per thread. */
  readonly totals: number
  /** Columns of bins that this tree may use, unsigned 32-bit, filled up to a multiple of four with the first. */
  readonly columns: number
}

export interface ColumnKinds {
  /** Cuts of each numeric column; for a categorical one, how many bins it uses. */
  readonly sizes: ArrayLike<number>
  /** 1 for categorical. */
  readonly categorical: ArrayLike<number>
  /** -1, 0 or 1. */
  readonly directions: ArrayLike<number>
}

/** Nodes of a grown tree, by number. `column` is -1 for a leaf. */
export interface GrownTree {
  readonly column: number[]
  readonly bin: number[]
  /** Sides of each bin, for a split that is not by one bin. */
  readonly sides: (Uint8Array | undefined)[]
  readonly left: number[]
  readonly right: number[]
  readonly missingLeft: boolean[]
  readonly value: number[]
  readonly cover: number[]
  readonly gain: number[]
}

interface OpenNode extends NodeSums {
  readonly id: number
  /** The node's range in the thread's lists: rows of the sample, and rows outside it, which only need margins. */
  readonly start: number
  readonly count: number
  readonly outStart: number
  readonly outCount: number
  readonly slot: number
}

/** A node whose histogram this level computes, and its sibling, which gets the parent's minus that. */
interface Pair {
  readonly small: number
  readonly large: number
}

export function foundBytes(nodes: number, threads: number): number {
  return nodes * threads * FOUND_BYTES
}

/**
 * Grows one tree on all threads of the team, level by level, and adds its values to the margins. Each thread keeps its own rows in lists by
 * node; histograms of the lighter children are built by row on all threads, added up and searched by feature, so two waits per level suffice. All
 * threads build the same tree. Returns undefined when the sample is empty.
 * Sources: Chen & Guestrin, XGBoost, KDD 2016, equations 6-7 and algorithm 3; Ke et al., LightGBM, NIPS 2017 (histogram subtraction).
 */
export function growTree(
  kernel: TreeKernel,
  buffer: ArrayBuffer | SharedArrayBuffer,
  team: Team,
  places: GrowthPlaces,
  columns: readonly number[] | undefined,
  columnCount: number,
  kinds: ColumnKinds,
  sample: { readonly count: number; readonly outCount: number },
  options: GrowthOptions,
): GrownTree | undefined {
  const { bins, stride, margins, slotBytes } = places
  const { lambda } = options
  const byColumn = places.columnBins > 0
  const step = byColumn ? 1 : stride
  const f64 = new Float64Array(buffer, 0, buffer.byteLength >>> 3)
  const sideBytes = new Uint8Array(buffer, places.sides, BIN_COUNT)
  const used = columns?.length ?? columnCount
  const blocks = Math.ceil(used / 4)
  const least = options.minChildWeight > 0 ? options.minChildWeight : Number.MIN_VALUE
  const bounded = Array.from({ length: columnCount }, (_, j) => kinds.directions[j] as number).some((direction) => direction !== 0)
  const tree: GrownTree = { column: [], bin: [], sides: [], left: [], right: [], missingLeft: [], value: [], cover: [], gain: [] }

  const addNode = (sums: NodeSums): number => {
    tree.column.push(-1)
    tree.bin.push(0)
    tree.sides.push(undefined)
    tree.left.push(-1)
    tree.right.push(-1)
    tree.missingLeft.push(false)
    tree.value.push(leafValue(sums, lambda) * options.learningRate)
    tree.cover.push(sums.hessian)
    tree.gain.push(0)
    return tree.column.length - 1
  }
  const slotAt = (slot: number): number => places.slots + slot * slotBytes
  const partialAt = (thread: number, k: number): number => places.partials + ((thread - 1) * places.partialsPerThread + k) * slotBytes
  const foundAt = (node: number, thread: number): number => places.found + (node * team.size + thread) * FOUND_BYTES
  const rowsAt = (depth: number, start: number): number => (depth === 0 ? places.rows : places.buffers[depth & 1 ? 0 : 1]) + 4 * start

  const makeHistogram = (node: OpenNode, k: number, depth: number): void => {
    const to = team.index === 0 ? slotAt(node.slot) : partialAt(team.index, k)
    kernel.zero(to, blocks * BLOCK_BYTES)
    const rows = rowsAt(depth, node.start)
    if (columns === undefined) kernel.histogramBlocks(rows, node.count, bins, stride, places.pairs, to, blocks, places.scratch)
    else kernel.histogramColumns(rows, node.count, bins, stride, places.pairs, to, blocks, places.scratch, places.columns)
  }

  /** Adds up, subtracts and searches this thread's share of the features. */
  const search = (level: readonly OpenNode[], pairs: readonly Pair[]): void => {
    for (let node = 0; node < level.length; node += 1) f64[foundAt(node, team.index) / 8] = Number.NEGATIVE_INFINITY
    pairs.forEach(({ small, large }, k) => {
      const slot = slotAt((level[small] as OpenNode).slot)
      const sibling = level[large]
      for (let block = team.index; block < blocks; block += team.size) {
        const at = block * BLOCK_BYTES
        for (let thread = 1; thread < team.size; thread += 1) kernel.addHistogram(slot + at, partialAt(thread, k) + at, BLOCK_BYTES)
        if (sibling !== undefined) kernel.subtractHistogram(slotAt(sibling.slot) + at, slot + at, BLOCK_BYTES)
        for (let place = 4 * block; place < Math.min(used, 4 * block + 4); place += 1) {
          searchColumn(level[small] as OpenNode, small, place)
          if (sibling !== undefined) searchColumn(sibling, large, place)
        }
      }
    })
  }

  const searchColumn = (node: OpenNode, index: number, place: number): void => {
    const column = columns === undefined ? place : (columns[place] as number)
    const size = kinds.sizes[column] as number
    const found = foundAt(index, team.index)
    const histogram = slotAt(node.slot) + place * FEATURE_BYTES
    const toBeat = Math.max(f64[found / 8] as number, scoreToBeat(node))
    if (kinds.categorical[column] !== 1 && !bounded) {
      const score = kernel.bestNumericSplit(histogram, size, node.gradient, node.hessian, lambda, least, toBeat, found)
      if (score > toBeat) {
        f64[found / 8 + COLUMN] = column
        f64[found / 8 + BY_SIDES] = 0
      }
      return
    }
    const sums = f64.subarray(histogram / 8, histogram / 8 + 2 * BIN_COUNT)
    const split =
      kinds.categorical[column] === 1
        ? bestCategoricalSplit(sums, size, node, lambda, least, toBeat, options)
        : bestBoundedSplit(sums, size, node, kinds.directions[column] as number, lambda, least, toBeat)
    if (split === undefined) return
    f64.set([split.score, split.goesLeft.lastIndexOf(1, 254), split.missingLeft ? 1 : 0, split.leftGradient, split.leftHessian], found / 8)
    f64.set([column, kinds.categorical[column] === 1 ? 1 : 0], found / 8 + COLUMN)
    new Uint8Array(buffer, found + 64, BIN_COUNT).set(split.goesLeft)
  }

  // A gain below rounding noise is no gain: without this floor a pure node would split on 1e-17.
  const scoreToBeat = (node: NodeSums): number => {
    const parent = leafScore(node, lambda)
    return parent + 2 * Math.max(options.gamma, 1e-9) + 1e-12 * Math.abs(parent)
  }

  /** The best result of all threads; the first column in case of ties. */
  const bestOf = (
    index: number,
  ): (FoundSplit & { readonly column: number; readonly bin: number; readonly bySides: boolean }) | undefined => {
    let best = -1
    for (let thread = 0; thread < team.size; thread += 1) {
      const at = foundAt(index, thread) / 8
      const [score, column] = [f64[at + SCORE] as number, f64[at + COLUMN] as number]
      if (score === Number.NEGATIVE_INFINITY) continue
      if (best < 0 || score > (f64[best + SCORE] as number)) best = at
      else if (score === f64[best + SCORE] && column < (f64[best + COLUMN] as number)) best = at
    }
    if (best < 0) return undefined
    const missingLeft = f64[best + MISSING_LEFT] === 1
    const bin = f64[best + BIN] as number
    const bySides = f64[best + BY_SIDES] === 1
    return {
      score: f64[best + SCORE] as number,
      column: f64[best + COLUMN] as number,
      bin,
      bySides,
      missingLeft,
      leftGradient: f64[best + GRADIENT] as number,
      leftHessian: f64[best + HESSIAN] as number,
      goesLeft: bySides ? new Uint8Array(buffer, best * 8 + 64, BIN_COUNT).slice() : sidesOfBin(bin, missingLeft),
    }
  }

  /** Bounds of the two sides: under a monotone constraint, neither side passes the midpoint of both. */
  const boundsOf = (direction: number, left: NodeSums, right: NodeSums): readonly [NodeSums, NodeSums] => {
    if (direction === 0) return [left, right]
    const middle = (leafValue(left, lambda) + leafValue(right, lambda)) / 2
    return direction > 0
      ? [
          { ...left, upper: middle },
          { ...right, lower: middle },
        ]
      : [
          { ...left, lower: middle },
          { ...right, upper: middle },
        ]
  }

  const rootSlot = 0
  const whole: OpenNode = {
    id: 0,
    start: 0,
    count: sample.count,
    outStart: sample.count,
    outCount: sample.outCount,
    slot: rootSlot,
    gradient: 0,
    hessian: 0,
    lower: Number.NEGATIVE_INFINITY,
    upper: Number.POSITIVE_INFINITY,
  }
  makeHistogram(whole, 0, 0)
  const own = (team.index === 0 ? slotAt(rootSlot) : partialAt(team.index, 0)) / 8
  const totals = places.totals / 8
  for (let side = 0; side < 2; side += 1) {
    let sum = 0
    for (let bin = 0; bin < BIN_COUNT; bin += 1) sum += f64[own + 2 * bin + side] as number
    f64[totals + 2 * team.index + side] = sum
  }
  team.wait()
  let gradient = 0
  let hessian = 0
  for (let thread = 0; thread < team.size; thread += 1) {
    gradient += f64[totals + 2 * thread] as number
    hessian += f64[totals + 2 * thread + 1] as number
  }
  if (!(hessian > 0)) {
    team.wait()
    return undefined
  }
  const root = { ...whole, gradient, hessian }
  addNode(root)
  let level: OpenNode[] = [root]
  let pairs: Pair[] = [{ small: 0, large: -1 }]
  let freshSlot = 1
  for (let depth = 0; level.length > 0; depth += 1) {
    search(level, pairs)
    team.wait()
    const last = depth + 1 === options.maxDepth
    const next: OpenNode[] = []
    const nextPairs: Pair[] = []
    for (let index = 0; index < level.length; index += 1) {
      const node = level[index] as OpenNode
      const split = bestOf(index)
      if (split === undefined) {
        kernel.addToMargins(rowsAt(depth, node.start), node.count, margins, tree.value[node.id] as number)
        kernel.addToMargins(rowsAt(depth, node.outStart), node.outCount, margins, tree.value[node.id] as number)
        continue
      }
      const [left, right] = boundsOf(
        kinds.directions[split.column] as number,
        { gradient: split.leftGradient, hessian: split.leftHessian, lower: node.lower, upper: node.upper },
        {
          gradient: node.gradient - split.leftGradient,
          hessian: node.hessian - split.leftHessian,
          lower: node.lower,
          upper: node.upper,
        },
      )
      const leftId = addNode(left)
      const rightId = addNode(right)
      tree.column[node.id] = split.column
      tree.bin[node.id] = split.bin
      if (split.bySides) tree.sides[node.id] = split.goesLeft
      tree.left[node.id] = leftId
      tree.right[node.id] = rightId
      tree.missingLeft[node.id] = split.missingLeft
      tree.gain[node.id] = (split.score - leafScore(node, lambda)) / 2
      sideBytes.set(split.goesLeft)
      const [at, outAt] = [rowsAt(depth, node.start), rowsAt(depth, node.outStart)]
      const column = byColumn ? places.columnBins + split.column * places.columnBytes : bins + split.column
      if (last) {
        const [leftValue, rightValue] = [tree.value[leftId] as number, tree.value[rightId] as number]
        kernel.addByBin(at, node.count, column, step, places.sides, margins, leftValue, rightValue)
        kernel.addByBin(outAt, node.outCount, column, step, places.sides, margins, leftValue, rightValue)
        continue
      }
      const count = kernel.partition(at, node.count, column, step, places.sides, rowsAt(depth + 1, node.start))
      const outCount = kernel.partition(outAt, node.outCount, column, step, places.sides, rowsAt(depth + 1, node.outStart))
      const leftIsSmall = left.hessian <= right.hessian
      next.push(
        { ...left, id: leftId, start: node.start, count, outStart: node.outStart, outCount, slot: leftIsSmall ? freshSlot : node.slot },
        {
          ...right,
          id: rightId,
          start: node.start + count,
          count: node.count - count,
          outStart: node.outStart + outCount,
          outCount: node.outCount - outCount,
          slot: leftIsSmall ? node.slot : freshSlot,
        },
      )
      freshSlot += 1
      const small = next.length - (leftIsSmall ? 2 : 1)
      nextPairs.push({ small, large: leftIsSmall ? small + 1 : small - 1 })
      makeHistogram(next[small] as OpenNode, nextPairs.length - 1, depth + 1)
    }
    level = next
    pairs = nextPairs
    if (level.length > 0) team.wait()
  }
  return tree
}
