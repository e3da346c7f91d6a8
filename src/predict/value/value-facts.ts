/** The inputs of value and next purchase: one customer at one as-of time, from what was available then. Days and money in major units. */
export interface ValueFacts {
  readonly customerId: string
  /** Days since the first order. */
  readonly age: number
  /** Days with an order, at least 1; several orders on a day count as one purchase. */
  readonly purchaseDays: number
  /** Days from the first to the last order. */
  readonly recency: number
  /** Mean days between purchase days; NaN with one purchase day. */
  readonly meanGap: number
  /** Standard deviation (population) of the gaps; NaN with fewer than two gaps. */
  readonly gapSpread: number
  /** Spent on all orders so far, returns not taken off. */
  readonly spend: number
  readonly returned: number
  /** Categories bought, each order line counting half as much for every half year of age. Highest first, at most 12. */
  readonly categories: readonly { readonly category: string; readonly weight: number }[]
  /** Outcomes within the horizon, once it has passed. */
  readonly later: LaterPurchases | null
}

export interface LaterPurchases {
  readonly spend: number
  /** Returned within the horizon, whenever it was bought. */
  readonly returned: number
  readonly purchaseDays: number
  /** Days until the next order; null when there was none. */
  readonly firstAfterDays: number | null
  /** Main category of the next order; empty when there was none or it has no category. */
  readonly category: string
}

/** Days since the last order. */
export function daysSilent(facts: ValueFacts): number {
  return facts.age - facts.recency
}

/** The history as the purchase models read it, in days. */
export function purchaseHistory(facts: ValueFacts): { readonly repeats: number; readonly recency: number; readonly age: number } {
  return { repeats: facts.purchaseDays - 1, recency: facts.recency, age: facts.age }
}

/** The spend history as the Gamma-Gamma model reads it: all purchase days, the first included. */
export function spendHistory(facts: ValueFacts): { readonly orders: number; readonly average: number } {
  return { orders: facts.spend > 0 ? facts.purchaseDays : 0, average: facts.spend > 0 ? facts.spend / facts.purchaseDays : 0 }
}
