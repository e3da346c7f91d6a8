import { expect, test } from 'vitest'
import { subscriptionFacts } from '../subscriptions/subscription-fact.ts'
import type { RowPlan } from './row-step.ts'
import { subscriptionRowStep } from './subscription-row-step.ts'

const FIELDS = [
  'subscriptionId',
  'memberNumber',
  'startedAt',
  'renewsAt',
  'endedAt',
  'cancelledAt',
  'price',
  'currency',
  'period',
  'seats',
  'status',
  'saidAt',
  'plan',
]
const NOW = Date.parse('2026-06-01T00:00:00Z')
const PLAN: RowPlan = {
  columns: FIELDS.length,
  positions: new Map(FIELDS.map((field, i) => [field, i])),
  timeZone: 'UTC',
  dateOrder: 'ymd',
  currency: 'CNY',
  adjustmentPrefix: '',
  latest: NOW + 86_400_000,
  damagedText: false,
  lostDigits: new Map(),
  attributes: [],
  decimals: new Map(),
  measures: [],
  mostScores: new Map(),
  normaliseIdentifier: (_kind, value) => value,
}
const step = subscriptionRowStep(PLAN)
const read = (row: Partial<Record<string, string>>) =>
  step(FIELDS.map((field) => ({ subscriptionId: 'S1', memberNumber: 'M1', startedAt: '2025-01-15', ...row })[field] ?? ''))

/** The dated facts of a row, as `kind day: what it says`. */
function factsOf(row: Partial<Record<string, string>>): string[] {
  const result = read(row)
  if (!result.ok) return [`${result.refusal.reason} ${result.refusal.field}`]
  const day = (time: number | null) => (time === null ? '' : new Date(time).toISOString().slice(0, 10))
  return subscriptionFacts(
    result.value,
    { customerId: 'c', originId: 'c' },
    { receivedAt: NOW, importId: 'i', availableAt: (saidAt) => saidAt, protectId: (id) => id },
  ).map(({ kind, saidAt, renewsAt, endedAt, plan, price }) =>
    [kind, day(saidAt), `renews:${day(renewsAt)}`, `ends:${day(endedAt)}`, plan, price === null ? '' : String(price / 1_000_000n)]
      .join(' ')
      .trim(),
  )
}

test.each<readonly [string, Partial<Record<string, string>>, readonly string[]]>([
  ['a start alone', { plan: 'A', price: '99' }, ['started 2025-01-15 renews: ends: A 99']],
  [
    'a monthly contract is renewed when its current period began',
    { plan: 'A', price: '¥99.00', period: '月付', renewsAt: '2026-06-15' },
    ['started 2025-01-15 renews: ends: A 99', 'renewed 2026-05-15 renews:2026-06-15 ends:'],
  ],
  ['a first term was agreed at the start', { period: 'yearly', renewsAt: '2026-01-15' }, ['started 2025-01-15 renews:2026-01-15 ends:']],
  ['so was a term without a period', { renewsAt: '2027-01-15' }, ['started 2025-01-15 renews:2027-01-15 ends:']],
  [
    'an end was not known before it came',
    { endedAt: '2026-03-01' },
    ['started 2025-01-15 renews: ends:', 'ended 2026-03-01 renews: ends:2026-03-01'],
  ],
  [
    'an end is known since the customer cancelled',
    { cancelledAt: '2026-02-01', endedAt: '2026-03-01' },
    ['started 2025-01-15 renews: ends:', 'ended 2026-02-01 renews: ends:2026-03-01'],
  ],
  [
    'an end to come is known since now',
    { endedAt: '2026-09-01' },
    ['started 2025-01-15 renews: ends:', 'ended 2026-06-01 renews: ends:2026-09-01'],
  ],
  [
    'a cancellation without an end takes effect when the period ends',
    { cancelledAt: '2026-05-20', renewsAt: '2026-06-15' },
    ['started 2025-01-15 renews:2026-06-15 ends:', 'ended 2026-05-20 renews: ends:2026-06-15'],
  ],
  [
    'a price that holds as of a day was not known before',
    { plan: 'B', price: '120', saidAt: '2026-04-01' },
    ['since 2025-01-15 renews: ends:', 'state 2026-04-01 renews: ends: B 120'],
  ],
])('%s', (_name, row, expected) => {
  expect(factsOf(row)).toEqual(expected)
})

test.each<readonly [string, Partial<Record<string, string>>, string]>([
  ['nobody', { memberNumber: '' }, 'no-identifier '],
  ['no id', { subscriptionId: '' }, 'missing-value subscriptionId'],
  ['no start', { startedAt: '' }, 'missing-value startedAt'],
  ['a start in the future', { startedAt: '2027-01-01' }, 'date-out-of-range startedAt'],
  ['an end before the start', { endedAt: '2024-12-31' }, 'date-out-of-range endedAt'],
  ['a renewal before the start', { renewsAt: '2024-12-31' }, 'date-out-of-range renewsAt'],
  ['a renewal in the year 9999', { renewsAt: '9999-12-31' }, 'date-out-of-range renewsAt'],
  ['an end that is no date', { endedAt: 'soon' }, 'unreadable-date endedAt'],
  ['a price that is a word', { price: 'free' }, 'unreadable-number price'],
  ['a negative price', { price: '-5' }, 'number-out-of-range price'],
  ['half a seat', { seats: '1.5' }, 'number-out-of-range seats'],
  ['an unknown currency', { price: '5', currency: 'XXQ' }, 'unknown-currency currency'],
  ['ended, and no date says when', { status: '已终止' }, 'contradictory-status status'],
  ['running, and its end has passed', { status: 'active', endedAt: '2026-03-01' }, 'contradictory-status status'],
])('refuses %s', (_name, row, expected) => {
  expect(factsOf(row)).toEqual([expected])
})

test('a status that agrees, or that nobody knows, leaves the dates to decide', () => {
  expect(factsOf({ status: 'active' })).toEqual(['started 2025-01-15 renews: ends:'])
  expect(factsOf({ status: '已到期', renewsAt: '2026-03-15' })).toEqual(['started 2025-01-15 renews:2026-03-15 ends:'])
  const unknown = read({ status: 'grandfathered' })
  expect(unknown.ok && unknown.value.statusUnknown).toBe(true)
})
