import { expect, test } from 'vitest'
import { canTryNow } from './waiting.ts'

test('what a provider refused can be tried now, what the rules hold back cannot', () => {
  const waiting = { isOwn: true, later: 3 }
  const canTry = (reason: string) => [reason, canTryNow({ ...waiting, reason })]
  const mended = ['template_unknown', 'no_balance', 'provider_busy', 'TEMPLATE_X9']
  expect(mended.map(canTry)).toEqual(mended.map((reason) => [reason, true]))
  const ruled = ['quiet_hours', 'cap_day', 'other_offer', 'not_judged', 'paused']
  expect(ruled.map(canTry)).toEqual(ruled.map((reason) => [reason, false]))
})

test('what is due already, or has no reason of its own, is not tried sooner', () => {
  expect(canTryNow({ reason: 'template_unknown', isOwn: true, later: 0 })).toBe(false)
  expect(canTryNow({ reason: 'at_its_time', isOwn: false, later: 3 })).toBe(false)
})
