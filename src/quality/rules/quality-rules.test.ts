import { expect, it } from 'vitest'
import type { FactValue } from '#collect/quality-gate.ts'
import { checkQualityRules, DEFAULT_QUALITY_RULES, type QualityRule } from './quality-rules.ts'
import type { StoredFact } from './repeated-facts.ts'
import { robustLimits } from './robust-limits.ts'
import { maskedValue, NO_LIMITS, qualityGate } from './rule-book.ts'
import { surveyQuality } from './survey-quality.ts'
import { formatCheck, isCardNumber, isIdCardNumber } from './value-formats.ts'

const NOW = Date.parse('2026-03-15T08:00:00Z')
const read = (fields: Record<string, FactValue>) => (field: string) => fields[field] ?? null
const gateOf = (...rules: QualityRule[]) => qualityGate(checkQualityRules({ rules }), 'CN', NO_LIMITS, NOW)
const base = { name: '', action: 'flag' } as const

it('takes identity cards by province, birthday and check digit, old ones by 15 digits, and bank cards by Luhn', () => {
  // The example of GB 11643-1999, appendix A, and one with X.
  expect(['11010519491231002X', '440524188001010014'].map(isIdCardNumber)).toEqual([true, true])
  expect(['110105194912310021', '11010519490231002X', '990105194912310029', '1101051949123100'].map(isIdCardNumber)).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect(['110105491231002', '110105491331002'].map(isIdCardNumber)).toEqual([true, false])
  expect(['4111 1111 1111 1111', '4111111111111112', '79927398713', 'none'].map(isCardNumber)).toEqual([true, false, false, false])
})

it('runs patterns of users in linear time, on the whole value, and refuses those that are none or too large', () => {
  const check = formatCheck('pattern', '(a+)+', 'CN')
  expect([check('aaa'), check(`${'a'.repeat(999)}b`), check('xaaa')]).toEqual([true, false, false])
  const saved = (pattern: string) => () =>
    checkQualityRules({
      rules: [{ ...base, id: 'p', scope: 'order-lines', kind: 'format', field: 'productId', format: 'pattern', pattern }],
    })
  for (const wrong of ['(', '(a)\\1', '((a{100}){100}){10}', '']) expect(saved(wrong)).toThrow('RE2')
  expect(saved('[A-Z]{2}\\d{6}')).not.toThrow()
})

it('accepts its own defaults, none of which refuses anything, and names the place of what is wrong', () => {
  expect(checkQualityRules(DEFAULT_QUALITY_RULES).rules).toHaveLength(DEFAULT_QUALITY_RULES.rules.length)
  expect(DEFAULT_QUALITY_RULES.rules.filter(({ action }) => action === 'quarantine')).toEqual([])
  const wrong: readonly [Partial<QualityRule>, string][] = [
    [{ field: 'nothing' }, 'rules[0].field'],
    [{ kind: 'outlier', field: 'channel' }, 'rules[0].field'],
    [{ kind: 'outlier', scope: 'order-lines', field: 'amount', cutoff: Number.NaN }, 'rules[0].cutoff'],
    [{ kind: 'duplicate', field: 'orderId', minutes: 5, action: 'quarantine' }, 'rules[0].action'],
    [{ field: 'refundedAt', action: 'quarantine' }, 'rules[0].action'],
    [{ kind: 'sequence', field: 'paidAt', other: 'amount' }, 'rules[0].other'],
    [{ kind: 'reference', field: 'channel', values: [' '] }, 'rules[0].values'],
    [{ id: 'No' }, 'rules[0].id'],
  ]
  for (const [part, place] of wrong)
    expect(() =>
      checkQualityRules({ rules: [{ ...base, id: 'one', scope: 'orders', kind: 'missing', field: 'channel', ...part }] }),
    ).toThrow(`in ${place},`)
})

