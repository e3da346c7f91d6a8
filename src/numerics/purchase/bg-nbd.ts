import { dropoutAlive, dropoutCounts, dropoutExpected, dropoutNoPurchase } from './dropout-forecast.ts'
import { fitDropout, parseDropout, type DropoutFitOptions, type DropoutModel } from './dropout-model.ts'
import type { PurchaseHistory, PurchaseSource } from './purchase-history.ts'

/**
 * `bg-nbd` (Fader, Hardie & Lee 2005): a customer may drop out after each repeat purchase, so a one-time buyer counts as active for ever.
 * `mbg-nbd` (Batislam, Denizel & Filiztekin 2007; Wagner & Hoppe 2008): also after the first, so one of a single purchase may be gone; prefer it where many buy once.
 */
export type BgNbdKind = 'bg-nbd' | 'mbg-nbd'

/** A fitted model, plain JSON. Each customer buys at their own rate ~ Gamma(r, alpha) and drops out with their own probability ~ Beta(a, b). */
export interface BgNbdModel extends DropoutModel {
  readonly kind: BgNbdKind
}

/** Chances to drop out that a history has beyond one after each repeat purchase. */
const extraOf = (kind: BgNbdKind): 0 | 1 => (kind === 'mbg-nbd' ? 1 : 0)

/**
 * Fits by maximum likelihood (see `fitDropout`). Customers without a repeat belong in. On CDNOW (2,357 customers, weeks): bg-nbd r .243,
 * alpha 4.414, a .793, b 2.426; mbg-nbd r .525, alpha 6.183, a .891, b 1.614.
 */
export function fitBgNbd(kind: BgNbdKind, histories: PurchaseSource, options: DropoutFitOptions = {}): BgNbdModel {
  return { kind, ...fitDropout(histories, extraOf(kind), options) }
}

/** Probability that the customer may still buy. */
export function bgNbdAlive(model: BgNbdModel, history: PurchaseHistory): number {
  return dropoutAlive(model, extraOf(model.kind), history)
}

/** Expected purchases in the next `t` (same unit of time as the histories). */
export function bgNbdExpected(model: BgNbdModel, history: PurchaseHistory, t: number): number {
  return dropoutExpected(model, extraOf(model.kind), history, t)
}

/** Expected repeat purchases of a new customer by `t` after the first. */
export function bgNbdExpectedNew(model: BgNbdModel, t: number): number {
  return bgNbdExpected(model, { repeats: 0, recency: 0, age: 0 }, t)
}

/** Probability of no purchase in the next `t`. */
export function bgNbdNoPurchase(model: BgNbdModel, history: PurchaseHistory, t: number): number {
  return dropoutNoPurchase(model, extraOf(model.kind), history, t)
}

/** P(X = n) of n = 0, 1, ... purchases in the next `t`; the last entry takes the rest. `alive` replaces the model's own chance that the customer may still buy. */
export function bgNbdCounts(model: BgNbdModel, history: PurchaseHistory, t: number, alive?: number): number[] {
  return dropoutCounts(model, extraOf(model.kind), history, t, alive)
}

/** Reads a stored model. Throws an Error when it is truncated, or of another kind or version. */
export function parseBgNbd(kind: BgNbdKind, json: unknown): BgNbdModel {
  return { kind, ...parseDropout(json, kind) }
}
