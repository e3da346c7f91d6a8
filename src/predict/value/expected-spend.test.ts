import { expect, test } from 'vitest'
import { expectedSpend, spendIfStayed, valueAtRisk } from './expected-spend.ts'

test('a year of spending continued for a sixth of a year', () => {
  expect(spendIfStayed({ monetary365: 730, activeDays365: 365, horizonDays: 60 })).toBeCloseTo(120)
})

test('a customer of two days is not assumed to repeat their first order every other day', () => {
  expect(spendIfStayed({ monetary365: 100, activeDays365: 2, horizonDays: 30 })).toBeCloseTo(100)
  expect(spendIfStayed({ monetary365: 100, activeDays365: 31, horizonDays: 90 })).toBeCloseTo(100)
})

test('expected spend and revenue at risk add up to the spend if stayed', () => {
  const history = { monetary365: 500, activeDays365: 200, horizonDays: 90, churnProbability: 0.3 }
  expect(expectedSpend(history) + valueAtRisk(history)).toBeCloseTo(spendIfStayed(history))
})
