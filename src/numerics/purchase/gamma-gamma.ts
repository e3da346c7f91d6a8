import { digamma, logGamma } from '../special/log-gamma.ts'
import { maximiseLikelihood, type MeanLoss } from './maximise-likelihood.ts'
import { readCovariance, readModelNumbers } from './parse-purchase-model.ts'
import { drawGamma } from './random-variates.ts'

/** The average amount over a number of orders of one customer. */
export interface SpendHistory {
  /** Number of orders in the average; 0 when nothing is known about the customer. */
  readonly orders: number
  /** Average amount of an order, above 0, in any one currency. */
  readonly average: number
}

/**
 * A fitted Gamma-Gamma model of order amounts (Fader, Hardie & Lee 2005, "RFM and CLV", and the note of Fader & Hardie 2013), plain JSON. An order of a customer
 * is Gamma(p, nu), and nu ~ Gamma(q, v) over customers. Assumes that amounts do not depend on how often a customer buys.
 */
export interface GammaGammaModel {
  readonly kind: 'gamma-gamma'
  readonly version: 1
  readonly p: number
  readonly q: number
  /** In the currency of the amounts. */
  readonly v: number
  readonly logLikelihood: number
  readonly customers: number
  readonly converged: boolean
  readonly penalty: number
  /** Covariance of (ln p, ln q, ln v); null when the Hessian gives none. */
  readonly logCovariance: readonly (readonly number[])[] | null
}

const STARTS = [
  [6, 4, 2],
  [1, 2, 1],
  [20, 20, 20],
].map((start) => start.map(Math.log))

/**
 * Fits by maximum likelihood. Rows without an order or without a positive amount are left out (the model cannot use them); throws a RangeError when none is left.
 * On the 946 repeat customers of CDNOW: p 6.25, q 3.74, v 15.44.
 */
export function fitGammaGamma(
  histories: readonly SpendHistory[],
  options: { readonly weights?: ArrayLike<number>; readonly penalty?: number } = {},
): GammaGammaModel {
  const rows = histories.flatMap((history, i) => {
    const weight = options.weights?.[i] ?? 1
    const { orders, average } = history
    return orders > 0 && average > 0 && average < Number.POSITIVE_INFINITY && weight > 0 ? [{ orders, average, weight }] : []
  })
  const totalWeight = rows.reduce((sum, row) => sum + row.weight, 0)
  if (totalWeight === 0) throw new RangeError('There is no customer with an order of a positive amount to learn from.')
  // In units of the geometric mean all parameters are of order one whatever the currency.
  const scale = Math.exp(rows.reduce((sum, row) => sum + row.weight * Math.log(row.average), 0) / totalWeight)
  const fit = maximiseLikelihood({
    loss: { order: 1, evaluate: spendLoss(rows, scale, totalWeight) },
    totalWeight,
    starts: STARTS,
    penalty: options.penalty ?? 0,
  })
  const [p = 0, q = 0, v = 0] = fit.parameters
  return {
    kind: 'gamma-gamma',
    version: 1,
    p,
    q,
    v: v * scale,
    logLikelihood: fit.logLikelihood - totalWeight * Math.log(scale),
    customers: totalWeight,
    converged: fit.converged,
    penalty: fit.penalty,
    logCovariance: fit.logCovariance,
  }
}

/** Expected average order of a customer (equation 5): their own average, shrunk towards the overall one, more so the fewer orders it covers. */
export function expectedAverageOrder(model: Pick<GammaGammaModel, 'p' | 'q' | 'v'>, history: SpendHistory): number {
  const { p, v } = model
  const { shape, rate } = posterior(model, history)
  // The mean of all customers is infinite for q <= 1; the mean for the typical nu is used instead.
  return shape > 1 ? (p * rate) / (shape - 1) : (p * (rate || v)) / shape
}

/** nu of a customer is Gamma(shape, rate) given the history. */
export function posterior(
  model: Pick<GammaGammaModel, 'p' | 'q' | 'v'>,
  history: SpendHistory,
): { readonly shape: number; readonly rate: number } {
  const orders = history.average > 0 ? history.orders : 0
  return { shape: model.q + model.p * orders, rate: model.v + (orders > 0 ? orders * history.average : 0) }
}

/** One possible sum of `orders` future orders of a customer. */
export function drawSpend(model: GammaGammaModel, history: SpendHistory, orders: number, random: () => number): number {
  if (orders === 0) return 0
  const { shape, rate } = posterior(model, history)
  return (drawGamma(model.p * orders, random) * rate) / drawGamma(shape, random)
}

/** Reads a stored model. Throws an Error when it is truncated, or of another kind or version. */
export function parseGammaGamma(json: unknown): GammaGammaModel {
  const numbers = readModelNumbers(json, 'gamma-gamma', ['p', 'q', 'v'])
  return {
    kind: 'gamma-gamma',
    version: 1,
    p: numbers.of('p'),
    q: numbers.of('q'),
    v: numbers.of('v'),
    ...numbers.fit,
    logCovariance: readCovariance(json, 3, 'gamma-gamma'),
  }
}

/** Equation 1a: gamma functions once for each number of orders, one logarithm for each customer. */
function spendLoss(rows: readonly (SpendHistory & { weight: number })[], scale: number, totalWeight: number): MeanLoss {
  const n = rows.length
  const orders = Float64Array.from(rows, (row) => row.orders)
  const average = Float64Array.from(rows, (row) => row.average / scale)
  const weight = Float64Array.from(rows, (row) => row.weight)
  const weightOf = new Map<number, number>()
  let logAverages = 0
  let ordersLogAverages = 0
  let ordersLogOrders = 0
  for (const { orders: x, average: z, weight: w } of rows) {
    weightOf.set(x, (weightOf.get(x) ?? 0) + w)
    logAverages += w * Math.log(z / scale)
    ordersLogAverages += w * x * Math.log(z / scale)
    ordersLogOrders += w * x * Math.log(x)
  }
  const distinct = [...weightOf]
  return (theta, gradient) => {
    const p = Math.exp(theta[0] as number)
    const q = Math.exp(theta[1] as number)
    const v = Math.exp(theta[2] as number)
    let total = totalWeight * (q * (theta[2] as number) - logGamma(q)) + p * (ordersLogAverages + ordersLogOrders) - logAverages
    let dP = ordersLogAverages + ordersLogOrders
    let dQ = totalWeight * ((theta[2] as number) - digamma(q))
    let dV = (totalWeight * q) / v
    for (const [x, w] of distinct) {
      total += w * (logGamma(p * x + q) - logGamma(p * x))
      const slope = digamma(p * x + q)
      dP += w * x * (slope - digamma(p * x))
      dQ += w * slope
    }
    for (let i = 0; i < n; i += 1) {
      const x = orders[i] as number
      const w = weight[i] as number
      const sum = v + x * (average[i] as number)
      const logSum = Math.log(sum)
      const k = p * x + q
      total -= w * k * logSum
      dP -= w * x * logSum
      dQ -= w * logSum
      dV -= (w * k) / sum
    }
    gradient[0] = (-dP * p) / totalWeight
    gradient[1] = (-dQ * q) / totalWeight
    gradient[2] = (-dV * v) / totalWeight
    return -total / totalWeight
  }
}
