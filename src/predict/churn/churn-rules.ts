import { logit } from '#numerics/logistic-function.ts'
import { CHURN_FEATURE_NAMES, featureValue, type ChurnFeatureRow } from './churn-features.ts'

/** The rung below every learned model: a score from the customer's own cadence. */
export interface ChurnRules {
  readonly kind: 'churn-rules'
  readonly horizonDays: number
  /** Days between orders of a typical returning customer: stands in where a customer has no cadence of their own. */
  readonly typicalGapDays: number
}

/** A customer has a cadence of their own from so many purchase days. */
export const OWN_CADENCE_DAYS = 3

/** The median mean gap of customers with one; a third of the horizon when nobody has. */
export function fitChurnRules(rows: readonly ChurnFeatureRow[], horizonDays: number): ChurnRules {
  const gaps = rows
    .map((row) => featureValue(row, 'mean_gap_days'))
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b)
  return { kind: 'churn-rules', horizonDays, typicalGapDays: gaps[Math.floor(gaps.length / 2)] ?? horizonDays / 3 }
}

/**
 * Log-odds of no order in the horizon and what adds to them, ordered as CHURN_FEATURES. A customer who orders every g days and has
 * been silent for r is still a customer with chance 1 / (1 + (r / 3g)²), and one who is orders within H days with chance 1 - exp(-H / g).
 * An open complaint, fewer visits and falling spend add fixed steps. Never NaN.
 */
export function rulesMargin(rules: ChurnRules, row: ChurnFeatureRow): { readonly margin: number; readonly contributions: Float64Array } {
  const known = (name: string, otherwise: number): number => {
    const value = featureValue(row, name)
    return Number.isFinite(value) ? value : otherwise
  }
  const own = known('purchase_days', 0) >= OWN_CADENCE_DAYS ? known('mean_gap_days', rules.typicalGapDays) : rules.typicalGapDays
  const gap = Math.max(own, 1)
  const recency = known('recency_days', gap)
  const staying = 1 - Math.exp(-rules.horizonDays / gap)
  const alive = (silence: number): number => 1 / (1 + (silence / (3 * gap)) ** 2)
  // Kept off 0 and 1: a rule of thumb is never that sure.
  const oddsAt = (silence: number): number => Math.min(Math.max(logit(1 - alive(silence) * staying), -4), 4)
  const contributions = new Float64Array(CHURN_FEATURE_NAMES.length)
  const baseline = oddsAt(gap / 2)
  let margin = baseline
  const add = (name: string, amount: number): void => {
    contributions[CHURN_FEATURE_NAMES.indexOf(name)] = amount
    margin += amount
  }
  add('recency_days', oddsAt(recency) - baseline)
  if (known('complaint_open_days', 0) > 0) add('complaint_open_days', 0.8)
  add('visit_trend_30', 0.8 * Math.max(0, -known('visit_trend_30', 0)))
  add('spend_trend_90', 0.5 * Math.max(0, -known('spend_trend_90', 0)))
  return { margin, contributions }
}
