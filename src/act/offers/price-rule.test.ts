import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import { checkAudience, priceFindings } from './price-rule.ts'

const is = (field: string): Condition => ({ field, op: 'set' })
const found = (condition: Condition, segments: ReadonlyMap<string, Condition | 'snapshot'> = new Map()) =>
  priceFindings(condition, segments).map(({ field, rule }) => [field, rule.code, rule.class])
const refused = (condition: Condition, reason: string, segments: ReadonlyMap<string, Condition | 'snapshot'> = new Map()) => {
  try {
    checkAudience(condition, reason, segments)
    return null
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details['field'], error.details['rule']] : error
  }
}
const REASON = 'A discount on the first order, as every shop has one'

test.each<[string, Condition, string, string]>([
  ['spend', is('profile.monetary'), 'profile.monetary', 'spending_power'],
  ['predicted value', is('value.clv'), 'value.clv', 'spending_power'],
  ['clusters, which are made of spend', is('cluster.key'), 'cluster.key', 'spending_power'],
  ['the cause price-sensitive', is('churn.cause'), 'churn.cause', 'price_sensitivity'],
  ['who would buy anyway', is('value.purchase_probability'), 'value.purchase_probability', 'price_sensitivity'],
  ['an attribute of the phone', is('attribute.phone_brand'), 'attribute.phone_brand', 'device'],
  ['an attribute in camel case', is('attribute.deviceModel'), 'attribute.deviceModel', 'device'],
  ['an attribute in Chinese', is('attribute.手机品牌'), 'attribute.手机品牌', 'device'],
  ['a tag of spending power', is('tag.high_spender'), 'tag.high_spender', 'spending_power'],
  [
    'the system of an event',
    { did: 'event', name: 'App Opened', where: [{ property: 'os', op: 'in', values: ['ios'] }], op: 'set' },
    'event.os',
    'device',
  ],
  ['sums of orders', { did: 'order', calculate: { fn: 'sum', of: 'amount' }, op: 'gt', value: 1_000 }, 'order.amount', 'spending_power'],
])('%s never decides who gets an offer, whatever the reason', (_what, condition, field, rule) => {
  expect(refused(condition, REASON)).toEqual(['offer-audience-forbidden', field, rule])
  expect(refused({ not: { any: [is('customer.region'), condition] } }, REASON)).toEqual(['offer-audience-forbidden', field, rule])
})

test.each([
  ['profile.lifetime_orders', 'newness'],
  ['contract.plan', 'newness'],
  ['customer.age', 'person'],
  ['churn.tier', 'churn'],
  ['attribute.favourite_team', 'other'],
  // "os" and "age" are words of their own, not parts of others.
  ['attribute.cosmetics', 'other'],
  ['attribute.message_language', 'other'],
])('%s decides with a written reason alone', (field, rule) => {
  expect(refused(is(field), '  short  ')).toEqual(['offer-audience-reason', field, rule])
  expect(refused(is(field), REASON)).toBeNull()
})

test('every field of the product has a class, and consent needs no reason', () => {
  const names = [...CUSTOMER_FIELDS, ...PREDICTION_FIELDS].map(({ name }) => name)
  expect(names.filter((name) => found(is(name)).length !== 1)).toEqual([])
  expect(found({ consent: { purpose: 'marketing', channel: 'email' }, is: 'granted' })).toEqual([])
  expect(refused({ all: [] }, '')).toBeNull()
})

test('a segment is looked through; one that cannot be needs a reason, and a circle ends', () => {
  const segments = new Map<string, Condition | 'snapshot'>([
    ['rich', { any: [{ segment: 'old' }, is('profile.lifetime_spend')] }],
    ['old', is('profile.lifetime_orders')],
    ['list', 'snapshot'],
    ['round', { all: [{ segment: 'round' }] }],
  ])
  expect(refused({ all: [{ segment: 'rich' }] }, REASON, segments)).toEqual([
    'offer-audience-forbidden',
    'profile.lifetime_spend',
    'spending_power',
  ])
  expect(found({ segment: 'old' }, segments)).toEqual([['profile.lifetime_orders', 'newness', 'reason']])
  expect(found({ segment: 'list' }, segments)).toEqual([['segment.list', 'other', 'reason']])
  expect(found({ segment: 'round' }, segments)).toEqual([['segment.round', 'other', 'reason']])
  expect(refused({ account: { people: is('value.clv'), op: 'gt', value: 1 } }, REASON)).toEqual([
    'offer-audience-forbidden',
    'value.clv',
    'spending_power',
  ])
})
