import { expect, test } from 'vitest'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import { printCalculation, readCalculationText } from '#segment/tags/calculation-text.ts'
import { fieldOfSource, parseTagSource } from '#segment/tags/parse-tag.ts'
import { TAG_STARTERS } from '#segment/tags/starters/tag-starters.ts'

const CATALOGUE = catalogueOf([...CUSTOMER_FIELDS, ...PREDICTION_FIELDS])

test('retail has 40 tags and every other trade 20, each of a name of its own', () => {
  expect(TAG_STARTERS.map(({ name, tags }) => [name, tags.length, new Set(tags.map((tag) => tag.name)).size])).toEqual([
    ['retail', 40, 40],
    ['saas', 20, 20],
    ['finance', 20, 20],
    ['telecom', 20, 20],
    ['education', 20, 20],
  ])
})

test.each(TAG_STARTERS.flatMap(({ name, tags }) => tags.map((tag) => [`${name} ${tag.name}`, tag] as const)))(
  'the tag %s is understood',
  (_name, { name, source, label }) => {
    const parsed = parseTagSource(source, CATALOGUE)
    expect(name).toMatch(/^[a-z0-9][a-z0-9_]*$/u)
    expect(Object.values(label).every((text) => text !== '')).toBe(true)
    expect(fieldOfSource(parsed, CATALOGUE).type).toBeTruthy()
    // What is stored and shown reads back as the same.
    expect(parseTagSource(structuredClone(parsed), CATALOGUE)).toEqual(parsed)
    if (parsed.kind !== 'calculation') return
    expect(
      parseTagSource({ kind: 'calculation', calculation: readCalculationText(printCalculation(parsed.calculation), '$') }, CATALOGUE),
    ).toEqual(parsed)
  },
)

test('one name means the same tag in every set', () => {
  const byName = new Map<string, string>()
  for (const tag of TAG_STARTERS.flatMap(({ tags }) => tags)) {
    const said = JSON.stringify(tag)
    expect([tag.name, byName.get(tag.name) ?? said]).toEqual([tag.name, said])
    byName.set(tag.name, said)
  }
})
