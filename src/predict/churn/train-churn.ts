import { interceptShift, plattProbability, type PlattCalibration } from '#numerics/calibration/platt-calibration.ts'
import { endsBefore, type ChurnDefinition } from './churn-definition.ts'
import {
  estimatorContributions,
  fitEstimator,
  labelsOf,
  type ChurnCandidate,
  type ChurnEstimator,
  type ChurnRung,
} from './churn-estimator.ts'
import { CHURN_FEATURES, type ChurnFeatureRow } from './churn-features.ts'
import type { ChurnModel } from './churn-model.ts'
import { churnQuality, type ChurnQuality } from './churn-quality.ts'
import { churnersOf, enoughOfEach, hasBothClasses, limited, MINIMUM_OF_EACH_CLASS, type ChurnSnapshot } from './churn-snapshot.ts'
import { fitChurnRules } from './churn-rules.ts'
import { compareCandidates, fitOptions, marginsOf, slopeOf, type CandidateResult, type Learner } from './compare-candidates.ts'
import { STANDARD_RISK_TIERS, type RiskTierScheme } from './risk-tiers.ts'

export type { ChurnSnapshot } from './churn-snapshot.ts'

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

/**
 * Learns who will not order again. Steps: (1) candidates are compared on later time than they were fitted on, or on other customers
 * where the history is too short for that; (2) the champion is fitted on the snapshots that ended before the newest one began, its
 * slope calibrated on step 1's predictions and its level on the base rates then known; (3) that is judged on the newest
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
  if (newest === undefined) return withoutHistory(definition)
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

function withoutHistory(definition: ChurnDefinition): ChurnTraining {
  const estimator: ChurnEstimator = { rung: 'rules', rules: fitChurnRules([], definition.horizonDays) }
  return {
    model: modelOf(definition, estimator, { slope: 1, intercept: 0 }),
    rung: 'rules',
    rungReason: {
      zh: '没有足够长的订单历史，暂按客户自身的购买节奏评分',
      en: 'The order history is too short to learn from; scored by each customer’s own cadence',
    },
    quality: null,
    candidates: [],
    importance: [],
    trainedOn: [],
  }
}

/**
 * How far the level follows the newest snapshot away from the mean of all of them. Base rates move with the season, and where they go next
 * is unknown, so this is a hedge: on Online Retail, following all the way has the lower log loss while the trend goes on (.5823
 * against .5835 over eight as-of dates from May to August), and much the higher when the season turns (.6069 against .5942 in September).
 */
const LEVEL_FOLLOWS_NEWEST = 0.5

/** Fits on the snapshots and, when `align`, sets the level of the probabilities by their base rates. */
function fitCalibrated(learner: Learner, candidate: ChurnCandidate, snapshots: readonly ChurnSnapshot[], slope: number, align: boolean) {
  const rows = limited(snapshots, learner.maxRows)
  const estimator = fitEstimator(candidate, rows, fitOptions(learner))
  const levelOn = (some: readonly ChurnFeatureRow[]): number =>
    interceptShift(
      marginsOf(estimator, some).map((margin) => slope * margin),
      churnersOf(some) / some.length,
    )
  const newest = snapshots.at(-1)?.rows ?? []
  const overall = align && hasBothClasses(rows) ? levelOn(rows) : 0
  const latest = align && hasBothClasses(newest) ? levelOn(newest) : overall
  const intercept = overall + LEVEL_FOLLOWS_NEWEST * (latest - overall)
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

function modelOf(definition: ChurnDefinition, estimator: ChurnEstimator, calibration: PlattCalibration): ChurnModel {
  return { kind: 'churn-model', version: 1, definition, estimator, calibration }
}
