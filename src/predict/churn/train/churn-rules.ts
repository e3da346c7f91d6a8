import { CHURN_FEATURE_NAMES, featureValue, MEASURE_SLOTS, type ChurnFeatureRow } from '../features/churn-features.ts'

/** The lowest rung: fixed thresholds for the first day, which need no data at all. */
export interface ChurnRules {
  readonly kind: 'churn-rules'
  readonly horizonDays: number
  /** About contracts: silence says nothing there. */
  readonly ofContracts?: boolean
}

/** A margin and its contributions, ordered as CHURN_FEATURES. */
export interface ExplainedMargin {
  readonly margin: number
  readonly contributions: Float64Array
}

/** The rules of a horizon. */
export function churnRules(horizonDays: number, ofContracts = false): ChurnRules {
  return { kind: 'churn-rules', horizonDays, ...(ofContracts ? { ofContracts } : {}) }
}

/** The odds grow with silence to the power of 1.5, as in most shops. */
const STEEPNESS = 1.5
/** Bound on the log-odds of a rule of thumb. */
const SUREST = 4

/**
 * Log-odds of no order in the horizon. The odds are even when the silence is as long as the horizon; they rise with the silence to the power of 1.5. One order
 * only, an open complaint, fewer visits and falling spend add fixed steps. Never NaN.
 */
export function rulesMargin(rules: ChurnRules, row: ChurnFeatureRow): ExplainedMargin {
  if (rules.ofContracts === true) return contractMargin(row)
  const recency = known(row, 'recency_days', rules.horizonDays / 2)
  const oddsAt = (silence: number): number => limit(STEEPNESS * Math.log(Math.max(silence, 0.5) / rules.horizonDays))
  const baseline = oddsAt(rules.horizonDays / 3)
  const sum = marginSum(baseline)
  sum.add('recency_days', oddsAt(recency) - baseline)
  if (known(row, 'purchase_days', 0) === 1) sum.add('purchase_days', 0.6)
  addTroubles(sum, row)
  return sum.result()
}

/** Log-odds that fall under one in ten, and rise in fixed steps with a renewal that is due or overdue, a young contract, trouble with payments and measures that fall. */
function contractMargin(row: ChurnFeatureRow): ExplainedMargin {
  const sum = marginSum(CONTRACT_BASELINE)
  const renewal = known(row, 'days_to_renewal', Number.POSITIVE_INFINITY)
  if (renewal < 0) sum.add('days_to_renewal', 2)
  else if (known(row, 'renewal_in_horizon', 0) === 1) sum.add('renewal_in_horizon', 0.7)
  if (known(row, 'contract_age_days', YOUNG_CONTRACT_DAYS) < YOUNG_CONTRACT_DAYS) sum.add('contract_age_days', 0.4)
  sum.add('payment_tickets_180', Math.min(known(row, 'payment_tickets_180', 0), 2) * 0.5)
  sum.add('contract_seats_change', 2 * Math.max(0, -known(row, 'contract_seats_change', 0)))
  for (const slot of MEASURE_SLOTS) sum.add(`measure_${slot}_drop`, 2 * Math.max(0, -known(row, `measure_${slot}_drop`, 0)))
  addTroubles(sum, row)
  return sum.result()
}

const CONTRACT_BASELINE = -2.5
const YOUNG_CONTRACT_DAYS = 180

/** Signs of churn other than silence, as fixed steps of log-odds that every rule shares. */
export function addTroubles(sum: MarginSum, row: ChurnFeatureRow): void {
  if (known(row, 'complaint_open_days', 0) > 0) sum.add('complaint_open_days', 0.8)
  sum.add('visit_trend_30', 0.8 * Math.max(0, -known(row, 'visit_trend_30', 0)))
  sum.add('spend_trend_90', 0.5 * Math.max(0, -known(row, 'spend_trend_90', 0)))
}

export interface MarginSum {
  add(name: string, amount: number): void
  result(): ExplainedMargin
}

/** Adds up a margin from named features. */
export function marginSum(baseline: number): MarginSum {
  const contributions = new Float64Array(CHURN_FEATURE_NAMES.length)
  let margin = baseline
  return {
    add(name, amount) {
      const position = CHURN_FEATURE_NAMES.indexOf(name)
      contributions[position] = (contributions[position] as number) + amount
      margin += amount
    },
    result: () => ({ margin, contributions }),
  }
}

/** The value of a feature where it is a finite number. */
export function known(row: ChurnFeatureRow, name: string, otherwise: number): number {
  const value = featureValue(row, name)
  return Number.isFinite(value) ? value : otherwise
}

/** Kept away from 0 and 1. */
export function limit(margin: number): number {
  return Math.min(Math.max(margin, -SUREST), SUREST)
}
