import { tableRow, type FeatureTable } from '#numerics/feature-table.ts'
import { fitLogisticRegression, logisticContributions, logisticMargin, type LogisticModel } from '#numerics/logistic-regression.ts'
import { logit } from '#numerics/logistic-function.ts'
import { boostingMargin, fitGradientBoosting, type BoostingModel } from '#numerics/trees/gradient-boosting.ts'
import { fitRandomForest, forestProbability, type ForestModel } from '#numerics/trees/random-forest.ts'
import { treeShap } from '#numerics/trees/tree-shap.ts'
import type { FeatureViews } from './table-encoding.ts'

/** A way to learn that competes with others. */
export type Candidate =
  | { readonly family: 'logistic'; readonly bends: boolean; readonly l2: number }
  | {
      readonly family: 'trees'
      readonly maxDepth: number
      readonly rounds: number
      readonly learningRate: number
      readonly minChildWeight: number
    }
  | { readonly family: 'forest'; readonly trees: number; readonly maxDepth: number; readonly minLeaf: number }

/** A fitted candidate: its model over the features at `uses` of the encoding. */
export type FittedLearner = { readonly uses: readonly number[] } & (
  | { readonly family: 'logistic'; readonly model: LogisticModel }
  | { readonly family: 'trees'; readonly model: BoostingModel }
  | { readonly family: 'forest'; readonly model: ForestModel }
)

/** Of the fits; small tables use one. */
const THREADS = 2

/** The candidates for a table of so many learning rows, of which the rarer class has `rarer`. */
export function candidatesFor(rows: number, rarer: number): readonly Candidate[] {
  if (rarer < 50) {
    return [
      { family: 'logistic', bends: false, l2: 10 },
      { family: 'logistic', bends: false, l2: 1 },
      { family: 'trees', maxDepth: 1, rounds: 60, learningRate: 0.1, minChildWeight: 2 },
    ]
  }
  if (rows < 30_000) {
    return [
      { family: 'logistic', bends: false, l2: 1 },
      { family: 'logistic', bends: true, l2: 3 },
      { family: 'trees', maxDepth: 2, rounds: 240, learningRate: 0.08, minChildWeight: 5 },
      { family: 'trees', maxDepth: 4, rounds: 130, learningRate: 0.05, minChildWeight: 10 },
      { family: 'forest', trees: 100, maxDepth: 8, minLeaf: Math.max(5, Math.round(rows / 500)) },
    ]
  }
  return [
    { family: 'logistic', bends: true, l2: 3 },
    { family: 'trees', maxDepth: 4, rounds: 200, learningRate: 0.1, minChildWeight: 10 },
    { family: 'trees', maxDepth: 6, rounds: 150, learningRate: 0.08, minChildWeight: 20 },
  ]
}

/**
 * Fits a candidate on its view of the features. Trees look at half of the features and seven tenths of the rows each. `random`: uniform in [0, 1).
 */
export function fitCandidate(
  candidate: Candidate,
  table: FeatureTable,
  labels: Float64Array,
  features: FeatureViews,
  random: () => number,
): FittedLearner {
  if (candidate.family === 'logistic') {
    const uses = candidate.bends ? features.bent : features.plain
    return { family: 'logistic', uses, model: fitLogisticRegression(tableOf(table, uses), labels, { l2: candidate.l2 }) }
  }
  const uses = features.trees
  const { categorical } = features
  if (candidate.family === 'forest') {
    const { trees, maxDepth, minLeaf } = candidate
    const options = { trees, maxDepth, minLeaf, categorical, threads: THREADS, random }
    return { family: 'forest', uses, model: fitRandomForest(tableOf(table, uses), labels, options) }
  }
  const { maxDepth, rounds, learningRate, minChildWeight } = candidate
  const model = fitGradientBoosting(tableOf(table, uses), labels, {
    maxDepth,
    rounds,
    learningRate,
    minChildWeight,
    lambda: 2,
    rowSample: 0.7,
    columnSample: uses.length < 4 ? 1 : 0.5,
    categorical,
    threads: THREADS,
    random,
  })
  return { family: 'trees', uses, model }
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
  // The values of a forest add up to its probability; they are stretched to add up to its log-odds.
  const { expected, values } = treeShap({ kind: 'gradient-boosted-trees', version: 1, names, bias: 0, trees }, own)
  const [mean, p] = [expected / trees.length, values.reduce((sum, value) => sum + value, expected) / trees.length]
  const stretch = Math.abs(p - mean) < 1e-6 ? 1 / (mean * (1 - mean)) : (forestMargin(p) - forestMargin(mean)) / (p - mean)
  return values.map((value) => (value * stretch) / trees.length)
}

/** The log-odds of a mean of shares, which may be 0 or 1. */
function forestMargin(probability: number): number {
  return logit(Math.min(0.999, Math.max(0.001, probability)))
}

/** About how many steps the contributions of one row take: of trees, the sum over leaves of their squared depth. */
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
