import { logit } from '#numerics/logistic/logistic-function.ts'
import { bgNbdNoPurchase, fitBgNbd, type BgNbdModel } from '#numerics/purchase/bg-nbd.ts'
import type { PurchaseHistory } from '#numerics/purchase/purchase-history.ts'
import type { ChurnFeatureRow } from '../features/churn-features.ts'
import { known, limit, marginSum, type ExplainedMargin } from './churn-rules.ts'

/** The third rung: frequency, recency and age fitted over all customers; it needs no labels. */
export interface ChurnDropout {
  readonly kind: 'churn-dropout'
  readonly horizonDays: number
  readonly process: BgNbdModel
}

/** With fewer customers or fewer repeat buyers than this, the four parameters are guesses. */
export const DROPOUT_CUSTOMERS = 300
export const DROPOUT_REPEATERS = 50

/** Whether a purchase process can be fitted on these customers. */
export function enoughForDropout(rows: readonly ChurnFeatureRow[]): boolean {
  return rows.length >= DROPOUT_CUSTOMERS && rows.filter((row) => historyOf(row).repeats > 0).length >= DROPOUT_REPEATERS
}

/** Fits MBG/NBD on repeats, recency and age in days. Throws an Error where the histories allow no fit. */
export function fitChurnDropout(rows: readonly ChurnFeatureRow[], horizonDays: number): ChurnDropout {
  return { kind: 'churn-dropout', horizonDays, process: fitBgNbd('mbg-nbd', rows.map(historyOf)) }
}

/**
 * Log-odds of no order in the horizon by the purchase process. Silence contributes the difference from a customer with the same orders who has just ordered;
 * the rest is attributed to how often they came back. Never NaN.
 */
export function dropoutMargin(dropout: ChurnDropout, row: ChurnFeatureRow): ExplainedMargin {
  const history = historyOf(row)
  const marginOf = (each: PurchaseHistory): number => limit(logit(bgNbdNoPurchase(dropout.process, each, dropout.horizonDays)))
  const justNow = marginOf({ ...history, age: history.recency })
  const baseline = marginOf({ repeats: 0, recency: 0, age: 0 })
  const sum = marginSum(baseline)
  sum.add('recency_days', marginOf(history) - justNow)
  sum.add('purchase_days', justNow - baseline)
  return sum.result()
}

/** Days with an order count once; without a repeat the recency of a history is 0. Impossible numbers are clamped to possible ones. */
function historyOf(row: ChurnFeatureRow): PurchaseHistory {
  const repeats = Math.max(0, Math.round(known(row, 'purchase_days', 1)) - 1)
  const silence = Math.max(0, known(row, 'recency_days', 0))
  const age = Math.max(silence, known(row, 'tenure_days', silence))
  return { repeats, recency: repeats === 0 ? 0 : age - silence, age }
}
