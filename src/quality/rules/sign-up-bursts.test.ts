import { expect, test } from 'vitest'
import { checkQualityRules, type QualityRule } from './quality-rules.ts'
import type { StoredFact } from './repeated-facts.ts'
import { signUpBursts } from './sign-up-bursts.ts'

const MINUTE = 60_000
const rule = (more: Partial<QualityRule>): QualityRule => ({
  id: 'burst',
  name: '',
  scope: 'customers',
  kind: 'burst',
  field: 'registeredIp',
  action: 'leave-out',
  minutes: 60,
  count: 3,
  ...more,
})
const person = (key: string, minute: number, fields: Record<string, string>): StoredFact => ({
  key,
  customerId: key,
  source: '',
  at: 0,
  read: (field) => (field === 'signedUpAt' || field === 'registeredAt' ? minute * MINUTE : (fields[field] ?? null)),
})
const found = (own: QualityRule, people: readonly StoredFact[]) => {
  const finder = signUpBursts(own)
  for (const one of people) finder.push(one)
  return [...finder.end()].map(({ fact, burst }) => `${fact.key} ${burst}`)
}

test('a burst is everybody from its first to its last, by the time of the sign-up, and two of one place are two', () => {
  const at = (key: string, minute: number, registeredIp = 'A') => person(key, minute, { registeredIp })
  const people = [
    at('d', 85),
    at('a', 0),
    at('b', 30),
    at('c', 59),
    at('x', 20, 'B'),
    at('y', 21, 'B'),
    at('e', 500),
    at('f', 501),
    at('g', 502),
  ]
  expect(found(rule({}), people)).toEqual(['a burst/a', 'b burst/a', 'c burst/a', 'd burst/a', 'e burst/e', 'f burst/e', 'g burst/e'])
})

test('sign-ups that come slowly are none, nor is one without a place', () => {
  const slow = Array.from({ length: 20 }, (_, i) => person(`p${i}`, i * 31, { registeredIp: 'A' }))
  expect(found(rule({}), slow)).toEqual([])
  expect(signUpBursts(rule({})).push(person('n', 0, {}))).toBeUndefined()
})

test('sign-ups of which only the day is known are no burst', () => {
  const ofDay = (minute: number) => ['a', 'b', 'c', 'd'].map((key) => person(key, minute, { registeredIp: 'A' }))
  expect(found(rule({}), ofDay(16 * 60))).toEqual([])
  expect(found(rule({}), ofDay(16 * 60 + 1))).toHaveLength(4)
  expect(found(rule({}), [...ofDay(16 * 60), person('e', 16 * 60 + 20, { registeredIp: 'A' })])).toHaveLength(3)
})

test('numbers of one block differ in their last digits alone', () => {
  const numbers = ['+8613900001010', '+8613900001077', '+8613900001099', '+8613900001101', '+8613900002202']
  const people = numbers.map((phone, i) => person(`n${i}`, i, { phone }))
  expect(found(rule({ field: 'phone', digits: 2 }), people)).toEqual(['n0 burst/n0', 'n1 burst/n0', 'n2 burst/n0'])
  expect(found(rule({ field: 'phone', digits: 3 }), people)).toHaveLength(4)
  expect(found(rule({ field: 'phone', digits: 4 }), people)).toHaveLength(5)
})

test('only bursts are left out of figures, and numbers are compared within limits', () => {
  const saved = (more: Partial<QualityRule>) => () => checkQualityRules({ rules: [rule(more)] })
  expect(saved({})().rules[0]).toEqual(rule({}))
  expect(saved({ field: 'phone' })().rules[0]).toMatchObject({ digits: 2 })
  expect(saved({ field: 'phone', digits: 9 })).toThrow('rules[0].digits')
  expect(saved({ kind: 'missing', field: 'phone' })).toThrow('rules[0].action')
  expect(saved({ field: 'region' })).toThrow('rules[0].field')
})
