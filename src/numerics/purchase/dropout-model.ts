import { dropoutLoss } from './dropout-likelihood.ts'
import { groupHistories, thinHistories, type GroupedHistories } from './group-histories.ts'
import { maximiseLikelihood } from './maximise-likelihood.ts'
import { readCovariance, readModelNumbers } from './parse-purchase-model.ts'
import type { PurchaseSource } from './purchase-history.ts'

export interface DropoutModel {
  readonly version: 1
  /** Shape of the purchase rates over customers. */
  readonly r: number
  /** Rate of that gamma distribution, in the unit of time of the histories: mean purchases in a unit of time are r / alpha. */
  readonly alpha: number
  readonly a: number
  readonly b: number
  readonly logLikelihood: number
  readonly customers: number
  /** False: the parameters are the best found, but not an optimum. */
  readonly converged: boolean
  /** Above 0: the likelihood alone had no optimum (or a penalty was requested), so the logarithms were shrunk towards 0. */
  readonly penalty: number
  /** Covariance of (ln r, ln alpha, ln a, ln b); null when the Hessian gives none. */
  readonly logCovariance: readonly (readonly number[])[] | null
}

export interface DropoutFitOptions {
  /** Number of customers with each history; default 1. */
  readonly weights?: ArrayLike<number>
  /** Adds penalty · Σ ln(parameter)² to the mean negative log-likelihood. Default 0; raised automatically when the likelihood has no optimum. */
  readonly penalty?: number
}

/** Number of distinct histories used to find the neighbourhood of the optimum for many more. */
const ROUGH = 4_000

/** r, alpha (in mean ages), a, b. */
const STARTS = [
  [0.5, 0.3, 0.8, 2.5],
  [1, 1, 1, 1],
  [0.2, 0.1, 0.3, 4],
].map((start) => start.map(Math.log))

/** Fits BG/NBD (extra 0) or MBG/NBD (extra 1). Throws a RangeError for impossible histories or histories without elapsed time. */
export function fitDropout(histories: PurchaseSource, extra: 0 | 1, options: DropoutFitOptions): DropoutModel {
  const grouped = groupHistories(histories, options.weights)
  const { scaled, scale } = inMeanAges(grouped)
  const fit = maximiseLikelihood({
    loss: {
      order: 2,
      evaluate: dropoutLoss(scaled, extra),
      ...(scaled.size < 4 * ROUGH ? {} : { rough: dropoutLoss(thinHistories(scaled, ROUGH), extra) }),
    },
    totalWeight: scaled.totalWeight,
    starts: STARTS,
    penalty: options.penalty ?? 0,
  })
  const [r = 0, alpha = 0, a = 0, b = 0] = fit.parameters
  return {
    version: 1,
    r,
    alpha: alpha * scale,
    a,
    b,
    logLikelihood: fit.logLikelihood - totalRepeats(grouped) * Math.log(scale),
    customers: grouped.totalWeight,
    converged: fit.converged,
    penalty: fit.penalty,
    logCovariance: fit.logCovariance,
  }
}

/** Times in units of the mean age, so that all parameters are of order one whatever the unit was. */
export function inMeanAges(grouped: GroupedHistories): { readonly scaled: GroupedHistories; readonly scale: number } {
  let sum = 0
  for (let i = 0; i < grouped.size; i += 1) sum += (grouped.age[i] as number) * (grouped.weight[i] as number)
  const scale = sum / grouped.totalWeight
  if (!(scale > 0)) throw new RangeError('All purchase histories have age 0; there is no time to learn a rate from.')
  const scaled = { ...grouped, recency: grouped.recency.map((v) => v / scale), age: grouped.age.map((v) => v / scale) }
  return { scaled, scale }
}

/** Purchases after the first of all customers. */
export function totalRepeats(grouped: GroupedHistories): number {
  let sum = 0
  for (let i = 0; i < grouped.size; i += 1) sum += (grouped.repeats[i] as number) * (grouped.weight[i] as number)
  return sum
}

/** Reads a stored BG/NBD or MBG/NBD model of that kind. Throws an Error when it is truncated or of another kind. */
export function parseDropout(json: unknown, kind: string): DropoutModel {
  const numbers = readModelNumbers(json, kind, ['r', 'alpha', 'a', 'b'])
  return {
    version: 1,
    r: numbers.of('r'),
    alpha: numbers.of('alpha'),
    a: numbers.of('a'),
    b: numbers.of('b'),
    ...numbers.fit,
    logCovariance: readCovariance(json, 4, kind),
  }
}
