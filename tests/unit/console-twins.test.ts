import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { minorDigits, toMajor, toMinor } from '#kernel/money.ts'
import { RISK_TIER_NAMES, RISK_TIER_PRESETS, riskTierRules, riskTierScheme } from '#predict/churn/tiers/risk-tiers.ts'
import type { RiskTierRule } from '#predict/churn/tiers/risk-tiers.ts'
import { fractionDigits, majorUnits, minorUnits } from '../../web/src/format/format.ts'
import { riskTiers } from '../../web/src/pages/predict/churn/risk-tiers.ts'
import { problemOf, sorted } from '../../web/src/pages/predict/churn/tier-scheme.ts'

// What the console works out by itself is held to the tables of the server. Its guards of CSV and HTML are in text-guards.test.ts.

test('the digits of every currency, and of what is none, are the same', () => {
  for (const currency of [...Intl.supportedValuesOf('currency'), 'jpy', 'ABC', '元', 'US$', '']) {
    expect([currency, fractionDigits(currency)]).toEqual([currency, minorDigits(currency)])
  }
})

test.each([
  [12.345, 'CNY', 1235],
  [-12.345, 'CNY', -1235],
  [1.005, 'CNY', 101],
  [0.005, 'CNY', 1],
  [-0.005, 'CNY', -1],
  [12.344, 'CNY', 1234],
  [0.5, 'JPY', 1],
  [-2.5, 'JPY', -3],
  [1.2345, 'KWD', 1235],
  [12.34, 'jpy', 1234],
  [95_000_000_000_000, 'CNY', 9_500_000_000_000_000],
])('%d %s are %d minor units', (major, currency, minor) => {
  expect(toMinor(major, currency)).toBe(minor)
  expect(minorUnits(major, currency)).toEqual({ minor, currency })
  expect(majorUnits({ minor, currency })).toBe(toMajor(minor, currency))
})

test('risk tiers stand in the same order', () => {
  expect(riskTiers).toEqual(RISK_TIER_NAMES)
})

const rule = (tier: RiskTierRule['tier'], enterAt: number, leaveBelow: number): RiskTierRule => ({
  tier,
  enterAt,
  leaveBelow,
  actWithinHours: null,
  alert: false,
})

test.each([
  ...RISK_TIER_PRESETS.map((preset) => [preset.name, riskTierRules(preset), true] as const),
  ['left where it is entered', [rule('high', 0.8, 0.8), rule('low', 0, 0)], true],
  ['left where the next one begins', [rule('high', 0.8, 0.5), rule('medium', 0.5, 0.4), rule('low', 0, 0)], true],
  ['two that begin at once', [rule('high', 0.5, 0.5), rule('medium', 0.5, 0.4), rule('low', 0, 0)], false],
  ['a lower one that begins higher', [rule('high', 0.5, 0.4), rule('medium', 0.6, 0.5), rule('low', 0, 0)], false],
  ['left above its entry', [rule('high', 0.8, 0.85), rule('low', 0, 0)], false],
  ['left below the entry of the next', [rule('high', 0.8, 0.4), rule('medium', 0.5, 0.4), rule('low', 0, 0)], false],
  ['a lowest that leaves people out', [rule('high', 0.8, 0.75), rule('low', 0.1, 0)], false],
] as const)('a scheme is taken or refused by both: %s', (name, tiers, isTaken) => {
  expect(problemOf(sorted({ name, tiers: [...tiers] })) === null).toBe(isTaken)
  expect(isSchemeOfServer(name, tiers)).toBe(isTaken)
})

function isSchemeOfServer(name: string, tiers: readonly RiskTierRule[]): boolean {
  try {
    return riskTierScheme(name, tiers).tiers.length === tiers.length
  } catch (error) {
    if (error instanceof AppError && error.code === 'risk-tiers') return false
    throw error
  }
}
