import type { FeatureTable } from '../table/feature-table.ts'
import type { DecisionTree } from './decision-tree.ts'

/** What importances need of a model: boosted trees and forests have it. */
export interface TreeEnsemble {
  readonly names: readonly string[]
  readonly trees: readonly DecisionTree[]
}

/** What the splits on each feature gained in the training loss, as shares that add up to 1 (all 0 when no tree splits). By feature. */
export function gainImportance(model: TreeEnsemble): Float64Array {
  return shares(model, (tree, node) => tree.gain?.[node] ?? 0)
}

/** The cover (summed hessian or weight) of the nodes that split on each feature, as shares that add up to 1. By feature. */
export function coverImportance(model: TreeEnsemble): Float64Array {
  return shares(model, (tree, node) => tree.cover[node] as number)
}

function shares({ names, trees }: TreeEnsemble, worth: (tree: DecisionTree, node: number) => number): Float64Array {
  const sums = new Float64Array(names.length)
  let total = 0
  for (const tree of trees) {
    tree.feature.forEach((feature, node) => {
      if (feature < 0) return
      sums[feature] = (sums[feature] as number) + worth(tree, node)
      total += worth(tree, node)
    })
  }
  return total > 0 ? sums.map((sum) => sum / total) : sums
}

/**
 * How much worse a model scores when the values of one feature are shuffled among the rows, by feature: the score as it is minus the mean
 * score over `repeats` shuffles. `score` is any measure for which more is better, such as the AUC of the model on the table it is given.
 * Correlated features share their importance. Source: Breiman, Random forests, Machine Learning 45 (2001), section 10.
 */
export function permutationImportance(
  table: FeatureTable,
  score: (table: FeatureTable) => number,
  random: () => number,
  repeats = 1,
): Float64Array {
  const whole = score(table)
  return Float64Array.from(table.columns, (column, j) => {
    let sum = 0
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const columns = table.columns.map((other, k) => (k === j ? shuffled(column, random) : other))
      sum += score({ ...table, columns })
    }
    return whole - sum / repeats
  })
}

function shuffled<T extends Float64Array | Float32Array>(column: T, random: () => number): T {
  const copy = column.slice() as T
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    const held = copy[i] as number
    copy[i] = copy[j] as number
    copy[j] = held
  }
  return copy
}
