/**
 * A binary tree in parallel arrays, node 0 the root. A leaf has `feature` -1. An inner node sends x < threshold to the left, the
 * rest to the right, and missing values by `missingLeft`; one with `categories` sends a value to the side whose list contains it.
 * `cover` is the summed hessian (or weight) of the training rows that passed the node.
 */
export interface DecisionTree {
  readonly feature: readonly number[]
  readonly threshold: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly missingLeft: readonly boolean[]
  readonly value: readonly number[]
  readonly cover: readonly number[]
  /** What the split of an inner node gained in the training loss; 0 for a leaf. Trees in older files have none. */
  readonly gain?: readonly number[]
  /** By node: the categories of a categorical split, else null. Only trees that have such a split carry it. */
  readonly categories?: readonly (CategorySplit | null)[]
}

/** Category codes seen on either side, ascending; all others go where `otherLeft` says. */
export interface CategorySplit {
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly otherLeft: boolean
}

/** Threshold of a split between present and missing values. Infinity would not survive JSON. */
export const ALL_PRESENT = Number.MAX_VALUE

/** The value of the leaf that the row falls into. Infinite values count as missing. */
export function treeValue(tree: DecisionTree, row: ArrayLike<number>): number {
  let node = 0
  let feature = tree.feature[0] as number
  while (feature >= 0) {
    node = childOf(tree, node, row[feature] as number)
    feature = tree.feature[node] as number
  }
  return tree.value[node] as number
}

/** Where a value goes from an inner node. */
export function childOf(tree: DecisionTree, node: number, value: number): number {
  return (goesLeft(tree, node, value) ? tree.left[node] : tree.right[node]) as number
}

function goesLeft(tree: DecisionTree, node: number, value: number): boolean {
  if (!Number.isFinite(value)) return tree.missingLeft[node] as boolean
  const categories = tree.categories?.[node]
  if (categories === undefined || categories === null) return value < (tree.threshold[node] as number)
  return has(categories.left, value) || (categories.otherLeft && !has(categories.right, value))
}

function has(sorted: readonly number[], value: number): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return sorted[low] === value
}

/** Throws an Error when a saved tree is incomplete, or uses a feature beyond `featureCount`. */
export function checkTree(tree: Partial<DecisionTree> | null, featureCount: number): void {
  if (tree === null || typeof tree !== 'object' || !isWhole(tree, featureCount)) {
    throw new Error('The saved model has a broken tree; train it again.')
  }
}

function isWhole(tree: Partial<DecisionTree>, featureCount: number): boolean {
  const { feature, threshold, left, right, missingLeft, value, cover, gain, categories } = tree
  if (!Array.isArray(feature) || feature.length === 0) return false
  const nodes = feature.length
  const columns = [threshold, left, right, missingLeft, value, cover, gain ?? feature, categories ?? feature]
  if (!columns.every((column) => Array.isArray(column) && column.length === nodes)) return false
  return feature.every((at: unknown, node) => {
    if (at === -1) return Number.isFinite(value?.[node])
    if (typeof at !== 'number' || !Number.isInteger(at) || at < 0 || at >= featureCount) return false
    if (!(Number.isFinite(threshold?.[node]) && (cover?.[node] as number) >= 0)) return false
    const sides = categories?.[node]
    if (sides !== undefined && sides !== null && !(Array.isArray(sides.left) && Array.isArray(sides.right))) return false
    return [left?.[node], right?.[node]].every((child) => Number.isInteger(child) && (child as number) > node && (child as number) < nodes)
  })
}
