import { expect, it } from 'vitest'
import {
  RESPONSE_RISK_TIERS,
  RISK_TIER_PRESETS,
  riskTier,
  riskTierRules,
  riskTierScheme,
  STANDARD_RISK_TIERS,
  tierRank,
  tierWithHysteresis,
} from './risk-tiers.ts'
import type { RiskTierRule } from './risk-tiers.ts'

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

it.each([
  [STANDARD_RISK_TIERS, 0.78, 'high', 'high'],
  [STANDARD_RISK_TIERS, 0.75, 'high', 'high'],
  [STANDARD_RISK_TIERS, 0.7499, 'high', 'medium'],
  [STANDARD_RISK_TIERS, 0.78, 'medium', 'medium'],
  [STANDARD_RISK_TIERS, 0.78, null, 'medium'],
  [STANDARD_RISK_TIERS, 0.8, 'low', 'high'],
  // A customer falls no lower than the first tier whose own exit limit still holds.
  [STANDARD_RISK_TIERS, 0.47, 'high', 'medium'],
  [STANDARD_RISK_TIERS, 0.47, 'low', 'low'],
  [STANDARD_RISK_TIERS, 0.449, 'high', 'low'],
  [RESPONSE_RISK_TIERS, 0.26, 'medium', 'watch'],
  [RESPONSE_RISK_TIERS, 0.26, 'low', 'low'],
  // A tier of another scheme is ignored.
  [STANDARD_RISK_TIERS, 0.48, 'watch', 'low'],
])('under %o, %f after %s is %s', (scheme, probability, previous, tier) => {
  expect(tierWithHysteresis(scheme, probability, previous).name).toBe(tier)
})

it('ranks tiers from the lowest of the scheme', () => {
  expect(['high', 'watch', 'low', null].map((name) => tierRank(RESPONSE_RISK_TIERS, name))).toEqual([3, 1, 0, -1])
  expect(tierRank(STANDARD_RISK_TIERS, 'watch')).toBe(-1)
})

it('the response preset says how soon to act', () => {
  expect(RESPONSE_RISK_TIERS.tiers.map(({ actWithinHours }) => actWithinHours)).toEqual([24, 72, null, null])
  expect(RESPONSE_RISK_TIERS.tiers[0]?.labelEn).toBe('High risk (act within 24 hours)')
})

it('round-trips a scheme through its settings', () => {
  for (const preset of RISK_TIER_PRESETS) expect(riskTierScheme(preset.name, riskTierRules(preset))).toEqual(preset)
})

it.each([Number.NaN, -0.1, 1.1])('refuses %f', (probability) => {
  expect(() => riskTier(STANDARD_RISK_TIERS, probability)).toThrow('must lie between 0 and 1')
})

const rule = (tier: RiskTierRule['tier'], enterAt: number, change: Partial<RiskTierRule> = {}): RiskTierRule => ({
  tier,
  enterAt,
  leaveBelow: enterAt,
  actWithinHours: null,
  alert: false,
  ...change,
})
const low = rule('low', 0)

it.each([
  [48, '高风险（48 小时内处理）', 'High risk (act within 48 hours)'],
  [null, '高风险', 'High risk'],
])('with %s hours to act, the tier is called %s, %s', (actWithinHours, labelZh, labelEn) => {
  expect(riskTierScheme('mine', [rule('high', 0.8, { actWithinHours }), low]).tiers[0]).toMatchObject({ labelZh, labelEn })
})

it.each([
  [[low], 'at least two'],
  [[rule('high', 0.8), rule('low', 0.1)], 'begin it at 0'],
  [[rule('medium', 0.8), rule('high', 0.5), low], 'cannot come after "medium"'],
  [[rule('high', 0.8), rule('high', 0.5), low], 'give each once'],
  [[rule('high', 0.5), rule('medium', 0.5), low], 'not below "high"'],
  [[rule('high', 0.8, { leaveBelow: 0.85 }), low], 'left below 0.85 but entered only at 0.8'],
  [[rule('high', 0.8, { leaveBelow: 0.4 }), rule('medium', 0.5), low], 'leave it at 0.5 or above'],
  [[rule('high', 1.2), low], 'between 0 and 1'],
  [[rule('high', Number.NaN), low], 'between 0 and 1'],
  [[rule('highest' as RiskTierRule['tier'], 0.8), low], '"highest" is no risk tier'],
  [[rule('high', 0.8, { actWithinHours: 0 }), low], 'whole number from 1 to 720'],
  [[rule('high', 0.8), rule('low', 0, { alert: true })], 'cannot raise alerts'],
])('refuses tiers that do not fit together: %#', (rules, words) => {
  expect(() => riskTierScheme('mine', rules)).toThrow(words)
})

it('refuses a scheme without a name', () => {
  expect(() => riskTierScheme(' ', [rule('high', 0.8), low])).toThrow('need a name')
})

it.each([
  [[rule('high', 1), low]],
  [[rule('high', 0.8, { actWithinHours: 1 }), low]],
  [[rule('high', 0.8, { actWithinHours: 720 }), low]],
  [[rule('high', 0.8, { leaveBelow: 0.5 }), rule('medium', 0.5), low]],
])('takes limits on the bounds: %#', (rules) => expect(riskTierRules(riskTierScheme(' mine ', rules))).toEqual(rules))

it.each([
  [[rule('high', 0.8, { actWithinHours: 721 }), low], 'whole number from 1 to 720'],
  [[rule('high', 0.8, { actWithinHours: 1.5 }), low], 'whole number from 1 to 720'],
  [[rule('high', 0.8, { leaveBelow: -0.1 }), low], 'between 0 and 1'],
])('refuses limits beyond the bounds: %#', (rules, words) => expect(() => riskTierScheme('mine', rules)).toThrow(words))

it('keeps the name without the spaces around it', () => {
  expect(riskTierScheme(' mine ', [rule('high', 0.8), low]).name).toBe('mine')
})

it('a scheme that does not reach down to 0 is refused where it is used', () => {
  const open = { name: 'open', tiers: RESPONSE_RISK_TIERS.tiers.slice(0, 3) }
  expect(() => riskTier(open, 0.1)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('begin the last tier at 0'),
      details: { reason: 'lastBegins', tier: 'watch', other: '' },
    }),
  )
})
