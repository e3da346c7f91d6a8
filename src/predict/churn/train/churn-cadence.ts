import { logit } from '#numerics/logistic/logistic-function.ts'
import { featureValue, type ChurnFeatureRow } from '../features/churn-features.ts'
import { addTroubles, known, limit, marginSum, type ExplainedMargin } from './churn-rules.ts'

/** The second rung: each customer compared with their own buying rhythm. */
export interface ChurnCadence {
  readonly kind: 'churn-cadence'
  readonly horizonDays: number
  /** Days between orders of a typical returning customer, used for customers without a cadence of their own. */
  readonly typicalGapDays: number
}

/** Minimum purchase days for a customer to have a cadence of their own. */
export const OWN_CADENCE_DAYS = 3

/** Whether a customer has enough orders for the gaps between them to be informative. */
export function hasOwnCadence(row: ChurnFeatureRow): boolean {
  return featureValue(row, 'purchase_days') >= OWN_CADENCE_DAYS
}

/** The median of the customers' mean gaps; a third of the horizon when none has one. */
export function fitChurnCadence(rows: readonly ChurnFeatureRow[], horizonDays: number): ChurnCadence {
  const gaps = rows
    .map((row) => featureValue(row, 'mean_gap_days'))
    .filter((gap) => gap > 0 && Number.isFinite(gap))
    .sort((a, b) => a - b)
  return { kind: 'churn-cadence', horizonDays, typicalGapDays: gaps[Math.floor(gaps.length / 2)] ?? horizonDays / 3 }
}

/**
 * Log-odds of no order in the horizon. A customer who orders every g days and has been silent for r is still a customer with chance 1 / (1 + (r / 3g)²), and one
 * who is orders within H days with chance 1 - exp(-H / g). An open complaint, fewer visits and falling spend add fixed steps. Never NaN.
 */
export function cadenceMargin(cadence: ChurnCadence, row: ChurnFeatureRow): ExplainedMargin {
  const own = hasOwnCadence(row) ? known(row, 'mean_gap_days', cadence.typicalGapDays) : cadence.typicalGapDays
  const gap = Math.max(own, 1)
  const recency = known(row, 'recency_days', gap)
  const staying = 1 - Math.exp(-cadence.horizonDays / gap)
  const alive = (silence: number): number => 1 / (1 + (silence / (3 * gap)) ** 2)
  const oddsAt = (silence: number): number => limit(logit(1 - alive(silence) * staying))
  const baseline = oddsAt(gap / 2)
  const sum = marginSum(baseline)
  sum.add('recency_days', oddsAt(recency) - baseline)
  addTroubles(sum, row)
  return sum.result()
}
