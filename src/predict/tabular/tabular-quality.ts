import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { liftCurve, type LiftPoint } from '#numerics/metrics/lift-curve.ts'
import { accuracy, brierScore, logLoss } from '#numerics/metrics/probability-scores.ts'
import { calibrationError, reliabilityBins, type ReliabilityBin } from '#numerics/metrics/reliability.ts'

export interface Confusion {
  readonly threshold: number
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
  readonly precision: number | null
  readonly recall: number
}

/** Quality of out-of-fold probabilities. */
export interface TabularQuality {
  /** Mean over the folds, and its spread. */
  readonly auc: number
  readonly aucSd: number
  readonly foldAucs: readonly number[]
  readonly rows: number
  readonly positives: number
  readonly baseRate: number
  readonly accuracy: number
  /** Of always predicting the more common class. */
  readonly baseAccuracy: number
  readonly logLoss: number
  /** Of always predicting the base rate. */
  readonly baseLogLoss: number
  readonly brier: number
  readonly baseBrier: number
  readonly ece: number
  /** Rate of positives in the top 10% divided by the base rate. */
  readonly lift10: number
  readonly liftCurve: readonly LiftPoint[]
  /** From (0, 0) to (1, 1): [false positive rate, true positive rate]. */
  readonly roc: readonly (readonly [number, number])[]
  readonly reliability: readonly ReliabilityBin[]
  /** Rows by probability in ten steps. */
  readonly histogram: readonly number[]
  /** At .5, and at the threshold with the largest F1. */
  readonly atHalf: Confusion
  readonly atBest: Confusion
}

const LIFT_AT = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
const ROC_POINTS = 120

/** Evaluates probabilities. Both classes must be present. */
export function tabularQuality(probabilities: Float64Array, labels: Float64Array, foldAucs: readonly number[]): TabularQuality {
  const rows = labels.length
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const baseRate = positives / rows
  const base = new Float64Array(rows).fill(baseRate)
  const aucs = foldAucs.length === 0 ? [areaUnderCurve(probabilities, labels)] : foldAucs
  const auc = aucs.reduce((sum, each) => sum + each, 0) / aucs.length
  const spread = aucs.reduce((sum, each) => sum + (each - auc) ** 2, 0) / Math.max(1, aucs.length - 1)
  const histogram = new Array<number>(10).fill(0)
  for (const p of probabilities) {
    const step = Math.min(9, Math.floor(p * 10))
    histogram[step] = (histogram[step] as number) + 1
  }
  const curve = liftCurve(probabilities, labels, LIFT_AT)
  const order = descending(probabilities)
  return {
    auc,
    aucSd: Math.sqrt(spread),
    foldAucs: aucs,
    rows,
    positives,
    baseRate,
    accuracy: accuracy(probabilities, labels),
    baseAccuracy: Math.max(baseRate, 1 - baseRate),
    logLoss: logLoss(probabilities, labels),
    baseLogLoss: logLoss(base, labels),
    brier: brierScore(probabilities, labels),
    baseBrier: brierScore(base, labels),
    ece: calibrationError(probabilities, labels),
    lift10: curve.find(({ fraction }) => fraction === 0.1)?.lift ?? 1,
    liftCurve: curve,
    roc: rocCurve(probabilities, labels, order),
    reliability: reliabilityBins(probabilities, labels),
    histogram,
    atHalf: confusionAt(probabilities, labels, 0.5),
    atBest: confusionAt(probabilities, labels, bestThreshold(probabilities, labels, order)),
  }
}

/** Whether the log loss is below that of always predicting the base rate by more than one standard error of the difference. */
export function beatsBaseRate(probabilities: Float64Array, labels: Float64Array): boolean {
  const n = labels.length
  const rate = labels.reduce((sum, label) => sum + label, 0) / n
  const loss = (p: number, label: number): number => -Math.log(Math.max(1e-15, label === 1 ? p : 1 - p))
  const gains = labels.map((label, i) => loss(rate, label) - loss(probabilities[i] as number, label))
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / n
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / n
  return mean > Math.sqrt(variance / n)
}

/** Counts of right and wrong predictions when p >= threshold predicts 1. */
export function confusionAt(probabilities: Float64Array, labels: Float64Array, threshold: number): Confusion {
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < labels.length; i += 1) {
    const cell = ((probabilities[i] as number) >= threshold ? 2 : 0) + (labels[i] as number)
    counts[cell] = (counts[cell] as number) + 1
  }
  const [trueNegatives, falseNegatives, falsePositives, truePositives] = counts as [number, number, number, number]
  const said = truePositives + falsePositives
  return {
    threshold,
    truePositives,
    falsePositives,
    trueNegatives,
    falseNegatives,
    precision: said === 0 ? null : truePositives / said,
    recall: truePositives / Math.max(1, truePositives + falseNegatives),
  }
}

function bestThreshold(probabilities: Float64Array, labels: Float64Array, order: Int32Array): number {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  let [found, best, threshold] = [0, -1, 0.5]
  for (let k = 0; k < order.length; k += 1) {
    const row = order[k] as number
    found += labels[row] as number
    const p = probabilities[row] as number
    if (k + 1 < order.length && probabilities[order[k + 1] as number] === p) continue
    const f1 = (2 * found) / (k + 1 + positives)
    if (f1 > best) [best, threshold] = [f1, p]
  }
  return threshold
}

function rocCurve(probabilities: Float64Array, labels: Float64Array, order: Int32Array): [number, number][] {
  const n = order.length
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const points: [number, number][] = [[0, 0]]
  let found = 0
  for (let k = 0; k < n; k += 1) {
    found += labels[order[k] as number] as number
    const tied = k + 1 < n && probabilities[order[k] as number] === probabilities[order[k + 1] as number]
    const last = points.at(-1) as [number, number]
    const point: [number, number] = [(k + 1 - found) / (n - positives), found / positives]
    if (!tied && (point[0] - last[0] + point[1] - last[1] > 2 / ROC_POINTS || k + 1 === n)) points.push(point)
  }
  return points
}

function descending(values: Float64Array): Int32Array {
  return Int32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
}
