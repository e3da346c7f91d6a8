import { describe, expect, test } from 'vitest'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import { asksForRisk, audienceOf, audienceProblem, fitsAudience, readAudienceLists, saysLists, storedAudience } from './audience.ts'
import type { AudienceLists } from './audience.ts'
import { strategyLibrary } from './strategy-library.ts'

const RISKY: Condition = { field: 'churn.tier', op: 'in', values: ['high'] }

describe('audiences in lists', () => {
  test('are the condition of all that they name; empty lists ask for nothing', () => {
    const lists: AudienceLists = { riskTiers: ['high', 'medium'], causes: [], lifecycleTiers: ['at_risk'], valueClasses: ['general'] }
    expect(printCondition(audienceOf(lists))).toBe(
      'churn.tier in ("high", "medium") and profile.tier is "at_risk" and profile.value_class is "general"',
    )
    expect(audienceOf({ riskTiers: [], causes: [], lifecycleTiers: [], valueClasses: [] })).toEqual({ all: [] })
    expect(storedAudience(lists)).toEqual(audienceOf(lists))
    expect(storedAudience(audienceOf(lists))).toEqual(audienceOf(lists))
    expect(readAudienceLists({ causes: ['spend-drop'] })).toEqual({ all: [{ field: 'churn.cause', op: 'in', values: ['spend-drop'] }] })
  })

  test.each([{ riskTiers: ['awful'] }, { causes: ['weather'] }, { riskTiers: 'high' }, { riskTiers: ['high'], moods: ['sad'] }])(
    '%o is refused',
    (given) => {
      expect(saysLists(given)).toBe(true)
      expect(() => readAudienceLists(given as never)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(strategy-audience|condition-unknown-choice)$/) }),
      )
    },
  )

  test('a condition says no lists', () => {
    for (const given of [{ all: [] }, RISKY, null, 'churn.tier is "high"', []]) expect(saysLists(given)).toBe(false)
  })
})

test('a customer of whom a trait is not known is in no audience that asks for it', () => {
  const known = {
    customerId: 'c',
    riskProbability: 0.7,
    riskTier: 'high',
    cause: 'lapsed-cadence',
    lifecycleTier: 'at_risk',
    valueClass: 'general',
    valueMinor: 1,
    averageOrderMinor: 1,
    daysSinceLastOrder: 80,
    favouriteCategory: '',
    modelId: 'churn',
    modelVersion: 1,
  } as const
  const audience = audienceOf({ riskTiers: ['high'], causes: ['lapsed-cadence'], lifecycleTiers: ['at_risk'], valueClasses: ['general'] })
  expect(fitsAudience(audience, known)).toBe(true)
  for (const change of [{ riskTier: 'low' }, { cause: 'other' }, { lifecycleTier: null }, { valueClass: null }] as const) {
    expect(fitsAudience(audience, { ...known, ...change })).toBe(false)
  }
  expect(fitsAudience({ all: [] }, { ...known, lifecycleTier: null, valueClass: null })).toBe(true)
})

test('an audience asks for risk by tier and probability, itself or by a segment, and not by cause', () => {
  const segments: SegmentMeanings = new Map<string, Condition | 'snapshot'>([
    ['risky', { not: RISKY }],
    ['list', 'snapshot'],
  ])
  expect(asksForRisk({ all: [{ any: [RISKY] }] }, segments)).toBe(true)
  expect(asksForRisk({ field: 'churn.probability', op: 'gte', value: 0.5 }, segments)).toBe(true)
  expect(asksForRisk({ segment: 'risky' }, segments)).toBe(true)
  expect(asksForRisk({ segment: 'list' }, segments)).toBe(false)
  expect(asksForRisk(audienceOf({ causes: ['spend-drop'], valueClasses: ['general'] }), segments)).toBe(false)
})

test('an audience can no longer be asked when what it, or a segment of it, names is gone', () => {
  const fields = [...CUSTOMER_FIELDS, ...PREDICTION_FIELDS]
  const meanings: SegmentMeanings = new Map<string, Condition | 'snapshot'>([
    ['s', { field: 'attribute.colour', op: 'set' }],
    ['list', 'snapshot'],
  ])
  const names = new Map([...meanings.keys()].map((id) => [id, id]))
  const language = { catalogue: catalogueOf(fields, names), meanings }
  for (const { definition } of strategyLibrary('CNY')) expect(audienceProblem(definition.audience, language)).toBeNull()
  expect(audienceProblem({ segment: 'list' }, language)).toBeNull()
  expect(audienceProblem({ field: 'attribute.colour', op: 'set' }, language)).toBe('condition-unknown-name')
  expect(audienceProblem({ segment: 's' }, language)).toBe('condition-unknown-name')
  expect(audienceProblem({ segment: 'gone' }, language)).toBe('condition-unknown-segment')
})
