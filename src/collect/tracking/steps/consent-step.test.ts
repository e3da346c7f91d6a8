import { expect, test } from 'vitest'
import { consentStep, saidConsent } from './consent-step.ts'

const context = (categoryPreferences: unknown) => ({ consent: { categoryPreferences } })
const said = (preferences: unknown, categories: readonly string[] = []) =>
  saidConsent(context(preferences), { purpose: 'analytics', categories })

test('a message says yes or no to the purpose of its source, by the name that its banner has for it', () => {
  expect(said({ Analytics: true, Advertising: false })).toBe(true)
  expect(said({ analytics: false })).toBe(false)
  expect(said({ C0002: true, C0004: false }, ['c0002'])).toBe(true)
  expect(said({ Analytics: true }, ['C0002'])).toBeNull()
})

test('a no to one of several categories is a no, wherever it stands', () => {
  expect(said({ A: true, B: false }, ['A', 'B'])).toBe(false)
  expect(said({ A: false, B: true }, ['A', 'B'])).toBe(false)
})

test.each([undefined, null, 'yes', [], {}, { Analytics: 'false' }, { Analytics: 1 }])('%j says nothing', (preferences) =>
  expect(said(preferences)).toBeNull(),
)

test('a message without consent in its context says nothing', () => {
  expect(saidConsent({}, { purpose: 'analytics', categories: [] })).toBeNull()
  expect(saidConsent({ consent: 'yes' }, { purpose: 'analytics', categories: [] })).toBeNull()
})

test.each([
  [null, null, 'kept', 'dropped'],
  [true, null, 'kept', 'kept'],
  [null, true, 'kept', 'kept'],
  [false, null, 'dropped', 'dropped'],
  [null, false, 'dropped', 'dropped'],
  [true, false, 'dropped', 'dropped'],
  [false, true, 'dropped', 'dropped'],
] as const)('said %s, known %s: %s, and where consent is required %s', (word, known, free, required) => {
  const verdict = (isRequired: boolean) => (consentStep(word, known, { required: isRequired }) === null ? 'kept' : 'dropped')
  expect([verdict(false), verdict(true)]).toEqual([free, required])
})
