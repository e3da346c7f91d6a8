import { describe, expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import type { Condition } from './condition.ts'
import { catalogueOf } from './condition-catalogue.ts'
import { attributeFieldOf, CUSTOMER_FIELDS } from './customer-fields.ts'
import { parseCondition } from './parse-condition.ts'
import { readConditionText } from './read-condition-text.ts'

const CATALOGUE = catalogueOf(
  [...CUSTOMER_FIELDS, attributeFieldOf({ name: 'birthday', label: '生日', type: 'date' })],
  new Map([['s-1', 'Tea']]),
)

function problem(work: () => unknown): { code: string; path: unknown } {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, path: error.details['path'] ?? error.details['at'] }
    throw error
  }
  throw new Error('Nothing was thrown.')
}

const nested = (levels: number): unknown => Array.from({ length: levels }).reduce((inner) => ({ not: inner }), { all: [] })

describe('a condition that cannot be meant is refused by its place', () => {
  const region = { field: 'customer.region', op: 'in', values: ['上海'] }
  test.each<[string, unknown, string, string]>([
    ['nothing', null, 'condition-shape', '$'],
    ['a list', [], 'condition-shape', '$'],
    ['two kinds at once', { all: [], not: region }, 'condition-shape', '$'],
    ['any of none', { any: [] }, 'condition-shape', '$.any'],
    ['another key', { ...region, valeus: [] }, 'condition-unknown-choice', '$'],
    ['an unknown field', { all: [region, { field: 'customer.town', op: 'set' }] }, 'condition-unknown-name', '$.all[1].field'],
    ['a name of the prototype', { field: '__proto__', op: 'set' }, 'condition-unknown-name', '$.field'],
    ['a test of another type', { field: 'customer.region', op: 'gte', value: 3 }, 'condition-wrong-test', '$.op'],
    ['no values', { field: 'customer.region', op: 'in', values: [] }, 'condition-shape', '$.values'],
    ['an empty text', { field: 'customer.region', op: 'in', values: ['a', ' '] }, 'condition-shape', '$.values[1]'],
    ['half a character', { field: 'customer.region', op: 'in', values: ['\ud800'] }, 'condition-shape', '$.values[0]'],
    ['a million values', { field: 'customer.region', op: 'in', values: new Array(1_000_000).fill('a') }, 'condition-size', '$.values'],
    [
      'long values',
      { field: 'customer.region', op: 'in', values: Array.from({ length: 1_000 }, (_, i) => `${i}${'x'.repeat(400)}`) },
      'condition-size',
      '$',
    ],
    ['a long text', { field: 'customer.region', op: 'contains', value: 'x'.repeat(501) }, 'condition-size', '$.value'],
    ['an unknown tier', { field: 'profile.tier', op: 'in', values: ['vip'] }, 'condition-unknown-choice', '$.values'],
    ['an empty range', { field: 'profile.r', op: 'between', from: 3, to: 2 }, 'condition-empty-range', '$'],
    ['no number', { field: 'profile.r', op: 'gte', value: '3' }, 'condition-shape', '$.value'],
    ['infinity', { field: 'profile.r', op: 'gte', value: Number.POSITIVE_INFINITY }, 'condition-shape', '$.value'],
    ['200 levels', nested(200), 'condition-depth', `$${'.not'.repeat(13)}`],
    ['a span of nothing', { did: 'order', window: { last: { n: 0, unit: 'day' } } }, 'condition-span', '$.window.last'],
    ['a span of a century', { did: 'order', window: { last: { n: 100, unit: 'year' } } }, 'condition-span', '$.window.last'],
    ['half a day', { did: 'order', window: { last: { n: 0.5, unit: 'day' } } }, 'condition-span', '$.window.last'],
    [
      'a window turned round',
      { did: 'order', window: { from: { n: 1, unit: 'day' }, to: { n: 1, unit: 'week' } } },
      'condition-empty-range',
      '$.window',
    ],
    ['days turned round', { did: 'order', window: { since: '2026-02-01', until: '2026-01-01' } }, 'condition-empty-range', '$.window'],
    ['a day that is none', { did: 'order', window: { since: '2026-02-30' } }, 'condition-day', '$.window.since'],
    [
      'a date that is a text',
      { did: 'order', window: { after: 'customer.region', within: { n: 1, unit: 'day' } } },
      'condition-unknown-name',
      '$.window.after',
    ],
    [
      'months after a date',
      { did: 'order', window: { after: 'customer.registered_at', within: { n: 1, unit: 'month' } } },
      'condition-unknown-choice',
      '$.window.within.unit',
    ],
    [
      'hours of a birthday',
      { field: 'attribute.birthday', op: 'last', span: { n: 3, unit: 'hour' } },
      'condition-unknown-choice',
      '$.span.unit',
    ],
    ['an unknown act', { did: 'sleep' }, 'condition-unknown-choice', '$.did'],
    ['a name of an order', { did: 'order', name: 'x' }, 'condition-shape', '$.name'],
    [
      'a property of another act',
      { did: 'order', where: [{ property: 'topic', op: 'set' }] },
      'condition-unknown-name',
      '$.where[0].property',
    ],
    [
      'the sum of a text',
      { did: 'order', calculate: { fn: 'sum', of: 'channel' }, op: 'gte', value: 1 },
      'condition-unknown-name',
      '$.calculate.of',
    ],
    ['a sequence of one', { sequence: [{ did: 'order' }], within: { n: 1, unit: 'day' } }, 'condition-shape', '$.sequence'],
    [
      'a gap in the middle',
      { sequence: [{ did: 'order' }, { did: 'order', missing: true }, { did: 'order' }], within: { n: 1, unit: 'day' } },
      'condition-shape',
      '$.sequence[1].missing',
    ],
    ['an unknown segment', { segment: 's-2' }, 'condition-unknown-segment', '$.segment'],
    ['a region of the past', { asOf: { ago: { n: 1, unit: 'day' } }, condition: region }, 'condition-no-past', '$.condition'],
    [
      'a ticket that was open',
      { asOf: { day: '2026-01-01' }, condition: { did: 'ticket', where: [{ property: 'is_open', op: 'yes' }] } },
      'condition-no-past',
      '$.condition.where[0].property',
    ],
    ['121 tests', { all: Array.from({ length: 60 }, () => ({ any: [region, region, region] })) }, 'condition-size', '$'],
  ])('%s', (_, given, code, path) => {
    expect(problem(() => parseCondition(given, CATALOGUE))).toEqual({ code, path })
  })
})

