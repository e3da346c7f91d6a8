import { tableRow, type FeatureTable } from '#numerics/feature-table.ts'
import { fitLogisticRegression, logisticContributions, logisticMargin, type LogisticModel } from '#numerics/logistic-regression.ts'
import { boostingMargin, fitGradientBoosting, type BoostingModel } from '#numerics/trees/gradient-boosting.ts'
import { treeShap } from '#numerics/trees/tree-shap.ts'

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

/** A fitted candidate: its model over the features at `uses` of the encoding. */
export type FittedLearner = { readonly uses: readonly number[] } & (
  | { readonly family: 'logistic'; readonly model: LogisticModel }
  | { readonly family: 'trees'; readonly model: BoostingModel }
)

/** The candidates for a table of so many learning rows, of which the rarer class has `rarer`. */
export function candidatesFor(rows: number, rarer: number): readonly Candidate[] {
  if (rarer < 50) {
    return [
      { family: 'logistic', bends: false, l2: 10 },
      { family: 'logistic', bends: false, l2: 1 },
      { family: 'trees', maxDepth: 1, rounds: 60, learningRate: 0.1, minChildWeight: 2 },
    ]
  }
  if (rows < 50_000) {
    return [
      { family: 'logistic', bends: false, l2: 1 },
      { family: 'logistic', bends: true, l2: 3 },
      { family: 'trees', maxDepth: 2, rounds: 240, learningRate: 0.08, minChildWeight: 5 },
      { family: 'trees', maxDepth: 4, rounds: 130, learningRate: 0.05, minChildWeight: 10 },
    ]
  }
  return [
    { family: 'logistic', bends: true, l2: 3 },
    { family: 'trees', maxDepth: 4, rounds: 250, learningRate: 0.1, minChildWeight: 10 },
    { family: 'trees', maxDepth: 6, rounds: 250, learningRate: 0.06, minChildWeight: 20 },
  ]
}

/**
 * Fits a candidate. `plain` and `bent` are the features without and with bends. Trees look at half of the features and seven tenths of the rows
 * each. `random`: uniform in [0, 1).
 */
export function fitCandidate(
  candidate: Candidate,
  table: FeatureTable,
  labels: Float64Array,
  features: { readonly plain: readonly number[]; readonly bent: readonly number[] },
  random: () => number,
): FittedLearner {
  if (candidate.family === 'logistic') {
    const uses = candidate.bends ? features.bent : features.plain
    return { family: 'logistic', uses, model: fitLogisticRegression(tableOf(table, uses), labels, { l2: candidate.l2 }) }
  }
  const { maxDepth, rounds, learningRate, minChildWeight } = candidate
  const uses = features.plain
  const model = fitGradientBoosting(tableOf(table, uses), labels, {
    maxDepth,
    rounds,
    learningRate,
    minChildWeight,
    lambda: 2,
    rowSample: 0.7,
    columnSample: uses.length < 4 ? 1 : 0.5,
    random,
  })
  return { family: 'trees', uses, model }
}

/** The log-odds of one encoded row. */
export function learnerMargin(learner: FittedLearner, row: ArrayLike<number>): number {
  const own = pick(learner.uses, row)
  return learner.family === 'logistic' ? logisticMargin(learner.model, own) : boostingMargin(learner.model, own)
}

/** The log-odds of every row of an encoded table. */
export function learnerMargins(learner: FittedLearner, table: FeatureTable): Float64Array {
  return Float64Array.from({ length: table.rowCount }, (_, i) => learnerMargin(learner, tableRow(table, i)))
}

/** What each feature of the encoding adds to the log-odds of a row, against the mean row (Shapley values). */
export function learnerContributions(learner: FittedLearner, row: ArrayLike<number>): Float64Array {
  const own = pick(learner.uses, row)
  const values = learner.family === 'logistic' ? logisticContributions(learner.model, own) : treeShap(learner.model, own).values
  const out = new Float64Array(row.length)
  learner.uses.forEach((feature, k) => {
    out[feature] = values[k] as number
  })
  return out
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
