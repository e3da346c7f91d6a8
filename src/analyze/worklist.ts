import type { ChurnCard } from '#predict/churn/train/churn-card.ts'
import type { AnalysedCustomer, CustomerRisk } from './analysis.ts'

/**
 * How far above the overall rate a customer counts as at risk: 1.5 times as likely to churn as the average customer. Where most customers churn that would exceed
 * 1, so there it is half as likely to stay. A fixed 50 % would select no one at a churn rate of 9 %, and almost everyone at 80 %.
 */
const AT_RISK_LIFT = 0.5

/** The number of customers a team can contact within a few weeks; for a small shop, a tenth of its recent customers. */
const MOST_LISTED = 200
const LISTED_SHARE = 0.1

/** With fewer churners or stayers than this in the backtest its figures are noise. */
export const FEWEST_JUDGED = 10

export interface WorklistEntry {
  readonly customer: AnalysedCustomer
  readonly risk: CustomerRisk
}

/**
 * The probability from which a customer counts as at risk; null without a reliable prediction. The only definition, for totals, lists and strategies.
 * A base rate of .09 gives .135, .32 gives .48, .43 gives .645, .8 gives .9.
 */
export function atRiskFrom(card: Pick<ChurnCard, 'gate' | 'quality'>): number | null {
  if (card.gate !== 'passed' || card.quality === null) return null
  const { baseRate, churners, customers } = card.quality
  if (Math.min(churners, customers - churners) < FEWEST_JUDGED) return null
  return baseRate + AT_RISK_LIFT * Math.min(baseRate, 1 - baseRate)
}

/** Length of the list: `top` if given, otherwise 200 or a tenth of those scored, whichever is fewer. */
export function listLength(scored: number, top?: number): number {
  return top ?? Math.min(MOST_LISTED, Math.ceil(scored * LISTED_SHARE))
}

/** The list to work through: customers at risk, or without a reliable prediction (`from` null) recent customers by spend; at most `top`. */
export function worklist(customers: readonly AnalysedCustomer[], from: number | null, top?: number): WorklistEntry[] {
  const scored = customers.filter(({ risk }) => risk !== null).length
  return (from === null ? bySpend(customers) : atRiskByValue(customers, from)).slice(0, listLength(scored, top))
}

/** Customers at risk, largest expected loss (probability x spend if they stay) first; ties by id, so that the order is stable. */
export function atRiskByValue(customers: readonly AnalysedCustomer[], from: number | null): WorklistEntry[] {
  if (from === null) return []
  return entries(customers)
    .filter(({ risk }) => risk.probability >= from)
    .sort((a, b) => b.risk.valueAtRisk - a.risk.valueAtRisk || byId(a, b))
}

/** Recent customers by usual spend, ties by longest silence first: a working order that does not predict churn. */
function bySpend(customers: readonly AnalysedCustomer[]): WorklistEntry[] {
  const silentSince = ({ customer }: WorklistEntry): number => customer.lastOrderAt?.getTime() ?? 0
  return entries(customers).sort((a, b) => b.risk.spendIfStayed - a.risk.spendIfStayed || silentSince(a) - silentSince(b) || byId(a, b))
}

function entries(customers: readonly AnalysedCustomer[]): WorklistEntry[] {
  return customers.flatMap((customer) => (customer.risk === null ? [] : [{ customer, risk: customer.risk }]))
}

function byId(a: WorklistEntry, b: WorklistEntry): number {
  return a.customer.customerId < b.customer.customerId ? -1 : 1
}
