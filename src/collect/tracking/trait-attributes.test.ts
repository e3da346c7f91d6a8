import { expect, test } from 'vitest'
import { OTHER_TRAITS, traitAttributes } from './trait-attributes.ts'
import { traitFields } from './trait-fields.ts'

const read = (traits: Record<string, unknown>, measures: string[] = []) =>
  traitAttributes(
    traits,
    measures.map((trait) => ({ trait })),
  )

test('traits beyond the fixed fields are values of attributes, as they were sent', () => {
  expect(read({ plan: ' gold ', seats: 12, newsletter: false, birthday: '1990-01-02', favouriteStore: 'Lyon' })).toEqual({
    said: [
      { name: 'plan', trait: 'plan', value: 'gold' },
      { name: 'seats', trait: 'seats', value: 12 },
      { name: 'newsletter', trait: 'newsletter', value: false },
      { name: 'birthday', trait: 'birthday', value: '1990-01-02' },
      { name: 'favouritestore', trait: 'favouriteStore', value: 'Lyon' },
    ],
    leftOut: [],
  })
})

test('what is a field, an identifier or a measure of its own, and what says nothing, is no attribute', () => {
  const traits = { email: 'a@b.example', phone: '13800138000', name: '李雷', createdAt: '2026-01-01', address: { city: 'Lyon' } }
  expect(read({ ...traits, avatar: 'https://x.example/a.png', id: 7, plan: null, note: '  ', was: undefined })).toBeUndefined()
  expect(read({ balance: 12 }, ['balance'])).toBeUndefined()
})

test('every trait that a fixed field is read from is among those that are something else, but for the birthday, of which the field keeps the year', () => {
  const samples: Record<string, unknown> = {
    gender: 'male',
    birthYear: 1990,
    region: 'x',
    memberLevel: 'x',
    language: 'fr',
    timezone: 'UTC',
  }
  const spellings = {
    sex: 'gender',
    birth_year: 'birthYear',
    city: 'region',
    member_level: 'memberLevel',
    locale: 'language',
    timeZone: 'timezone',
  }
  const names = [...Object.keys(samples), ...Object.keys(spellings)]
  for (const [other, of] of Object.entries(spellings)) samples[other] = samples[of]
  expect(names.filter((name) => traitFields({ [name]: samples[name] }, 2026) === undefined)).toEqual([])
  expect(names.filter((name) => !OTHER_TRAITS.has(name))).toEqual([])
  expect(traitFields({ birthday: '1990-01-02' }, 2026)).toEqual({ attributes: { birthYear: 1990 } })
})

test('what can be no value is left out by name, and nothing personal is in the name', () => {
  expect(
    read({ tags: ['a'], company: { name: 'x' }, '♥': 1, 'Plan A': 1, 'plan-a': 2, 'al@b.example': 'x', story: 'x'.repeat(1_001) }),
  ).toEqual({
    said: [{ name: 'plan_a', trait: 'Plan A', value: 1 }],
    leftOut: [
      { trait: 'tags', reason: 'attribute_nested' },
      { trait: 'company', reason: 'attribute_nested' },
      { trait: '♥', reason: 'attribute_name' },
      { trait: 'plan-a', reason: 'attribute_name' },
      { trait: '[email]', reason: 'attribute_name' },
      { trait: 'story', reason: 'attribute_long' },
    ],
  })
  expect(read({ story: '😀'.repeat(1_000) })?.said).toHaveLength(1)
})
