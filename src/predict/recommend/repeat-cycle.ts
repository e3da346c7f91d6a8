import { DAY_MS } from '#kernel/clock.ts'
import type { PurchaseFacts } from './recommend-facts.ts'

/** Repeat purchases of each product, by index. */
export interface RepeatCycles {
  /** Median days between two purchases by the same customer; NaN when too few customers bought it again. */
  readonly days: Float64Array
  /** Share of its buyers who bought it on at least two days. */
  readonly repeatShare: Float64Array
}

/** Minimum repeats for a product to have its own cycle. */
const ENOUGH_REPEATS = 5
/** A product that at least this share of its buyers bought again is a replenishment product. */
export const REPEAT_SHARE = 0.2

/** Days between the purchases of a product by the same customer; purchases of one day count once. */
export function repeatCycles(purchases: PurchaseFacts, products: number): RepeatCycles {
  const order = Int32Array.from(purchases.time, (_, k) => k).sort(
    (a, b) =>
      (purchases.product[a] as number) - (purchases.product[b] as number) ||
      (purchases.customer[a] as number) - (purchases.customer[b] as number) ||
      (purchases.time[a] as number) - (purchases.time[b] as number),
  )
  const gaps = Array.from({ length: products }, (): number[] => [])
  const buyers = new Int32Array(products)
  const repeaters = new Int32Array(products)
  let product = -1
  let customer = -1
  let last = 0
  let hasRepeated = false
  for (const k of order) {
    const time = purchases.time[k] as number
    if (purchases.product[k] !== product || purchases.customer[k] !== customer) {
      product = purchases.product[k] as number
      customer = purchases.customer[k] as number
      buyers[product] = (buyers[product] as number) + 1
      hasRepeated = false
    } else {
      const days = (time - last) / DAY_MS
      if (days < 1) continue
      ;(gaps[product] as number[]).push(days)
      if (!hasRepeated) repeaters[product] = (repeaters[product] as number) + 1
      hasRepeated = true
    }
    last = time
  }
  return {
    days: Float64Array.from(gaps, (each) => (each.length < ENOUGH_REPEATS ? Number.NaN : median(each))),
    repeatShare: Float64Array.from(buyers, (count, p) => (count === 0 ? 0 : (repeaters[p] as number) / count)),
  }
}

/**
 * Whether a product that was bought `daysAgo` days ago is left out: within its usual cycle (or `standardDays` without one), unless it is one
 * that is bought again and again.
 */
export function isTooSoon(cycles: RepeatCycles, product: number, daysAgo: number, standardDays: number): boolean {
  if ((cycles.repeatShare[product] as number) >= REPEAT_SHARE) return false
  const usual = cycles.days[product] as number
  return daysAgo < (Number.isNaN(usual) ? standardDays : Math.min(usual, standardDays))
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
