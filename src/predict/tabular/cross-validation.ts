import type { FeatureTable } from '#numerics/table/feature-table.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import type { FeatureViews } from './table-encoding.ts'
import { fitCandidate, learnerMargins, rowsOf, type Candidate } from './tabular-learner.ts'

export interface CandidateScores {
  readonly candidate: Candidate
  /** Log-odds of each row by models fitted without it; the mean over repeats. */
  readonly margins: Float64Array
  /** AUC of each fold of each repeat. */
  readonly foldAucs: readonly number[]
}

export interface CrossValidation {
  readonly table: FeatureTable
  readonly labels: Float64Array
  /** Fold of each row, one list per repeat. */
  readonly repeats: readonly Uint8Array[]
  readonly folds: number
  readonly features: FeatureViews
  readonly random: () => number
  /** Called after each fit; a returned promise is awaited to yield to other work, and stops the run when it rejects. */
  readonly onStep?: (done: number, all: number) => Promise<void> | void
}

/** Fits every candidate on all folds but one and scores the remaining fold. Folds without both classes have no AUC. */
export async function crossValidate(candidates: readonly Candidate[], setting: CrossValidation): Promise<CandidateScores[]> {
  const { table, labels, repeats, folds, features, random } = setting
  const scores = candidates.map((candidate) => ({ candidate, margins: new Float64Array(table.rowCount), foldAucs: [] as number[] }))
  const all = repeats.length * folds * candidates.length
  let done = 0
  for (const foldOf of repeats) {
    for (let fold = 0; fold < folds; fold += 1) {
      const [learn, judge] = parts(foldOf, fold)
      const [learnTable, judgeTable] = [rowsOf(table, learn), rowsOf(table, judge)]
      const [learnLabels, judgeLabels] = [pick(labels, learn), pick(labels, judge)]
      for (const each of scores) {
        const learner = fitCandidate(each.candidate, learnTable, learnLabels, features, random)
        const margins = learnerMargins(learner, judgeTable)
        judge.forEach((row, k) => {
          each.margins[row] = (each.margins[row] as number) + (margins[k] as number) / repeats.length
        })
        const auc = areaUnderCurve(margins, judgeLabels)
        if (!Number.isNaN(auc)) each.foldAucs.push(auc)
        done += 1
        await setting.onStep?.(done, all)
      }
    }
  }
  return scores
}

/** Row numbers of the other folds, and of this one. */
function parts(foldOf: Uint8Array, fold: number): [Int32Array, Int32Array] {
  const rows = Int32Array.from({ length: foldOf.length }, (_, i) => i)
  return [rows.filter((i) => foldOf[i] !== fold), rows.filter((i) => foldOf[i] === fold)]
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (i) => values[i] as number)
}
