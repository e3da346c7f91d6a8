import { expect, it } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { QualityRuleKeeper, type QualityLook, type QualityRuleVersion } from './quality-rule-keeper.ts'
import { DEFAULT_QUALITY_RULES, type QualityRule } from './quality-rules.ts'

const NOW = new Date('2026-03-15T08:00:00Z')
const far: QualityRule = {
  id: 'far',
  name: '',
  scope: 'order-lines',
  kind: 'outlier',
  field: 'amount',
  action: 'quarantine',
  method: 'mad',
  cutoff: 3,
}

function open() {
  const saved: QualityRuleVersion[] = []
  let look: QualityLook | null = null
  const store = {
    versions: (limit: number) => Promise.resolve(saved.toReversed().slice(0, limit)),
    add: (version: QualityRuleVersion) => Promise.resolve(saved.push(version) > 0),
    look: () => Promise.resolve(look),
    saveLook: (next: QualityLook) => {
      look = next
      return Promise.resolve()
    },
  }
  return new QualityRuleKeeper({ store, clock: new ManualClock(NOW), region: () => 'CN' })
}

const line = (field: string) => (field === 'amount' ? 9_000 : field === 'currency' ? 'CNY' : field === 'productId' ? 'P' : null)

it('keeps the limits of an outlier rule when another rule is saved, and drops them when it measures something else', async () => {
  const keeper = open()
  const save = (base: number, ...rules: QualityRule[]) =>
    keeper.save({ rules: [...DEFAULT_QUALITY_RULES.rules, ...rules] }, { base, author: 'a', note: '' })
  const refuses = () => keeper.gate()('orders', line).refusal?.field ?? ''
  await save(0, far)
  expect(refuses()).toBe('')
  const limits = new Map([['far', new Map([['CNY', { low: 1, high: 100, count: 60 }]])]])
  await keeper.saveLook({ version: 1, limits, survey: { scopes: [], rules: [] }, lookedAt: NOW })
  expect(refuses()).toBe('amount')
  await save(1, { ...far, name: 'Far off' })
  expect(refuses()).toBe('amount')
  await save(2, { ...far, field: 'unitPrice' })
  expect(refuses()).toBe('')
})

it('makes the rules ready once for many requests, and anew when they change', async () => {
  const keeper = open()
  const values = Array.from({ length: 5_000 }, (_, i) => `v${i}`)
  const listed = Array.from({ length: 180 }, (_, i): QualityRule => ({
    id: `r${i}`,
    name: '',
    scope: 'tickets',
    kind: 'reference',
    field: 'topic',
    action: 'flag',
    values,
  }))
  await keeper.save({ rules: listed }, { base: 0, author: 'a', note: '' })
  const ask = () => keeper.gate()('tickets', () => 'v1').flags.length
  expect(ask()).toBe(0)
  const began = performance.now()
  for (let i = 0; i < 50; i += 1) ask()
  expect(performance.now() - began).toBeLessThan(500)
  await keeper.save({ rules: [] }, { base: 1, author: 'a', note: '' })
  expect(keeper.gate()('tickets', () => 'other').flags).toEqual([])
})
