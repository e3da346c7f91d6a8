import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { sigmoid } from '#numerics/logistic/logistic-function.ts'
import { portfolioFor } from './candidate-portfolio.ts'
import { searchCandidates, taskSeed, type Finalists } from './candidate-search.ts'
import { openFitPool } from './fit-pool.ts'
import type { FitData, FitTask } from './fit-task.ts'
import { stackMargins, stackedMargins, type Stack } from './stack-margins.ts'
import type { Candidate } from './tabular-learner.ts'
import { planValidation, type View } from './validation-plan.ts'

export interface NestedValidation extends FitData {
  /** Fold of each row, one list per repeat. */
  readonly repeats: readonly Uint8Array[]
  readonly folds: number
  /** Rows with the same number stay in one fold. */
  readonly groups: Int32Array | undefined
  readonly random: () => number
  /** Approximate budget in seconds on two cores. */
  readonly seconds: number
  /** Called with the share done; a returned promise is awaited, and stops the run when it rejects. */
  readonly onShare?: (share: number) => Promise<void> | void
}

/** Quality of a model family or the blend on outer folds that were not used for any choice. */
export interface Outcome {
  readonly parts: readonly Candidate[]
  readonly foldAucs: readonly number[]
  readonly logLoss: number
  /** Of each row, by models not trained on it; the mean over repeats. */
  readonly probabilities: Float64Array
}

export interface NestedResult {
  readonly blend: Outcome
  readonly families: readonly Outcome[]
  /** Candidates to fit on all rows, with their weights; rounds are for the number of rows validated on. */
  readonly chosen: { readonly parts: readonly Candidate[]; readonly stack: Stack }
  readonly tried: number
}

const CORES = 2
/** Parts with less weight are dropped. */
const LEAST_WEIGHT = 0.05

/**
 * Nested cross-validation of the whole procedure: search, choice, stacking and calibration are repeated for each outer fold from the other folds only; then
 * once more from all rows, for the final model.
 */
export async function validateNested(setting: NestedValidation): Promise<NestedResult> {
  const { labels, features, repeats, folds, groups, random } = setting
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const plan = planValidation(repeats, { labels, groups, folds, random })
  const seed = Math.floor(random() * 4_294_967_296)
  const pool = openFitPool(setting)
  try {
    const hasCategories = features.categorical.length > 0
    const { finalists, overall, tried } = await searchCandidates({
      plan,
      portfolio: portfolioFor(labels.length, Math.min(positives, labels.length - positives), hasCategories),
      hasCategories,
      seed,
      budget: CORES * setting.seconds,
      run: (tasks) => pool.run(tasks),
      onWork: (share) => setting.onShare?.(Math.min(0.8, 0.8 * share)),
    })
    const views = finalists.map((own, v) => stackedView(own, plan.views[v] as View, labels))
    const tasks = views.flatMap(({ parts, view }, v) =>
      parts.map((candidate, k): FitTask => ({
        candidate,
        learn: view.learn,
        watch: [view.judge],
        seed: taskSeed(seed, `outer ${k}`, v),
        stopEarly: false,
        keepLearner: false,
      })),
    )
    const results = await pool.run(tasks)
    await setting.onShare?.(0.95)
    let next = 0
    const judged = views.map((each) => ({
      ...each,
      margins: each.parts.map(() => results[next++]?.margins[0]?.[0] ?? new Float32Array(each.view.judge.length)),
    }))
    const share = 1 / repeats.length
    const families = [...new Set(overall.parts.map(({ family }) => family))].map((family) =>
      outcomeOf(overall.parts.filter((part) => part.family === family).slice(0, 1), judged, labels, share, ({ own, parts, margins }) => {
        const k = parts.findIndex((part) => part.family === family)
        const inner = [own.margins[k] as Float32Array]
        return stackedMargins(stackMargins(inner, labelsAt(labels, own.rows)), [margins[k] as Float32Array])
      }),
    )
    const chosen = keptParts(overall, labels.length, labels)
    const blend = outcomeOf(chosen.parts, judged, labels, share, ({ stack, margins }) => stackedMargins(stack, margins))
    return { blend, families, chosen, tried }
  } finally {
    await pool.close()
  }
}

interface JudgedView {
  readonly own: Finalists
  readonly view: View
  readonly parts: readonly Candidate[]
  readonly stack: Stack
  readonly margins: readonly Float32Array[]
}

/** The weights of a view's finalists, and the candidates to fit for it: rounds grow with the rows. */
function stackedView(own: Finalists, view: View, labels: Float64Array): Omit<JudgedView, 'margins'> {
  const stack = stackMargins(own.margins, labelsAt(labels, own.rows), LEAST_WEIGHT)
  return { own, view, stack, parts: own.parts.map((part) => forRows(part, view.learn.length / own.learntFrom)) }
}

/** The parts with enough weight, for a model of this many rows. */
function keptParts(overall: Finalists, rows: number, labels: Float64Array): NestedResult['chosen'] {
  const { weights, intercept } = stackMargins(overall.margins, labelsAt(labels, overall.rows), LEAST_WEIGHT)
  const kept = weights.flatMap((weight, k) => (weight > 0 ? [k] : []))
  return {
    parts: kept.map((k) => forRows(overall.parts[k] as Candidate, rows / overall.learntFrom)),
    stack: { weights: kept.map((k) => weights[k] as number), intercept },
  }
}

/** The same settings for `times` as many rows: more rows support more trees. */
export function forRows(part: Candidate, times: number): Candidate {
  return part.family === 'trees' ? { ...part, rounds: Math.max(1, Math.round(part.rounds * (1 + 0.5 * (times - 1)))) } : part
}

function outcomeOf(
  parts: readonly Candidate[],
  judged: readonly JudgedView[],
  labels: Float64Array,
  share: number,
  marginsOf: (each: JudgedView) => Float64Array,
): Outcome {
  const probabilities = new Float64Array(labels.length)
  const foldAucs: number[] = []
  for (const each of judged) {
    const margins = marginsOf(each)
    each.view.judge.forEach((row, k) => {
      const probability = Math.min(1 - 1e-7, Math.max(1e-7, sigmoid(margins[k] as number)))
      probabilities[row] = (probabilities[row] as number) + share * probability
    })
    const auc = areaUnderCurve(margins, labelsAt(labels, each.view.judge))
    if (!Number.isNaN(auc)) foldAucs.push(auc)
  }
  return { parts, foldAucs, probabilities, logLoss: logLoss(probabilities, labels) }
}

function labelsAt(labels: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (i) => labels[i] as number)
}
