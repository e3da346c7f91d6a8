/**
 * One customer's order and event history, summarised at one as-of time. Money in major units of the project's currency.
 * Times are epoch milliseconds; null means it never happened.
 */
export interface CustomerFacts {
  readonly customerId: string
  readonly registeredAt: number | null
  readonly firstOrderAt: number | null
  readonly lastOrderAt: number | null
  readonly lastActiveAt: number | null
  /** Orders within the RFM window. */
  readonly frequency: number
  /** Money spent within the RFM window. */
  readonly monetary: number
  readonly lifetimeOrders: number
  /** Money spent on all orders. */
  readonly lifetimeSpend: number
  /** Days between the first and the last order over (orders - 1); null with fewer than two orders. */
  readonly meanGapDays: number | null
  readonly favouriteCategory: string
  readonly mainChannel: string
}

/** Whole and part days since the last order; null without one. */
export function recencyDays(facts: CustomerFacts, asOf: number): number | null {
  return facts.lastOrderAt === null ? null : (asOf - facts.lastOrderAt) / 86_400_000
}
