import { hashUnit } from '#kernel/rng.ts'
import { fitPlatt, interceptShift } from '#numerics/calibration/platt-calibration.ts'
import { sigmoid } from '#numerics/logistic-function.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { calibrationError } from '#numerics/metrics/reliability.ts'
import { endsBefore, type ChurnDefinition } from './churn-definition.ts'
import {
  estimatorMargin,
  fitEstimator,
  labelsOf,
  type ChurnCandidate,
  type ChurnEstimator,
  type FitEstimatorOptions,
} from './churn-estimator.ts'
import type { ChurnFeatureRow } from './churn-features.ts'
import { churnersOf, enoughOfEach, limited, type ChurnSnapshot } from './churn-snapshot.ts'

export interface CandidateResult {
  readonly candidate: ChurnCandidate
  readonly auc: number
  /** After the level of the probabilities was set right, so that a moved base rate favours none. */
  readonly logLoss: number
  readonly ece: number
  readonly chosen: boolean
}

const CANDIDATES: readonly ChurnCandidate[] = [
  { rung: 'rules' },
  { rung: 'logistic', l2: 30 },
  { rung: 'logistic', l2: 300 },
  { rung: 'trees', maxDepth: 2, rounds: 300 },
  { rung: 'trees', maxDepth: 4, rounds: 300 },
]

/** What every fit shares. */
export interface Learner {
  readonly definition: ChurnDefinition
  readonly used: readonly number[]
  readonly random: () => number
  readonly maxRows: number
}

interface Fold {
  readonly fit: readonly ChurnFeatureRow[]
  readonly test: readonly ChurnFeatureRow[]
}

/**
 * Compares the candidates on the newest of the given snapshots and names the one with the least log loss, with its number of trees and
 * the slope that calibrates it there.
 */
export function compareCandidates(learner: Learner, snapshots: readonly ChurnSnapshot[]) {
  const folds = foldsOf(learner, snapshots)
  const tested = folds.flatMap((fold) => fold.test)
  const labels = labelsOf(tested)
  const rate = churnersOf(tested) / tested.length
  const outcomes = CANDIDATES.map((candidate) => {
    let trees = 0
    const margins = folds.flatMap((fold) => {
      const options = { ...fitOptions(learner), stopOn: fold.test }
      const estimator = fitEstimator(candidate, fold.fit, options)
      if (estimator.rung === 'trees') trees += estimator.trees.trees.length / folds.length
      return [...marginsOf(estimator, fold.test)]
    })
    const level = interceptShift(margins, rate)
    const probabilities = margins.map((margin) => sigmoid(margin + level))
    const tuned: ChurnCandidate = candidate.rung === 'trees' ? { ...candidate, rounds: Math.max(20, Math.round(trees)) } : candidate
    return {
      candidate: tuned,
      margins,
      auc: areaUnderCurve(margins, labels),
      logLoss: logLoss(probabilities, labels),
      ece: calibrationError(probabilities, labels),
    }
  })
  const best = outcomes.reduce((held, each) => (each.logLoss < held.logLoss ? each : held))
  return {
    champion: best.candidate,
    slope: slopeOf(best.margins, labels),
    results: outcomes.map(({ candidate, auc, logLoss: loss, ece }): CandidateResult => ({
      candidate,
      auc,
      logLoss: loss,
      ece,
      chosen: candidate === best.candidate,
    })),
  }
}

/** Later time where the history allows it; else three groups of customers, each judged by what was learnt from the other two. */
function foldsOf(learner: Learner, snapshots: readonly ChurnSnapshot[]): Fold[] {
  const newest = snapshots.at(-1) as ChurnSnapshot
  const ended = snapshots.filter(({ asOf }) => endsBefore(learner.definition, asOf, newest.asOf))
  if (enoughOfEach(ended.flatMap(({ rows }) => rows))) return [{ fit: limited(ended, learner.maxRows), test: newest.rows }]
  const group = (row: ChurnFeatureRow): number => Math.floor(3 * hashUnit(`churn-fold/${row.customerId}`))
  const all = limited(snapshots, learner.maxRows)
  return [0, 1, 2].map((fold) => ({
    fit: all.filter((row) => group(row) !== fold),
    test: newest.rows.filter((row) => group(row) === fold),
  }))
}

export function slopeOf(margins: ArrayLike<number>, labels: ArrayLike<number>): number {
  // A slope at or below zero would turn the ranking round: then the margins are noise, and all but ignored.
  return Math.max(fitPlatt(margins, labels).slope, 0.05)
}

export function marginsOf(estimator: ChurnEstimator, rows: readonly ChurnFeatureRow[]): Float64Array {
  return Float64Array.from(rows, (row) => estimatorMargin(estimator, row))
}

export function fitOptions(learner: Learner): FitEstimatorOptions {
  return { horizonDays: learner.definition.horizonDays, used: learner.used, random: learner.random }
}
