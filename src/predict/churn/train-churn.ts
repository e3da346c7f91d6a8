import { hashUnit } from '#kernel/rng.ts'
import { fitPlatt, interceptShift, plattProbability, type PlattCalibration } from '#numerics/calibration/platt-calibration.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { calibrationError } from '#numerics/metrics/reliability.ts'
import { endsBefore, type ChurnDefinition } from './churn-definition.ts'
import {
  estimatorContributions,
  estimatorMargin,
  fitEstimator,
  labelsOf,
  type ChurnCandidate,
  type ChurnEstimator,
  type ChurnRung,
} from './churn-estimator.ts'
import { CHURN_FEATURES, type ChurnFeatureRow } from './churn-features.ts'
import type { ChurnModel } from './churn-model.ts'
import { churnQuality, type ChurnQuality } from './churn-quality.ts'
import { STANDARD_RISK_TIERS, type RiskTierScheme } from './risk-tiers.ts'

/** Labelled customers of one as-of time. */
export interface ChurnSnapshot {
  readonly asOf: Date
  readonly rows: readonly ChurnFeatureRow[]
}

export interface TrainChurnOptions {
  readonly definition: ChurnDefinition
  /** Labelled snapshots; the newest is the judge, those whose label window ended before it are learnt from in the back-test. */
  readonly snapshots: readonly ChurnSnapshot[]
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Default: high from .8, medium from .5. */
  readonly tiers?: RiskTierScheme
  /** Learns from at most so many rows, whole customers drawn by hash. Default 80,000. */
  readonly maxRows?: number
}

export interface CandidateResult {
  readonly candidate: ChurnCandidate
  readonly auc: number
  /** After the level of the probabilities was set right, so that a moved base rate favours none. */
  readonly logLoss: number
  readonly ece: number
  readonly chosen: boolean
}

export interface ChurnTraining {
  /** Fitted on every labelled snapshot; this one scores. */
  readonly model: ChurnModel
  readonly rung: ChurnRung
  /** Why this rung, in a sentence. */
  readonly rungReason: { readonly zh: string; readonly en: string }
  /** Of the same champion fitted on earlier snapshots only and judged on the newest; null when there was nothing to judge by. */
  readonly quality: ChurnQuality | null
  readonly candidates: readonly CandidateResult[]
  /** Mean |Shapley value| over customers of the newest snapshot, largest first; features that add nothing are left out. */
  readonly importance: readonly { readonly feature: string; readonly importance: number }[]
  readonly trainedOn: readonly { readonly asOf: Date; readonly customers: number; readonly churners: number }[]
}

/** Fewer labelled customers of either class than this, and a learned model would be noise (Segment asks for the same). */
export const MINIMUM_OF_EACH_CLASS = 100

const CANDIDATES: readonly ChurnCandidate[] = [
  { rung: 'rules' },
  { rung: 'logistic', l2: 30 },
  { rung: 'logistic', l2: 300 },
  { rung: 'trees', maxDepth: 2, rounds: 300 },
  { rung: 'trees', maxDepth: 4, rounds: 300 },
]

/**
 * Learns who will not order again. Steps: (1) candidates are compared on later time than they were fitted on, or on other customers
 * where the history is too short for that; (2) the champion is fitted on the snapshots that ended before the newest one began, its
 * slope calibrated on step 1's predictions and its level set to the newest base rate then known; (3) that is judged on the newest
 * snapshot, which took no part; (4) the champion is fitted again on everything, calibrated the same way.
 * Too little data gives the rules rung, which is judged in the same way where anything can be.
 */
