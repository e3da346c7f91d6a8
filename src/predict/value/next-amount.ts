import { expectedAverageOrder, posterior, type GammaGammaModel } from '#numerics/purchase/gamma-gamma.ts'
import { drawGamma } from '#numerics/purchase/random-variates.ts'
import { spendHistory, type ValueFacts } from './value-facts.ts'

const DRAWS = 4000

/**
 * Predicts the amount of a customer's next order with its 80 % interval. Given a history, an order is rate · Gamma(p) / Gamma(shape), whose quantiles depend on the number of
 * orders alone and are drawn once for each.
 */
export class NextAmountForecaster {
  readonly #model: GammaGammaModel
  readonly #random: () => number
  readonly #quantiles = new Map<number, { readonly low: number; readonly high: number }>()

  constructor(model: GammaGammaModel, random: () => number) {
    this.#model = model
    this.#random = random
  }

  forecast(facts: ValueFacts): { readonly amount: number; readonly low: number; readonly high: number } {
    const history = spendHistory(facts)
    const { shape, rate } = posterior(this.#model, history)
    const amount = expectedAverageOrder(this.#model, history)
    const { low, high } = this.#quantilesOf(history.orders, shape)
    return { amount, low: Math.min(amount, rate * low), high: Math.max(amount, rate * high) }
  }

  #quantilesOf(orders: number, shape: number): { readonly low: number; readonly high: number } {
    const known = this.#quantiles.get(orders)
    if (known !== undefined) return known
    const ratios = Float64Array.from(
      { length: DRAWS },
      () => drawGamma(this.#model.p, this.#random) / drawGamma(shape, this.#random),
    ).sort()
    const made = { low: ratios[Math.floor(0.1 * DRAWS)] as number, high: ratios[Math.floor(0.9 * DRAWS)] as number }
    this.#quantiles.set(orders, made)
    return made
  }
}
