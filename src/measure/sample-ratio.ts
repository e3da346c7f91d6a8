import { twoSidedP } from './normal-distribution.ts'

/** Below this, the split is not the one that was drawn: something lost or added customers of one arm, and the effect must not be believed. */
export const SAMPLE_RATIO_ALARM = 0.001

/**
 * p value that a split as odd as this one comes about by chance: chi-square with one degree of freedom over all customers, each with the chance of the
 * treated arm that was recorded for them. Null when nothing was left to chance (no hold-out anywhere).
 *
 * @param treated customers found in the treated arm
 * @param expected sum of the recorded chances
 * @param variance sum of chance x (1 - chance)
 * @example sampleRatioP(821, 800, 160) // .0969: 821 of 1,000 at 80 %
 */
export function sampleRatioP(treated: number, expected: number, variance: number): number | null {
  return variance > 0 ? twoSidedP((treated - expected) / Math.sqrt(variance)) : null
}
