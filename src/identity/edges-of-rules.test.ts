import { describe, expect, test } from 'vitest'
import type { PersonKind } from '#collect/identity-claim.ts'
import { commonBlock } from './blocked-values.ts'
import { checkRules, DEFAULT_BOOK, DEFAULT_RULES, type IdentityRules, type KindRule } from './identity-rules.ts'
import { mayMerge, namesDiffer } from './merge-rules.ts'

describe('rules are saved up to their very limits', () => {
  const withAll = (change: Partial<KindRule>): IdentityRules => ({
    ...DEFAULT_RULES,
    kinds: DEFAULT_RULES.kinds.map((one) => ({ ...one, ...change })),
  })
  const listing = (...blocked: (readonly [PersonKind, string])[]): IdentityRules => ({
    ...DEFAULT_RULES,
    blocked: blocked.map(([kind, index]) => ({ kind, index, masked: '', reason: '' })),
  })
  const numbers = (count: number) => listing(...Array.from({ length: count }, (_, i) => ['phone', String(i)] as const))

  test.each<[string, IdentityRules]>([
    ['one value of each kind', withAll({ perCustomer: 1, perValue: 1 })],
    ['a hundred values of each kind', withAll({ perCustomer: 100, perValue: 100 })],
    ['values that never pass on', { ...DEFAULT_RULES, recycledAfterMonths: 0 }],
    ['ten years of silence', { ...DEFAULT_RULES, recycledAfterMonths: 120 }],
    ['two records a customer', { ...DEFAULT_RULES, maxRecords: 2 }],
    ['a thousand records a customer', { ...DEFAULT_RULES, maxRecords: 1_000 }],
    ['one kind that joins', { ...DEFAULT_RULES, kinds: DEFAULT_RULES.kinds.map((one) => ({ ...one, joins: one.kind === 'user_id' })) }],
    ['a thousand listed values', numbers(1_000)],
    ['the same text listed under two kinds', listing(['phone', 'a'], ['email', 'a'])],
  ])('%s', (_, rules) => {
    expect(checkRules(rules)).toBe(rules)
  })

  test.each<[string, IdentityRules, object]>([
    ['a hundred and one values', withAll({ perValue: 101 }), { place: 'kinds[0].perValue', least: 1, most: 100 }],
    ['a month less than none', { ...DEFAULT_RULES, recycledAfterMonths: -1 }, { place: 'recycledAfterMonths', least: 0, most: 120 }],
    ['a thousand and one records', { ...DEFAULT_RULES, maxRecords: 1_001 }, { place: 'maxRecords', least: 2, most: 1_000 }],
    ['a listed value too many', numbers(1_001), { place: 'blocked', reason: 'too-many' }],
    ['a value listed twice', listing(['phone', 'a'], ['email', 'a'], ['phone', 'a']), { place: 'blocked[2].value', reason: 'twice' }],
  ])('not %s', (_, rules, details) => {
    expect(() => checkRules(rules)).toThrow(
      expect.objectContaining({ code: 'identity-rules-wrong', details: expect.objectContaining(details) }),
    )
  })
})

test('a customer over a limit that was lowered later still gains other kinds, whoever of the two has too many', () => {
  expect(mayMerge(DEFAULT_BOOK, { email: 1 }, { phone: 9 })).toBe(true)
  expect(mayMerge(DEFAULT_BOOK, { phone: 9 }, { email: 1 })).toBe(true)
  expect(mayMerge(DEFAULT_BOOK, { phone: 9 }, { phone: 1 })).toBe(false)
})

describe('masked names', () => {
  test('an unknown one differs from none, in whatever script', () => {
    for (const name of ['张*', 'A*** B***', '']) expect([namesDiffer(name, ''), namesDiffer('', name)]).toEqual([false, false])
  })

  test('that share an initial differ neither by the order of the words nor by capitals', () => {
    expect(namesDiffer('é*** m***', 'M*** É***')).toBe(false)
    expect(namesDiffer('M*** É***', 'N*** É***')).toBe(false)
    expect(namesDiffer('M*** É***', 'N*** E***')).toBe(true)
  })
})

test.each(['@test.com', 'test@', 'test', 'test.com', 'test@shop@test.com'])('"%s" is no sample of an address', (value) => {
  expect(commonBlock(value)).not.toBe('sample')
})
