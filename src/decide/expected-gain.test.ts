import { expect, test } from 'vitest'
import type { Candidate } from './candidate.ts'
import { expectedGain } from './expected-gain.ts'
import { strategyLibrary } from './strategy-library.ts'
import type { StrategyDefinition } from './strategy.ts'

const BASE = strategyLibrary('CNY').find(({ id }) => id === 'lapsed-coupon')?.definition as StrategyDefinition
// 10 % off for customers who stay; a contact costs 0.05; an order is 100.00: each customer who stays costs 3.00 of discount (three in ten use it).
const DEFINITION: StrategyDefinition = { ...BASE, offer: { ...BASE.offer, discount: 0.1 }, contactCost: { minor: 5, currency: 'CNY' } }
const customer = { riskProbability: 0.5, valueMinor: 20_000, averageOrderMinor: 10_000 } as Candidate

test('a contact gains the share of value it retains, less its own cost and the coupons of all customers who stay', () => {
  const { gain, cost } = expectedGain(customer, DEFINITION, 0.2)
  expect(cost).toBeCloseTo(5 + 300 * 0.6, 9)
  expect(gain).toBeCloseTo(0.1 * 20_000 - 185, 9)
})

test('a contact that drives customers away loses their value and its own cost', () => {
  const { gain, cost } = expectedGain({ ...customer, riskProbability: 1 }, DEFINITION, -0.2)
  expect(cost).toBeCloseTo(5, 9)
  expect(gain).toBeCloseTo(-4_000 - 5, 9)
})

test('the probability to stay never exceeds 1, whatever effect was measured', () => {
  expect(expectedGain({ ...customer, riskProbability: 1 }, DEFINITION, 1.5).cost).toBeCloseTo(5 + 300, 9)
})

test('without a measured effect the strategy’s own expectation is used', () => {
  expect(expectedGain(customer, { ...DEFINITION, expectedEffect: 0.3 })).toEqual(expectedGain(customer, DEFINITION, 0.3))
})