export function trainChurn(options: TrainChurnOptions): ChurnTraining {
  const { definition, random } = options
  const scheme = options.tiers ?? STANDARD_RISK_TIERS
  const snapshots = options.snapshots
    .map(({ asOf, rows }) => ({ asOf, rows: rows.filter((row) => row.label !== null) }))
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => a.asOf.getTime() - b.asOf.getTime())
  const trainedOn = snapshots.map(({ asOf, rows }) => ({ asOf, customers: rows.length, churners: churnersOf(rows) }))
  const newest = snapshots.at(-1)
  if (newest === undefined) {
    return {
      model: modelOf(definition, fitEstimator({ rung: 'rules' }, [], fitOptions(definition, [], random)), { slope: 1, intercept: 0 }),
      rung: 'rules',
      rungReason: {
        zh: '没有足够长的订单历史，暂按客户自身的购买节奏评分',
        en: 'The order history is too short to learn from; scored by each customer’s own cadence',
      },
      quality: null,
      candidates: [],
      importance: [],
      trainedOn,
    }
  }
  const earlier = snapshots.filter(({ asOf }) => endsBefore(definition, asOf, newest.asOf))
  const gate = gateOf(earlier, newest)
  const used = usableFeatures(snapshots)
  const learner = { definition, used, random, maxRows: options.maxRows ?? 80_000 }
  const compared = gate === undefined ? compareCandidates(learner, earlier) : undefined
  const champion: ChurnCandidate = compared?.champion ?? { rung: 'rules' }
  const slope = compared?.slope ?? 1

  const judged = fitCalibrated(learner, champion, earlier.length > 0 ? earlier : [newest], slope, earlier.length > 0)
  const labels = labelsOf(newest.rows)
  const bothClasses = hasBothClasses(newest.rows)
  const margins = marginsOf(judged.estimator, newest.rows)
  const quality = bothClasses
    ? churnQuality(
        newest.asOf,
        Float64Array.from(margins, (margin) => plattProbability(judged.calibration, margin)),
        labels,
        scheme,
      )
    : null
  const finalSlope = gate === undefined && bothClasses ? slopeOf(margins, labels) : slope
  const final = fitCalibrated(learner, champion, snapshots, finalSlope, true)
  return {
    model: modelOf(definition, final.estimator, final.calibration),
    rung: champion.rung,
    rungReason: gate ?? championReason(champion.rung),
    quality,
    candidates: compared?.results ?? [],
    importance: importanceOf(final.estimator, newest.rows),
    trainedOn,
  }
}

interface Learner {
  readonly definition: ChurnDefinition
  readonly used: readonly number[]
  readonly random: () => number
  readonly maxRows: number
}

interface Fold {
  readonly fit: readonly ChurnFeatureRow[]
  readonly test: readonly ChurnFeatureRow[]
}

