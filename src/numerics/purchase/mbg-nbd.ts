import { dropoutAlive, dropoutCounts, dropoutExpected, dropoutNoPurchase } from './dropout-forecast.ts'
import { fitDropout, parseDropout, type DropoutFitOptions, type DropoutModel } from './dropout-model.ts'
import type { PurchaseHistory, PurchaseSource } from './purchase-history.ts'

/**
 * A fitted MBG/NBD model (Batislam, Denizel & Filiztekin 2007; Wagner & Hoppe 2008), plain JSON. Customers buy at a rate ~ Gamma(r, alpha) of their own and drop out with
 * a probability ~ Beta(a, b) of their own after each purchase, the first included: unlike in BG/NBD, a customer of one purchase may be gone.
 */
export interface MbgNbdModel extends DropoutModel {
  readonly kind: 'mbg-nbd'
}

/**
 * Fits by maximum likelihood (see `fitDropout`). Customers without a repeat belong in. On CDNOW (2,357 customers, weeks): r .525, alpha 6.183,
 * a .891, b 1.614.
 */
export function fitMbgNbd(histories: PurchaseSource, options: DropoutFitOptions = {}): MbgNbdModel {
  return { kind: 'mbg-nbd', ...fitDropout(histories, 1, options) }
}

/** Probability that the customer may still buy. */
export function mbgNbdAlive(model: MbgNbdModel, history: PurchaseHistory): number {
  return dropoutAlive(model, 1, history)
}

/** Expected purchases in the next `t` (same unit of time as the histories). */
export function mbgNbdExpected(model: MbgNbdModel, history: PurchaseHistory, t: number): number {
  return dropoutExpected(model, 1, history, t)
}

/** Expected repeat purchases of a new customer by `t` after the first. */
export function mbgNbdExpectedNew(model: MbgNbdModel, t: number): number {
  return dropoutExpected(model, 1, { repeats: 0, recency: 0, age: 0 }, t)
}

/** Probability of no purchase in the next `t`. */
export function mbgNbdNoPurchase(model: MbgNbdModel, history: PurchaseHistory, t: number): number {
  return dropoutNoPurchase(model, 1, history, t)
}

/** P(X = n) of n = 0, 1, ... purchases in the next `t`; the last entry takes what is left. `alive` replaces the model's own chance that the customer may still buy. */
export function mbgNbdCounts(model: MbgNbdModel, history: PurchaseHistory, t: number, alive?: number): number[] {
  return dropoutCounts(model, 1, history, t, alive)
}

/** Reads a kept model. Throws an Error when it is cut, of another kind or of another version. */
export function parseMbgNbd(json: unknown): MbgNbdModel {
  return { kind: 'mbg-nbd', ...parseDropout(json, 'mbg-nbd') }
}
