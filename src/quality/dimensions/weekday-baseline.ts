/** Fewer same weekdays before say nothing. */
export const LEAST_WEEKS = 4
export const MOST_WEEKS = 8
/** How far back ordinary weekdays are looked for when some are holidays. */
export const LOOK_BACK_WEEKS = 12
/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const TO_SIGMA = 1.482_602_218_505_602
const CUTOFF = 3.5
/** A share must fall by two points at least, a count differ by three tenths: weeks that were all the same make no alert of a trifle. */
const LEAST_FALL = 0.02
const LEAST_CHANGE = 0.3

/** few: there are not enough weeks to compare with. */
export interface Comparison {
  readonly verdict: 'usual' | 'unusual' | 'few'
  readonly expected: number
  readonly margin: number
}

/**
 * Whether a value of a day differs from those of the same weekday of the weeks before: by more than 3.5 robust standard deviations (median and median absolute deviation). A share is
 * only unusual when it falls; a count when it falls or rises. `before`: 0 to 8 values.
 */
export function compareWithWeekdays(value: number, before: readonly number[], isCount: boolean): Comparison {
  if (before.length < LEAST_WEEKS) return { verdict: 'few', expected: Number.NaN, margin: Number.NaN }
  const expected = median(before)
  const sigma = TO_SIGMA * median(before.map((one) => Math.abs(one - expected)))
  const margin = Math.max(CUTOFF * sigma, isCount ? LEAST_CHANGE * expected : LEAST_FALL)
  const off = isCount ? Math.abs(value - expected) : expected - value
  return { verdict: off > margin ? 'unusual' : 'usual', expected, margin }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
