/**
 * The input of a purchase-process model for one customer, in any one unit of time (days, weeks). Fader & Hardie write (x, t_x, T).
 */
export interface PurchaseHistory {
  /** Purchases after the first (x): a whole number from 0. Several on one day usually count as one. */
  readonly repeats: number
  /** Time from the first to the last purchase (t_x), 0 with no repeat. At most `age`. */
  readonly recency: number
  /** Time from the first purchase to the time of observation (T). */
  readonly age: number
}

/** The same as columns, for millions of customers. */
export interface PurchaseColumns {
  readonly repeats: ArrayLike<number>
  readonly recency: ArrayLike<number>
  readonly age: ArrayLike<number>
}

export type PurchaseSource = readonly PurchaseHistory[] | PurchaseColumns

/** Throws a RangeError that names the row when a history is impossible: repeats not whole, recency beyond age, infinite or negative numbers. */
export function checkHistory(repeats: number, recency: number, age: number, row: number): void {
  const isPossible = Number.isInteger(repeats) && repeats >= 0 && recency >= 0 && recency <= age && age < Number.POSITIVE_INFINITY
  if (isPossible) return
  throw new RangeError(
    `Purchase history ${row} is repeats ${repeats}, recency ${recency}, age ${age}; repeats must be whole and recency from 0 to age.`,
  )
}
