import { studentT975 } from './normal-distribution.ts'
import type { UnitSpread } from './unit-spread.ts'

/** An outcome of the people of one arm: its sums over people, and over the units that were drawn as one. */
export interface UnitOutcome {
  readonly people: number
  /** Sums over people of the outcome and of its square. */
  readonly sum: number
  readonly squares: number
  /** Sums over units of the squared outcome of the unit, and of its size x its outcome. */
  readonly unitSquares: number
  readonly unitSizes: number
  readonly spread: UnitSpread
}

export interface UnitPrecision {
  /** How many times larger the variance of the mean is than that of as many people drawn alone; 1 or more. */
  readonly designEffect: number
  /** Degrees of freedom of that variance. */
  readonly degrees: number
}

/** Below this share of the squared outcome, what is left of the variance between people is rounding. */
const NO_VARIANCE = 1e-9

/**
 * How far the mean of an arm can be trusted when whole companies were drawn. The mean is a ratio, sum of outcomes / sum of people, whose variance follows from what
 * each unit adds to it: M / (M - 1) x sum of (y - mean x n)² / N² (Cochran 1977, Sampling Techniques, 11.8; Cameron and Miller 2015, J. Human Resources 50:317).
 * The design effect is that variance over the one of N people drawn alone. It never counts below 1: people of a company who seem more unlike than strangers do so by chance.
 * Where nothing varies, or there is one unit, likeness cannot be seen and a company counts as one answer: sum of n² / N.
 * Degrees of freedom by Satterthwaite, of units that weigh n (1 + (n - 1) c) with the correlation c that the design effect implies: one large company is one degree.
 * People drawn alone: exactly 1, with N - 1 degrees.
 */
export function unitPrecision(outcome: UnitOutcome): UnitPrecision {
  const { people, spread } = outcome
  const { squares: sizes2, cubes: sizes3, fourths: sizes4 } = spread
  if (sizes2 === people) return { designEffect: 1, degrees: people - 1 }
  const designEffect = Math.max(1, robustVarianceRatio(outcome) ?? sizes2 / people)
  const correlation = Math.min(1, (designEffect - 1) / (sizes2 / people - 1))
  const weight = (1 - correlation) * people + correlation * sizes2
  const weights2 = (1 - correlation) ** 2 * sizes2 + 2 * correlation * (1 - correlation) * sizes3 + correlation ** 2 * sizes4
  return { designEffect, degrees: weight ** 2 / weights2 - 1 }
}

/** The variance by units over the one of as many people drawn alone; null where it cannot be seen. Of people drawn alone it is 1. */
export function robustVarianceRatio({ people, sum, squares, unitSquares, unitSizes, spread }: UnitOutcome): number | null {
  const { units, squares: sizes2 } = spread
  const mean = sum / people
  const among = squares - sum ** 2 / people
  if (units < 2 || among <= NO_VARIANCE * squares) return null
  const between = Math.max(0, unitSquares - 2 * mean * unitSizes + mean ** 2 * sizes2)
  return ((between / people ** 2) * (units / (units - 1))) / (among / (people - 1) / people)
}

/**
 * How many people drawn alone tell as much about a share: N / design effect, made smaller for the few degrees of freedom of the variance (Korn and Graubard 1998,
 * Survey Methodology 24:193). Score intervals then hold for companies as for people (Franco et al. 2019, J. Survey Statistics and Methodology 7:334).
 */
export function effectiveSize(people: number, { designEffect, degrees }: UnitPrecision): number {
  const alone = people - 1
  const fewer = degrees < alone ? (studentT975(alone) / studentT975(Math.max(1, degrees))) ** 2 : 1
  return (people / designEffect) * fewer
}

/** Units of equal size that are as many: (sum of n)² / sum of n² (Kish 1965). One large company among small ones is little more than one. */
export function equalUnits(people: number, { squares }: Pick<UnitSpread, 'squares'>): number {
  return people === 0 ? 0 : people ** 2 / squares
}
