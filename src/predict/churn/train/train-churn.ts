import type { BilingualText } from '#kernel/bilingual-text.ts'
import { interceptShift, plattProbability } from '#numerics/calibration/platt-calibration.ts'
import { churnConfidence, type ChurnConfidence } from './churn-confidence.ts'
import { endsBefore, isContract, type ChurnDefinition } from '../definition/churn-definition.ts'
import { estimatorMargins, fitEstimator, labelsOf, type ChurnCandidate, type ChurnEstimator, type ChurnRung } from './churn-estimator.ts'
import { CHURN_FEATURES, type ChurnFeatureGroup, type ChurnFeatureRow, SHOP_FEATURE_COUNT } from '../features/churn-features.ts'
import { churnImportance, importanceFor, type FeatureImportance } from './churn-importance.ts'
import { churnGate, constantLogLoss, type ChurnGate } from './churn-gate.ts'
import { championText, failedText, shortage, steppedDown, unlabelledEstimator } from './churn-ladder.ts'
import { churnProbabilities, type ChurnModel, type ChurnModelPart } from '../score/churn-model.ts'
import { churnQuality, type ChurnQuality } from './churn-quality.ts'
import { sliceRules } from '../features/churn-slice-rule.ts'
import { judgeSlice, sliceOf, type SliceChampion, type SliceVerdict } from './churn-slices.ts'
import { churnersOf, enoughOfEach, hasBothClasses, limited, type ChurnSnapshot } from '../features/churn-snapshot.ts'
import {
  candidatesOf,
  compareCandidates,
  fitOptions,
  slopeOf,
  tryOut,
  type Fold,
  type CandidateResult,
  type Learner,
} from './compare-candidates.ts'
import { leakTest, type LeakTestResult } from './leak-test.ts'
import { STANDARD_RISK_TIERS, type RiskTierScheme } from '../tiers/risk-tiers.ts'

export type { ChurnSnapshot } from '../features/churn-snapshot.ts'

export interface TrainChurnOptions {
  readonly definition: ChurnDefinition
  /**
   * Snapshots with labels; the newest is for evaluation; those whose label window ended before it are for training in the backtest. One of today without
   * labels may be among them: before there are labels, the rungs that need none are fitted on it, and the leak test compares the past with it.
   */
  readonly snapshots: readonly ChurnSnapshot[]
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Default: high from .8, medium from .5. */
  readonly tiers?: RiskTierScheme
  /** Maximum rows to train on, drawn by hash as whole customers. Default 80,000. */
  readonly maxRows?: number
}

export interface ChurnTraining {
  /** Fitted on every labelled snapshot; this one scores. */
  readonly model: ChurnModel
  readonly rung: ChurnRung
  /** Why this rung, in a sentence. */
  readonly rungReason: BilingualText
  /** How far to trust the scores. */
  readonly confidence: ChurnConfidence
  /** Whether the scores are good enough to act on. */
  readonly gate: ChurnGate
  /** The method that did best in the comparison but was no better than guessing on the newest snapshot, with its AUC there. */
  readonly tried?: { readonly rung: ChurnRung; readonly auc: number }
  /** The same champion fitted on earlier snapshots only and evaluated on the newest; null when there was nothing to evaluate on. */
  readonly quality: ChurnQuality | null
  readonly candidates: readonly CandidateResult[]
  /** Over customers of the newest snapshot, largest mean |Shapley value| first; features that add nothing are left out. */
  readonly importance: readonly FeatureImportance[]
  /** Features used, after excluding leaks. */
  readonly features: number
  readonly slices: readonly SliceVerdict[]
  readonly leakTest: LeakTestResult
  readonly trainedOn: readonly { readonly asOf: Date; readonly customers: number; readonly churners: number }[]
}

/**
 * Trains a model of which customers will not order again. Steps: (1) columns that leak the outcome are found and left out; (2) candidates are compared on data later than they
 * were fitted on, or on other customers where the history is too short for that, and slice models with the best of them; (3) the champion is
 * fitted on the snapshots that ended before the newest one began, with its slope calibrated on step 2's predictions and its level on the base
 * rates then known; (4) that model is evaluated on the newest snapshot, which steps 2 and 3 did not use; (5) the champion is refitted on everything and calibrated the same way.
 * A champion that is no better than guessing there gives way to the highest rung below it that is, or to one rate for all. Too little data gives a lower rung, which is evaluated the same way where possible.
 */
