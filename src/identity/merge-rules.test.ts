import { expect, test } from 'vitest'
import { DEFAULT_BOOK } from './identity-rules.ts'
import { byPriority, mayMerge, namesDiffer } from './merge-rules.ts'

test('accounts and members stay apart, phones and addresses come together up to their limit', () => {
  expect(mayMerge(DEFAULT_BOOK, { user_id: 1 }, { user_id: 1 })).toBe(false)
  expect(mayMerge(DEFAULT_BOOK, { member_number: 1 }, { member_number: 1 })).toBe(false)
  expect(mayMerge(DEFAULT_BOOK, { user_id: 1 }, { custom_id: 1, phone: 2 })).toBe(true)
  expect(mayMerge(DEFAULT_BOOK, { phone: 1 }, { phone: 2 })).toBe(true)
  expect(mayMerge(DEFAULT_BOOK, { phone: 2 }, { phone: 2 })).toBe(false)
  expect(mayMerge(DEFAULT_BOOK, { phone: 9 }, { email: 1 })).toBe(true)
})

test('identifiers are read in the order of the rules, equal kinds in theirs', () => {
  const list = [
    { kind: 'email', n: 1 },
    { kind: 'phone', n: 2 },
    { kind: 'phone', n: 3 },
    { kind: 'user_id', n: 4 },
  ] as const
  expect(byPriority(DEFAULT_BOOK, list).map(({ n }) => n)).toEqual([4, 2, 3, 1])
})

test.each([
  ['张*', '李*', true],
  ['张*', '张**', false],
  ['张*', '', false],
  ['张*', 'Z*** X***', false],
  ['A*** B***', 'C***', true],
  ['A*** B***', 'b*** A***', false],
])('masked names %s and %s are of different people: %s', (a, b, differ) => {
  expect(namesDiffer(a, b)).toBe(differ)
})
