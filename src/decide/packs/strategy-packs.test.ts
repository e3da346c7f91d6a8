import { describe, expect, test } from 'vitest'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import { parseCondition } from '#segment/conditions/parse-condition.ts'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import { channelsOf } from '../strategy.ts'
import { strategyPacks } from '../strategy-library.ts'
import { validateStrategy } from '../validate-strategy.ts'

const PACKS = ['retail', 'ecommerce', 'finance', 'telecom', 'education', 'saas'] as const
const all = strategyPacks('CNY')
const CATALOGUE = catalogueOf([...CUSTOMER_FIELDS, ...PREDICTION_FIELDS])

test.each(PACKS)('%s has eight strategies or more', (pack) => {
  expect(all.filter(({ definition }) => definition.pack === pack).length).toBeGreaterThanOrEqual(8)
})

test('no id comes twice, and no name within a pack', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  for (const language of ['zh', 'en'] as const)
    expect(new Set(all.map(({ definition }) => `${definition.pack}/${definition.name[language]}`)).size).toBe(all.length)
})

describe.each(all.map((one) => [one.id, one.definition] as const))('%s', (_, definition) => {
  test('can be run in any project: its audience asks for fields that every project has, and its texts can be made', () => {
    expect(() => validateStrategy(definition, 'CNY')).not.toThrow()
    expect(parseCondition(definition.audience, CATALOGUE)).toEqual(definition.audience)
  })

  test('says everything in both languages, and a coupon where it has one to give', () => {
    const { name, summary, content, offer } = definition
    for (const language of ['zh', 'en'] as const) {
      for (const text of [name, summary, content.subject, content.body, offer.label]) expect(text[language].trim()).not.toBe('')
      const isMessage = channelsOf(definition).some((channel) => channel !== 'agent_task' && channel !== 'webhook')
      const needsCode = offer.kind === 'coupon' && isMessage
      expect(!needsCode || content.body[language].includes('coupon.code')).toBe(true)
    }
  })

  test('keeps a control group, and its cooldown covers the time over which the effect is counted', () => {
    expect(definition.holdout).toBeGreaterThan(0)
    expect(definition.cooldownDays).toBeGreaterThanOrEqual(definition.windowDays)
    expect(Math.abs(definition.expectedEffect)).toBeLessThanOrEqual(0.25)
  })
})
