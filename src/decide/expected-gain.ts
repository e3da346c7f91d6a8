import type { Candidate } from './candidate.ts'
import type { StrategyDefinition } from './strategy.ts'

/** Share of coupons that customers who order redeem; counted for every customer who stays, including those who would have stayed anyway. */
export const COUPON_USE = 0.3

export interface ExpectedGain {
  /** Minor units: expected benefit of the contact less its cost. */
  readonly gain: number
  /** Minor units: contact and expected discount. */
  readonly cost: number
}

/**
 * effect x P(leaves) x value at risk - contact cost - expected discount, in minor units.
 * The discount goes to every customer who stays and uses it: 1 - P + effect x P of them.
 */
export function expectedGain(
  candidate: Candidate,
  definition: StrategyDefinition,
  effect: number = definition.expectedEffect,
): ExpectedGain {
  const kept = effect * candidate.riskProbability
  const staying = Math.min(1, Math.max(0, 1 - candidate.riskProbability + kept))
  const discount = definition.offer.discount * candidate.averageOrderMinor * staying * COUPON_USE
  const cost = definition.contactCost.minor + discount
  return { gain: kept * candidate.valueMinor - cost, cost }
}
