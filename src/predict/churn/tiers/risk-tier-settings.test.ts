import { expect, it } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { memorySettingDocuments } from '../../../../tests/support/memory/memory-setting-documents.ts'
import { RiskTierSettings } from './risk-tier-settings.ts'
import { RESPONSE_RISK_TIERS, riskTierRules, STANDARD_RISK_TIERS } from './risk-tiers.ts'

function settings(kept: Readonly<Record<string, object>> = {}): RiskTierSettings {
  return new RiskTierSettings(memorySettingDocuments(kept), new ManualClock(new Date('2026-01-01T00:00:00Z')))
}

it('is the standard scheme until another is set, which is then stored', async () => {
  const tiers = settings()
  expect(await tiers.current()).toEqual(STANDARD_RISK_TIERS)
  await tiers.set('response', riskTierRules(RESPONSE_RISK_TIERS))
  expect(await tiers.current()).toEqual(RESPONSE_RISK_TIERS)
})

it('keeps the current tiers when the new ones are inconsistent', async () => {
  const tiers = settings()
  await expect(tiers.set('mine', riskTierRules(RESPONSE_RISK_TIERS).slice(0, 2))).rejects.toThrow('begin it at 0')
  expect(await tiers.current()).toEqual(STANDARD_RISK_TIERS)
})

it('says so when the stored document is something else', async () => {
  await expect(settings({ 'churn-risk-tiers': { tiers: 3 } }).current()).rejects.toThrow('set them again')
})
