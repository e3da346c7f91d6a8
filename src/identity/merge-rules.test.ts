import { expect, test } from 'vitest'
import { byPriority, IDENTIFIER_LIMITS, IDENTIFIER_PRIORITY, isBlockedValue, mayMerge } from './merge-rules.ts'

test.each(IDENTIFIER_PRIORITY)('two groups may share one customer up to its limit of %s values, and no further', (kind) => {
  const limit = IDENTIFIER_LIMITS[kind]
  expect(mayMerge({ [kind]: limit - 1 }, { [kind]: 1 })).toBe(true)
  expect(mayMerge({ [kind]: limit }, { [kind]: 1 })).toBe(false)
  expect(mayMerge({ [kind]: 1 }, { [kind]: limit })).toBe(false)
})

test('a customer over a limit from before it was lowered still gains other kinds', () => {
  expect(mayMerge({ phone: 9 }, { email: 1 })).toBe(true)
  expect(mayMerge({ email: 1 }, { phone: 9 })).toBe(true)
  expect(mayMerge({}, { phone: 9, email: 9 })).toBe(true)
  expect(mayMerge({ phone: 9, email: 1 }, { email: 1, phone: 1 })).toBe(false)
})

test('accounts are strongest, then cards, phones and addresses; equal kinds keep their order', () => {
  const given = (['email', 'phone', 'member_number', 'phone', 'custom_id', 'user_id'] as const).map((kind, place) => ({
    kind,
    place,
  }))
  expect(byPriority(given).map(({ kind, place }) => [kind, place])).toEqual([
    ['user_id', 5],
    ['custom_id', 4],
    ['member_number', 2],
    ['phone', 1],
    ['phone', 3],
    ['email', 0],
  ])
})

test('a placeholder with blanks around it is still a placeholder', () => {
  expect([' null ', '\t无\n', '  '].map((value) => isBlockedValue(value))).toEqual([true, true, true])
})
