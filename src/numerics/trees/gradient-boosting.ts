import { checkBinaryData, tableRow, type FeatureTable } from '../feature-table.ts'
import { logit, sigmoid, softplus } from '../logistic-function.ts'
import { treeValue, type DecisionTree } from './decision-tree.ts'
import { binFeatures, MISSING_BIN, type FeatureBins } from './feature-binning.ts'
import { growTree, grownValue } from './tree-grower.ts'

export interface BoostingOptions {
  /** Most trees to grow. Default 100. */
  readonly rounds?: number
  /** Default 0.1. */
  readonly learningRate?: number
  /** Default 4. */
  readonly maxDepth?: number
  /** Smallest summed hessian of a child. Default 1. */
  readonly minChildWeight?: number
  /** L2 penalty on leaf values. Default 1. */
  readonly lambda?: number
  /** Smallest gain of a split. Default 0. */
  readonly gamma?: number
  /** Share of the rows that each tree sees, in (0, 1]. Default 1. */
  readonly rowSample?: number
  /** Share of the features that each tree sees, in (0, 1]. Default 1. */
  readonly columnSample?: number
  /** One weight a row; default 1. */
  readonly weights?: ArrayLike<number>
  /** At most 255 (default). */
  readonly maxBins?: number
  /** Stops when the log loss on `table` has not improved for `patience` trees and keeps the trees up to the best. */
  readonly earlyStopping?: { readonly table: FeatureTable; readonly labels: ArrayLike<number>; readonly patience: number }
  /** Uniform in [0, 1); needed when rows or columns are sampled. */
  readonly random?: () => number
}

/** A fitted model, plain JSON. The margin (log-odds) is `bias` plus the values of the trees. */
export interface BoostingModel {
  readonly kind: 'gradient-boosted-trees'
  readonly version: 1
  readonly names: readonly string[]
  readonly bias: number
  readonly trees: readonly DecisionTree[]
}

/**
 * Gradient-boosted trees for the logistic loss: second-order leaf values, histograms of up to 255 bins, depth-wise growth, a learned
 * side for missing values. Starts from the log-odds of the (weighted) base rate.
 * Throws an Error for no rows, one class only, labels or weights that do not fit, options out of range, or sampling without `random`.
 * Source: Chen & Guestrin, XGBoost: a scalable tree boosting system, KDD 2016.
 */
export function fitGradientBoosting(table: FeatureTable, labels: ArrayLike<number>, options: BoostingOptions = {}): BoostingModel {
  checkBinaryData(table, labels, options.weights)
  const settings = settingsOf(options)
  const { rowSample, columnSample, random, rounds } = settings
  const n = table.rowCount
  const binned = binFeatures(table, options.maxBins ?? 255)
  const usable = binned.flatMap((feature, j) => (varies(feature) ? [j] : []))
  const bias = logit(baseRate(labels, options.weights))
  const margins = new Float64Array(n).fill(bias)
  const gradients = new Float64Array(n)
  const hessians = new Float64Array(n)
  const trees: DecisionTree[] = []
  const watch = options.earlyStopping === undefined ? undefined : watchOf(options.earlyStopping, bias)
  const allRows = Int32Array.from({ length: n }, (_, i) => i)
  for (let round = 0; round < rounds && usable.length > 0; round += 1) {
    for (let i = 0; i < n; i += 1) {
      const p = sigmoid(margins[i] as number)
      const weight = options.weights === undefined ? 1 : (options.weights[i] as number)
      gradients[i] = weight * (p - (labels[i] as number))
      hessians[i] = Math.max(weight * p * (1 - p), 1e-16)
    }
    const rows = rowSample < 1 ? allRows.filter(() => random() < rowSample) : allRows.slice()
    const features = columnSample < 1 ? sample(usable, Math.max(1, Math.round(columnSample * usable.length)), random) : usable
    if (rows.length === 0) continue
    const grown = growTree(binned, gradients, hessians, rows, features, settings)
    for (let i = 0; i < n; i += 1) margins[i] = (margins[i] as number) + grownValue(grown, binned, i)
    trees.push(grown.tree)
    if (watch !== undefined && watch.add(grown.tree, trees.length)) break
  }
  return {
    kind: 'gradient-boosted-trees',
    version: 1,
    names: [...table.names],
    bias,
    trees: watch === undefined ? trees : trees.slice(0, watch.best()),
  }
}

/** The log-odds of one row (ordered as `model.names`). Infinite values count as missing. */
export function boostingMargin(model: BoostingModel, row: ArrayLike<number>): number {
  let margin = model.bias
  for (const tree of model.trees) margin += treeValue(tree, row)
  return margin
}

