import { featureTable, type FeatureTable } from '#numerics/feature-table.ts'
import { fitLogisticRegression, logisticContributions, logisticMargin, type LogisticModel } from '#numerics/logistic-regression.ts'
import { parseMbgNbd } from '#numerics/purchase/mbg-nbd.ts'
import { boostingMargin, fitGradientBoosting, parseBoostingModel, type BoostingModel } from '#numerics/trees/gradient-boosting.ts'
import { treeShap } from '#numerics/trees/tree-shap.ts'
import { cadenceMargin, fitChurnCadence, type ChurnCadence } from './churn-cadence.ts'
import { dropoutMargin, fitChurnDropout, type ChurnDropout } from './churn-dropout.ts'
import { CHURN_FEATURES, CHURN_FEATURE_NAMES, type ChurnFeatureRow } from './churn-features.ts'
import { churnRules, rulesMargin, type ChurnRules, type ExplainedMargin } from './churn-rules.ts'

/** How a margin (log-odds before calibration) is made. `used` are the positions in CHURN_FEATURES that a learned one reads. */
export type ChurnEstimator =
  | { readonly rung: 'rules'; readonly rules: ChurnRules }
  | { readonly rung: 'cadence'; readonly cadence: ChurnCadence }
  | { readonly rung: 'mbg-nbd'; readonly dropout: ChurnDropout }
  | { readonly rung: 'logistic'; readonly used: readonly number[]; readonly logistic: LogisticModel }
  | { readonly rung: 'trees'; readonly used: readonly number[]; readonly trees: BoostingModel }

/** The ladder, from what needs no data to what needs most. */
export type ChurnRung = ChurnEstimator['rung']

/** Hyper-parameters of one candidate. */
export type ChurnCandidate =
  | { readonly rung: 'rules' }
  | { readonly rung: 'cadence' }
  | { readonly rung: 'mbg-nbd' }
  | { readonly rung: 'logistic'; readonly l2: number }
  | { readonly rung: 'trees'; readonly maxDepth: number; readonly rounds: number }

export interface FitEstimatorOptions {
  readonly horizonDays: number
  /** Positions in CHURN_FEATURES to learn from. */
  readonly used: readonly number[]
  readonly random: () => number
  /** Later rows that decide how many trees to keep. */
  readonly stopOn?: readonly ChurnFeatureRow[]
}

/** Whether a rung learns from labels. */
export function isLearned(rung: ChurnRung): boolean {
  return rung === 'logistic' || rung === 'trees'
}

/** Learns from labelled rows; the rungs up to mbg-nbd read no label. */
export function fitEstimator(candidate: ChurnCandidate, rows: readonly ChurnFeatureRow[], options: FitEstimatorOptions): ChurnEstimator {
  const { used, horizonDays } = options
  if (candidate.rung === 'rules') return { rung: 'rules', rules: churnRules(horizonDays) }
  if (candidate.rung === 'cadence') return { rung: 'cadence', cadence: fitChurnCadence(rows, horizonDays) }
  if (candidate.rung === 'mbg-nbd') return { rung: 'mbg-nbd', dropout: fitChurnDropout(rows, horizonDays) }
  if (candidate.rung === 'logistic') {
    return { rung: 'logistic', used, logistic: fitLogisticRegression(tableOf(rows, used, true), labelsOf(rows), { l2: candidate.l2 }) }
  }
  // Small leaves and deep trees learn the noise of a few thousand customers; these numbers hold from 1,000 to 100,000 rows.
  const trees = fitGradientBoosting(tableOf(rows, used, false), labelsOf(rows), {
    rounds: candidate.rounds,
    maxDepth: candidate.maxDepth,
    learningRate: 0.05,
    minChildWeight: 20,
    lambda: 10,
    rowSample: 0.7,
    columnSample: 0.5,
    random: options.random,
    ...(options.stopOn === undefined
      ? {}
      : { earlyStopping: { table: tableOf(options.stopOn, used, false), labels: labelsOf(options.stopOn), patience: 40 } }),
  })
  return { rung: 'trees', used, trees }
}

/** Log-odds of churn before calibration. */
export function estimatorMargin(estimator: ChurnEstimator, row: ChurnFeatureRow): number {
  if (estimator.rung === 'logistic') return logisticMargin(estimator.logistic, inputOf(row, estimator.used, true))
  if (estimator.rung === 'trees') return boostingMargin(estimator.trees, inputOf(row, estimator.used, false))
  return unlearned(estimator, row).margin
}

/** What each feature adds to the log-odds, ordered as CHURN_FEATURES: exact Shapley values for the learned rungs. */
export function estimatorContributions(estimator: ChurnEstimator, row: ChurnFeatureRow): Float64Array {
  if (estimator.rung === 'logistic') {
    return spread(estimator.used, logisticContributions(estimator.logistic, inputOf(row, estimator.used, true)))
  }
  if (estimator.rung === 'trees') return spread(estimator.used, treeShap(estimator.trees, inputOf(row, estimator.used, false)).values)
  return unlearned(estimator, row).contributions
}

/** Checks a saved estimator. Throws an Error when it cannot be used. */
export function checkEstimator(estimator: ChurnEstimator): void {
  if (estimator.rung === 'mbg-nbd') parseMbgNbd(estimator.dropout.process)
  if (estimator.rung !== 'logistic' && estimator.rung !== 'trees') return
  const names = estimator.rung === 'logistic' ? estimator.logistic.names : parseBoostingModel(estimator.trees).names
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

function unlearned(estimator: Exclude<ChurnEstimator, { rung: 'logistic' | 'trees' }>, row: ChurnFeatureRow): ExplainedMargin {
  if (estimator.rung === 'rules') return rulesMargin(estimator.rules, row)
  if (estimator.rung === 'cadence') return cadenceMargin(estimator.cadence, row)
  return dropoutMargin(estimator.dropout, row)
}

function tableOf(rows: readonly ChurnFeatureRow[], used: readonly number[], logScale: boolean): FeatureTable {
  return featureTable(
    used.map((position) => CHURN_FEATURE_NAMES[position] as string),
    rows.map((row) => inputOf(row, used, logScale)),
  )
}
