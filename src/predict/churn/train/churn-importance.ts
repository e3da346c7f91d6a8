import { shuffle } from '#kernel/rng.ts'
import { plattProbability } from '#numerics/calibration/platt-calibration.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { estimatorContributions, estimatorMargins, labelsOf, type ChurnEstimator } from './churn-estimator.ts'
import { CHURN_FEATURES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { partFor, type ChurnModel, type ChurnModelPart } from '../score/churn-model.ts'
import { quickContributions } from '../score/quick-contributions.ts'

export interface FeatureImportance {
  readonly feature: string
  /** Mean |Shapley value| in log-odds; for a forest, from the path through its trees. */
  readonly importance: number
  /** How much the log loss on later data rises when the values of this feature are shuffled among customers; redundant features compensate for each other. Only for the first twenty. */
  readonly permutation?: number
}

const EXPLAINED_ROWS = 400
const EXPLAINED_ROWS_OF_SLICE = 150
const SHUFFLED_ROWS = 800
const PERMUTED = 20

/**
 * Ranks features, largest mean |Shapley value| first; features that add nothing are left out. `final` is explained; permutation importance is measured
 * on `judged`, which was not trained on `rows`.
 */
export function churnImportance(
  final: ChurnModelPart,
  judged: ChurnModelPart,
  rows: readonly ChurnFeatureRow[],
  random: () => number,
): FeatureImportance[] {
  const totals = new Float64Array(CHURN_FEATURES.length)
  const explained = sample(rows, EXPLAINED_ROWS)
  for (const row of explained) {
    const contributions = explain(final.estimator, row)
    for (let j = 0; j < totals.length; j += 1) totals[j] = (totals[j] as number) + Math.abs(contributions[j] as number) / explained.length
  }
  const shuffledRows = sample(rows, SHUFFLED_ROWS)
  const labels = labelsOf(shuffledRows)
  const lossOf = (some: readonly ChurnFeatureRow[]): number =>
    logLoss(
      estimatorMargins(judged.estimator, some).map((margin) => plattProbability(judged.calibration, margin)),
      labels,
    )
  const before = shuffledRows.length === 0 ? 0 : lossOf(shuffledRows)
  return ranked(totals).map((each, rank) =>
    rank < PERMUTED ? { ...each, permutation: lossOf(shuffleColumn(shuffledRows, positionOf(each.feature), random)) - before } : each,
  )
}

/** The features that matter most to these customers by the models that score them, largest mean |Shapley value| first. */
export function importanceFor(model: ChurnModel, rows: readonly ChurnFeatureRow[], most: number) {
  const totals = new Float64Array(CHURN_FEATURES.length)
  const explained = sample(rows, EXPLAINED_ROWS_OF_SLICE)
  for (const row of explained) {
    const contributions = explain(partFor(model, row).estimator, row)
    for (let j = 0; j < totals.length; j += 1) totals[j] = (totals[j] as number) + Math.abs(contributions[j] as number) / explained.length
  }
  return ranked(totals).slice(0, most)
}

function ranked(totals: Float64Array): { readonly feature: string; readonly importance: number }[] {
  return CHURN_FEATURES.map(({ name }, position) => ({ feature: name, importance: totals[position] as number }))
    .filter(({ importance }) => importance > 0)
    .sort((a, b) => b.importance - a.importance)
}

function positionOf(feature: string): number {
  return CHURN_FEATURES.findIndex(({ name }) => name === feature)
}

/** Shapley values; for a forest, whose deep trees take 20 ms a customer, contributions along the path through each tree. */
function explain(estimator: ChurnEstimator, row: ChurnFeatureRow): Float64Array {
  return estimator.rung === 'forest' ? quickContributions(estimator, row) : estimatorContributions(estimator, row)
}

function shuffleColumn(rows: readonly ChurnFeatureRow[], position: number, random: () => number): ChurnFeatureRow[] {
  const column = shuffle(
    rows.map((row) => row.values[position] as number),
    random,
  )
  return rows.map((row, i) => {
    const values = Float64Array.from(row.values)
    values[position] = column[i] as number
    return { ...row, values }
  })
}

function sample(rows: readonly ChurnFeatureRow[], most: number): readonly ChurnFeatureRow[] {
  const stride = Math.max(1, Math.floor(rows.length / most))
  return stride === 1 ? rows.slice(0, most) : rows.filter((_, i) => i % stride === 0)
}
