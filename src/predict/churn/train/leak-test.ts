import type { BilingualText } from '#kernel/bilingual-text.ts'
import { shuffle } from '#kernel/rng.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { estimatorMargins, fitEstimator, labelsOf } from './churn-estimator.ts'
import { CHURN_FEATURES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { churnersOf, hasBothClasses } from '../features/churn-snapshot.ts'
import { distributionDistance } from '../features/distribution-distance.ts'
import { evenlyDrawn } from '../features/evenly-drawn.ts'
import { binnedRates, presentShare } from '../features/single-feature.ts'

export type LeakCheck = 'too-good' | 'better-than-all-others' | 'availability' | 'future-values'

/** A column excluded as a leak. */
export interface LeakFinding {
  readonly feature: string
  readonly check: LeakCheck
  /** The value measured: an AUC, or the distance between past and present. */
  readonly figure: number
  readonly text: BilingualText
}

export interface LeakTestResult {
  /** AUC of models that were fitted and judged on shuffled labels; near .5 unless rows leak between the two sets. Null: not enough rows. */
  readonly shuffledAuc: number | null
  /** Whether that is within chance of .5. */
  readonly shuffledPassed: boolean
  readonly stopped: readonly LeakFinding[]
}

export interface LeakTestInput {
  /** Labelled rows to train on, and later ones to evaluate on. */
  readonly fit: readonly ChurnFeatureRow[]
  readonly test: readonly ChurnFeatureRow[]
  /** Current customers, whose future is unknown: a column that contains the future is empty or different for them. */
  readonly current?: readonly ChurnFeatureRow[]
  /** Positions in CHURN_FEATURES to check. */
  readonly used: readonly number[]
  readonly horizonDays: number
  readonly random: () => number
}

/** A single feature that predicts later labels this well must contain them. */
const TOO_GOOD_AUC = 0.97
/** Unless this many features are nearly as good: with monthly payments, silence alone predicts almost everything, and a dozen honest features measure silence. */
const NEARLY_AS_GOOD = 0.07
const TOO_MANY_TO_LEAK = 4
/** From this AUC on, a feature alone is compared with a model of all others. */
const SUSPECT_AUC = 0.85
const AHEAD_OF_ALL_OTHERS = 0.08
/** The presence of a value must not predict the label this well. */
const AVAILABILITY_AUC = 0.85
/** A feature that predicts the label at least this well and is distributed this differently today was filled in afterwards. */
const FUTURE_AUC = 0.7
const FUTURE_DISTANCE = 0.4
/** Maximum rows checked on each side: enough for an AUC to two digits, and fast. */
const MOST_ROWS = 4_000
const SHUFFLES = 3

/**
 * Looks for columns that leak the outcome, evaluated on data later than they are fitted on: a single feature that is too good, or much better than all others together;
 * a value whose presence predicts the label; a feature that predicts the label and is distributed differently on today's customers, whose future can't have been
 * read. Finally models are trained on shuffled labels, which must find nothing. Takes about a second.
 */
export function leakTest(input: LeakTestInput): LeakTestResult {
  const fit = evenlyDrawn(input.fit, MOST_ROWS)
  const test = evenlyDrawn(input.test, MOST_ROWS)
  const current = evenlyDrawn(input.current ?? [], MOST_ROWS)
  if (!hasBothClasses(fit) || !hasBothClasses(test)) return { shuffledAuc: null, shuffledPassed: true, stopped: [] }
  const labels = labelsOf(test)
  const alone = input.used.map((position) => {
    const rates = binnedRates(fit, position)
    const auc = rates === undefined ? 0.5 : areaUnderCurve(Float64Array.from(test, rates), labels)
    return { position, auc }
  })
  const stopped: LeakFinding[] = []
  for (const { position, auc } of alone) {
    const alike = alone.filter((each) => each.auc >= auc - NEARLY_AS_GOOD).length
    const found = inspect(position, auc, alike, { fit, test, current })
    if (found !== undefined) stopped.push(found)
  }
  const free = (position: number): boolean => !stopped.some(({ feature }) => feature === CHURN_FEATURES[position]?.name)
  for (const { position, auc } of alone.filter((each) => each.auc >= SUSPECT_AUC && free(each.position))) {
    const others = input.used.filter((each) => each !== position && free(each))
    const rest = aucOf(fit, test, { ...input, used: others })
    if (auc >= rest + AHEAD_OF_ALL_OTHERS) stopped.push(finding(position, 'better-than-all-others', auc, rest))
  }
  return { ...shuffled(fit, test, { ...input, used: input.used.filter(free) }), stopped }
}

type Sides = Readonly<Record<'fit' | 'test' | 'current', readonly ChurnFeatureRow[]>>

function inspect(position: number, auc: number, alike: number, { fit, test, current }: Sides): LeakFinding | undefined {
  if (
    auc >= FUTURE_AUC &&
    // Stryker disable next-line ConditionalExpression,EqualityOperator: without current customers the distance is no number and reaches no limit
    current.length > 0
  ) {
    const gone = presentShare(test, position) - presentShare(current, position)
    const distance = Math.max(gone, distanceBetween(test, current, position))
    // A shop that keeps changing has also moved this much between the two past times.
    const usual = Math.max(Math.abs(presentShare(test, position) - presentShare(fit, position)), distanceBetween(fit, test, position))
    if (distance >= FUTURE_DISTANCE && distance >= 2 * usual) return finding(position, 'future-values', distance)
  }
  const present = Float64Array.from(test, (row) => (Number.isFinite(row.values[position]) ? 1 : 0))
  const byPresence = areaUnderCurve(present, labelsOf(test))
  const availability = Math.max(byPresence, 1 - byPresence)
  if (availability >= AVAILABILITY_AUC) return finding(position, 'availability', availability)
  return auc >= TOO_GOOD_AUC && alike < TOO_MANY_TO_LEAK ? finding(position, 'too-good', auc) : undefined
}

function finding(position: number, check: LeakCheck, figure: number, rest = 0): LeakFinding {
  const feature = CHURN_FEATURES[position]
  const [zh, en] = [feature?.labelZh ?? '', feature?.labelEn ?? '']
  const rounded = figure.toFixed(2)
  const texts: Record<LeakCheck, BilingualText> = {
    'too-good': {
      zh: `“${zh}”单独就几乎能说出结果（AUC ${rounded}），很可能取自之后的数据，已停用`,
      en: `"${en}" alone all but tells the outcome (AUC ${rounded}); it most likely reads what came later, and was left out`,
    },
    'better-than-all-others': {
      zh: `“${zh}”单独（AUC ${rounded}）远胜其余全部特征之和（${rest.toFixed(2)}），很可能泄漏了结果，已停用`,
      en: `"${en}" alone (AUC ${rounded}) is far ahead of all others together (${rest.toFixed(2)}); it most likely leaks the outcome, and was left out`,
    },
    availability: {
      zh: `“${zh}”有没有值就能说出结果（AUC ${rounded}），说明该值是事后才填写的，已停用`,
      en: `Whether "${en}" has a value tells the outcome (AUC ${rounded}); it was filled in afterwards, and was left out`,
    },
    'future-values': {
      zh: `“${zh}”在历史数据与今天的客户上差异过大（${rounded}），历史值可能含有之后的信息，已停用`,
      en: `"${en}" differs too much between past and current customers (${rounded}); its past values may contain later information, so it was left out`,
    },
  }
  return { feature: feature?.name ?? '', check, figure, text: texts[check] }
}

/** Distance between the distributions of the values of one column. */
function distanceBetween(some: readonly ChurnFeatureRow[], others: readonly ChurnFeatureRow[], position: number): number {
  const values = (rows: readonly ChurnFeatureRow[]): number[] => rows.map((row) => row.values[position] as number)
  return distributionDistance(values(some), values(others))
}

/** AUC of a quick model on the test rows. */
function aucOf(fit: readonly ChurnFeatureRow[], test: readonly ChurnFeatureRow[], input: LeakTestInput): number {
  const estimator = fitEstimator({ rung: 'logistic', l2: 100 }, fit, input)
  return areaUnderCurve(estimatorMargins(estimator, test), labelsOf(test))
}

function shuffled(fit: readonly ChurnFeatureRow[], test: readonly ChurnFeatureRow[], input: LeakTestInput) {
  let sum = 0
  for (let k = 0; k < SHUFFLES; k += 1) sum += aucOf(shuffleLabels(fit, input.random), shuffleLabels(test, input.random), input)
  const shuffledAuc = sum / SHUFFLES
  const churners = churnersOf(test)
  // The standard error of an uninformative AUC (Hanley & McNeil 1982).
  const spread = Math.sqrt((test.length + 1) / (12 * churners * (test.length - churners)) / SHUFFLES)
  // Stryker disable next-line EqualityOperator: the limit holds a root, which no area equals
  return { shuffledAuc, shuffledPassed: Math.abs(shuffledAuc - 0.5) <= 0.03 + 3 * spread }
}

function shuffleLabels(rows: readonly ChurnFeatureRow[], random: () => number): ChurnFeatureRow[] {
  const labels = shuffle(
    rows.map((row) => row.label),
    random,
  )
  return rows.map((row, i) => ({ ...row, label: labels[i] as 0 | 1 }))
}
