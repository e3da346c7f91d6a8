import { featureTable, type FeatureTable } from '#numerics/table/feature-table.ts'
import { fitLogisticRegression, logisticContributions, logisticMargin, type LogisticModel } from '#numerics/logistic/logistic-regression.ts'
import { parseBgNbd } from '#numerics/purchase/bg-nbd.ts'
import { logit } from '#numerics/logistic/logistic-function.ts'
import { boostingMargins, forestProbabilities } from '#numerics/trees/batch-scoring.ts'
import { boostingMargin, fitGradientBoosting, parseBoostingModel, type BoostingModel } from '#numerics/trees/gradient-boosting.ts'
import { fitRandomForest, forestProbability, parseForestModel, type ForestModel } from '#numerics/trees/random-forest.ts'
import { forestShap, treeShap } from '#numerics/trees/tree-shap.ts'
import { cadenceMargin, fitChurnCadence, type ChurnCadence } from './churn-cadence.ts'
import { dropoutMargin, fitChurnDropout, type ChurnDropout } from './churn-dropout.ts'
import { CHURN_FEATURES, CHURN_FEATURE_NAMES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { churnRules, rulesMargin, type ChurnRules, type ExplainedMargin } from './churn-rules.ts'

/** How a margin (log-odds before calibration) is computed. `used` holds the positions in CHURN_FEATURES that a trained estimator reads. */
export type ChurnEstimator =
  /** One rate for all: the fallback when nothing ranks later customers better than chance. The calibration supplies the rate. */
  | { readonly rung: 'base-rate' }
  | { readonly rung: 'rules'; readonly rules: ChurnRules }
  | { readonly rung: 'cadence'; readonly cadence: ChurnCadence }
  | { readonly rung: 'mbg-nbd'; readonly dropout: ChurnDropout }
  | { readonly rung: 'logistic'; readonly used: readonly number[]; readonly logistic: LogisticModel }
  | { readonly rung: 'forest'; readonly used: readonly number[]; readonly forest: ForestModel }
  | { readonly rung: 'trees'; readonly used: readonly number[]; readonly trees: BoostingModel }

/** The ladder, from what needs no data to what needs most. */
export type ChurnRung = ChurnEstimator['rung']

/** Hyper-parameters of one candidate. */
export type ChurnCandidate =
  | { readonly rung: 'base-rate' }
  | { readonly rung: 'rules' }
  | { readonly rung: 'cadence' }
  | { readonly rung: 'mbg-nbd' }
  | { readonly rung: 'logistic'; readonly l2: number }
  | { readonly rung: 'forest' }
  | { readonly rung: 'trees'; readonly maxDepth: number; readonly rounds: number; readonly searched?: SearchedSettings }

/** The settings a search found, besides the depth. */
export interface SearchedSettings {
  readonly learningRate: number
  readonly minChildWeight: number
  readonly lambda: number
  readonly rowSample: number
  readonly columnSample: number
}

export interface FitEstimatorOptions {
  readonly horizonDays: number
  readonly ofContracts?: boolean
  /** Positions in CHURN_FEATURES to train on. */
  readonly used: readonly number[]
  readonly random: () => number
  /** Later rows that decide how many trees to keep. */
  readonly stopOn?: readonly ChurnFeatureRow[]
}

const FOREST_TREES = 100
/** Maximum leaves of a tree, which keeps a saved forest to a few megabytes. */
const FOREST_LEAVES = 200
/** Bound on the certainty of a mean of a hundred trees. */
const FOREST_SUREST = 0.002
/** Enough rows to tell when another tree no longer helps. */
const STOPPING_ROWS = 10_000

/** Small leaves and deep trees overfit a few thousand customers; these numbers work from 1,000 to 100,000 rows. */
const STEADY: SearchedSettings = { learningRate: 0.05, minChildWeight: 20, lambda: 10, rowSample: 0.7, columnSample: 0.5 }

/** Whether a rung is trained on labels. */
export function isLearned(rung: ChurnRung): boolean {
  return rung === 'logistic' || rung === 'forest' || rung === 'trees'
}

/** Trains on labelled rows; the rungs up to mbg-nbd read no labels. */
export function fitEstimator(candidate: ChurnCandidate, rows: readonly ChurnFeatureRow[], options: FitEstimatorOptions): ChurnEstimator {
  const { used, horizonDays } = options
  if (candidate.rung === 'base-rate') return { rung: 'base-rate' }
  if (candidate.rung === 'rules') return { rung: 'rules', rules: churnRules(horizonDays, options.ofContracts) }
  if (candidate.rung === 'cadence') return { rung: 'cadence', cadence: fitChurnCadence(rows, horizonDays) }
  if (candidate.rung === 'mbg-nbd') return { rung: 'mbg-nbd', dropout: fitChurnDropout(rows, horizonDays) }
  if (candidate.rung === 'logistic') {
    return { rung: 'logistic', used, logistic: fitLogisticRegression(tableOf(rows, used, true), labelsOf(rows), { l2: candidate.l2 }) }
  }
  if (candidate.rung === 'forest') {
    const forest = fitRandomForest(tableOf(rows, used, false), labelsOf(rows), {
      trees: FOREST_TREES,
      maxDepth: 12,
      minLeaf: Math.max(20, rows.length / FOREST_LEAVES),
      featuresPerNode: Math.max(1, Math.ceil(used.length / 6)),
      random: options.random,
    })
    return { rung: 'forest', used, forest }
  }
  const stopOn = (options.stopOn ?? []).slice(0, STOPPING_ROWS)
  const trees = fitGradientBoosting(tableOf(rows, used, false), labelsOf(rows), {
    rounds: candidate.rounds,
    maxDepth: candidate.maxDepth,
    ...(candidate.searched ?? STEADY),
    random: options.random,
    ...(options.stopOn === undefined
      ? {}
      : { earlyStopping: { table: tableOf(stopOn, used, false), labels: labelsOf(stopOn), patience: 40 } }),
  })
  return { rung: 'trees', used, trees }
}

/** Log-odds of churn before calibration. */
export function estimatorMargin(estimator: ChurnEstimator, row: ChurnFeatureRow): number {
  if (estimator.rung === 'logistic') return logisticMargin(estimator.logistic, inputOf(row, estimator.used, true))
  if (estimator.rung === 'trees') return boostingMargin(estimator.trees, inputOf(row, estimator.used, false))
  if (estimator.rung === 'forest') return forestMargin(forestProbability(estimator.forest, inputOf(row, estimator.used, false)))
  return unlearned(estimator, row).margin
}

/** The same for many rows, which is several times faster. */
export function estimatorMargins(estimator: ChurnEstimator, rows: readonly ChurnFeatureRow[]): Float64Array {
  if (estimator.rung === 'trees') return boostingMargins(estimator.trees, tableOf(rows, estimator.used, false))
  if (estimator.rung === 'forest') return forestProbabilities(estimator.forest, tableOf(rows, estimator.used, false)).map(forestMargin)
  return Float64Array.from(rows, (row) => estimatorMargin(estimator, row))
}

/** What each feature adds to the log-odds, ordered as CHURN_FEATURES: exact Shapley values for the learned rungs. */
export function estimatorContributions(estimator: ChurnEstimator, row: ChurnFeatureRow): Float64Array {
  if (estimator.rung === 'logistic') {
    return spread(estimator.used, logisticContributions(estimator.logistic, inputOf(row, estimator.used, true)))
  }
  if (estimator.rung === 'trees') return spread(estimator.used, treeShap(estimator.trees, inputOf(row, estimator.used, false)).values)
  if (estimator.rung === 'forest') {
    const { expected, values } = forestShap(estimator.forest, inputOf(row, estimator.used, false))
    return spread(estimator.used, inLogOdds(expected, values))
  }
  return unlearned(estimator, row).contributions
}

/** Rescales contributions that sum to a difference of probabilities so that they sum to the difference of log-odds. */
export function inLogOdds(expected: number, values: Float64Array): Float64Array {
  let sum = 0
  for (const value of values) sum += value
  const change = forestMargin(expected + sum) - forestMargin(expected)
  const stretch = Math.abs(sum) > 1e-9 ? change / sum : 1 / (expected * (1 - expected))
  return values.map((value) => value * (Number.isFinite(stretch) ? stretch : 0))
}

function forestMargin(probability: number): number {
  return logit(Math.min(Math.max(probability, FOREST_SUREST), 1 - FOREST_SUREST))
}

/** Checks a saved estimator. Throws an Error when it cannot be used. */
export function checkEstimator(estimator: ChurnEstimator): void {
  if (estimator.rung === 'mbg-nbd') parseBgNbd('mbg-nbd', estimator.dropout.process)
  if (!('used' in estimator)) return
  const { names } =
    estimator.rung === 'logistic'
      ? estimator.logistic
      : estimator.rung === 'forest'
        ? parseForestModel(estimator.forest)
        : parseBoostingModel(estimator.trees)
  const expected = estimator.used.map((position) => CHURN_FEATURE_NAMES[position])
  if (names.length !== expected.length || names.some((name, k) => name !== expected[k])) {
    throw new Error('The saved model reads other features than this program makes.')
  }
}

export function labelsOf(rows: readonly ChurnFeatureRow[]): Uint8Array {
  return Uint8Array.from(rows, (row) => row.label ?? 0)
}

/** The values at some positions; for a linear model long-tailed ones in logarithms. */
export function inputOf(row: ChurnFeatureRow, used: readonly number[], logScale: boolean): Float64Array {
  const input = new Float64Array(used.length)
  for (let k = 0; k < used.length; k += 1) {
    const position = used[k] as number
    const value = row.values[position] as number
    input[k] = logScale && CHURN_FEATURES[position]?.scale === 'log' ? Math.sign(value) * Math.log1p(Math.abs(value)) : value
  }
  return input
}

/** Values by position in `used` as values by position in CHURN_FEATURES. */
export function spread(used: readonly number[], values: ArrayLike<number>): Float64Array {
  const all = new Float64Array(CHURN_FEATURES.length)
  used.forEach((position, k) => {
    all[position] = values[k] as number
  })
  return all
}

function unlearned(estimator: Exclude<ChurnEstimator, { rung: 'logistic' | 'forest' | 'trees' }>, row: ChurnFeatureRow): ExplainedMargin {
  if (estimator.rung === 'base-rate') return { margin: 0, contributions: new Float64Array(CHURN_FEATURES.length) }
  if (estimator.rung === 'rules') return rulesMargin(estimator.rules, row)
  if (estimator.rung === 'cadence') return cadenceMargin(estimator.cadence, row)
  return dropoutMargin(estimator.dropout, row)
}

/** The table that trees learn from: values as they are, those at `used`. */
export function treesTable(rows: readonly ChurnFeatureRow[], used: readonly number[]): FeatureTable {
  return tableOf(rows, used, false)
}

function tableOf(rows: readonly ChurnFeatureRow[], used: readonly number[], logScale: boolean): FeatureTable {
  return featureTable(
    used.map((position) => CHURN_FEATURE_NAMES[position] as string),
    rows.map((row) => inputOf(row, used, logScale)),
  )
}
