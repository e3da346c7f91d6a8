import type { UnitPrecision } from './design-effect.ts'
import { studentT975 } from './normal-distribution.ts'
import type { Estimate } from './proportion-difference.ts'

/** Count, sum and sum of squares of the two arms of one stratum; the precisions where people were drawn by company, absent: each person alone. */
export interface TwoSamples {
  readonly treated: number
  readonly treatedSum: number
  readonly treatedSquares: number
  readonly treatedPrecision?: UnitPrecision
  readonly control: number
  readonly controlSum: number
  readonly controlSquares: number
  readonly controlPrecision?: UnitPrecision
}

/**
 * Difference of two means, treated less control, with its 95 % interval (Welch 1947, unequal variances); several strata are weighted by their share of all
 * customers, with Satterthwaite's degrees of freedom. Null when an arm of any stratum has fewer than two customers.
 */
export function meanDifference(strata: readonly TwoSamples[]): Estimate | null {
  let total = 0
  for (const arms of strata) {
    if (arms.treated < 2 || arms.control < 2) return null
    total += arms.treated + arms.control
  }
  if (total === 0) return null
  let [estimate, variance, spread] = [0, 0, 0]
  for (const arms of strata) {
    const weight = (arms.treated + arms.control) / total
    estimate += weight * (arms.treatedSum / arms.treated - arms.controlSum / arms.control)
    for (const [n, sum, squares, precision] of [
      [arms.treated, arms.treatedSum, arms.treatedSquares, arms.treatedPrecision],
      [arms.control, arms.controlSum, arms.controlSquares, arms.controlPrecision],
    ] as const) {
      const { designEffect, degrees } = precision ?? { designEffect: 1, degrees: n - 1 }
      const part = ((weight ** 2 * Math.max(0, squares - sum ** 2 / n)) / (n - 1) / n) * designEffect
      variance += part
      spread += part ** 2 / Math.max(1, degrees)
    }
  }
  const half = variance === 0 ? 0 : studentT975(Math.max(4, variance ** 2 / spread)) * Math.sqrt(variance)
  return { estimate, low: estimate - half, high: estimate + half }
}