/** Reads a saved model. Throws an Error for another kind or version, or when its trees are not whole. */
export function parseBoostingModel(json: unknown): BoostingModel {
  const model = json as Partial<BoostingModel> | null
  if (model === null || typeof model !== 'object' || model.kind !== 'gradient-boosted-trees') {
    throw new Error('This is not a saved gradient-boosting model.')
  }
  if (model.version !== 1) throw new Error(`The saved model has version ${String(model.version)}; this program reads version 1.`)
  const { names, trees, bias } = model
  if (!Array.isArray(names) || !Array.isArray(trees) || typeof bias !== 'number') throw new Error('The saved model is not complete.')
  for (const tree of trees as DecisionTree[]) {
    const nodes = tree.feature.length
    const columns = [tree.threshold, tree.left, tree.right, tree.missingLeft, tree.value, tree.cover]
    const whole = nodes > 0 && columns.every((column) => column.length === nodes)
    const sound = tree.feature.every((feature, node) => {
      if (feature === -1) return Number.isFinite(tree.value[node])
      const [left, right] = [tree.left[node] as number, tree.right[node] as number]
      return feature < names.length && left > node && right > node && left < nodes && right < nodes
    })
    if (!whole || !sound) throw new Error('The saved model has a broken tree; train it again.')
  }
  return model as BoostingModel
}

/** Whether a split on the feature can part two rows: by value, or a present one from a missing one. */
function varies({ cuts, bins }: FeatureBins): boolean {
  return cuts.length > 0 || (bins.includes(MISSING_BIN) && bins.some((bin) => bin !== MISSING_BIN))
}

function settingsOf(options: BoostingOptions) {
  const settings = {
    rounds: options.rounds ?? 100,
    learningRate: options.learningRate ?? 0.1,
    maxDepth: options.maxDepth ?? 4,
    minChildWeight: options.minChildWeight ?? 1,
    lambda: options.lambda ?? 1,
    gamma: options.gamma ?? 0,
    rowSample: options.rowSample ?? 1,
    columnSample: options.columnSample ?? 1,
    random: options.random ?? (() => 0),
  }
  const share = (value: number): boolean => value > 0 && value <= 1
  if (!share(settings.rowSample) || !share(settings.columnSample)) throw new Error('rowSample and columnSample must be in (0, 1].')
  if (options.random === undefined && (settings.rowSample < 1 || settings.columnSample < 1)) {
    throw new Error('Sampling rows or columns needs the option `random`.')
  }
  if (!(settings.rounds >= 1 && settings.maxDepth >= 1 && settings.learningRate > 0 && settings.lambda >= 0 && settings.gamma >= 0)) {
    throw new Error('rounds and maxDepth must be at least 1, learningRate above 0, lambda and gamma at least 0.')
  }
  return settings
}

function baseRate(labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let positive = 0
  let total = 0
  for (let i = 0; i < labels.length; i += 1) {
    const weight = weights === undefined ? 1 : (weights[i] as number)
    positive += weight * (labels[i] as number)
    total += weight
  }
  return positive / total
}

/** `count` of the items, in their order, without replacement. */
function sample(items: readonly number[], count: number, random: () => number): number[] {
  const pool = [...items]
  for (let k = 0; k < count; k += 1) {
    const j = k + Math.floor(random() * (pool.length - k))
    const held = pool[k] as number
    pool[k] = pool[j] as number
    pool[j] = held
  }
  return pool.slice(0, count).sort((a, b) => a - b)
}

/** Follows the log loss on other rows; `add` says whether to stop, `best` how many trees to keep. */
function watchOf(stopping: NonNullable<BoostingOptions['earlyStopping']>, bias: number) {
  const { table, labels, patience } = stopping
  if (labels.length !== table.rowCount || table.rowCount === 0) throw new Error('Early stopping needs rows, and one label for each.')
  const rows = Array.from({ length: table.rowCount }, (_, i) => tableRow(table, i))
  const margins = new Float64Array(table.rowCount).fill(bias)
  let bestLoss = Number.POSITIVE_INFINITY
  let bestCount = 1
  return {
    best: (): number => bestCount,
    add(tree: DecisionTree, count: number): boolean {
      let loss = 0
      rows.forEach((row, i) => {
        const margin = (margins[i] as number) + treeValue(tree, row)
        margins[i] = margin
        loss += softplus(margin) - (labels[i] as number) * margin
      })
      if (loss < bestLoss - 1e-12) {
        bestLoss = loss
        bestCount = count
      }
      return count - bestCount >= patience
    },
  }
}
