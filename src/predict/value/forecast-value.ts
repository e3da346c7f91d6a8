import { expectedIfAlive } from '#numerics/purchase/dropout-forecast.ts'
import { drawParameters } from '#numerics/purchase/draw-parameters.ts'
import { drawSpend, expectedAverageOrder, type GammaGammaModel } from '#numerics/purchase/gamma-gamma.ts'
import { bgNbdCounts, type BgNbdModel } from '#numerics/purchase/bg-nbd.ts'
import type { PurchaseModel } from './fit-value.ts'
import { presence, tiedAlive, type OrderEvidence } from './tied-alive.ts'
import { purchaseHistory, spendHistory, type ValueFacts } from './value-facts.ts'

export interface ValueTerms {
  readonly days: number
  /** Yearly discount rate, 0.1 = 10 %. */
  readonly yearlyDiscount: number
  /** Share of an amount that counts as value, in (0, 1]. */
  readonly grossMargin: number
}

/** Forecast for one customer within the terms. Intervals include both parameter uncertainty and chance. */
export interface ValueForecast {
  readonly alive: number
  readonly orders: number
  /** 95 %. */
  readonly ordersLow: number
  readonly ordersHigh: number
  readonly averageOrder: number
  /** Net of returns, discounted, times the margin. */
  readonly value: number
  /** 80 %. */
  readonly low: number
  readonly high: number
}

interface ParameterSet {
  readonly purchase: BgNbdModel
  readonly spend: GammaGammaModel
}

const MONTH_DAYS = 365.25 / 12
/** Number of parameter sets, and of futures simulated for each. */
const SETS = 16
const DRAWS = SETS * 20
/** Weight, in orders, of the overall return share when blended with a customer's own. */
const RETURN_PRIOR_ORDERS = 3

/**
 * Forecasts customers one by one under the same terms and accumulates sums, so that the total gets an interval too: chance averages out over customers, the uncertainty of the
 * parameters does not.
 */
export class ValueForecaster {
  readonly #model: PurchaseModel
  readonly #terms: ValueTerms
  readonly #random: () => number
  readonly #sets: readonly ParameterSet[]
  readonly #totals = new Float64Array(DRAWS)
  #total = 0

  constructor(model: PurchaseModel, terms: ValueTerms, random: () => number) {
    this.#model = model
    this.#terms = terms
    this.#random = random
    const { purchase, spend } = model
    this.#sets = Array.from({ length: SETS }, () => {
      const [r = 0, alpha = 0, a = 0, b = 0] = drawParameters(
        [purchase.r, purchase.alpha, purchase.a, purchase.b],
        purchase.logCovariance,
        random,
      )
      const [p = 0, q = 0, v = 0] = drawParameters([spend.p, spend.q, spend.v], spend.logCovariance, random)
      return { purchase: { ...purchase, r, alpha, a, b }, spend: { ...spend, p, q, v } }
    })
  }

  /** With `evidence`, everything uses the chance of being alive that it implies. */
  forecast(facts: ValueFacts, evidence: OrderEvidence | null = null): ValueForecast {
    const { days, grossMargin } = this.#terms
    const history = purchaseHistory(facts)
    const paid = spendHistory(facts)
    const alive = tiedAlive(this.#model.purchase, history, evidence)
    const averageOrder = expectedAverageOrder(this.#model.spend, paid)
    const { orders, discounted } = this.#expected(history, presence(this.#model.purchase, history, { alive, days, evidence }))
    const worth = grossMargin * (1 - this.#returnShare(facts)) * (orders > 0 ? discounted / orders : 1)
    const value = orders * averageOrder * worth
    const drawn = new Float64Array(DRAWS)
    const values = new Float64Array(DRAWS)
    for (let k = 0; k < SETS; k += 1) {
      const { purchase, spend } = this.#sets[k] as ParameterSet
      const drawnAlive = tiedAlive(purchase, history, evidence)
      const counts = bgNbdCounts(purchase, history, days, presence(purchase, history, { alive: drawnAlive, days, evidence }))
      for (let j = k; j < DRAWS; j += SETS) {
        const count = pick(counts, this.#random())
        drawn[j] = count
        values[j] = count === 0 ? 0 : worth * drawSpend(spend, paid, count, this.#random)
        this.#totals[j] = (this.#totals[j] as number) + (values[j] as number)
      }
    }
    this.#total += value
    drawn.sort()
    values.sort()
    return {
      alive,
      orders,
      ordersLow: Math.min(orders, quantile(drawn, 0.025)),
      ordersHigh: Math.max(orders, quantile(drawn, 0.975)),
      averageOrder,
      value,
      low: Math.min(value, quantile(values, 0.1)),
      high: Math.max(value, quantile(values, 0.9)),
    }
  }

  /** The sum over all customers forecast so far, with its 95 % interval. */
  total(): { readonly value: number; readonly low: number; readonly high: number } {
    const sorted = this.#totals.toSorted()
    return { value: this.#total, low: Math.min(this.#total, quantile(sorted, 0.025)), high: Math.max(this.#total, quantile(sorted, 0.975)) }
  }

  /** Expected orders within the terms, and the same with each month's discounted to now from the month's end. */
  #expected(history: { repeats: number; recency: number; age: number }, present: number): { orders: number; discounted: number } {
    const { days, yearlyDiscount } = this.#terms
    const upTo = (t: number): number => present * expectedIfAlive(this.#model.purchase, 1, history, t)
    const orders = upTo(days)
    if (yearlyDiscount === 0) return { orders, discounted: orders }
    let discounted = 0
    let before = 0
    for (let start = 0; start < days - 1e-9; start += MONTH_DAYS) {
      const end = Math.min(start + MONTH_DAYS, days)
      const now = end === days ? orders : upTo(end)
      discounted += (now - before) * (1 + yearlyDiscount) ** (-end / 365.25)
      before = now
    }
    return { orders, discounted }
  }

  #returnShare(facts: ValueFacts): number {
    const { averageOrder, returnShare } = this.#model
    const prior = RETURN_PRIOR_ORDERS * averageOrder
    if (facts.spend + prior <= 0) return 0
    return Math.min(1, Math.max(0, (Math.max(0, facts.returned) + prior * returnShare) / (facts.spend + prior)))
  }
}

function pick(probabilities: readonly number[], u: number): number {
  let left = u
  for (let n = 0; n < probabilities.length; n += 1) {
    left -= probabilities[n] as number
    if (left < 0) return n
  }
  return probabilities.length - 1
}

/** Linear between order statistics; `sorted` ascending. */
function quantile(sorted: Float64Array, q: number): number {
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  const below = sorted[low] as number
  return below + (at - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] as number) - below)
}
