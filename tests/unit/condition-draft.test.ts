import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import { ACTS } from '#segment/conditions/act-catalogue.ts'
import { ACT_KINDS } from '#segment/conditions/condition.ts'
import type { Condition, Grain } from '#segment/conditions/condition.ts'
import { ACCOUNT_FIELDS } from '#segment/conditions/account-fields.ts'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { attributeFieldOf, CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import { parseCondition } from '#segment/conditions/parse-condition.ts'
import { testsOf } from '#segment/conditions/parse-value-test.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import { readConditionText } from '#segment/conditions/read-condition-text.ts'
import { conditionOfDraft } from '../../web/src/pages/segment/builder/condition-of-draft.ts'
import { draftOf } from '../../web/src/pages/segment/builder/draft.ts'
import { calculatedType, firstTest, newTest, withTest } from '../../web/src/pages/segment/builder/value-types.ts'
import { anyAccountCondition, anyCondition } from '../contract/condition-arbitrary.ts'

// What the builder of the console makes of a condition is held to the language of the server.

const SEGMENT = '0190a000-0000-7000-8000-000000000001'
const ACCOUNT_SEGMENT = '0190a000-0000-7000-8000-000000000002'
const FIELDS = [
  ...CUSTOMER_FIELDS,
  ...PREDICTION_FIELDS,
  ...(['text', 'number', 'yes-no', 'date'] as const).map((type) => attributeFieldOf({ name: `own_${type}`, label: type, type })),
]
const CATALOGUE = catalogueOf([...FIELDS, ...ACCOUNT_FIELDS], new Map([[SEGMENT, 'Other']]), new Map([[ACCOUNT_SEGMENT, 'Companies']]))
const WORDS = {
  texts: ['茶', 'a"b'],
  names: ['Login', 'opened'],
  segments: [SEGMENT],
  accounts: { roles: ['admin', 'user'], measures: ['seats'], segments: [ACCOUNT_SEGMENT] },
}

const printed = (given: unknown, grain: Grain = 'customers') =>
  printCondition(parseCondition(JSON.parse(JSON.stringify(given)), CATALOGUE, grain))

/** The builder has no group of one around everything. */
function withoutGroupOfOne(condition: Condition): Condition {
  const [only, ...others] = 'all' in condition ? condition.all : 'any' in condition ? condition.any : []
  return only !== undefined && others.length === 0 ? only : condition
}

test('a condition comes out of the builder as it went in', () => {
  fc.assert(
    fc.property(anyCondition(CATALOGUE, WORDS), (condition) => {
      const { condition: said, gaps } = conditionOfDraft(draftOf(condition))
      expect(gaps).toEqual([])
      // "At least one" is the same as "did": the text form knows one of the two.
      const canonical = readConditionText(printed(withoutGroupOfOne(condition)))
      expect(printed(said)).toBe(printed(canonical))
    }),
    { numRuns: 2_000, seed: 20_261_201 },
  )
})

test('a condition over accounts comes out of the builder as it went in', () => {
  fc.assert(
    fc.property(anyAccountCondition(CATALOGUE, WORDS), (condition) => {
      const { condition: said, gaps } = conditionOfDraft(draftOf(condition))
      expect(gaps).toEqual([])
      const canonical = readConditionText(printed(withoutGroupOfOne(condition), 'accounts'))
      expect(printed(said, 'accounts')).toBe(printed(canonical, 'accounts'))
    }),
    { numRuns: 1_000, seed: 20_261_201 },
  )
})

test('every test of every field that the menus offer is understood once it is filled in', () => {
  const language = { fields: [], acts: [], segments: [], accountFields: [], accountSegments: [], currency: 'CNY', timeZone: 'UTC' }
  for (const { name, type, choices } of FIELDS) {
    for (const op of testsOf(type)) {
      const filled = {
        ...withTest({ ...firstTest(type), day: '2026-01-31', from: 1, to: 2 }, op),
        values: [choices?.[0]?.value ?? 'x'],
        value: op === 'contains' || op === 'starts' ? 'x' : 1,
      }
      const root = { id: 1, wraps: [], base: { kind: 'field' as const, field: name, value: filled } }
      expect([name, op, printed(conditionOfDraft(root).condition).startsWith(name)]).toEqual([name, op, true])
    }
  }
  for (const kind of ACT_KINDS) {
    const root = { id: 1, wraps: [], base: newTest(`did:${kind}`, language) }
    expect(printed(conditionOfDraft(root).condition)).toBe(`did(${kind} in last 30 days)`)
  }
  expect(Object.keys(ACTS).toSorted()).toEqual([...ACT_KINDS].toSorted())
})

test('what a calculation can be tested by is what the server takes', () => {
  expect(calculatedType('last').tests.toSorted()).toEqual(testsOf('time').toSorted())
  expect(calculatedType('sum').tests.toSorted()).toEqual(testsOf('number').toSorted())
})