/** Compares the candidates on the newest of the given snapshots and names the best, its number of trees and its slope there. */
function compareCandidates(learner: Learner, snapshots: readonly ChurnSnapshot[]) {
  const folds = foldsOf(learner, snapshots)
  const tested = folds.flatMap((fold) => fold.test)
  const labels = labelsOf(tested)
  const rate = churnersOf(tested) / tested.length
  const outcomes = CANDIDATES.map((candidate) => {
    let trees = 0
    const margins = folds.flatMap((fold) => {
      const options = { ...fitOptions(learner.definition, learner.used, learner.random), stopOn: fold.test }
      const estimator = fitEstimator(candidate, fold.fit, options)
      if (estimator.rung === 'trees') trees += estimator.trees.trees.length / folds.length
      return [...marginsOf(estimator, fold.test)]
    })
    const level = interceptShift(margins, rate)
    const probabilities = margins.map((margin) => plattProbability({ slope: 1, intercept: level }, margin))
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

/** Fits on the snapshots and sets the level so that the newest of them is predicted at its own base rate (when `align`). */
function fitCalibrated(learner: Learner, candidate: ChurnCandidate, snapshots: readonly ChurnSnapshot[], slope: number, align: boolean) {
  const rows = limited(snapshots, learner.maxRows)
  const estimator = fitEstimator(candidate, rows, fitOptions(learner.definition, learner.used, learner.random))
  const newest = (snapshots.at(-1) as ChurnSnapshot).rows
  const intercept =
    align && hasBothClasses(newest)
      ? interceptShift(
          marginsOf(estimator, newest).map((margin) => slope * margin),
          churnersOf(newest) / newest.length,
        )
      : 0
  return { estimator, calibration: { slope, intercept } satisfies PlattCalibration }
}

/** Why the rules rung must do; undefined when there is enough to learn from and to judge by. */
function gateOf(earlier: readonly ChurnSnapshot[], newest: ChurnSnapshot): ChurnTraining['rungReason'] | undefined {
  if (earlier.length === 0) {
    return {
      zh: '历史长度不足两个流失周期，暂按客户自身的购买节奏评分',
      en: 'The history is shorter than two churn horizons; scored by each customer’s own cadence',
    }
  }
  if (enoughOfEach(earlier.flatMap(({ rows }) => rows)) && hasBothClasses(newest.rows)) return undefined
  return {
    zh: `可学习的流失或留存客户不足 ${MINIMUM_OF_EACH_CLASS} 个，暂按客户自身的购买节奏评分`,
    en: `Fewer than ${MINIMUM_OF_EACH_CLASS} churned or kept customers to learn from; scored by each customer’s own cadence`,
  }
}

function championReason(rung: ChurnRung): ChurnTraining['rungReason'] {
  if (rung === 'trees') return { zh: '梯度提升树在更晚的时间上预测最准', en: 'Boosted trees predicted later time best' }
  if (rung === 'logistic') return { zh: '逻辑回归在更晚的时间上预测最准', en: 'Logistic regression predicted later time best' }
  return { zh: '学习的模型没有胜过购买节奏规则', en: 'No learned model beat the cadence rules' }
}

/** The season cannot be told from the trend before a whole year was seen: a model would take one for the other. */
function usableFeatures(snapshots: readonly ChurnSnapshot[]): number[] {
  const times = snapshots.map(({ asOf }) => asOf.getTime())
  const wholeYear = Math.max(...times) - Math.min(...times) >= 365 * 86_400_000
  return CHURN_FEATURES.flatMap((feature, position) => (feature.group === 'season' && !wholeYear ? [] : [position]))
}

function importanceOf(estimator: ChurnEstimator, rows: readonly ChurnFeatureRow[]): ChurnTraining['importance'] {
  const stride = Math.max(1, Math.floor(rows.length / 500))
  const sampled = rows.filter((_, i) => i % stride === 0)
  const totals = new Float64Array(CHURN_FEATURES.length)
  for (const row of sampled) {
    estimatorContributions(estimator, row).forEach((amount, j) => {
      totals[j] = (totals[j] as number) + Math.abs(amount) / sampled.length
    })
  }
  return CHURN_FEATURES.map((feature, j) => ({ feature: feature.name, importance: totals[j] as number }))
    .filter((each) => each.importance > 0)
    .sort((a, b) => b.importance - a.importance)
}

/** All rows, or those of a share of customers, the same ones in every snapshot. */
function limited(snapshots: readonly ChurnSnapshot[], maxRows: number): ChurnFeatureRow[] {
  const rows = snapshots.flatMap((snapshot) => snapshot.rows)
  const share = maxRows / rows.length
  return share >= 1 ? rows : rows.filter((row) => hashUnit(`churn-sample/${row.customerId}`) < share)
}

function slopeOf(margins: ArrayLike<number>, labels: ArrayLike<number>): number {
  // A slope at or below zero would turn the ranking round: then the margins are noise, and all but ignored.
  return Math.max(fitPlatt(margins, labels).slope, 0.05)
}

function marginsOf(estimator: ChurnEstimator, rows: readonly ChurnFeatureRow[]): Float64Array {
  return Float64Array.from(rows, (row) => estimatorMargin(estimator, row))
}

function modelOf(definition: ChurnDefinition, estimator: ChurnEstimator, calibration: PlattCalibration): ChurnModel {
  return { kind: 'churn-model', version: 1, definition, estimator, calibration }
}

function fitOptions(definition: ChurnDefinition, used: readonly number[], random: () => number) {
  return { horizonDays: definition.horizonDays, used, random }
}

function churnersOf(rows: readonly ChurnFeatureRow[]): number {
  return rows.reduce((sum, row) => sum + (row.label ?? 0), 0)
}

function enoughOfEach(rows: readonly ChurnFeatureRow[]): boolean {
  const churners = churnersOf(rows)
  return churners >= MINIMUM_OF_EACH_CLASS && rows.length - churners >= MINIMUM_OF_EACH_CLASS
}

function hasBothClasses(rows: readonly ChurnFeatureRow[]): boolean {
  const churners = churnersOf(rows)
  return churners > 0 && churners < rows.length
}
