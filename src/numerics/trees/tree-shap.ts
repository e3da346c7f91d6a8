import { childOf, type DecisionTree } from './decision-tree.ts'
import type { BoostingModel } from './boosting-model.ts'
import type { ForestModel } from './random-forest.ts'

export interface TreeShap {
  /** The mean margin (probability, for a forest) over the training rows, from the covers. */
  readonly expected: number
  /** One value per feature; `expected` plus their sum is the margin of the row. */
  readonly values: Float64Array
}

/**
 * Exact Shapley values of one row, path-dependent: features outside a coalition are integrated out by the cover of each branch.
 * O(trees · leaves · depth²). Source: Lundberg, Erion & Lee, Consistent Individualized Feature Attribution for Tree Ensembles,
 * arXiv:1802.03888 (2018), algorithm 2; Lundberg et al., From local explanations to global understanding with explainable AI for trees,
 * Nature Machine Intelligence 2 (2020).
 */
export function treeShap(model: BoostingModel, row: ArrayLike<number>): TreeShap {
  return shapOfTrees(model.trees, model.names.length, model.bias, 1, row)
}

/** The same for a random forest: values add up to its probability. Deep trees take long, about 1 ms each. */
export function forestShap(model: ForestModel, row: ArrayLike<number>): TreeShap {
  const count = model.trees.length
  return shapOfTrees(model.trees, model.names.length, count === 0 ? model.baseRate : 0, 1 / Math.max(1, count), row)
}

function shapOfTrees(trees: readonly DecisionTree[], featureCount: number, bias: number, share: number, row: ArrayLike<number>): TreeShap {
  const values = new Float64Array(featureCount)
  let expected = 0
  let paths = pathsFor(12)
  for (const tree of trees) {
    const { mean, depth } = shapeOf(tree)
    expected += mean
    if (depth + 2 > paths.stride) paths = pathsFor(depth)
    recurse(tree, row, values, paths, 0, 0, 0, 1, 1, -1)
  }
  return { expected: bias + share * expected, values: share === 1 ? values : values.map((value) => share * value) }
}

interface TreeShape {
  /** The cover-weighted mean of the leaves. */
  readonly mean: number
  readonly depth: number
}

const shapes = new WeakMap<DecisionTree, TreeShape>()

function shapeOf(tree: DecisionTree): TreeShape {
  const known = shapes.get(tree)
  if (known !== undefined) return known
  const below = (node: number): TreeShape => {
    if ((tree.feature[node] as number) < 0) return { mean: tree.value[node] as number, depth: 0 }
    const [left, right] = [tree.left[node] as number, tree.right[node] as number]
    const [leftCover, rightCover] = [tree.cover[left] as number, tree.cover[right] as number]
    const [lower, upper] = [below(left), below(right)]
    return {
      mean: (leftCover * lower.mean + rightCover * upper.mean) / (leftCover + rightCover),
      depth: 1 + Math.max(lower.depth, upper.depth),
    }
  }
  const shape = below(0)
  shapes.set(tree, shape)
  return shape
}

/**
 * The features on the path to a node, each with the share of coalitions without it that pass (zero), whether the row passes (one), and the weight of its
 * position. Every tree level has its own range of `stride` positions, so that nothing is allocated on the way.
 */
interface Paths {
  readonly stride: number
  readonly feature: Int32Array
  readonly zero: Float64Array
  readonly one: Float64Array
  readonly weight: Float64Array
}

function pathsFor(depth: number): Paths {
  const stride = depth + 2
  const places = stride * stride
  return {
    stride,
    feature: new Int32Array(places),
    zero: new Float64Array(places),
    one: new Float64Array(places),
    weight: new Float64Array(places),
  }
}

