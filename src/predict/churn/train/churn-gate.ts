import type { ChurnQuality } from './churn-quality.ts'

/**
 * Whether a model is good enough to act on. passed: it ranks later customers better than chance, and its probabilities beat one rate for all. failed: it
 * was tested and does not. untested: there are no later outcomes to test it on.
 */
export type ChurnGate = 'passed' | 'failed' | 'untested'

/** One-sided 99 % point of the standard normal distribution: several rungs are tried, and each may pass by chance. */
const Z = 2.326

/**
 * @param constantLoss log loss on the same customers of the churn rate known beforehand, used for all; left out when none was known.
 */
export function churnGate(
  quality: Pick<ChurnQuality, 'auc' | 'logLoss' | 'customers' | 'churners'> | null,
  constantLoss = Number.POSITIVE_INFINITY,
): ChurnGate {
  if (quality === null) return 'untested'
  const { auc, logLoss, customers, churners } = quality
  // Stryker disable next-line EqualityOperator: the error is a root, so no area is exactly that far from one half
  if (auc - Z * aucError(auc, churners, customers - churners) <= 0.5) return 'failed'
  return logLoss >= constantLoss ? 'failed' : 'passed'
}

/** Log loss of one rate for all where a share `actual` churned. Rates are kept off 0 and 1. @example constantLogLoss(.5, .5) // .6931 */
export function constantLogLoss(rate: number, actual: number): number {
  const kept = Math.min(Math.max(rate, 1e-3), 1 - 1e-3)
  return -(actual * Math.log(kept) + (1 - actual) * Math.log(1 - kept))
}

/**
 * Standard error of an area under the curve (Hanley and McNeil 1982, Radiology 143:29). @example aucError(.75, 50, 50) // .0488
 */
export function aucError(auc: number, positives: number, negatives: number): number {
  if (positives < 1 || negatives < 1) return 1
  const q1 = auc / (2 - auc)
  const q2 = (2 * auc ** 2) / (1 + auc)
  const sum = auc * (1 - auc) + (positives - 1) * (q1 - auc ** 2) + (negatives - 1) * (q2 - auc ** 2)
  return Math.sqrt(Math.max(0, sum) / (positives * negatives))
}
