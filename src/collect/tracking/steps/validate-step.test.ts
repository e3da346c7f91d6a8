import { expect, test } from 'vitest'
import { validateStep } from './validate-step.ts'

const message = { type: 'track', name: 'Product Viewed', userId: 'M1', anonymousId: '', previousId: '', messageId: 'm' } as const
const validated = (change: Partial<Record<keyof typeof message, string>>, userIdKind = 'member_number') =>
  validateStep({ ...message, ...change } as typeof message, { userIdKind })

test('a message that says who and what passes as it is', () => {
  expect(validateStep(message, { userIdKind: 'member_number' })).toBe(message)
  expect(validated({ userId: '', anonymousId: 'd1' })).toMatchObject({ anonymousId: 'd1' })
  expect(validated({ type: 'page', name: '' })).toMatchObject({ type: 'page' })
  expect(validated({ messageId: '😀'.repeat(100) })).toMatchObject({ userId: 'M1' })
})

test.each([
  [{ userId: '' }, 'no_user_anon_id', 'userId'],
  [{ name: '' }, 'no_event_name', 'event'],
  [{ messageId: 'x'.repeat(101) }, 'message_id_too_long', 'messageId'],
  [{ userId: 'x'.repeat(201) }, 'unreadable_identifier', 'userId'],
  [{ userId: '1.2E+10' }, 'unreadable_identifier', 'userId'],
  [{ anonymousId: 'x'.repeat(201) }, 'unreadable_identifier', 'anonymousId'],
  [{ previousId: 'x'.repeat(201) }, 'unreadable_identifier', 'previousId'],
])('%o is quarantined as %s', (change, reason, field) => {
  expect(validated(change)).toMatchObject({ step: 'validate', reason, field })
})

test('what userId means for the source decides whether it can identify', () => {
  expect(validated({ userId: 'M1' }, 'email')).toMatchObject({ reason: 'unreadable_identifier' })
  expect(validated({ userId: 'li@example.com' }, 'email')).toMatchObject({ userId: 'li@example.com' })
})
