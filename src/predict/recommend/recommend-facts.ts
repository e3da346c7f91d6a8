/** A product as input for the recommender. */
export interface ProductFact {
  readonly id: string
  readonly name: string
  readonly category: string
  /** Usual unit price, in major units; null when it was never sold. */
  readonly price: number | null
}

/** Parallel arrays with one order line (product, order, customer) per entry. */
export interface PurchaseFacts {
  /** Index in `customers`. */
  readonly customer: Int32Array
  /** Index in `products`. */
  readonly product: Int32Array
  /** Orders counted from 0. */
  readonly order: Int32Array
  /** Epoch milliseconds. */
  readonly time: Float64Array
  /** Epoch milliseconds from which the fact was known. */
  readonly available: Float64Array
}

/** A product that a customer viewed or added to the cart. */
export interface InterestFacts {
  readonly customer: Int32Array
  readonly product: Int32Array
  readonly time: Float64Array
  readonly available: Float64Array
  /** Its weight; a purchase has 1. */
  readonly weight: Float32Array
}

/** All training data of the recommender, as of a time. */
export interface RecommendFacts {
  readonly customers: readonly string[]
  readonly products: readonly ProductFact[]
  readonly purchases: PurchaseFacts
  readonly interests: InterestFacts
  readonly segments: readonly string[]
  /** Index in `segments` of each customer, -1 when unknown. */
  readonly segmentOf: Int32Array
}

/** The facts that had happened and were known before a time (epoch milliseconds). Customers and products keep their indices. */
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

/** Distinct products that each customer bought from `from` until before `to`; an empty list for customers who bought nothing. */
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
