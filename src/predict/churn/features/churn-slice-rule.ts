import { featureValue, type ChurnFeatureRow } from './churn-features.ts'

export type ChurnSlice = 'high_value' | 'new'

/** Membership of a slice. `from` is the minimum yearly spend of high-value customers; it is not used for new ones. */
export interface ChurnSliceRule {
  readonly slice: ChurnSlice
  readonly from: number
}

/** A customer is new for this many days after the first order, and as long as they have ordered on one day only. */
export const NEW_FOR_DAYS = 60

/** The share of customers that count as high-value: those who spent most in the year before the as-of time. */
export const HIGH_VALUE_SHARE = 0.2

/** Whether the customer belongs to the slice. New customers are never high-value: their spend says little yet. */
export function inSlice(rule: ChurnSliceRule, row: ChurnFeatureRow): boolean {
  const isNew = featureValue(row, 'tenure_days') < NEW_FOR_DAYS || featureValue(row, 'purchase_days') <= 1
  if (rule.slice === 'new') return isNew
  return !isNew && featureValue(row, 'spend_365') >= rule.from
}

/** The rules of both slices, derived from the spend of these customers. */
export function sliceRules(rows: readonly ChurnFeatureRow[]): ChurnSliceRule[] {
  const spends = rows.map((row) => featureValue(row, 'spend_365')).filter(Number.isFinite)
  spends.sort((a, b) => a - b)
  const from = spends[Math.floor((1 - HIGH_VALUE_SHARE) * spends.length)] ?? Number.MAX_VALUE
  return [
    { slice: 'new', from: 0 },
    { slice: 'high_value', from },
  ]
}
