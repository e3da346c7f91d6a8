import type { UseTimes } from '#collect/identity-claim.ts'

/**
 * How a use of a value lies to the time in which its customer used it: long after or long before, when at least `months` calendar months of silence are between
 * the two, and `near` else. 0 months: always near.
 */
export function whenUsed(held: UseTimes, said: UseTimes, months: number): 'long-after' | 'long-before' | 'near' {
  if (months === 0) return 'near'
  if (said.from >= monthsLater(held.to, months)) return 'long-after'
  return held.from >= monthsLater(said.to, months) ? 'long-before' : 'near'
}

/** The same day of a later month, or the first of the month after where that month is shorter. */
function monthsLater(time: number, months: number): number {
  const date = new Date(time)
  date.setUTCMonth(date.getUTCMonth() + months)
  return date.getTime()
}
