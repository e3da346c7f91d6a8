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

/** Of whom a gain is expected. */
export type GainOf = Pick<Candidate, 'riskProbability' | 'valueMinor' | 'averageOrderMinor'>
/** What is done for it. */
export type GainFrom = Pick<StrategyDefinition, 'contactCost' | 'expectedEffect'> & {
  readonly offer: Pick<StrategyDefinition['offer'], 'discount'>
}

/** effect x P(leaves) x value at risk - contact cost - expected discount, in minor units. */
export function expectedGain(candidate: GainOf, definition: GainFrom, effect: number = definition.expectedEffect): ExpectedGain {
  const { riskProbability, valueMinor, averageOrderMinor } = candidate
  const cost = expectedCost(riskProbability, averageOrderMinor, effect, definition.offer.discount, definition.contactCost.minor)
  return { gain: effect * riskProbability * valueMinor - cost, cost }
}

/**
 * Of one contact, in minor units. The discount goes to every customer who stays and uses it: 1 - P + effect x P of them.
 * @param probability of leaving, 0-1
 * @param discount share of an order, 0-1
 */
export function expectedCost(
  probability: number,
  averageOrderMinor: number,
  effect: number,
  discount: number,
  contactCostMinor: number,
): number {
  const staying = Math.min(1, Math.max(0, 1 - probability + effect * probability))
  return contactCostMinor + discount * averageOrderMinor * staying * COUPON_USE
}
