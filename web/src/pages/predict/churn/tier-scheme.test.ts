import { expect, test } from 'vitest'
import type { RiskTierRule } from '#http/predict/churn-model-schemas.ts'
import { limitsText, problemOf, sorted } from './tier-scheme.ts'

const rule = (tier: RiskTierRule['tier'], enterAt: number, leaveBelow: number): RiskTierRule => ({
  tier,
  enterAt,
  leaveBelow,
  actWithinHours: null,
  alert: false,
})
const scheme = [rule('high', 0.8, 0.75), rule('medium', 0.5, 0.45), rule('low', 0, 0)]

test('a scheme in order has no problem', () => {
  expect(problemOf(scheme)).toBeNull()
})

test('tiers stand by their names, so that a threshold out of order is seen', () => {
  const mixed = [rule('low', 0, 0), rule('medium', 0.9, 0.45), rule('high', 0.8, 0.75)]
  expect(sorted({ name: 'own', tiers: mixed }).map((one) => one.tier)).toEqual(['high', 'medium', 'low'])
  expect(problemOf(sorted({ name: 'own', tiers: mixed }))).toBe('order')
})

test.each([
  ['order', [rule('high', 0.5, 0.5), rule('medium', 0.5, 0.4), rule('low', 0, 0)]],
  ['hysteresis', [rule('high', 0.8, 0.85), rule('medium', 0.5, 0.4), rule('low', 0, 0)]],
  ['hysteresis', [rule('high', 0.8, 0.4), rule('medium', 0.5, 0.4), rule('low', 0, 0)]],
  ['floor', [rule('high', 0.8, 0.75), rule('low', 0.1, 0)]],
] as const)('a scheme with a wrong %s says so', (problem, tiers) => {
  expect(problemOf(tiers)).toBe(problem)
})

test('limits travel as one parameter', () => {
  expect(limitsText(scheme)).toBe('high:0.8:0.75,medium:0.5:0.45,low:0:0')
})
