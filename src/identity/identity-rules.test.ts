import { describe, expect, it } from 'vitest'
import type { PersonKind } from '#collect/identity-claim.ts'
import { commonBlock, isEmptyWord } from './blocked-values.ts'
import { checkRules, DEFAULT_RULES, type IdentityRules, ruleBook } from './identity-rules.ts'

describe('blocked values', () => {
  it.each([
    ['', 'placeholder'],
    ['0', 'placeholder'],
    ['000-00', 'placeholder'],
    ['-1', 'placeholder'],
    ['NULL', 'placeholder'],
    ['anonymous', 'placeholder'],
    ['N/A', 'placeholder'],
    ['无', 'placeholder'],
    ['匿名', 'placeholder'],
    ['00000000', 'placeholder'],
    ['+8613333333333', 'repeated'],
    ['+8613899999999', 'repeated'],
    ['11111111111', 'repeated'],
    ['888888', 'repeated'],
    ['+8613800138000', 'sample'],
    ['12345678', 'sample'],
    ['test@test.com', 'sample'],
    ['none@none.com', 'sample'],
  ])('"%s" is nobody: %s', (value, reason) => {
    expect(commonBlock(value)).toBe(reason)
  })

  it.each(['17850', 'M0001', '+8613812348000', 'testament', '10', '88888', 'test@shop.cn', 'anna@example.com', '+8613899998888'])(
    '"%s" may be somebody',
    (value) => {
      expect(commonBlock(value)).toBeUndefined()
    },
  )

  it('in files keep to what has always been an empty word, so that a row stays the same row', () => {
    expect(['', 'null', ' 无 ', '+8613333333333', '13333333333'].map(isEmptyWord)).toEqual([true, true, true, true, true])
    expect(['888888', '+8613800138000', 'test@test.com'].map(isEmptyWord)).toEqual([false, false, false])
  })

  it('can be switched off by group, and listed one by one', () => {
    const book = ruleBook({
      ...DEFAULT_RULES,
      common: { ...DEFAULT_RULES.common, repeated: false },
      blocked: [{ kind: 'phone', index: 'i1', masked: '138****0000', reason: 'shop' }],
    })
    expect(book.blocked('member_number', '888888', 'i0')).toBeUndefined()
    expect(book.blocked('member_number', 'null', 'i0')).toBe('placeholder')
    expect(book.blocked('phone', '+8613812348000', 'i1')).toBe('listed')
    expect(book.blocked('email', 'a@b.cn', 'i1')).toBeUndefined()
  })
})

describe('rules to be saved', () => {
  const [first, ...others] = DEFAULT_RULES.kinds
  const withFirst = (change: object): IdentityRules => ({ ...DEFAULT_RULES, kinds: [{ ...first!, ...change }, ...others] })
  it.each<[string, IdentityRules, string]>([
    ['a limit of nothing', withFirst({ perCustomer: 0 }), 'kinds[0].perCustomer'],
    ['a limit that is no number of values', withFirst({ perValue: 1.5 }), 'kinds[0].perValue'],
    ['a kind with a wrong name', withFirst({ kind: 'custom:Über' }), 'kinds[0].kind'],
    ['a kind twice', { ...DEFAULT_RULES, kinds: [...DEFAULT_RULES.kinds, first!] }, 'kinds[7].kind'],
    ['a built-in kind left out', { ...DEFAULT_RULES, kinds: others }, 'kinds'],
    ['no kind that joins', { ...DEFAULT_RULES, kinds: DEFAULT_RULES.kinds.map((one) => ({ ...one, joins: false })) }, 'kinds'],
    ['months beyond ten years', { ...DEFAULT_RULES, recycledAfterMonths: 121 }, 'recycledAfterMonths'],
    ['one record a customer', { ...DEFAULT_RULES, maxRecords: 1 }, 'maxRecords'],
    [
      'a listed value of an unknown kind',
      { ...DEFAULT_RULES, blocked: [{ kind: 'custom:pos' as PersonKind, index: 'x', masked: '', reason: '' }] },
      'blocked[0].kind',
    ],
  ])('name the place of %s', (_, rules, place) => {
    expect(() => checkRules(rules)).toThrow(
      expect.objectContaining({ code: 'identity-rules-wrong', details: expect.objectContaining({ place }) }),
    )
  })

  it('may declare kinds of their own, in any order', () => {
    const own = { ...first!, kind: 'custom:pos_card' } as const
    expect(checkRules({ ...DEFAULT_RULES, kinds: [...DEFAULT_RULES.kinds.toReversed(), own] }).kinds).toHaveLength(8)
  })
})
