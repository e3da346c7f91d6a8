import { bgNbdAlive, type BgNbdModel } from '#numerics/purchase/bg-nbd.ts'
import type { PurchaseHistory } from '#numerics/purchase/purchase-history.ts'
import { PROPENSITY_DAYS } from './purchase-propensity.ts'

/** The evidence that a trained chance of an order gives about a customer. */
export interface OrderEvidence {
  /** Calibrated chance in [0, 1] of an order within PROPENSITY_DAYS. */
  readonly chance: number
  /** From 0 (the purchase model decides, within the bounds of the chance) to 1 (the chance decides). */
  readonly weight: number
}

/** Odds are kept this far from 0 and 1, so that a mean of log-odds exists. */
const NEAREST = 1e-12

/**
 * The chance in [0, 1] that a customer may still buy, given the purchase model and a trained chance p of an order within 30 days. If p0 is the chance of an order within 30 days of
 * a customer who may still buy, then p = alive · p0 implies alive = p / p0; the result is the weighted mean of both in log-odds, and never below p. Without evidence it is the
 * purchase model's own.
 */
export function tiedAlive(purchase: BgNbdModel, history: PurchaseHistory, evidence: OrderEvidence | null): number {
  const alive = bgNbdAlive(purchase, history)
  if (evidence === null) return alive
  const { chance, weight } = evidence
  const implied = chance / chanceIfAlive(purchase, history, PROPENSITY_DAYS)
  const mean = 1 / (1 + Math.exp(-((1 - weight) * logOdds(alive) + weight * logOdds(implied))))
  return Math.max(chance, weight > 0 ? mean : alive)
}

/**
 * Factor on the orders of a customer who may still buy over `days`: `alive`, unless an order in that many days would then be less likely than the trained chance of
 * one within 30. Then it is the factor that makes both equal, which may be above 1: such a customer returns sooner than their history suggests.
 */
export function presence(
  purchase: BgNbdModel,
  history: PurchaseHistory,
  at: { readonly alive: number; readonly days: number; readonly evidence: OrderEvidence | null },
): number {
  const { alive, days, evidence } = at
  return evidence === null ? alive : Math.max(alive, evidence.chance / chanceIfAlive(purchase, history, Math.max(days, PROPENSITY_DAYS)))
}

/** P(at least one order within `days`) of a customer who may still buy: gamma-distributed rates, given the history. In (0, 1). */
export function chanceIfAlive(purchase: BgNbdModel, history: PurchaseHistory, days: number): number {
  return -Math.expm1(-(purchase.r + history.repeats) * Math.log1p(days / (purchase.alpha + history.age)))
}

function logOdds(probability: number): number {
  const within = Math.min(Math.max(probability, NEAREST), 1 - NEAREST)
  return Math.log(within / (1 - within))
}