export function trainChurn(options: TrainChurnOptions): ChurnTraining {
  const { definition, random } = options
  const sorted = options.snapshots.toSorted((a, b) => a.asOf.getTime() - b.asOf.getTime())
  const snapshots = sorted
    .map(({ asOf, rows }) => ({ asOf, rows: rows.filter((row) => row.label !== null) }))
    .filter(({ rows }) => rows.length > 0)
  const current = sorted.at(-1)?.rows.filter((row) => row.label === null) ?? []
  const short = shortage(definition, snapshots)
  const newest = snapshots.at(-1)
  if (short !== undefined || newest === undefined) return withoutLearning(options, snapshots, current, short ?? NO_SNAPSHOT)

  const scheme = options.tiers ?? STANDARD_RISK_TIERS
  const earlier = snapshots.filter(({ asOf }) => endsBefore(definition, asOf, newest.asOf))
  const candidates = usableFeatures(snapshots)
  const probe = {
    fit: earlier.flatMap(({ rows }) => rows),
    test: newest.rows,
    used: candidates,
    horizonDays: definition.horizonDays,
    random,
  }
  const leaks = leakTest({ ...probe, ...(current.length === 0 ? {} : { current }) })
  const stopped = new Set(leaks.stopped.map(({ feature }) => feature))
  const used = candidates.filter((position) => !stopped.has(CHURN_FEATURES[position]?.name ?? ''))
  const learner = { definition, used, random, maxRows: options.maxRows ?? 80_000 }

  const compared = compareCandidates(learner, earlier)
  const { champion } = compared
  const rules = isContract(definition) ? [] : sliceRules(earlier.at(-1)?.rows ?? [])
  const judgements = rules.map((rule) => ({ rule, ...judgeSlice(learner, rule, compared) }))
  const slices = judgements.flatMap((each) => (each.champion === undefined ? [] : [each.champion]))

  const judged = fitCalibrated(learner, champion, earlier, compared.slope)
  const judgedModel = modelOf(definition, judged, fitSlices(learner, slices, earlier))
  const labels = labelsOf(newest.rows)
  const quality = churnQuality(newest.asOf, churnProbabilities(judgedModel, newest.rows), labels, scheme)
  const constantLoss = constantLogLoss(rateBefore(earlier), quality.baseRate)
  const gate = churnGate(quality, constantLoss)
  if (gate !== 'passed') {
    const lower = lowerRung({ learner, champion, folds: compared.folds, earlier, snapshots, newest, scheme, constantLoss })
    return {
      ...lower,
      rungReason: failedText(champion.rung, lower.rung),
      tried: { rung: champion.rung, auc: quality.auc },
      confidence: churnConfidence(lower.rung, lower.quality, !leaks.shuffledPassed),
      candidates: compared.results.map((result) => ({ ...result, chosen: result.candidate.rung === lower.rung })),
      features: used.length,
      slices: [],
      leakTest: leaks,
      trainedOn: trainedOn(snapshots),
    }
  }
  const final = fitCalibrated(learner, champion, snapshots, slopeOf(estimatorMargins(judged.estimator, newest.rows), labels))
  const model = modelOf(definition, final, fitSlices(learner, slices, snapshots))
  return {
    model,
    rung: champion.rung,
    rungReason: championText(champion.rung, compared.isBest),
    confidence: churnConfidence(champion.rung, quality, !leaks.shuffledPassed),
    gate,
    quality,
    candidates: compared.results,
    importance: churnImportance(final, judged, newest.rows, random),
    features: used.length,
    slices: judgements.map(({ rule, verdict }) => ({ ...verdict, importance: importanceFor(model, sliceOf(rule, newest.rows), 5) })),
    leakTest: leaks,
    trainedOn: trainedOn(snapshots),
  }
}

interface LowerRungParts {
  readonly learner: Learner
  readonly champion: ChurnCandidate
  readonly folds: readonly Fold[]
  readonly earlier: readonly ChurnSnapshot[]
  readonly snapshots: readonly ChurnSnapshot[]
  readonly newest: ChurnSnapshot
  readonly scheme: RiskTierScheme
  readonly constantLoss: number
}

