import { checkTree, treeValue, type DecisionTree } from './decision-tree.ts'

/**
 * A fitted model, plain JSON. The margin is `bias` plus the values of the trees: the log-odds for the logistic loss, the amount itself for
 * squared errors. Version 1 had no `loss` (always logistic), gains or categorical splits.
 */
export interface BoostingModel {
  readonly kind: 'gradient-boosted-trees'
  readonly version: 1 | 2
  readonly loss?: 'logistic' | 'squared'
  readonly names: readonly string[]
  readonly bias: number
  readonly trees: readonly DecisionTree[]
}

/** The margin of one row (ordered as `model.names`). Infinite values count as missing. */
export function boostingMargin(model: BoostingModel, row: ArrayLike<number>): number {
  let margin = model.bias
  for (const tree of model.trees) margin += treeValue(tree, row)
  return margin
}

/** Reads a saved model. Throws an Error for another kind or version, or when its trees are incomplete. */
export function parseBoostingModel(json: unknown): BoostingModel {
  const model = json as Partial<BoostingModel> | null
  if (model === null || typeof model !== 'object' || model.kind !== 'gradient-boosted-trees') {
    throw new Error('This is not a saved gradient-boosting model.')
  }
  if (model.version !== 1 && model.version !== 2) {
    throw new Error(`The saved model has version ${String(model.version)}; this program reads versions 1 and 2.`)
  }
  const { names, trees, bias, loss } = model
  if (!Array.isArray(names) || !Array.isArray(trees) || !Number.isFinite(bias)) throw new Error('The saved model is not complete.')
  if (model.version === 2 && loss !== 'logistic' && loss !== 'squared')
    throw new Error('The saved model does not name its loss; train it again.')
  for (const tree of trees as (DecisionTree | null)[]) checkTree(tree, names.length)
  return model as BoostingModel
}