describe('the text form', () => {
  const days = (n: number) => ({ n, unit: 'day' }) as const
  test.each<[string, Condition]>([
    ['everyone', { all: [] }],
    ['customer.region is "上海"', { field: 'customer.region', op: 'in', values: ['上海'] }],
    ['customer.region in ("上海", "北京")', { field: 'customer.region', op: 'in', values: ['上海', '北京'] }],
    ['not customer.region is set', { not: { field: 'customer.region', op: 'set' } }],
    ['did(order)', { did: 'order', op: 'gte', value: 1 }],
    ['count(order in last 90 days) >= 3', { did: 'order', window: { last: days(90) }, op: 'gte', value: 3 }],
    [
      'sum(amount of item where category is "茶", not channel is "web" since 2026-01-01) > 500',
      {
        did: 'item',
        where: [
          { property: 'category', op: 'in', values: ['茶'] },
          { property: 'channel', not: true, op: 'in', values: ['web'] },
        ],
        window: { since: '2026-01-01' },
        calculate: { fn: 'sum', of: 'amount' },
        op: 'gt',
        value: 500,
      },
    ],
    [
      'last(event "Login") earlier than 30 days ago',
      { did: 'event', name: 'Login', calculate: { fn: 'last' }, op: 'earlier', span: days(30) },
    ],
    [
      'profile.r >= 4 and (customer.age < 30 or attribute.birthday comes round from 0 to 7 days)',
      {
        all: [
          { field: 'profile.r', op: 'gte', value: 4 },
          {
            any: [
              { field: 'customer.age', op: 'lt', value: 30 },
              { field: 'attribute.birthday', op: 'anniversary', from: 0, to: 7 },
            ],
          },
        ],
      },
    ],
    [
      'sequence(event "Cart Viewed" then no order within 1 hour in last 7 days)',
      {
        sequence: [
          { did: 'event', name: 'Cart Viewed' },
          { did: 'order', missing: true },
        ],
        within: { n: 1, unit: 'hour' },
        window: { last: days(7) },
      },
    ],
    ['consent(marketing, email) is granted', { consent: { purpose: 'marketing', channel: 'email' }, is: 'granted' }],
    [
      'as of 30 days ago (profile.tier is "active")',
      { asOf: { ago: days(30) }, condition: { field: 'profile.tier', op: 'in', values: ['active'] } },
    ],
    ['segment("s-1")', { segment: 's-1' }],
  ])('%s', (text, condition) => {
    expect(parseCondition(readConditionText(text), CATALOGUE)).toEqual(condition)
  })

  test('a count that is named is the same as one that is not', () => {
    const named = { did: 'order', calculate: { fn: 'count' }, op: 'gte', value: 1 }
    expect(parseCondition(named, CATALOGUE)).toEqual(parseCondition({ did: 'order' }, CATALOGUE))
  })

  test('80% is a share', () => {
    expect(readConditionText('churn.probability >= 80%')).toEqual({ field: 'churn.probability', op: 'gte', value: 0.8 })
  })

  test.each<[string, number]>([
    ['', 1],
    ['customer.region', 16],
    ['customer.region is', 19],
    ['customer.region is Shanghai', 20],
    ['customer.region is "a" or', 26],
    ['(customer.region is "a"', 24],
    ['count(order) >= many', 17],
    ['customer.region is "a" customer.age > 3', 24],
    ["customer.region is 'a'", 20],
    ['customer.region is "a', 20],
    ['drop(table)', 1],
    ['sequence(order within 1 moon)', 25],
  ])('says where "%s" is not understood', (text, at) => {
    expect(problem(() => readConditionText(text))).toEqual({ code: 'condition-text', path: at })
  })

  test('brackets in brackets end somewhere', () => {
    expect(problem(() => readConditionText(`${'('.repeat(5_000)}everyone`)).code).toBe('condition-depth')
    expect(problem(() => readConditionText('x'.repeat(100_001))).code).toBe('condition-size')
  })
})