/** Rungs that need no labels, from the highest to the lowest. */
const UNLABELLED: readonly ChurnCandidate[] = [{ rung: 'mbg-nbd' }, { rung: 'cadence' }, { rung: 'rules' }]

/** The highest rung without labels that beats guessing on the newest snapshot; otherwise one rate for all, which cannot fail because it claims nothing. */
function lowerRung({ learner, champion, folds, earlier, snapshots, newest, scheme, constantLoss }: LowerRungParts) {
  const labels = labelsOf(newest.rows)
  const foldLabels = labelsOf(folds.flatMap(({ test }) => test))
  const judge = (candidate: ChurnCandidate, slope: number) => {
    const judged = fitCalibrated(learner, candidate, earlier, slope)
    const quality = churnQuality(newest.asOf, churnProbabilities(modelOf(learner.definition, judged, []), newest.rows), labels, scheme)
    return { judged, quality, gate: churnGate(quality, constantLoss) }
  }
  for (const candidate of candidatesOf(learner.definition, UNLABELLED)) {
    const outcome = candidate.rung === champion.rung ? undefined : tryOut(learner, candidate, folds)
    if (outcome === undefined) continue
    const { judged, quality, gate } = judge(candidate, slopeOf(outcome.margins, foldLabels))
    if (gate !== 'passed') continue
    const final = fitCalibrated(learner, candidate, snapshots, slopeOf(estimatorMargins(judged.estimator, newest.rows), labels))
    const importance = churnImportance(final, judged, newest.rows, learner.random)
    return { model: modelOf(learner.definition, final, []), rung: candidate.rung, quality, gate, importance }
  }
  const { quality } = judge({ rung: 'base-rate' }, 1)
  const model = modelOf(learner.definition, fitCalibrated(learner, { rung: 'base-rate' }, snapshots, 1), [])
  return { model, rung: 'base-rate' as const, quality, gate: 'failed' as const, importance: [] }
}

/** The churn rate that was known before the newest snapshot. */
function rateBefore(earlier: readonly ChurnSnapshot[]): number {
  const rows = earlier.flatMap((snapshot) => snapshot.rows)
  return rows.length === 0 ? 0.5 : churnersOf(rows) / rows.length
}

const NO_SNAPSHOT: BilingualText = { zh: '没有足够长的订单历史', en: 'The order history is too short for training' }

/** The rungs that need no label: fitted on the newest customers, and evaluated where some outcomes are known. */
function withoutLearning(
  options: TrainChurnOptions,
  snapshots: readonly ChurnSnapshot[],
  current: readonly ChurnFeatureRow[],
  why: BilingualText,
): ChurnTraining {
  const { definition, random } = options
  const unlearned = {
    candidates: [],
    features: isContract(definition) ? CHURN_FEATURES.length : SHOP_FEATURE_COUNT,
    slices: [],
    leakTest: { shuffledAuc: null, shuffledPassed: true, stopped: [] },
    trainedOn: trainedOn(snapshots),
  }
  const newest = snapshots.at(-1)
  const rows = limited([{ asOf: new Date(0), rows: current.length > 0 ? current : (newest?.rows ?? []) }], options.maxRows ?? 80_000)
  const part = {
    estimator: unlabelledEstimator(rows, definition.horizonDays, isContract(definition)),
    calibration: { slope: 1, intercept: 0 },
  }
  const known = newest !== undefined && hasBothClasses(newest.rows) ? newest : undefined
  const quality =
    known === undefined
      ? null
      : churnQuality(
          known.asOf,
          estimatorMargins(part.estimator, known.rows).map((margin) => plattProbability(part.calibration, margin)),
          labelsOf(known.rows),
          options.tiers ?? STANDARD_RISK_TIERS,
        )
  const gate = churnGate(quality)
  if (gate === 'failed' && known !== undefined && enoughOfEach(known.rows)) {
    const calibration = { slope: 1, intercept: levelOf({ rung: 'base-rate' }, 1, known.rows) }
    const flat = { estimator: { rung: 'base-rate' as const }, calibration }
    return {
      ...unlearned,
      model: modelOf(definition, flat, []),
      rung: 'base-rate',
      rungReason: failedText(part.estimator.rung, 'base-rate'),
      confidence: churnConfidence('base-rate', quality, false),
      gate,
      quality,
      importance: [],
    }
  }
  const { rung } = part.estimator
  // The ranking stays as it is; only the level is adjusted to the outcomes, and only when there are enough of them.
  const final =
    known === undefined || !enoughOfEach(known.rows)
      ? part
      : { ...part, calibration: { slope: 1, intercept: levelOf(part.estimator, 1, known.rows) } }
  return {
    model: modelOf(definition, final, []),
    rung,
    rungReason: steppedDown(why, rung),
    ...unlearned,
    confidence: churnConfidence(rung, quality, false),
    gate,
    quality,
    importance: churnImportance(final, part, known?.rows ?? [], random),
  }
}