it('flags or refuses a record by what it says, and says nothing of what is blank or cannot be read', () => {
  const gate = gateOf(
    { ...base, id: 'paid', scope: 'orders', kind: 'sequence', field: 'paidAt', order: 'not-before', other: 'orderedAt' },
    { ...base, id: 'shop', scope: 'orders', kind: 'reference', field: 'storeId', values: ['S1'], action: 'quarantine' },
    { ...base, id: 'named', scope: 'orders', kind: 'missing', field: 'customer' },
  )
  const good = { customer: 'c', orderedAt: 2_000, paidAt: 2_000, storeId: 'S1' }
  expect(gate('orders', read(good))).toEqual({ refusal: null, flags: [] })
  expect(gate('orders', read({ ...good, paidAt: 1_000 })).flags).toEqual([
    { ruleId: 'paid', scope: 'orders', field: 'paidAt', masked: '1970-01-01T00:00:01.000Z' },
  ])
  expect(gate('orders', read({ ...good, paidAt: null, customer: ' ' })).flags.map(({ ruleId }) => ruleId)).toEqual(['named'])
  expect(gate('orders', read({ ...good, storeId: 'S2' }))).toEqual({
    refusal: { field: 'storeId', message: 'The record breaks the quality rule shop.' },
    flags: [],
  })
  expect(gate('orders', read({ ...good, storeId: null })).refusal).toBeNull()
})

it('shows values of people masked', () => {
  expect(maskedValue({ masked: 'phone', type: 'text' }, '13812348000')).toBe('138****8000')
  expect(maskedValue({ masked: 'email', type: 'text' }, 'anna at example')).toBe('****mple')
  expect(maskedValue({ masked: '', type: 'text' }, 'call 13812348000')).not.toContain('1234')
  expect(maskedValue({ masked: '', type: 'time' }, 9e20)).toBe('')
})

it('takes limits by median and by quartiles, on the logarithm above zero, and none where nothing can be said', () => {
  const numbers = Float64Array.from({ length: 101 }, (_, i) => i - 50)
  // Median 0, median absolute deviation 25; quartiles -25 and 25.
  expect(robustLimits(numbers, 'mad', 2)?.high).toBeCloseTo(2 * 1.4826 * 25, 2)
  expect(robustLimits(numbers, 'iqr', 1.5)).toEqual({ low: -100, high: 100, count: 101 })
  const factors = robustLimits(
    numbers.map((x) => 1.05 ** x),
    'mad',
    2,
  )
  expect([factors?.low, factors?.high].map((x) => Math.round(Math.log(x ?? 1) / Math.log(1.05)))).toEqual([-74, 74])
  expect(robustLimits(numbers.slice(0, 29), 'mad', 3)).toBeUndefined()
  expect(robustLimits(new Float64Array(100).fill(9), 'mad', 3)).toBeUndefined()
})

const fact = (key: string, at: number, customerId: string, fields: Record<string, FactValue>): StoredFact => ({
  key,
  at,
  customerId,
  source: '',
  read: read(fields),
})

async function survey(rule: QualityRule, facts: readonly StoredFact[]) {
  const broken: string[] = []
  const { rules } = await surveyQuality(
    {
      async *facts(scope) {
        await Promise.resolve()
        if (scope === rule.scope) yield facts
      },
    },
    { rules: [rule] },
    { region: 'CN', now: NOW, most: 1_000, onBroken: (_rule, one) => broken.push(one.key) },
  )
  return { broken, found: rules[0] }
}

it('suspects the same goods of one customer under a second number within its minutes, and nothing else', async () => {
  const rule: QualityRule = { ...base, id: 'twice', scope: 'orders', kind: 'duplicate', field: 'orderId', minutes: 10 }
  const order = (key: string, minute: number, who = 'c', amount = 9) =>
    fact(key, minute * 60_000, who, { orderId: key, amount, goods: 'P', currency: 'CNY' })
  const { broken, found } = await survey(rule, [
    order('A', 0),
    order('B', 5),
    order('C', 5, 'other'),
    order('D', 6, 'c', 8),
    order('E', 16),
    order('F', 17, ''),
  ])
  expect(broken).toEqual(['B'])
  expect(found).toMatchObject({ checked: 5, broken: 1, examples: [{ masked: '*' }] })
})

