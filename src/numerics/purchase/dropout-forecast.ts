import { scaledHypergeometric2F1 } from '../special/hypergeometric.ts'
import type { PurchaseHistory } from './purchase-history.ts'

export interface DropoutParameters {
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
}

/** Survivals of a history: one after each repeat, and in MBG/NBD (extra 1) one after the first purchase. */
type Extra = 0 | 1

/** Logarithm of the odds that the customer has dropped out; -Infinity where the model allows none (BG/NBD without a repeat). */
function logOddsGone(model: DropoutParameters, extra: Extra, history: PurchaseHistory, age: number): number {
  const { repeats: x } = history
  if (x + extra === 0) return Number.NEGATIVE_INFINITY
  const last = x === 0 ? 0 : history.recency
  const gap = Math.log((model.alpha + age) / (model.alpha + last))
  return Math.log(model.a) - Math.log(model.b + x + extra - 1) + (model.r + x) * gap
}

/** Probability in (0, 1] that the customer may still buy. */
export function dropoutAlive(model: DropoutParameters, extra: Extra, history: PurchaseHistory): number {
  return 1 / (1 + Math.exp(logOddsGone(model, extra, history, history.age)))
}

/**
 * Probability of no purchase within `t` after now: the likelihood of the same history at age T + t over that at age T. It tends to the probability of having
 * dropped out.
 */
export function dropoutNoPurchase(model: DropoutParameters, extra: Extra, history: PurchaseHistory, t: number): number {
  if (!(t > 0)) return 1
  const k = model.r + history.repeats
  const alive = dropoutAlive(model, extra, history)
  const silence = Math.exp(-k * Math.log1p(t / (model.alpha + history.age)))
  return 1 - alive * (1 - silence)
}

/**
 * Expected purchases in the next `t`: Fader, Hardie & Lee (2005) equation 10, Wagner & Hoppe (2008) for MBG/NBD. With z = t / (alpha + T + t), Euler's transformation turns
 * (1 - z)^(r + x)·2F1(r + x, b + s; c; z) into (1 - z)^(a - 1)·2F1(c - r - x, a - 1; c; z), which ends sooner for r + x > a - 1.
 */
export function dropoutExpected(model: DropoutParameters, extra: Extra, history: PurchaseHistory, t: number): number {
  return dropoutAlive(model, extra, history) * expectedIfAlive(model, extra, history, t)
}

/** Expected purchases in the next `t` of a customer who may still buy. */
export function expectedIfAlive(model: DropoutParameters, extra: Extra, history: PurchaseHistory, t: number): number {
  if (!(t > 0)) return 0
  const x = history.repeats
  // a = 1 and c = 0 are removable: next to them the value is the same to seven digits.
  const a = Math.abs(model.a - 1) < 1e-7 ? 1 + 1e-7 : model.a
  let c = a + model.b + x + extra - 1
  if (Math.abs(c) < 1e-7) c = 1e-7
  const z = t / (model.alpha + history.age + t)
  const k = model.r + x
  // Chooses the form whose terms decrease from the start, except that Euler's terms alternate when its first parameter is far below 0, and those of the plain form never do.
  const isEuler = k > a - 1 && c - k > -2
  const { mantissa, logScale } = isEuler
    ? scaledHypergeometric2F1(c - k, a - 1, c, z)
    : scaledHypergeometric2F1(k, model.b + x + extra, c, z)
  const rest = mantissa * Math.exp(logScale + (isEuler ? a - 1 : k) * Math.log1p(-z))
  return Math.max(0, (c / (a - 1)) * (1 - rest))
}

/**
 * P(X = n) for n = 0, 1, ... purchases in the next `t`, until less than 1e-6 is left (which the last entry takes). Given that the customer is active,
 * n or more purchases need n arrivals of a Pólya process and n - 1 survivals: P(X >= n) = B(a, b + s + n - 1)/B(a, b + s) · P(NB >= n). `alive` is the chance that the customer is active, if more is known
 * than the history.
 */
export function dropoutCounts(
  model: DropoutParameters,
  extra: Extra,
  history: PurchaseHistory,
  t: number,
  alive: number = dropoutAlive(model, extra, history),
  most = 10_000,
): number[] {
  if (!(t > 0)) return [1]
  const k = model.r + history.repeats
  const survivals = history.repeats + extra
  const share = t / (model.alpha + history.age + t)
  const counts: number[] = []
  let arrival = Math.exp(-k * Math.log1p(t / (model.alpha + history.age)))
  let arrivalsBelow = 0
  let survive = 1
  let atLeast = 1
  for (let n = 0; n < most; n += 1) {
    arrivalsBelow += arrival
    arrival *= ((k + n) / (n + 1)) * share
    if (n > 0) survive *= (model.b + survivals + n - 1) / (model.a + model.b + survivals + n - 1)
    const next = alive * survive * Math.max(0, 1 - arrivalsBelow)
    if (next < 1e-6) break
    counts.push(atLeast - next)
    atLeast = next
  }
  counts.push(atLeast)
  return counts
}