/**
 * How far the level follows the newest snapshot away from the mean of all of them. Base rates move with the season, and where they go next
 * is unknown, so this is a hedge: on Online Retail, following all the way has the lower log loss while the trend goes on (.5823
 * against .5835 over eight as-of dates from May to August), and much the higher when the season turns (.6069 against .5942 in September).
 */
const LEVEL_FOLLOWS_NEWEST = 0.5

/** Fits on the snapshots and sets the level of the probabilities by their base rates. */
function fitCalibrated(learner: Learner, candidate: ChurnCandidate, snapshots: readonly ChurnSnapshot[], slope: number): ChurnModelPart {
  const rows = limited(snapshots, learner.maxRows)
  const estimator = fitEstimator(candidate, rows, fitOptions(learner))
  const newest = snapshots.at(-1)?.rows ?? []
  const overall = hasBothClasses(rows) ? levelOf(estimator, slope, rows) : 0
  const latest = hasBothClasses(newest) ? levelOf(estimator, slope, newest) : overall
  return { estimator, calibration: { slope, intercept: overall + LEVEL_FOLLOWS_NEWEST * (latest - overall) } }
}

function fitSlices(learner: Learner, champions: readonly SliceChampion[], snapshots: readonly ChurnSnapshot[]) {
  return champions.map(({ rule, candidate, slope }) => {
    const inside = snapshots.map(({ asOf, rows }) => ({ asOf, rows: sliceOf(rule, rows) })).filter(({ rows }) => rows.length > 0)
    return { rule, ...fitCalibrated(learner, candidate, inside, slope) }
  })
}

/** The shift that makes the mean probability of these rows their churn rate. */
function levelOf(estimator: ChurnEstimator, slope: number, rows: readonly ChurnFeatureRow[]): number {
  return interceptShift(
    estimatorMargins(estimator, rows).map((margin) => slope * margin),
    churnersOf(rows) / rows.length,
  )
}

/** With less than a year of data the season cannot be separated from the trend: a model would confuse them. */
function usableFeatures(snapshots: readonly ChurnSnapshot[]): number[] {
  const times = snapshots.map(({ asOf }) => asOf.getTime())
  const wholeYear = Math.max(...times) - Math.min(...times) >= 365 * 86_400_000
  const isRead = valuesRead(snapshots)
  return CHURN_FEATURES.flatMap((feature, position) =>
    (feature.group === 'season' && !wholeYear) || (OPTIONAL.has(feature.group) && !isRead(position)) ? [] : [position],
  )
}

/** Groups that many shops have nothing of. */
const OPTIONAL: ReadonlySet<ChurnFeatureGroup> = new Set(['measures', 'contract'])

/** Whether a feature has a value for anybody. */
function valuesRead(snapshots: readonly ChurnSnapshot[]): (position: number) => boolean {
  return (position) => snapshots.some(({ rows }) => rows.some(({ values }) => !Number.isNaN(values[position] ?? Number.NaN)))
}

function trainedOn(snapshots: readonly ChurnSnapshot[]): ChurnTraining['trainedOn'] {
  return snapshots.map(({ asOf, rows }) => ({ asOf, customers: rows.length, churners: churnersOf(rows) }))
}

function modelOf(definition: ChurnDefinition, part: ChurnModelPart, slices: ChurnModel['slices']): ChurnModel {
  return { kind: 'churn-model', version: 2, definition, ...part, slices }
}
