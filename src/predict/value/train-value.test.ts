import { describe, expect, test } from 'vitest'
import type { ChurnFeatureRow } from '../churn/features/churn-features.ts'
import { contractForecast } from './contract-value.ts'
import { fitPurchaseModel } from './fit-value.ts'
import { ValueForecaster } from './forecast-value.ts'
import { nextCategory, categoryShares } from './next-category.ts'
import { nextOrder } from './next-order.ts'
import { scoreValue } from './score-value.ts'
import { behaviourOf, factsAt, lives, seeded } from './test-lives.ts'
import { trainValue, type LabelledFacts } from './train-value.ts'
import type { ValueFacts } from './value-facts.ts'
import { parseValueModel, valueOptions } from './value-model.ts'
import { rankCorrelation } from './value-quality.ts'

const everyNumber = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(everyNumber) : []

describe('value of 1,500 simulated customers', () => {
  const all = lives(1500, 'value')
  const snapshot = (day: number): LabelledFacts & { behaviour: ChurnFeatureRow[] } => {
    const rows = factsAt(all, day, 30)
    return { asOf: new Date(day * 86_400_000), days: 30, rows, behaviour: behaviourOf(rows) }
  }
  const training = trainValue({
    options: valueOptions(),
    now: factsAt(all, 400, null),
    backTest: { asOf: new Date(300 * 86_400_000), days: 100, rows: factsAt(all, 300, 100) },
    snapshots: [280, 310, 340, 370].map(snapshot),
    withSeason: false,
    random: seeded('train'),
  })

  test('beats the past rate on later data, and intervals cover as stated', () => {
    const { quality } = training
    expect(training.model.purchases.rung).toBe('mbg-nbd')
    expect(quality?.error).toBeLessThan(0.85 * (quality?.baselineError ?? 0))
    expect(quality?.rankCorrelation).toBeGreaterThan((quality?.baselineRankCorrelation ?? 1) + 0.05)
    expect(Math.abs((quality?.totalRatio ?? 0) - 1)).toBeLessThan(0.15)
    expect(quality?.coverage).toBeGreaterThan(0.75)
    expect(quality?.deciles[0]?.actual).toBeGreaterThan(3 * (quality?.deciles[7]?.actual ?? 0))
  })

  test('predicts who orders within 30 days better than recency alone, and calibrated', () => {
    const { propensity } = training
    expect(propensity?.auc).toBeGreaterThan((propensity?.baselineAuc ?? 1) - 0.005)
    expect(propensity?.ece).toBeLessThan(0.04)
    expect(propensity?.candidates.filter(({ chosen }) => chosen)).toHaveLength(1)
  })

  test('scores every customer completely, from a model that went through JSON', () => {
    const model = parseValueModel(JSON.parse(JSON.stringify(training.model)))
    const now = factsAt(all, 400, null)
    const { predictions, total } = scoreValue(model, now, behaviourOf(now), seeded('score'))
    expect(predictions).toHaveLength(now.length)
    expect(everyNumber(predictions).every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
    expect(predictions.every(({ value, low, high }) => low <= value && value <= high)).toBe(true)
    expect(total.value).toBeCloseTo(
      predictions.reduce((sum, { value }) => sum + value, 0),
      4,
    )
    expect(total.low).toBeLessThan(total.value)
    expect(total.high).toBeGreaterThan(total.value)
    // The total is far more accurate than single customers: errors average out.
    expect((total.high - total.low) / total.value).toBeLessThan(0.8)
  })

  test('a discount and a margin make the same orders worth less', () => {
    const facts = factsAt(all, 400, null)[0] as ValueFacts
    const worth = (yearlyDiscount: number, grossMargin: number): number =>
      new ValueForecaster(training.model.purchases, { days: 365, yearlyDiscount, grossMargin }, seeded('terms')).forecast(facts).value
    expect(worth(0, 0.5)).toBeCloseTo(worth(0, 1) / 2, 6)
    expect(worth(0.1, 1)).toBeLessThan(worth(0, 1))
    expect(worth(0.1, 1)).toBeGreaterThan(0.9 * worth(0, 1))
  })

  test('a damaged or foreign model is refused with a sentence', () => {
    expect(() => parseValueModel({ ...training.model, version: 2 })).toThrow(/version 2/)
    expect(() => parseValueModel({ kind: 'value', version: 1 })).toThrow(/damaged/)
    expect(() => valueOptions({ horizonMonths: 0 })).toThrow(/0 months/)
    expect(() => valueOptions({ grossMargin: 1.5 })).toThrow(/margin/)
  })
})

describe('small data', () => {
  test.each([1, 5, 40])('%i customers get the overall average, named as such, and no NaN', (n) => {
    const now = factsAt(lives(n, `small${n}`), 400, null)
    const training = trainValue({ options: valueOptions(), now, backTest: null, snapshots: [], withSeason: false, random: seeded('t') })
    expect(training.model.purchases.rung).toBe('cohort-average')
    expect(training.model.purchases.rungReason.en).toContain(`${now.length} customers`)
    const { predictions } = scoreValue(training.model, now, [], seeded('s'))
    expect(everyNumber(predictions).every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
    expect(predictions[0]?.value).toBeGreaterThan(0)
  })

  test('customers of one day, all bought today, still get numbers', () => {
    const now = factsAt(lives(200, 'today'), 400, null).map((row) => ({ ...row, age: 0, recency: 0, purchaseDays: 1 }))
    const { predictions } = scoreValue(
      trainValue({ options: valueOptions(), now, backTest: null, snapshots: [], withSeason: false, random: seeded('t') }).model,
      now,
      [],
      seeded('s'),
    )
    expect(everyNumber(predictions).every((value) => Number.isFinite(value))).toBe(true)
  })
})

describe('next order', () => {
  const model = fitPurchaseModel(factsAt(lives(800, 'next'), 400, null)).purchase
  const regular: ValueFacts = {
    customerId: 'r',
    age: 300,
    purchaseDays: 11,
    recency: 280,
    meanGap: 28,
    gapSpread: 2,
    spend: 1000,
    returned: 0,
    categories: [],
    later: null,
  }

  test('a customer who buys every four weeks is expected in a week when the last order was three weeks ago', () => {
    const next = nextOrder(model, { ...regular, age: 301 })
    expect(next?.days).toBeGreaterThan(4)
    expect(next?.days).toBeLessThan(14)
    expect(next?.low).toBeLessThan(next?.days ?? 0)
    expect(next?.high).toBeGreaterThan(next?.days ?? 0)
  })

  test('without a rhythm the purchase model alone decides', () => {
    const next = nextOrder(model, { ...regular, purchaseDays: 2, recency: 28, age: 60, gapSpread: Number.NaN })
    expect(next?.days).toBeGreaterThan(5)
  })

  test('who is most likely gone gets no date', () => {
    expect(nextOrder(model, { ...regular, recency: 280, age: 900 })).toBeNull()
  })
})

test('the next category follows own habits, or those of all customers when there are none', () => {
  const rows = factsAt(lives(90, 'category'), 400, null)
  const shares = categoryShares(rows)
  expect(nextCategory(shares, { ...(rows[0] as ValueFacts), categories: [{ category: 'rice', weight: 5 }] })).toMatchObject({
    category: 'rice',
  })
  expect(nextCategory(shares, { ...(rows[0] as ValueFacts), categories: [] })?.category).toBe(shares[0]?.category)
  expect(nextCategory([], { ...(rows[0] as ValueFacts), categories: [] })).toBeNull()
})

test('rank correlation with ties', () => {
  expect(rankCorrelation([1, 2, 3], [10, 30, 20])).toBeCloseTo(0.5, 12)
  expect(rankCorrelation([1, 1, 2, 2], [1, 1, 2, 2])).toBeCloseTo(1, 12)
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(0)
})

test('contract value from the survivors of a cohort (regular customers of Fader & Hardie 2007)', () => {
  const cohort = [1000, 631, 468, 382, 326, 289, 262, 241]
  const terms = { periods: 12, periodsPerYear: 1, yearlyDiscount: 0.1, marginPerPeriod: 100 }
  const forecast = contractForecast([cohort], terms, seeded('contract'))
  expect(forecast.byTenure[7]?.retention).toBeGreaterThan((forecast.byTenure[0]?.retention ?? 1) + 0.2)
  expect(forecast.byTenure[0]?.value).toBeLessThan(forecast.byTenure[7]?.value ?? 0)
  expect(forecast.survival.every(({ share, low, high }) => low <= share && share <= high)).toBe(true)
  // A constant churn rate misses the last year by far more.
  const { backTest } = forecast
  expect(Math.abs((backTest?.predicted ?? 0) - 0.241)).toBeLessThan(0.01)
  expect(Math.abs((backTest?.constantRate ?? 0) - 0.241)).toBeGreaterThan(0.02)
  expect(() => contractForecast([[10, 20]], terms, seeded('x'))).toThrow(/only shrink/)
})
