import { tableRow, type FeatureTable } from '#numerics/table/feature-table.ts'
import { fitLogisticRegression, logisticContributions, logisticMargin, type LogisticModel } from '#numerics/logistic/logistic-regression.ts'
import { logit } from '#numerics/logistic/logistic-function.ts'
import type { DecisionTree } from '#numerics/trees/decision-tree.ts'
import { boostingMargin, fitGradientBoosting, type BoostingModel } from '#numerics/trees/gradient-boosting.ts'
import { fitRandomForest, forestProbability, type ForestModel } from '#numerics/trees/random-forest.ts'
import { treeShap } from '#numerics/trees/tree-shap.ts'
import type { FeatureViews } from './table-encoding.ts'

/** A learning method with settings, one of several candidates. */
export type Candidate = LogisticCandidate | ForestCandidate | TreesCandidate

export interface LogisticCandidate {
  readonly family: 'logistic'
  readonly bends: boolean
  readonly l2: number
}

export interface ForestCandidate {
  readonly family: 'forest'
  readonly trees: number
  readonly maxDepth: number
  readonly minLeaf: number
}

/** Boosted trees. `rounds` is the maximum number of trees with early stopping, otherwise the exact number. */
export interface TreesCandidate {
  readonly family: 'trees'
  readonly maxDepth: number
  readonly rounds: number
  readonly learningRate: number
  readonly minChildWeight: number
  readonly lambda: number
  readonly rowSample: number
  readonly columnSample: number
  /** How categories are encoded: their levels split at once, or one feature per level. */
  readonly categories: 'grouped' | 'single'
}

/** A fitted candidate: its model over the features at `uses` of the encoding. */
export type FittedLearner = { readonly uses: readonly number[] } & (
  | { readonly family: 'logistic'; readonly model: LogisticModel }
  | { readonly family: 'trees'; readonly model: BoostingModel }
  | { readonly family: 'forest'; readonly model: ForestModel }
)

/**
 * Fits a candidate on its view of the features. `random`: uniform in [0, 1). `afterTree` can stop the growth of boosted trees. Each fit runs on one
 * thread unless more are requested.
 */
export function fitCandidate(
  candidate: Candidate,
  table: FeatureTable,
  labels: Float64Array,
  features: FeatureViews,
  random: () => number,
  options: { readonly threads?: number; readonly afterTree?: (tree: DecisionTree, count: number) => boolean } = {},
): FittedLearner {
  const uses = usesOf(candidate, features)
  const own = tableOf(table, uses)
  const threads = options.threads ?? 1
  if (candidate.family === 'logistic') {
    return { family: 'logistic', uses, model: fitLogisticRegression(own, labels, { l2: candidate.l2 }) }
  }
  if (candidate.family === 'forest') {
    const { trees, maxDepth, minLeaf } = candidate
    const { categorical } = features
    return { family: 'forest', uses, model: fitRandomForest(own, labels, { trees, maxDepth, minLeaf, categorical, threads, random }) }
  }
  const { categories, maxDepth, rounds, learningRate, minChildWeight, lambda, rowSample, columnSample } = candidate
  const model = fitGradientBoosting(own, labels, {
    maxDepth,
    rounds,
    learningRate,
    minChildWeight,
    lambda,
    rowSample,
    columnSample: uses.length < 4 ? 1 : columnSample,
    ...(categories === 'grouped' ? { categorical: features.categorical } : {}),
    ...(options.afterTree === undefined ? {} : { afterTree: options.afterTree }),
    threads,
    random,
  })
  return { family: 'trees', uses, model }
}

/** The features of the encoding that a candidate reads. */
export function usesOf(candidate: Candidate, features: FeatureViews): readonly number[] {
  if (candidate.family === 'logistic') return candidate.bends ? features.bent : features.plain
  return candidate.family === 'trees' && candidate.categories === 'single' ? features.plain : features.trees
}

/** The log-odds of one encoded row. */
export function learnerMargin(learner: FittedLearner, row: ArrayLike<number>): number {
  const own = pick(learner.uses, row)
  if (learner.family === 'forest') return forestMargin(forestProbability(learner.model, own))
  return learner.family === 'logistic' ? logisticMargin(learner.model, own) : boostingMargin(learner.model, own)
}

/** The log-odds of every row of an encoded table. */
export function learnerMargins(learner: FittedLearner, table: FeatureTable): Float64Array {
  return Float64Array.from({ length: table.rowCount }, (_, i) => learnerMargin(learner, tableRow(table, i)))
}

/** What each feature of the encoding adds to the log-odds of a row, against the mean row (Shapley values). */
export function learnerContributions(learner: FittedLearner, row: ArrayLike<number>): Float64Array {
  const own = pick(learner.uses, row)
  const values = ownContributions(learner, own)
  const out = new Float64Array(row.length)
  learner.uses.forEach((feature, k) => {
    out[feature] = values[k] as number
  })
  return out
}

function ownContributions(learner: FittedLearner, own: Float64Array): Float64Array {
  if (learner.family === 'logistic') return logisticContributions(learner.model, own)
  if (learner.family === 'trees') return treeShap(learner.model, own).values
  const { names, trees } = learner.model
  // The values of a forest add up to its probability; they are rescaled to add up to its log-odds.
  const { expected, values } = treeShap({ kind: 'gradient-boosted-trees', version: 1, names, bias: 0, trees }, own)
  const [mean, p] = [expected / trees.length, values.reduce((sum, value) => sum + value, expected) / trees.length]
  const stretch = Math.abs(p - mean) < 1e-6 ? 1 / (mean * (1 - mean)) : (forestMargin(p) - forestMargin(mean)) / (p - mean)
  return values.map((value) => (value * stretch) / trees.length)
}

/** The log-odds of a mean of shares, which may be 0 or 1. */
function forestMargin(probability: number): number {
  return logit(Math.min(0.999, Math.max(0.001, probability)))
}

/** Approximate number of steps for the contributions of one row: of trees, the sum over leaves of their squared depth. */
export function contributionCost(learner: FittedLearner): number {
  if (learner.family === 'logistic') return learner.uses.length
  return learner.model.trees.reduce((sum, { feature }) => {
    const leaves = (feature.length + 1) / 2
    return sum + leaves * (1 + Math.log2(leaves)) ** 2
  }, 0)
}

/** Some features of a table. */
export function tableOf(table: FeatureTable, uses: readonly number[]): FeatureTable {
  return {
    names: uses.map((j) => table.names[j] as string),
    rowCount: table.rowCount,
    columns: uses.map((j) => table.columns[j] as Float64Array),
  }
}

/** Some rows of a table. */
export function rowsOf(table: FeatureTable, rows: Int32Array): FeatureTable {
  const columns = table.columns.map((column) => {
    const out = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i += 1) out[i] = column[rows[i] as number] as number
    return out
  })
  return { names: table.names, rowCount: rows.length, columns }
}

function pick(uses: readonly number[], row: ArrayLike<number>): Float64Array {
  const out = new Float64Array(uses.length)
  for (let k = 0; k < uses.length; k += 1) out[k] = row[uses[k] as number] as number
  return out
}
