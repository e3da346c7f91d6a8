import type { ChurnCard } from '#predict/churn/train/churn-card.ts'
import type { AnalysedCustomer, CustomerRisk } from './analysis.ts'

/**
 * How far above the overall rate a customer counts as at risk: half again as likely to leave as the average customer. Where most leave that would lie
 * beyond certainty, so it is half as likely to stay there. A fixed 50 % would be nobody where 9 % leave, and nearly everybody where 80 % do.
 */
const AT_RISK_LIFT = 0.5

/** What a team can call on within a few weeks; of a small shop a tenth of its recent customers. */
const MOST_LISTED = 200
const LISTED_SHARE = 0.1

/** With fewer churners or stayers than this in the backtest its figures are chance. */
export const FEWEST_JUDGED = 10

export interface WorklistEntry {
  readonly customer: AnalysedCustomer
  readonly risk: CustomerRisk
}

/**
 * The probability from which a customer counts as at risk; null when nobody can be told apart. The one definition for totals, lists and strategies.
 * A base rate of .09 gives .135, .32 gives .48, .43 gives .645, .8 gives .9.
 */
export function atRiskFrom(card: Pick<ChurnCard, 'gate' | 'quality'>): number | null {
  if (card.gate !== 'passed' || card.quality === null) return null
  const { baseRate, churners, customers } = card.quality
  if (Math.min(churners, customers - churners) < FEWEST_JUDGED) return null
  return baseRate + AT_RISK_LIFT * Math.min(baseRate, 1 - baseRate)
}

/** How many customers a list holds: `top` where it is given, else 200 or a tenth of those scored, whichever is fewer. */
export function listLength(scored: number, top?: number): number {
  return top ?? Math.min(MOST_LISTED, Math.ceil(scored * LISTED_SHARE))
}

/** The list to work through: customers at risk, or where nobody can be told apart (`from` null) recent customers by spend; `top` of them at most. */
export function worklist(customers: readonly AnalysedCustomer[], from: number | null, top?: number): WorklistEntry[] {
  const scored = customers.filter(({ risk }) => risk !== null).length
  return (from === null ? bySpend(customers) : atRiskByValue(customers, from)).slice(0, listLength(scored, top))
}

/** Customers at risk, largest expected loss (probability x spend if they stay) first; equal ones by id, so that the order is the same each time. */
export function atRiskByValue(customers: readonly AnalysedCustomer[], from: number | null): WorklistEntry[] {
  if (from === null) return []
  return entries(customers)
    .filter(({ risk }) => risk.probability >= from)
    .sort((a, b) => b.risk.valueAtRisk - a.risk.valueAtRisk || byId(a, b))
}

/** Recent customers by what they usually spend, those silent for longer first among equals: an order to work in, which says nothing of who will leave. */
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
