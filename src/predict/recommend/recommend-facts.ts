/** A product as the recommender knows it. */
export interface ProductFact {
  readonly id: string
  readonly name: string
  readonly category: string
  /** Usual price of one, in major units; null when it was never sold. */
  readonly price: number | null
}

/** One product of one order of one customer an index. */
export interface PurchaseFacts {
  /** Place in `customers`. */
  readonly customer: Int32Array
  /** Place in `products`. */
  readonly product: Int32Array
  /** Orders counted from 0. */
  readonly order: Int32Array
  /** Epoch milliseconds. */
  readonly time: Float64Array
  /** Epoch milliseconds from which the fact was known. */
  readonly available: Float64Array
}

/** A product that a customer looked at or put in the cart. */
export interface InterestFacts {
  readonly customer: Int32Array
  readonly product: Int32Array
  readonly time: Float64Array
  readonly available: Float64Array
  /** How much it counts beside a purchase, which counts 1. */
  readonly weight: Float32Array
}

/** Everything the recommender learns from, as of a time. */
export interface RecommendFacts {
  readonly customers: readonly string[]
  readonly products: readonly ProductFact[]
  readonly purchases: PurchaseFacts
  readonly interests: InterestFacts
  readonly segments: readonly string[]
  /** Place in `segments` of each customer, -1 where it is not known. */
  readonly segmentOf: Int32Array
}

/** What had happened and was known before a time (epoch milliseconds). Customers and products keep their places. */
export function factsBefore(facts: RecommendFacts, time: number): RecommendFacts {
  const { purchases, interests } = facts
  const bought = placesBefore(purchases, time)
  const seen = placesBefore(interests, time)
  return {
    ...facts,
    purchases: {
      customer: bought.map((k) => purchases.customer[k] as number),
      product: bought.map((k) => purchases.product[k] as number),
      order: bought.map((k) => purchases.order[k] as number),
      time: Float64Array.from(bought, (k) => purchases.time[k] as number),
      available: Float64Array.from(bought, (k) => purchases.available[k] as number),
    },
    interests: {
      customer: seen.map((k) => interests.customer[k] as number),
      product: seen.map((k) => interests.product[k] as number),
      time: Float64Array.from(seen, (k) => interests.time[k] as number),
      available: Float64Array.from(seen, (k) => interests.available[k] as number),
      weight: Float32Array.from(seen, (k) => interests.weight[k] as number),
    },
  }
}

/** Distinct products that each customer bought from `from` until before `to`; an empty list for who bought nothing. */
export function productsBought(facts: RecommendFacts, from: number, to: number): number[][] {
  const { customer, product, time } = facts.purchases
  const bought = facts.customers.map(() => new Set<number>())
  for (let k = 0; k < customer.length; k += 1) {
    const at = time[k] as number
    if (at >= from && at < to) (bought[customer[k] as number] as Set<number>).add(product[k] as number)
  }
  return bought.map((set) => [...set])
}

function placesBefore({ time, available }: { readonly time: Float64Array; readonly available: Float64Array }, end: number): Int32Array {
  const places: number[] = []
  for (let k = 0; k < time.length; k += 1) if ((time[k] as number) < end && (available[k] as number) <= end) places.push(k)
  return Int32Array.from(places)
}
