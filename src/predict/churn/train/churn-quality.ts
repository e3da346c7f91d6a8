import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { liftCurve, type LiftPoint } from '#numerics/metrics/lift-curve.ts'
import { accuracy, brierScore, logLoss, positiveRate, precisionRecall } from '#numerics/metrics/probability-scores.ts'
import { calibrationError, reliabilityBins, type ReliabilityBin } from '#numerics/metrics/reliability.ts'
import type { RiskTierScheme } from '../tiers/risk-tiers.ts'

/** How good probabilities were on data later than the training data, compared with a constant guess. */
export interface ChurnQuality {
  readonly asOf: Date
  readonly customers: number
  readonly churners: number
  readonly baseRate: number
  readonly auc: number
  /** Accuracy at the threshold 0.5. */
  readonly accuracy: number
  /** Accuracy of always predicting the more common outcome. */
  readonly baseAccuracy: number
  readonly logLoss: number
  readonly brier: number
  /** Expected calibration error over ten bins of equal counts. */
  readonly ece: number
  readonly lift: readonly LiftPoint[]
  readonly reliability: readonly ReliabilityBin[]
  /** Precision is the churn rate inside the tier; recall the share of all churners that are in it. */
  readonly tiers: readonly {
    readonly tier: string
    readonly customers: number
    readonly precision: number | null
    readonly recall: number | null
  }[]
}

/** Evaluates probabilities against actual outcomes. Needs both classes among the labels; throws an Error without rows or without a churner. */
export function churnQuality(
  asOf: Date,
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  scheme: RiskTierScheme,
): ChurnQuality {
  const baseRate = positiveRate(labels)
  return {
    asOf,
    customers: labels.length,
    churners: Math.round(baseRate * labels.length),
    baseRate,
    auc: areaUnderCurve(probabilities, labels),
    accuracy: accuracy(probabilities, labels),
    baseAccuracy: Math.max(baseRate, 1 - baseRate),
    logLoss: logLoss(probabilities, labels),
    brier: brierScore(probabilities, labels),
    ece: calibrationError(probabilities, labels),
    lift: liftCurve(probabilities, labels),
    reliability: reliabilityBins(probabilities, labels),
    tiers: scheme.tiers.map((tier, i) => {
      const { count, precision, recall } = precisionRecall(probabilities, labels, tier.from, scheme.tiers[i - 1]?.from)
      return { tier: tier.name, customers: count, precision, recall }
    }),
  }
}
