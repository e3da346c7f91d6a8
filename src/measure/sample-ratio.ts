import { twoSidedP } from './normal-distribution.ts'

/** Below this p value the split is not the one that was drawn: customers of one arm were lost or added, and the effect must not be trusted. */
export const SAMPLE_RATIO_ALARM = 0.001

/**
 * p value of a split this far from the plan: chi-square with one degree of freedom over all draws (people, and companies drawn as one), each with the
 * probability of the treated arm that was recorded for it. Null when nothing was random (no holdout anywhere).
 *
 * @param treated draws found in the treated arm
 * @param expected sum of the recorded chances
 * @param variance sum of chance x (1 - chance)
 * @example sampleRatioP(821, 800, 160) // .0969: 821 of 1,000 at 80 %
 */
export function sampleRatioP(treated: number, expected: number, variance: number): number | null {
  return variance > 0 ? twoSidedP((treated - expected) / Math.sqrt(variance)) : null
}
