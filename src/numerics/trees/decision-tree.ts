/**
 * A binary tree in parallel arrays, node 0 the root. A leaf has `feature` -1. An inner node sends x < threshold to the left, the
 * rest to the right, and missing values by `missingLeft`. `cover` is the summed hessian of the training rows that passed the node.
 */
export interface DecisionTree {
  readonly feature: readonly number[]
  readonly threshold: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly missingLeft: readonly boolean[]
  readonly value: readonly number[]
  readonly cover: readonly number[]
}

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
  const goesLeft = Number.isFinite(value) ? value < (tree.threshold[node] as number) : (tree.missingLeft[node] as boolean)
  return (goesLeft ? tree.left[node] : tree.right[node]) as number
}
