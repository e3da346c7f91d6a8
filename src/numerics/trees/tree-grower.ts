import type { DecisionTree } from './decision-tree.ts'
import { BIN_COUNT, MISSING_BIN, type FeatureBins } from './feature-binning.ts'

export interface GrowOptions {
  readonly maxDepth: number
  /** Smallest summed hessian of a child. */
  readonly minChildWeight: number
  /** L2 penalty on leaf values. */
  readonly lambda: number
  /** Smallest gain of a split. */
  readonly gamma: number
  /** Multiplies the leaf values. */
  readonly learningRate: number
}

/** A tree and, for rows in bins, the split bin of each inner node (left is bin <= splitBin). */
export interface GrownTree {
  readonly tree: DecisionTree
  readonly splitBin: readonly number[]
}

/** Threshold of a split between present and missing values. Infinity would not survive JSON. */
const ALL_PRESENT = Number.MAX_VALUE

interface Split {
  readonly gain: number
  readonly feature: number
  readonly bin: number
  readonly missingLeft: boolean
}

interface OpenNode {
  readonly id: number
  readonly start: number
  readonly end: number
  readonly gradient: number
  readonly hessian: number
  readonly histogram: Float64Array
}

/**
 * Grows one regression tree on gradients and hessians, level by level, with histograms; the larger child's histogram is its parent's
 * minus its sibling's. The side of missing values is the one with the larger gain; with none in the node, the heavier side.
 * `rows` are the rows to use (reordered in place), `features` the features to consider.
 * Source: Chen & Guestrin, XGBoost, KDD 2016, equations 6-7 and algorithm 3.
 */
export function growTree(
  binned: readonly FeatureBins[],
  gradients: Float64Array,
  hessians: Float64Array,
  rows: Int32Array,
  features: readonly number[],
  options: GrowOptions,
): GrownTree {
  const tree = {
    feature: [] as number[],
    threshold: [] as number[],
    left: [] as number[],
    right: [] as number[],
    missingLeft: [] as boolean[],
    value: [] as number[],
    cover: [] as number[],
  }
  const splitBin: number[] = []
  const spare = new Int32Array(rows.length)
  const pool: Float64Array[] = []
  const gathered = new Float64Array(2 * rows.length)

  const addNode = (gradient: number, hessian: number): number => {
    tree.feature.push(-1)
    tree.threshold.push(0)
    tree.left.push(-1)
    tree.right.push(-1)
    tree.missingLeft.push(false)
    tree.value.push((-gradient / (hessian + options.lambda)) * options.learningRate)
    tree.cover.push(hessian)
    splitBin.push(-1)
    return tree.feature.length - 1
  }

  const histogramOf = (start: number, end: number): Float64Array => {
    const histogram = pool.pop() ?? new Float64Array(features.length * BIN_COUNT * 2)
    histogram.fill(0)
    for (let k = start; k < end; k += 1) {
      const row = rows[k] as number
      gathered[2 * k] = gradients[row] as number
      gathered[2 * k + 1] = hessians[row] as number
    }
    for (let f = 0; f < features.length; f += 1) {
      const { bins } = binned[features[f] as number] as FeatureBins
      const offset = f * BIN_COUNT
      for (let k = start; k < end; k += 1) {
        const at = (offset + (bins[rows[k] as number] as number)) << 1
        histogram[at] = (histogram[at] as number) + (gathered[2 * k] as number)
        histogram[at + 1] = (histogram[at + 1] as number) + (gathered[2 * k + 1] as number)
      }
    }
    return histogram
  }

  let gradient = 0
  let hessian = 0
  for (const row of rows) {
    gradient += gradients[row] as number
    hessian += hessians[row] as number
  }
  const root = addNode(gradient, hessian)
  let level: OpenNode[] = [{ id: root, start: 0, end: rows.length, gradient, hessian, histogram: histogramOf(0, rows.length) }]
  for (let depth = 0; depth < options.maxDepth && level.length > 0; depth += 1) {
    const next: OpenNode[] = []
    const deeper = depth + 1 < options.maxDepth
    for (const node of level) {
      const split = bestSplit(node, binned, features, options)
      if (split === undefined) {
        pool.push(node.histogram)
        continue
      }
      const feature = features[split.feature] as number
      const { bins, cuts } = binned[feature] as FeatureBins
      const middle = partition(rows, spare, node.start, node.end, bins, split)
      let leftGradient = 0
      let leftHessian = 0
      for (let k = node.start; k < middle; k += 1) {
        leftGradient += gradients[rows[k] as number] as number
        leftHessian += hessians[rows[k] as number] as number
      }
      const rightGradient = node.gradient - leftGradient
      const rightHessian = node.hessian - leftHessian
      const left = addNode(leftGradient, leftHessian)
      const right = addNode(rightGradient, rightHessian)
      tree.feature[node.id] = feature
      tree.threshold[node.id] = cuts[split.bin] ?? ALL_PRESENT
      tree.left[node.id] = left
      tree.right[node.id] = right
      tree.missingLeft[node.id] = split.missingLeft
      splitBin[node.id] = split.bin
      if (!deeper) {
        pool.push(node.histogram)
        continue
      }
      const leftIsSmaller = middle - node.start <= node.end - middle
      const smaller = leftIsSmaller ? histogramOf(node.start, middle) : histogramOf(middle, node.end)
      const larger = node.histogram
      for (let k = 0; k < larger.length; k += 1) larger[k] = (larger[k] as number) - (smaller[k] as number)
      next.push(
        {
          id: left,
          start: node.start,
          end: middle,
          gradient: leftGradient,
          hessian: leftHessian,
          histogram: leftIsSmaller ? smaller : larger,
        },
        {
          id: right,
          start: middle,
          end: node.end,
          gradient: rightGradient,
          hessian: rightHessian,
          histogram: leftIsSmaller ? larger : smaller,
        },
      )
    }
    level = next
  }
  return { tree, splitBin }
}

