import { expect, test } from 'vitest'
import { nobodyReason } from './nobody-reason.ts'

const left = (skipped: Record<string, number>, candidates = 300) =>
  nobodyReason({ candidates, skipped: Object.entries(skipped).map(([reason, customers]) => ({ reason, customers })) })

test.each([
  ['orders alone: no address, no consent', left({ no_strategy: 240, no_consent: 60 }), 'no_reach'],
  ['consent and address are one matter', left({ cooldown: 30, no_consent: 20, no_address: 15 }), 'no_reach'],
  ['a second run in a row', left({ cooldown: 50, no_consent: 10 }), 'cooldown'],
  ['no mail server', left({ channel_not_ready: 50, no_strategy: 200 }), 'channel'],
  ['strategies for others', left({ no_strategy: 300 }), 'audience'],
  ['nothing scored', left({}, 0), 'no_scores'],
  ['everyone in the control group', left({}), 'other'],
])('%s', (_case, found, expected) => {
  expect(found).toBe(expected)
})
