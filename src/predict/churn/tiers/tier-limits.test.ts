import { expect, test } from 'vitest'
import { STANDARD_RISK_TIERS, tierWithHysteresis } from './risk-tiers.ts'
import { readTierLimits, readTierUnderLimits } from './tier-limits.ts'

const STANDARD = 'high:0.8:0.75,medium:0.5:0.45,low:0:0'

test('the limits of an address mean the same tiers as the scheme they were written from', () => {
  const scheme = readTierLimits(STANDARD)
  for (const previous of ['high', 'medium', 'low', null]) {
    for (let p = 0; p <= 1; p += 0.01) {
      expect(tierWithHysteresis(scheme, p, previous).name).toBe(tierWithHysteresis(STANDARD_RISK_TIERS, p, previous).name)
    }
  }
  expect(readTierUnderLimits(`medium@${STANDARD}`)).toEqual({ tier: 'medium', scheme })
})

test.each([
  ['high:0.5:0.45,medium:0.8:0.45,low:0:0', 'enterOrder'],
  ['high:0.8:0.9,low:0:0', 'leftAbove'],
  ['high:0.8:0.75,low:0.1:0', 'lastBegins'],
  ['high:0.8:0.75', 'count'],
  ['top:0.8:0.75,low:0:0', 'unknown'],
  ['high:x:0.75,low:0:0', 'limits'],
])('%s is refused as a wrong %s', (limits, reason) => {
  expect(() => readTierLimits(limits)).toThrow(
    expect.objectContaining({ code: 'risk-tiers', details: expect.objectContaining({ reason }) }),
  )
})

test('a tier that there is none of is under no limits', () => {
  expect(() => readTierUnderLimits(`top@${STANDARD}`)).toThrow('"top" is no risk tier; use high, medium, watch or low.')
})