/** The value of the leaf that row `i` of the binned features falls into. */
export function grownValue(grown: GrownTree, binned: readonly FeatureBins[], i: number): number {
  const { tree, splitBin } = grown
  let node = 0
  let feature = tree.feature[0] as number
  while (feature >= 0) {
    const bin = (binned[feature] as FeatureBins).bins[i] as number
    const goesLeft = bin === MISSING_BIN ? (tree.missingLeft[node] as boolean) : bin <= (splitBin[node] as number)
    node = (goesLeft ? tree.left[node] : tree.right[node]) as number
    feature = tree.feature[node] as number
  }
  return tree.value[node] as number
}

function bestSplit(node: OpenNode, binned: readonly FeatureBins[], features: readonly number[], options: GrowOptions): Split | undefined {
  const { gradient, hessian, histogram } = node
  const { lambda, minChildWeight } = options
  const parentScore = (gradient * gradient) / (hessian + lambda)
  // A gain below rounding noise is no gain: without this floor a pure node would split on 1e-17.
  let bestGain = Math.max(options.gamma, 1e-9)
  let best: Split | undefined
  for (let f = 0; f < features.length; f += 1) {
    const cutCount = (binned[features[f] as number] as FeatureBins).cuts.length
    const base = f * BIN_COUNT * 2
    const missingGradient = histogram[base + 2 * MISSING_BIN] as number
    const missingHessian = histogram[base + 2 * MISSING_BIN + 1] as number
    const hasMissing = missingHessian > 1e-12
    let sumGradient = 0
    let sumHessian = 0
    // One step past the last cut splits present values from missing ones.
    for (let bin = 0; bin < (hasMissing ? cutCount + 1 : cutCount); bin += 1) {
      sumGradient += histogram[base + 2 * bin] as number
      sumHessian += histogram[base + 2 * bin + 1] as number
      for (let side = hasMissing && bin < cutCount ? 0 : 1; side < 2; side += 1) {
        const leftGradient = side === 0 ? sumGradient + missingGradient : sumGradient
        const leftHessian = side === 0 ? sumHessian + missingHessian : sumHessian
        const rightHessian = hessian - leftHessian
        if (leftHessian < minChildWeight || rightHessian < minChildWeight || leftHessian <= 0 || rightHessian <= 0) continue
        const rightGradient = gradient - leftGradient
        const gain =
          0.5 *
          ((leftGradient * leftGradient) / (leftHessian + lambda) + (rightGradient * rightGradient) / (rightHessian + lambda) - parentScore)
        if (gain > bestGain) {
          bestGain = gain
          best = { gain, feature: f, bin, missingLeft: hasMissing ? side === 0 : leftHessian >= rightHessian }
        }
      }
    }
  }
  return best
}

/** Stable partition of rows[start, end) by the split; returns where the right side begins. */
function partition(rows: Int32Array, spare: Int32Array, start: number, end: number, bins: Uint8Array, split: Split): number {
  let write = start
  let held = 0
  for (let k = start; k < end; k += 1) {
    const row = rows[k] as number
    const bin = bins[row] as number
    if (bin === MISSING_BIN ? split.missingLeft : bin <= split.bin) {
      rows[write] = row
      write += 1
    } else {
      spare[held] = row
      held += 1
    }
  }
  rows.set(spare.subarray(0, held), write)
  return write
}
