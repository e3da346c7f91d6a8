import { hashUnit } from '#kernel/rng.ts'
import { fitPlatt, plattProbability } from '#numerics/calibration/platt-calibration.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { calibrationError } from '#numerics/metrics/reliability.ts'
import { endsBefore, isContract, type ChurnDefinition } from '../definition/churn-definition.ts'
import {
  estimatorMargins,
  fitEstimator,
  labelsOf,
  type ChurnCandidate,
  type ChurnEstimator,
  type FitEstimatorOptions,
} from './churn-estimator.ts'
import type { ChurnFeatureRow } from '../features/churn-features.ts'
import { enoughOfEach, hasBothClasses, limited, type ChurnSnapshot } from '../features/churn-snapshot.ts'
import { searchTrees } from './search-trees.ts'

export interface CandidateResult {
  readonly candidate: ChurnCandidate
  readonly auc: number
  /** After correcting slope and level of all candidates' probabilities alike, so that a shifted base rate favours none. */
  readonly logLoss: number
  readonly ece: number
  readonly chosen: boolean
}

/** From simple to rich. A hundred overlapping features need a strong penalty: a weaker one overfits the season of the snapshots. */
const CANDIDATES: readonly ChurnCandidate[] = [
  { rung: 'rules' },
  { rung: 'cadence' },
  { rung: 'mbg-nbd' },
  { rung: 'logistic', l2: 1000 },
  { rung: 'logistic', l2: 300 },
  { rung: 'forest' },
  { rung: 'trees', maxDepth: 2, rounds: 300 },
  { rung: 'trees', maxDepth: 4, rounds: 300 },
]

/** Rungs that read how people buy. */
const OF_PURCHASES: ReadonlySet<string> = new Set(['cadence', 'mbg-nbd'])

/** One contract in twenty ends within a horizon: leaves of a usual weight would hold hundreds of customers, and a penalty of a usual size would outweigh them. */
const OF_RARE_ENDS: readonly ChurnCandidate[] = [2, 3].map((maxDepth) => ({
  rung: 'trees',
  maxDepth,
  rounds: 300,
  searched: { learningRate: 0.05, minChildWeight: 1, lambda: 1, rowSample: 0.7, columnSample: 0.5 },
}))

/** Those of them that a definition can use: how people buy says nothing of how long a contract runs. */
export function candidatesOf(definition: ChurnDefinition, all: readonly ChurnCandidate[] = CANDIDATES): readonly ChurnCandidate[] {
  if (!isContract(definition)) return all
  const able = all.filter(({ rung }) => !OF_PURCHASES.has(rung))
  return all === CANDIDATES ? [...able, ...OF_RARE_ENDS] : able
}

/** Inputs shared by all fits. */
export interface Learner {
  readonly definition: ChurnDefinition
  readonly used: readonly number[]
  readonly random: () => number
  readonly maxRows: number
}

/** Rows to fit on and later (or other) rows to test on. */
export interface Fold {
  readonly fit: readonly ChurnFeatureRow[]
  readonly test: readonly ChurnFeatureRow[]
}

interface Outcome {
  readonly candidate: ChurnCandidate
  readonly margins: readonly number[]
}

/**
 * Compares the candidates on the newest of the given snapshots and names the simplest whose log loss is within one standard error of the least (Breiman et al. 1984, §3.4.3):
 * a lucky winner fits only the season of that snapshot. Also returns its number of trees, its calibration slope there, its folds and its margins
 * on their test rows (fold after fold).
 */
export function compareCandidates(learner: Learner, snapshots: readonly ChurnSnapshot[]) {
  const folds = foldsOf(learner, snapshots)
  const labels = labelsOf(folds.flatMap((fold) => fold.test))
  const searched = searchTrees(folds[0]?.fit ?? [], learner.used, learner.random)
  const outcomes = [...candidatesOf(learner.definition), ...(searched === undefined || folds.length > 1 ? [] : [searched])].flatMap(
    (candidate) => {
      const outcome = tryOut(learner, candidate, folds)
      if (outcome === undefined) return []
      const { margins } = outcome
      const calibration = fitPlatt(margins, labels)
      const probabilities = margins.map((margin) => plattProbability(calibration, margin))
      const losses = probabilities.map((probability, i) => logLoss([probability], [labels[i] as number]))
      const figures = { auc: areaUnderCurve(margins, labels), logLoss: mean(losses), ece: calibrationError(probabilities, labels) }
      return [{ ...outcome, ...figures, losses }]
    },
  )
  const best = outcomes.reduce((held, each) => (each.logLoss < held.logLoss ? each : held))
  const champion = outcomes.find((each) => each.logLoss - best.logLoss <= standardError(each.losses, best.losses)) ?? best
  return {
    champion: champion.candidate,
    isBest: champion === best,
    slope: slopeOf(champion.margins, labels),
    folds,
    margins: champion.margins,
    results: outcomes.map(({ candidate, auc, logLoss: loss, ece }): CandidateResult => ({
      candidate,
      auc,
      logLoss: loss,
      ece,
      chosen: candidate === champion.candidate,
    })),
  }
}

/** Of the mean difference of two losses over the same customers. */
function standardError(some: readonly number[], others: readonly number[]): number {
  const differences = some.map((loss, i) => loss - (others[i] as number))
  const middle = mean(differences)
  return Math.sqrt(mean(differences.map((each) => (each - middle) ** 2)) / differences.length)
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length
}

/** Fits a candidate on each fold and predicts its test rows. Undefined when these rows do not allow it. */
export function tryOut(learner: Learner, candidate: ChurnCandidate, folds: readonly Fold[]): Outcome | undefined {
  let trees = 0
  const margins: number[] = []
  for (const fold of folds) {
    const estimator = fitOn(learner, candidate, fold)
    if (estimator === undefined) return undefined
    if (estimator.rung === 'trees') trees += estimator.trees.trees.length / folds.length
    for (const margin of estimatorMargins(estimator, fold.test)) margins.push(margin)
  }
  if (!margins.every(Number.isFinite)) return undefined
  return { candidate: candidate.rung === 'trees' ? { ...candidate, rounds: Math.max(20, Math.round(trees)) } : candidate, margins }
}

function fitOn(learner: Learner, candidate: ChurnCandidate, fold: Fold): ChurnEstimator | undefined {
  const fit = (): ChurnEstimator => fitEstimator(candidate, fold.fit, { ...fitOptions(learner), stopOn: fold.test })
  if (candidate.rung !== 'mbg-nbd') return hasBothClasses(fold.fit) && hasBothClasses(fold.test) ? fit() : undefined
  try {
    return fit()
  } catch {
    // A purchase process needs time to have passed between orders; where there was none, it is no candidate.
    return undefined
  }
}

/** Later data where the history allows it; otherwise three groups of customers, each evaluated by a model trained on the other two. */
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
  // A slope at or below zero would reverse the ranking: the margins are noise then, and almost ignored.
  return Math.max(fitPlatt(margins, labels).slope, 0.05)
}

export function fitOptions(learner: Learner): FitEstimatorOptions {
  const { definition, used, random } = learner
  return { horizonDays: definition.horizonDays, ofContracts: isContract(definition), used, random }
}
