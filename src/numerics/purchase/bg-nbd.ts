import { dropoutAlive, dropoutCounts, dropoutExpected, dropoutNoPurchase } from './dropout-forecast.ts'
import { fitDropout, parseDropout, type DropoutFitOptions, type DropoutModel } from './dropout-model.ts'
import type { PurchaseHistory, PurchaseSource } from './purchase-history.ts'

/**
 * A fitted BG/NBD model (Fader, Hardie & Lee 2005), plain JSON. Customers buy at a rate ~ Gamma(r, alpha) of their own and drop out with a probability
 * ~ Beta(a, b) of their own after each repeat purchase. A customer of one purchase counts as active for ever: prefer MBG/NBD where many buy once.
 */
export interface BgNbdModel extends DropoutModel {
  readonly kind: 'bg-nbd'
}

/**
 * Fits by maximum likelihood (see `fitDropout`). Customers without a repeat belong in. On CDNOW (2,357 customers, weeks): r .243, alpha 4.414,
 * a .793, b 2.426.
 */
export function fitBgNbd(histories: PurchaseSource, options: DropoutFitOptions = {}): BgNbdModel {
  return { kind: 'bg-nbd', ...fitDropout(histories, 0, options) }
}

/** Probability that the customer may still buy. */
export function bgNbdAlive(model: BgNbdModel, history: PurchaseHistory): number {
  return dropoutAlive(model, 0, history)
}

/** Expected purchases in the next `t` (same unit of time as the histories). */
export function bgNbdExpected(model: BgNbdModel, history: PurchaseHistory, t: number): number {
  return dropoutExpected(model, 0, history, t)
}

/** Expected repeat purchases of a new customer by `t` after the first. */
export function bgNbdExpectedNew(model: BgNbdModel, t: number): number {
  return dropoutExpected(model, 0, { repeats: 0, recency: 0, age: 0 }, t)
}

/** Probability of no purchase in the next `t`. */
export function bgNbdNoPurchase(model: BgNbdModel, history: PurchaseHistory, t: number): number {
  return dropoutNoPurchase(model, 0, history, t)
}

/** P(X = n) of n = 0, 1, ... purchases in the next `t`; the last entry takes what is left. */
export function bgNbdCounts(model: BgNbdModel, history: PurchaseHistory, t: number): number[] {
  return dropoutCounts(model, 0, history, t)
}

/** Reads a kept model. Throws an Error when it is cut, of another kind or of another version. */
export function parseBgNbd(json: unknown): BgNbdModel {
  return { kind: 'bg-nbd', ...parseDropout(json, 'bg-nbd') }
}
