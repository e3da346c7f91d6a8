import { expect, test } from 'vitest'
import type { IdentityClaim } from '#collect/identity-claim.ts'
import { type KnownAttribute, planTraits } from './plan-traits.ts'

const claim = (values: Record<string, string | number | boolean>): IdentityClaim => ({
  identifiers: [],
  source: 'tracking',
  sourceId: 'app',
  seenAt: new Date('2026-05-01'),
  traits: Object.entries(values).map(([trait, value]) => ({ name: trait.toLowerCase(), trait, value })),
})
const known = (name: string, change: Partial<KnownAttribute> = {}): KnownAttribute => ({
  name,
  type: 'number',
  personal: false,
  isOfTraits: true,
  isRemoved: false,
  ...change,
})

test('a new name makes an attribute of the type of all its values, under the first spelling, said by the first source', () => {
  const [one, two] = [claim({ Level: 3, plan: 'gold' }), claim({ level: 'high' })]
  const { created, said, leftOut } = planTraits([one, two, { ...one, traits: [] }], [], 'UTC')
  expect(created).toEqual([
    { name: 'level', type: 'text', personal: false, heading: 'Level', madeBy: 'app' },
    { name: 'plan', type: 'text', personal: false, heading: 'plan', madeBy: 'app' },
  ])
  expect([said.get(one), said.get(two)]).toEqual([
    [
      { name: 'level', value: '3', personal: false },
      { name: 'plan', value: 'gold', personal: false },
    ],
    [{ name: 'level', value: 'high', personal: false }],
  ])
  expect(leftOut.size).toBe(0)
})

test('what does not go with an attribute that is there is left out by name, and the rest of the call counts', () => {
  const told = claim({ seats: 'many', note: '13800138000', gone: 1, plan: 'gold', empty: 'n/a', contact: '13800138000' })
  const there = [
    known('seats'),
    known('note', { type: 'text' }),
    known('gone', { isRemoved: true }),
    known('empty'),
    known('contact', { type: 'text', personal: true }),
  ]
  const { created, said, leftOut } = planTraits([told], there, 'UTC')
  expect(leftOut.get(told)).toEqual([
    { trait: 'seats', reason: 'attribute_type' },
    { trait: 'note', reason: 'attribute_personal' },
    { trait: 'gone', reason: 'attribute_removed' },
  ])
  expect(said.get(told)).toEqual([
    { name: 'plan', value: 'gold', personal: false },
    { name: 'contact', value: '13800138000', personal: true },
  ])
  expect(created.map(({ name }) => name)).toEqual(['plan'])
})

test('traits make 200 attributes at most; those of files and deleted ones take no place', () => {
  const full = Array.from({ length: 199 }, (_, i) => known(`t${i}`))
  const others = [known('file', { isOfTraits: false }), known('gone', { isRemoved: true })]
  const [one, two] = [claim({ a: 1, b: 2 }), claim({ b: 3, t7: 5 })]
  const { created, said, leftOut } = planTraits([one, two], [...full, ...others], 'UTC')
  expect(created.map(({ name }) => name)).toEqual(['a'])
  expect([leftOut.get(one), leftOut.get(two)]).toEqual([
    [{ trait: 'b', reason: 'attribute_full' }],
    [{ trait: 'b', reason: 'attribute_full' }],
  ])
  expect(said.get(two)).toEqual([{ name: 't7', value: 5, personal: false }])
})
