import { expect, test } from 'vitest'
import { missingValues } from './fill-values.ts'
import { checkQualityRules, type QualityRule } from './quality-rules.ts'
import type { StoredFact } from './repeated-facts.ts'

const rule = (more: Partial<QualityRule>): QualityRule => ({
  id: 'fill',
  name: '',
  scope: 'customers',
  kind: 'fill',
  field: 'region',
  action: 'fill',
  fill: 'most-frequent',
  by: '',
  ...more,
})
const person = (key: string, fields: Record<string, string | number>): StoredFact => ({
  key,
  customerId: key,
  source: '',
  at: 0,
  read: (field) => fields[field] ?? null,
})
const filled = (own: QualityRule, people: readonly StoredFact[]) => {
  const finder = missingValues(own)
  for (const one of people) finder.push(one)
  return [...finder.end()].map(({ fact, value }) => [fact.key, value, fact.read(own.field)])
}
const many = (n: number, fields: Record<string, string | number>) => Array.from({ length: n }, (_, i) => person(`k${i}`, fields))

test('fills what is missing with the most frequent value of its group, or of all where the group says too little', () => {
  const people = [
    ...many(12, { region: 'Beijing', memberLevel: 'gold' }),
    ...many(20, { region: 'Shanghai', memberLevel: 'silver' }),
    ...many(3, { region: 'Xiamen', memberLevel: 'new' }),
    person('a', { memberLevel: 'gold' }),
    person('b', { memberLevel: 'new', region: '' }),
    person('c', {}),
  ]
  expect(filled(rule({ by: 'memberLevel' }), people)).toEqual([
    ['a', 'Beijing', 'Beijing'],
    ['b', 'Shanghai', 'Shanghai'],
    ['c', 'Shanghai', 'Shanghai'],
  ])
  expect(filled(rule({}), [...many(9, { region: 'Beijing' }), person('a', {})])).toEqual([])
})

test('of values as frequent the same one is taken whatever the order, and the median is a value that is there', () => {
  const two = [...many(6, { region: 'B' }), ...many(6, { region: 'A' })]
  expect(filled(rule({}), [...two, person('x', {})])).toEqual(filled(rule({}), [...two.toReversed(), person('x', {})]))
  const years = [1970, 1980, 1990, 2000].flatMap((birthYear) => many(3, { birthYear }))
  expect(filled(rule({ field: 'birthYear', fill: 'median' }), [...years, person('x', {})])).toEqual([['x', '1980', '1980']])
})

test('a constant fills without any known value', () => {
  expect(filled(rule({ fill: 'constant', value: 'unknown' }), [person('x', {}), person('y', { region: 'A' })])).toEqual([
    ['x', 'unknown', 'unknown'],
  ])
})

test.each<[Partial<QualityRule>, string]>([
  [{ field: 'phone' }, 'rules[0].field'],
  [{ field: 'registeredAt' }, 'rules[0].field'],
  [{ scope: 'orders', field: 'amount' }, 'rules[0].field'],
  [{ field: 'birthYear' }, 'rules[0].fill'],
  [{ fill: 'median' }, 'rules[0].fill'],
  [{ fill: 'constant', value: '' }, 'rules[0].value'],
  [{ fill: 'constant', value: 'ask 13812348000' }, 'rules[0].value'],
  [{ field: 'gender', fill: 'constant', value: 'unknown' }, 'rules[0].value'],
  [{ by: 'region' }, 'rules[0].by'],
  [{ action: 'flag' }, 'rules[0].action'],
  [{ kind: 'missing', action: 'fill' }, 'rules[0].action'],
])('refuses to fill %o', (more, place) => {
  expect(() => checkQualityRules({ rules: [rule(more)] })).toThrow(`in ${place},`)
})
