import { expect, test } from 'vitest'
import { canTryNow } from './waiting.ts'

test('what a provider refused can be tried now, what the rules hold back cannot', () => {
  const waiting = { isOwn: true, later: 3 }
  for (const reason of ['template_unknown', 'no_balance', 'provider_busy', 'TEMPLATE_X9']) {
    expect(canTryNow({ ...waiting, reason }), reason).toBe(true)
  }
  for (const reason of ['quiet_hours', 'cap_day', 'other_offer', 'not_judged', 'paused'])
    expect(canTryNow({ ...waiting, reason }), reason).toBe(false)
})

test('what is due already, or has no reason of its own, is not tried sooner', () => {
  expect(canTryNow({ reason: 'template_unknown', isOwn: true, later: 0 })).toBe(false)
  expect(canTryNow({ reason: 'at_its_time', isOwn: false, later: 3 })).toBe(false)
})
