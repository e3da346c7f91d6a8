import type { BilingualText } from '#kernel/bilingual-text.ts'
import { fitPlatt, plattProbability } from '#numerics/calibration/platt-calibration.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { labelsOf, type ChurnCandidate } from './churn-estimator.ts'
import type { ChurnFeatureRow } from '../features/churn-features.ts'
import { inSlice, type ChurnSlice, type ChurnSliceRule } from '../features/churn-slice-rule.ts'
import { churnersOf, enoughOfEach, MINIMUM_OF_EACH_CLASS } from '../features/churn-snapshot.ts'
import { slopeOf, tryOut, type Fold, type Learner } from './compare-candidates.ts'

/** Whether a slice gets its own model, and why. */
export interface SliceVerdict {
  readonly slice: ChurnSlice
  /** Customers of the slice in the comparison. */
  readonly customers: number
  readonly auc: number | null
  readonly globalAuc: number | null
  readonly used: boolean
  readonly text: BilingualText
  /** The most important features for these customers, by mean |Shapley value|. */
  readonly importance: readonly { readonly feature: string; readonly importance: number }[]
}

/** How to fit a slice's own model. */
export interface SliceChampion {
  readonly rule: ChurnSliceRule
  readonly candidate: ChurnCandidate
  readonly slope: number
}

const NAMES: Readonly<Record<ChurnSlice, BilingualText>> = {
  high_value: { zh: '高价值客户', en: 'high-value customers' },
  new: { zh: '新客户', en: 'new customers' },
}

/** A gain in log loss below this does not change the ranking of customers, even if significant. */
const LEAST_GAIN = 0.002
/** Minimum gain in standard errors: the better of two candidates is taken, so more than the usual 1.96. */
const STANDARD_ERRORS = 2.3

/**
 * Compares a model trained on the slice alone with the global champion, on the slice's customers in the folds of the comparison (later data). It is
 * used only when its log loss is lower by more than chance: a paired test over customers, both sides calibrated alike.
 */
export function judgeSlice(
  learner: Learner,
  rule: ChurnSliceRule,
  global: { readonly champion: ChurnCandidate; readonly folds: readonly Fold[]; readonly margins: readonly number[] },
): { readonly verdict: SliceVerdict; readonly champion: SliceChampion | undefined } {
  const tested = global.folds.flatMap((fold) => fold.test)
  const globalMargins = global.margins.filter((_, i) => inSlice(rule, tested[i] as ChurnFeatureRow))
  const folds = global.folds.map((fold) => ({
    fit: fold.fit.filter((row) => inSlice(rule, row)),
    test: fold.test.filter((row) => inSlice(rule, row)),
  }))
  const test = folds.flatMap((fold) => fold.test)
  const name = NAMES[rule.slice]
  const verdict = (parts: Partial<SliceVerdict> & Pick<SliceVerdict, 'text'>): SliceVerdict => ({
    slice: rule.slice,
    customers: test.length,
    auc: null,
    globalAuc: null,
    used: false,
    importance: [],
    ...parts,
  })
  if (!folds.every((fold) => enoughOfEach(fold.fit)) || !enoughOfEach(test)) {
    const text = {
      zh: `${name.zh}中流失或留存不足 ${MINIMUM_OF_EACH_CLASS} 人，使用总体模型`,
      en: `Fewer than ${MINIMUM_OF_EACH_CLASS} churned or retained ${name.en}: scored by the overall model`,
    }
    return { verdict: verdict({ text }), champion: undefined }
  }
  const labels = labelsOf(test)
  const globalLosses = lossesOf(globalMargins, labels)
  const globalAuc = areaUnderCurve(globalMargins, labels)
  const own = candidatesOf(global.champion)
    .flatMap((candidate) => {
      const outcome = tryOut(learner, candidate, folds)
      return outcome === undefined ? [] : [{ ...outcome, ...gainOf(globalLosses, lossesOf(outcome.margins, labels)) }]
    })
    .sort((a, b) => b.gain - a.gain)[0]
  if (own === undefined) return { verdict: verdict({ globalAuc, text: worse(name) }), champion: undefined }
  const used = own.gain >= LEAST_GAIN && own.gain >= STANDARD_ERRORS * own.error
  const auc = areaUnderCurve(own.margins, labels)
  const text = used
    ? {
        zh: `${name.zh}使用自己的模型：在 ${test.length} 位客户的后续数据上，对数损失低 ${own.gain.toFixed(3)}`,
        en: `A separate model scores ${name.en}: on ${test.length} of them in later data its log loss was lower by ${own.gain.toFixed(3)}`,
      }
    : worse(name)
  return {
    verdict: verdict({ auc, globalAuc, used, text }),
    champion: used ? { rule, candidate: own.candidate, slope: slopeOf(own.margins, labels) } : undefined,
  }
}

/** The rows of a snapshot in a slice, if they include both classes. */
export function sliceOf(rule: ChurnSliceRule, rows: readonly ChurnFeatureRow[]): ChurnFeatureRow[] {
  const inside = rows.filter((row) => inSlice(rule, row))
  const churners = churnersOf(inside)
  return churners > 0 && churners < inside.length ? inside : []
}

function worse(name: BilingualText): BilingualText {
  return {
    zh: `为${name.zh}单独建模在更晚时间上没有明显更准，使用总体模型`,
    en: `A separate model was not clearly better for ${name.en} on later data: scored by the overall model`,
  }
}

function candidatesOf(champion: ChurnCandidate): ChurnCandidate[] {
  const linear: ChurnCandidate = { rung: 'logistic', l2: 300 }
  if (champion.rung === 'logistic') return [linear]
  return champion.rung === 'trees' ? [{ ...champion, rounds: 300 }, linear] : [linear]
}

function lossesOf(margins: readonly number[], labels: ArrayLike<number>): Float64Array {
  const calibration = fitPlatt(margins, labels)
  return Float64Array.from(margins, (margin, i) => {
    const p = Math.min(Math.max(plattProbability(calibration, margin), 1e-12), 1 - 1e-12)
    return labels[i] === 1 ? -Math.log(p) : -Math.log(1 - p)
  })
}

/** Mean gain in log loss and its standard error over paired customers. */
function gainOf(before: Float64Array, after: Float64Array): { readonly gain: number; readonly error: number } {
  const n = before.length
  let sum = 0
  let squares = 0
  for (let i = 0; i < n; i += 1) {
    const gain = (before[i] as number) - (after[i] as number)
    sum += gain
    squares += gain * gain
  }
  const mean = sum / n
  return { gain: mean, error: Math.sqrt(Math.max(squares / n - mean * mean, 0) / n) }
}
