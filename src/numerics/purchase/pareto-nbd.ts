import { inMeanAges, totalRepeats } from './dropout-model.ts'
import { groupHistories } from './group-histories.ts'
import { maximiseLikelihood } from './maximise-likelihood.ts'
import { logParetoLikelihood, paretoLoss } from './pareto-likelihood.ts'
import type { PurchaseHistory, PurchaseSource } from './purchase-history.ts'

/**
 * A fitted Pareto/NBD model (Schmittlein, Morrison & Colombo 1987), plain JSON. Each customer buys at their own rate ~ Gamma(r, alpha) until they leave for good,
 * after an exponential lifetime with their own rate ~ Gamma(s, beta).
 */
export interface ParetoNbdModel {
  readonly kind: 'pareto-nbd'
  readonly version: 1
  readonly r: number
  readonly alpha: number
  readonly s: number
  readonly beta: number
  readonly logLikelihood: number
  readonly customers: number
  readonly converged: boolean
  readonly penalty: number
  /** Covariance of (ln r, ln alpha, ln s, ln beta); null when the Hessian gives none. */
  readonly logCovariance: readonly (readonly number[])[] | null
}

/** r, alpha, s, beta; times in mean ages. */
const STARTS = [
  [0.5, 0.3, 0.6, 0.4],
  [1, 1, 1, 1],
  [0.3, 0.2, 1, 3],
].map((start) => start.map(Math.log))

/** Fits by maximum likelihood. On CDNOW (2,357 customers, weeks): r .553, alpha 10.578, s .606, beta 11.669. Throws as `fitBgNbd`. */
export function fitParetoNbd(
  histories: PurchaseSource,
  options: { readonly weights?: ArrayLike<number>; readonly penalty?: number } = {},
): ParetoNbdModel {
  const grouped = groupHistories(histories, options.weights)
  const { scaled, scale } = inMeanAges(grouped)
  const fit = maximiseLikelihood({
    loss: { order: 1, evaluate: paretoLoss(scaled) },
    totalWeight: scaled.totalWeight,
    starts: STARTS,
    penalty: options.penalty ?? 0,
  })
  const [r = 0, alpha = 0, s = 0, beta = 0] = fit.parameters
  return {
    kind: 'pareto-nbd',
    version: 1,
    r,
    alpha: alpha * scale,
    s,
    beta: beta * scale,
    logLikelihood: fit.logLikelihood - totalRepeats(grouped) * Math.log(scale),
    customers: grouped.totalWeight,
    converged: fit.converged,
    penalty: fit.penalty,
    logCovariance: fit.logCovariance,
  }
}

/** Probability that the customer is still active. */
export function paretoNbdAlive(model: ParetoNbdModel, history: PurchaseHistory): number {
  return logParetoLikelihood(model, history, history.age).alive
}

/** Expected purchases in the next `t` (Fader & Hardie 2005, "A note on deriving the Pareto/NBD model", equation 41). */
export function paretoNbdExpected(model: ParetoNbdModel, history: PurchaseHistory, t: number): number {
  if (!(t > 0)) return 0
  const rate = (model.r + history.repeats) / (model.alpha + history.age)
  return paretoNbdAlive(model, history) * rate * expectedLifetime(model, history.age, t)
}

/** Expected repeat purchases of a new customer by `t` after the first. */
export function paretoNbdExpectedNew(model: ParetoNbdModel, t: number): number {
  return t > 0 ? (model.r / model.alpha) * expectedLifetime(model, 0, t) : 0
}

/** Expected time alive in (age, age + t] of a customer alive at `age`: (beta + age)/(s - 1) · (1 - ((beta + age)/(beta + age + t))^(s - 1)), also at s = 1. */
function expectedLifetime(model: ParetoNbdModel, age: number, t: number): number {
  const start = model.beta + age
  const log = Math.log1p(t / start)
  const power = model.s - 1
  return Math.abs(power * log) < 1e-9 ? start * log : (-start * Math.expm1(-power * log)) / power
}
