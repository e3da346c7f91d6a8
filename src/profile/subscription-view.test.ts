import { expect, test } from 'vitest'
import { type SubscriptionStatus, subscriptionStatus } from './subscription-view.ts'

const DAY = 86_400_000
const GRACE = 15 * DAY

test.each<readonly [SubscriptionStatus, number, number | null, number | null]>([
  ['upcoming', 1, null, null],
  ['running', -400, null, null],
  ['running', -400, 1, null],
  ['ending', -400, 30, 30],
  ['overdue', -400, 0, null],
  ['overdue', -400, -14, null],
  ['lapsed', -400, -15, null],
  ['lapsed', -400, -40, 5],
  ['ended', -400, 30, 0],
  ['ended', -400, null, -1],
])('%s: started in %i days, renews in %s, ends in %s', (expected, started, renews, ends) => {
  const at = (days: number | null) => (days === null ? null : days * DAY)
  expect(subscriptionStatus({ startedAt: started * DAY, renewsAt: at(renews), endedAt: at(ends) }, 0, GRACE)).toBe(expected)
})
