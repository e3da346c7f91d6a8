import { Z95 } from './normal-distribution.ts'

export interface Estimate {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/**
 * `successes` out of `total` of the two arms of one stratum. Both totals must be above 0. The effective sizes say how many people drawn alone tell as much, where
 * people were drawn by company (design-effect.ts); absent: as many as there are.
 */
export interface TwoArms {
  readonly treated: number
  readonly treatedSuccesses: number
  readonly treatedEffective?: number
  readonly control: number
  readonly controlSuccesses: number
  readonly controlEffective?: number
}

/** 95 % score interval of one share (Wilson 1927). @example wilsonInterval(81, 263) // { estimate: .3080, low: .2553, high: .3662 } */
export function wilsonInterval(successes: number, total: number): Estimate {
  const p = successes / total
  const z2 = Z95 ** 2
  const centre = (p + z2 / (2 * total)) / (1 + z2 / total)
  const half = (Z95 / (1 + z2 / total)) * Math.sqrt((p * (1 - p)) / total + z2 / (4 * total ** 2))
  // At 0 and at all, the limit is the share itself; the formula only misses it by rounding.
  return { estimate: p, low: successes === 0 ? 0 : centre - half, high: successes === total ? 1 : centre + half }
}

/** The shares of the two arms, each standardised to the same mix of strata, with 95 % intervals. */
export interface StandardisedShares {
  readonly treated: Estimate
  readonly control: Estimate
}

/**
 * Difference of two shares, treated less control, with its 95 % interval; over several strata, the post-stratified difference: the sum of
 * w x (p1 - p0) with w the stratum's share of all customers, so that strategies with different holdouts do not distort each other.
 *
 * One stratum: Newcombe's hybrid score interval (Newcombe 1998, Statistics in Medicine 17:873, method 10), chosen over Agresti-Caffo (2000), which covers
 * about as well but leaves the range of shares near 0 and 1 and does not extend to strata. Several: the same limits combined by the method of variance
 * estimates recovery (Zou and Donner 2008; Yan and Su 2010, Statistics in Biopharmaceutical Research 2:315).
 *
 * @throws RangeError without strata, or when an arm of a stratum is empty.
 * @example proportionDifference([{ treated: 70, treatedSuccesses: 56, control: 80, controlSuccesses: 48 }]) // .2 [.0524, .3339]
 */
export function proportionDifference(strata: readonly TwoArms[]): Estimate {
  const { treated, control } = standardisedShares(strata)
  const estimate = treated.estimate - control.estimate
  return {
    estimate,
    low: estimate - Math.hypot(treated.estimate - treated.low, control.high - control.estimate),
    high: estimate + Math.hypot(treated.high - treated.estimate, control.estimate - control.low),
  }
}

/** See `proportionDifference`. */
export function standardisedShares(strata: readonly TwoArms[]): StandardisedShares {
  return {
    treated: weightedShare(strata, (arms) => shareOf(arms.treatedSuccesses, positive(arms.treated), arms.treatedEffective)),
    control: weightedShare(strata, (arms) => shareOf(arms.controlSuccesses, positive(arms.control), arms.controlEffective)),
  }
}

/**
 * Relative change p1 / p0 - 1 with its 95 % interval, by variance estimates recovery for ratios (Donner and Zou 2012). Null when the control share is too
 * near 0 to divide by: 0, or with an upper limit of twice itself or more.
 */
export function relativeDifference(strata: readonly TwoArms[]): Estimate | null {
  const { treated: a, control: b } = standardisedShares(strata)
  const [p1, p0] = [a.estimate, b.estimate]
  if (2 * p0 <= b.high) return null
  const product = p1 * p0
  const low =
    (product - Math.sqrt(Math.max(0, product ** 2 - a.low * b.high * (2 * p1 - a.low) * (2 * p0 - b.high)))) / (b.high * (2 * p0 - b.high))
  const high =
    (product + Math.sqrt(Math.max(0, product ** 2 - a.high * b.low * (2 * p1 - a.high) * (2 * p0 - b.low)))) / (b.low * (2 * p0 - b.low))
  return { estimate: p1 / p0 - 1, low: low - 1, high: high - 1 }
}

function shareOf(successes: number, total: number, effective = total): Estimate {
  return wilsonInterval(successes * (effective / total), effective)
}

function weightedShare(strata: readonly TwoArms[], shareIn: (arms: TwoArms) => Estimate): Estimate {
  let total = 0
  for (const arms of strata) total += arms.treated + arms.control
  if (total === 0) throw new RangeError('There is no stratum with customers in it.')
  let [estimate, below, above] = [0, 0, 0]
  for (const arms of strata) {
    const weight = (arms.treated + arms.control) / total
    const share = shareIn(arms)
    estimate += weight * share.estimate
    below += (weight * (share.estimate - share.low)) ** 2
    above += (weight * (share.high - share.estimate)) ** 2
  }
  return { estimate, low: estimate - Math.sqrt(below), high: estimate + Math.sqrt(above) }
}

function positive(total: number): number {
  if (total > 0) return total
  throw new RangeError('An arm of a stratum is empty.')
}
