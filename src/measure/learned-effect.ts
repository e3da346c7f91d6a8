import type { Estimate } from './proportion-difference.ts'

/** How far a strategy's true effect may lie from its expected effect, as a standard deviation: a prior that 50 customers cannot shift and 5,000 can. */
const PRIOR_SPREAD = 0.05

/**
 * The expected effect of a strategy after measurement: expectation and measurement, each weighted by its precision (normal prior, normal likelihood).
 * A lift is a mean over customers at any risk, while an expectation is about customers who would leave, so the lift is first divided by the mean risk.
 *
 * @param expected effect on a customer who would otherwise leave, -1 to 1
 * @param lift measured difference of the shares who stayed, with its 95 % interval
 * @param meanRisk mean chance of leaving among those decided on, above 0
 * @example learnedEffect(.1, { estimate: .02, low: -.02, high: .06 }, .5) // .064
 */
export function learnedEffect(expected: number, lift: Estimate, meanRisk: number): number {
  const measured = lift.estimate / meanRisk
  const error = (lift.high - lift.low) / (2 * 1.96) / meanRisk
  const trust = PRIOR_SPREAD ** 2 / (PRIOR_SPREAD ** 2 + error ** 2)
  return Math.min(1, Math.max(-1, expected + trust * (measured - expected)))
}