it('suspects all sign-ups of a burst whose addresses differ in digits alone, also the first of them', async () => {
  const rule: QualityRule = { ...base, id: 'burst', scope: 'customers', kind: 'burst', field: 'email', minutes: 60, count: 3 }
  const person = (email: string, minute: number) => fact(email, minute * 60_000, email, { email, registeredAt: minute * 60_000 })
  const { broken } = await survey(rule, [
    person('li1990@example.com', 0),
    person('x1@example.com', 1),
    person('x2@example.com', 2),
    person('anna@example.com', 2),
    person('x3@example.com', 3),
    person('x4@example.com', 4),
    person('x5@example.com', 500),
  ])
  expect(broken).toEqual(['x1@example.com', 'x2@example.com', 'x3@example.com', 'x4@example.com'])
})

it('measures outliers within their currency, and says when there are too few numbers or the field is not stored', async () => {
  const rule: QualityRule = { ...base, id: 'far', scope: 'order-lines', kind: 'outlier', field: 'amount', method: 'mad', cutoff: 6 }
  const line = (key: string, amount: number, currency: string) => fact(key, 0, 'c', { amount, currency })
  const many = Array.from({ length: 60 }, (_, i) => line(`n${i}`, 90 + (i % 20), 'CNY'))
  const { broken, found } = await survey(rule, [...many, line('far', 9_000, 'CNY'), line('yen', 9_000, 'JPY')])
  expect(broken).toEqual(['far'])
  expect(found).toMatchObject({ judged: 'stored', checked: 61, limits: [{ group: 'CNY', count: 61 }] })
  expect((await survey(rule, many.slice(0, 10))).found).toMatchObject({ judged: 'few', checked: 0 })
  const paid: QualityRule = { ...base, id: 'paid', scope: 'orders', kind: 'missing', field: 'paidAt' }
  expect((await survey(paid, many)).found).toMatchObject({ judged: 'arrival', checked: 0 })
})

it('takes limits that stay numbers when they are written down, however far the numbers lie apart', () => {
  const apart = Float64Array.from({ length: 60 }, (_, i) => [0.01, 100, 1e9][i % 3] as number)
  const limits = robustLimits(apart, 'iqr', 100)
  expect(JSON.parse(JSON.stringify(limits))).toEqual(limits)
})

it('refuses rules whose fields are never seen together, and patterns that would take long of every value', () => {
  const wrong: readonly [Partial<QualityRule>, string][] = [
    [{ scope: 'order-lines', kind: 'outlier', field: 'refundAmount', cutoff: 3 }, 'rules[0].field'],
    [{ kind: 'sequence', field: 'paidAt', other: 'refundedAt' }, 'rules[0].other'],
    [{ kind: 'sequence', field: 'orderedAt', other: 'refundedAt', action: 'quarantine' }, 'rules[0].action'],
    [{ kind: 'format', field: 'channel', format: 'pattern', pattern: '(a?b?){300}c' }, 'rules[0].pattern'],
  ]
  for (const [part, place] of wrong)
    expect(() =>
      checkQualityRules({ rules: [{ ...base, id: 'one', scope: 'orders', kind: 'missing', field: 'channel', ...part }] }),
    ).toThrow(`in ${place},`)
})

it('lets others run while it goes through many facts', async () => {
  const rule: QualityRule = { ...base, id: 'far', scope: 'order-lines', kind: 'outlier', field: 'amount', method: 'mad', cutoff: 6 }
  const lines = Array.from({ length: 60_000 }, (_, i) => fact(`n${i}`, 0, 'c', { amount: 90 + (i % 20), currency: 'CNY' }))
  let others = 0
  const ticking = setInterval(() => (others += 1), 1)
  await survey(rule, lines)
  clearInterval(ticking)
  expect(others).toBeGreaterThan(0)
})

it('promises nothing of stored events for a rule that asks who sent them: a device is known only once it is stored', async () => {
  const rule: QualityRule = { ...base, id: 'who', scope: 'events', kind: 'missing', field: 'customer' }
  const { found } = await survey(rule, [fact('e', 0, 'c', { customer: 'c' })])
  expect(found).toMatchObject({ judged: 'arrival', checked: 0 })
})
