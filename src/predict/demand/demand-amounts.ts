import type { DemandSales } from './demand-sales.ts'
import type { HierarchyForecast } from './forecast-hierarchy.ts'

export interface DemandAmount {
  readonly amount: number | null
  readonly lastAmount: number | null
}

/** Minimum share of the units with a known price for the sum to be reported. */
const PRICED = 0.99

/**
 * Converts forecasts to money: units at the recent price of their product, so that products add up to their category and to the total. A store has
 * its own price, because its product mix differs.
 */
export function demandAmounts(sales: DemandSales, series: readonly HierarchyForecast[]): (forecast: HierarchyForecast) => DemandAmount {
  const products = new Map(sales.products.map((product) => [product.key, product]))
  const stores = new Map(sales.stores.map((store) => [store.key, store]))
  const sums = new Map<string, Sum>()
  for (const forecast of series) {
    if (forecast.level !== 'product') continue
    const product = products.get(forecast.key)
    for (const name of ['total', categoryName(product?.category ?? '')]) {
      const sum = sums.get(name) ?? new Sum()
      sums.set(name, sum)
      sum.add(unitsOf(forecast), product?.money?.price ?? null, product?.money?.last)
    }
  }
  return (forecast) => {
    const { level, key } = forecast
    if (level === 'total') return (sums.get('total') ?? new Sum()).amounts()
    if (level === 'category') return (sums.get(categoryName(key)) ?? new Sum()).amounts()
    const money = (level === 'store' ? stores : products).get(key)?.money
    const sum = new Sum()
    sum.add(unitsOf(forecast), money?.price ?? null, money?.last)
    return sum.amounts()
  }
}

class Sum {
  #units = 0
  #priced = 0
  #amount = 0
  #last: number | null = null

  add(units: number, price: number | null, last: number | undefined): void {
    this.#units += units
    if (price !== null) {
      this.#priced += units
      this.#amount += units * price
    }
    if (last !== undefined && price !== null) this.#last = (this.#last ?? 0) + last
  }

  amounts(): DemandAmount {
    const known = this.#last !== null && this.#priced >= PRICED * this.#units
    return { amount: known ? this.#amount : null, lastAmount: known ? this.#last : null }
  }
}

function categoryName(category: string): string {
  return `category ${category}`
}

function unitsOf({ mean }: HierarchyForecast): number {
  return mean.reduce((sum, units) => sum + units, 0)
}
