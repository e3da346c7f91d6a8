import { expect, it } from 'vitest'
import { RESPONSE_RISK_TIERS, riskTier, STANDARD_RISK_TIERS } from './risk-tiers.ts'

it.each([
  [STANDARD_RISK_TIERS, 1, 'high'],
  [STANDARD_RISK_TIERS, 0.8, 'high'],
  [STANDARD_RISK_TIERS, 0.7999, 'medium'],
  [STANDARD_RISK_TIERS, 0.5, 'medium'],
  [STANDARD_RISK_TIERS, 0.4999, 'low'],
  [STANDARD_RISK_TIERS, 0, 'low'],
  [RESPONSE_RISK_TIERS, 0.7, 'high'],
  [RESPONSE_RISK_TIERS, 0.69, 'medium'],
  [RESPONSE_RISK_TIERS, 0.3, 'watch'],
  [RESPONSE_RISK_TIERS, 0.29, 'low'],
])('%o puts %f into %s', (scheme, probability, tier) => {
  expect(riskTier(scheme, probability).name).toBe(tier)
})

it('the response preset says how soon to act', () => {
  expect(RESPONSE_RISK_TIERS.tiers.map(({ actWithinHours }) => actWithinHours)).toEqual([24, 72, null, null])
})

it.each([Number.NaN, -0.1, 1.1])('refuses %f', (probability) => {
  expect(() => riskTier(STANDARD_RISK_TIERS, probability)).toThrow('must lie between 0 and 1')
})