function recurse(
  tree: DecisionTree,
  row: ArrayLike<number>,
  values: Float64Array,
  paths: Paths,
  node: number,
  level: number,
  parentLength: number,
  zero: number,
  one: number,
  feature: number,
): void {
  const base = level * paths.stride
  extend(paths, base, parentLength, zero, one, feature)
  let length = parentLength + 1
  const splitFeature = tree.feature[node] as number
  if (splitFeature < 0) {
    const value = tree.value[node] as number
    for (let k = 1; k < length; k += 1) {
      const at = paths.feature[base + k] as number
      const difference = (paths.one[base + k] as number) - (paths.zero[base + k] as number)
      values[at] = (values[at] as number) + unwoundSum(paths, base, length, k) * difference * value
    }
    return
  }
  const hot = childOf(tree, node, row[splitFeature] as number)
  const cold = (hot === tree.left[node] ? tree.right[node] : tree.left[node]) as number
  let incomingZero = 1
  let incomingOne = 1
  let seen = length - 1
  while (seen > 0 && paths.feature[base + seen] !== splitFeature) seen -= 1
  if (seen > 0) {
    incomingZero = paths.zero[base + seen] as number
    incomingOne = paths.one[base + seen] as number
    unwind(paths, base, length, seen)
    length -= 1
  }
  const [hotCover, coldCover] = [tree.cover[hot] as number, tree.cover[cold] as number]
  const total = hotCover + coldCover
  recurse(tree, row, values, paths, hot, level + 1, length, (incomingZero * hotCover) / total, incomingOne, splitFeature)
  recurse(tree, row, values, paths, cold, level + 1, length, (incomingZero * coldCover) / total, 0, splitFeature)
}

/** Copies the path of the level above, of `depth` steps, and appends one step. */
function extend(paths: Paths, base: number, depth: number, zero: number, one: number, feature: number): void {
  const { weight } = paths
  const from = base - paths.stride
  for (let k = 0; k < depth; k += 1) {
    paths.feature[base + k] = paths.feature[from + k] as number
    paths.zero[base + k] = paths.zero[from + k] as number
    paths.one[base + k] = paths.one[from + k] as number
    weight[base + k] = weight[from + k] as number
  }
  paths.feature[base + depth] = feature
  paths.zero[base + depth] = zero
  paths.one[base + depth] = one
  weight[base + depth] = depth === 0 ? 1 : 0
  for (let k = depth - 1; k >= 0; k -= 1) {
    const own = weight[base + k] as number
    weight[base + k + 1] = (weight[base + k + 1] as number) + (one * own * (k + 1)) / (depth + 1)
    weight[base + k] = (zero * own * (depth - k)) / (depth + 1)
  }
}

/** Undoes an `extend`: takes step `at` out of the path. */
function unwind(paths: Paths, base: number, length: number, at: number): void {
  const { weight } = paths
  const last = length - 1
  const [zero, one] = [paths.zero[base + at] as number, paths.one[base + at] as number]
  let next = weight[base + last] as number
  for (let k = last - 1; k >= 0; k -= 1) {
    const own = weight[base + k] as number
    if (one !== 0) {
      const unwound = (next * (last + 1)) / ((k + 1) * one)
      weight[base + k] = unwound
      next = own - (unwound * zero * (last - k)) / (last + 1)
    } else {
      weight[base + k] = (own * (last + 1)) / (zero * (last - k))
    }
  }
  for (let k = at; k < last; k += 1) {
    paths.feature[base + k] = paths.feature[base + k + 1] as number
    paths.zero[base + k] = paths.zero[base + k + 1] as number
    paths.one[base + k] = paths.one[base + k + 1] as number
  }
}

/** The summed weights of the path without step `at`. */
function unwoundSum({ weight, zero: zeros, one: ones }: Paths, base: number, length: number, at: number): number {
  const last = length - 1
  const [zero, one] = [zeros[base + at] as number, ones[base + at] as number]
  let next = weight[base + last] as number
  let total = 0
  for (let k = last - 1; k >= 0; k -= 1) {
    const own = weight[base + k] as number
    if (one !== 0) {
      const unwound = (next * (last + 1)) / ((k + 1) * one)
      total += unwound
      next = own - (unwound * zero * (last - k)) / (last + 1)
    } else {
      total += (own * (last + 1)) / (zero * (last - k))
    }
  }
  return total
}
