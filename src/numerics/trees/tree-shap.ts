import { childOf, type DecisionTree } from './decision-tree.ts'
import type { BoostingModel } from './boosting-model.ts'
import type { ForestModel } from './random-forest.ts'

export interface TreeShap {
  /** The mean margin (probability, for a forest) over the training rows as the covers tell it. */
  readonly expected: number
  /** One value a feature; `expected` plus their sum is the margin of the row. */
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
  for (const tree of trees) {
    expected += expectedValue(tree)
    recurse(tree, row, values, 0, [], 1, 1, -1)
  }
  return { expected: bias + share * expected, values: share === 1 ? values : values.map((value) => share * value) }
}

const expectedValues = new WeakMap<DecisionTree, number>()

/** The cover-weighted mean of a tree's leaves. */
function expectedValue(tree: DecisionTree): number {
  const known = expectedValues.get(tree)
  if (known !== undefined) return known
  const mean = (node: number): number => {
    if ((tree.feature[node] as number) < 0) return tree.value[node] as number
    const left = tree.left[node] as number
    const right = tree.right[node] as number
    const leftCover = tree.cover[left] as number
    const rightCover = tree.cover[right] as number
    return (leftCover * mean(left) + rightCover * mean(right)) / (leftCover + rightCover)
  }
  const value = mean(0)
  expectedValues.set(tree, value)
  return value
}

/** One feature on the path: the share of coalitions without it that pass (zero), whether the row passes (one), the weight. */
interface PathStep {
  readonly feature: number
  readonly zero: number
  readonly one: number
  weight: number
}

function recurse(
  tree: DecisionTree,
  row: ArrayLike<number>,
  values: Float64Array,
  node: number,
  parentPath: readonly PathStep[],
  zero: number,
  one: number,
  feature: number,
): void {
  let path = extend(parentPath, zero, one, feature)
  const splitFeature = tree.feature[node] as number
  if (splitFeature < 0) {
    for (let k = 1; k < path.length; k += 1) {
      const step = path[k] as PathStep
      values[step.feature] = (values[step.feature] as number) + unwoundSum(path, k) * (step.one - step.zero) * (tree.value[node] as number)
    }
    return
  }
  const hot = childOf(tree, node, row[splitFeature] as number)
  const cold = (hot === tree.left[node] ? tree.right[node] : tree.left[node]) as number
  let incomingZero = 1
  let incomingOne = 1
  const seen = path.findIndex((step, k) => k > 0 && step.feature === splitFeature)
  if (seen > 0) {
    const step = path[seen] as PathStep
    incomingZero = step.zero
    incomingOne = step.one
    path = unwind(path, seen)
  }
  const total = (tree.cover[hot] as number) + (tree.cover[cold] as number)
  recurse(tree, row, values, hot, path, (incomingZero * (tree.cover[hot] as number)) / total, incomingOne, splitFeature)
  recurse(tree, row, values, cold, path, (incomingZero * (tree.cover[cold] as number)) / total, 0, splitFeature)
}

function extend(parent: readonly PathStep[], zero: number, one: number, feature: number): PathStep[] {
  const depth = parent.length
  const path = parent.map((step) => ({ ...step }))
  path.push({ feature, zero, one, weight: depth === 0 ? 1 : 0 })
  for (let k = depth - 1; k >= 0; k -= 1) {
    const step = path[k] as PathStep
    const next = path[k + 1] as PathStep
    next.weight += (one * step.weight * (k + 1)) / (depth + 1)
    step.weight = (zero * step.weight * (depth - k)) / (depth + 1)
  }
  return path
}

/** Undoes an `extend`: the path without step `at`. */
function unwind(from: readonly PathStep[], at: number): PathStep[] {
  const last = from.length - 1
  const { zero, one } = from[at] as PathStep
  const weights = from.map((step) => step.weight)
  let next = weights[last] as number
  for (let k = last - 1; k >= 0; k -= 1) {
    const weight = weights[k] as number
    if (one !== 0) {
      weights[k] = (next * (last + 1)) / ((k + 1) * one)
      next = weight - ((weights[k] as number) * zero * (last - k)) / (last + 1)
    } else {
      weights[k] = (weight * (last + 1)) / (zero * (last - k))
    }
  }
  return from.filter((_, k) => k !== at).map((step, k) => ({ ...step, weight: weights[k] as number }))
}

/** The summed weights of the path without step `at`. */
function unwoundSum(path: readonly PathStep[], at: number): number {
  const last = path.length - 1
  const { zero, one } = path[at] as PathStep
  let next = (path[last] as PathStep).weight
  let total = 0
  for (let k = last - 1; k >= 0; k -= 1) {
    const { weight } = path[k] as PathStep
    if (one !== 0) {
      const unwound = (next * (last + 1)) / ((k + 1) * one)
      total += unwound
      next = weight - (unwound * zero * (last - k)) / (last + 1)
    } else {
      total += (weight * (last + 1)) / (zero * (last - k))
    }
  }
  return total
}
