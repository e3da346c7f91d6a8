import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'

const FREE_ATTEMPTS = 5
const FIRST_WAIT_MS = 30 * SECOND_MS
const LONGEST_WAIT_MS = 15 * MINUTE_MS

/**
 * How long an account stays closed after its n-th failed login in a row: not at all before the fifth, then 30 s, doubling to a quarter of
 * an hour. Never for ever, since otherwise anyone could lock anyone out.
 */
export function lockMs(failures: number): number {
  if (failures < FREE_ATTEMPTS) return 0
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_ATTEMPTS))
}
