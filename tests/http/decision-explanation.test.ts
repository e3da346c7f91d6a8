import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DecisionExplanation } from '#http/decide/explanation-schemas.ts'
import type { StoredDecisionPreview, Strategy } from '#http/decide/retain-schemas.ts'
import { strategyLibrary } from '#decide/strategy-library.ts'
import { ManualClock } from '#kernel/clock.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { NOW } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { fillSmallShop } from './support/small-shop.ts'

// Every decision of a run is told again from the ledger, and for those who got nothing why.

let shop: ShopServer
let runId: string

const base = strategyLibrary('CNY')[0]?.definition
const add = async (name: string, where: string, more: object = {}) => {
  const { audience: _audience, ...rest } = base ?? {}
  const body = {
    ...rest,
    name: { zh: name, en: name },
    where,
    channel: 'agent_task',
    contactCost: { minor: 1, currency: 'CNY' },
    budget: null,
    ...more,
  }
  const made = (await shop.admin.ask('POST', '/strategies', body)).json<Strategy>()
  await shop.admin.ask('PATCH', `/strategies/${made.id}`, { state: 'active' })
  return made.id
}

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(NOW))
  await fillSmallShop(shop.house)
  await shop.house.db
    .updateTable('strategies')
    .set({ state: 'retired', definition: JSON.stringify(base) })
    .execute()
  await shop.admin.ask('PUT', '/decision-settings', { exploration: 0.3 })
  const ids = [
    await add('Best', 'everyone', { expectedEffect: 0.6 }),
    await add('Second', 'everyone', { expectedEffect: 0.5 }),
    await add('Nobody', 'churn.probability > 2'),
    await add('Too dear', 'everyone', { contactCost: { minor: 100_000_000, currency: 'CNY' } }),
  ]
  const preview = (await shop.admin.ask('POST', '/decision-runs', { dryRun: true, strategyIds: ids })).json<StoredDecisionPreview>()
  const { job } = await shop.ended(
    (await shop.admin.ask('POST', '/decision-runs', { previewId: preview.previewId })).json<{ id: string }>().id,
  )
  runId = (job.result as { runId: string }).runId
})
afterAll(async () => {
  await shop?.close()
})

const rows = async (query: string) =>
  await readRows<{ id: string; p: number; checks: string }>(shop.house.engines.clickhouse, query, { runId })

test('a decision is explained with every strategy of its run, the check that stopped each, and the draw', async () => {
  const [one] = await rows(
    `SELECT toString(decision_id) AS id, choice_probability AS p, checks FROM decisions WHERE run_id = {runId:UUID} ORDER BY id LIMIT 1`,
  )
  const explained = await shop.get<DecisionExplanation>(`/decisions/${one?.id}/explanation`)
  const of = (name: string) => explained.strategies.find((strategy) => strategy.name.en === name)
  expect(of('Nobody')).toMatchObject({ isEligible: false, failed: 'no_strategy' })
  expect(of('Too dear')).toMatchObject({ isEligible: false, failed: 'negative_gain' })
  expect([of('Best')?.isEligible, of('Second')?.isEligible]).toEqual([true, true])
  for (const { gain, margin, cost } of explained.strategies) expect(gain).toBeCloseTo(margin - cost, 6)
  expect(of('Best')).toMatchObject({ effect: 0.6, effectFrom: 'assumed' })
  expect(explained.choice?.probability).toBe(one?.p)
  expect(explained.draw?.probability).toBe(explained.draw?.arm === 'control' ? base?.holdout : 1 - (base?.holdout ?? 0))
  expect(explained.outcome?.sends.length).toBe(explained.draw?.arm === 'treated' ? 1 : 0)
})

test('choices that try another are marked, and each is written down with its probability', async () => {
  const all = await rows(`SELECT strategy_id AS id, choice_probability AS p, checks FROM decisions WHERE run_id = {runId:UUID}`)
  const choices = all.filter(({ p }) => p < 1)
  expect(choices.length).toBeGreaterThan(0)
  for (const { p } of choices) expect([0.3, 0.7].some((value) => Math.abs(value - p) < 1e-9)).toBe(true)
  expect(all.every(({ checks }) => checks.length === 4)).toBe(true)
})

test('who got nothing has a reason; who was no candidate, and what is no decision, is not found', async () => {
  const [one] = await rows(
    `SELECT toString(customer_id) AS id, 0 AS p, checks FROM decision_skips WHERE run_id = {runId:UUID} ORDER BY id LIMIT 1`,
  )
  const explained = await shop.get<DecisionExplanation>(`/decision-runs/${runId}/customers/${one?.id}/explanation`)
  expect(explained).toMatchObject({ decisionId: null, choice: null, draw: null, outcome: null })
  expect(explained.reason).not.toBeNull()
  expect(explained.strategies).toHaveLength(4)
  const codes = await Promise.all(
    [`/decisions/${runId}/explanation`, `/decision-runs/${runId}/customers/${runId}/explanation`].map(
      async (path) => (await shop.admin.ask('GET', path)).json<{ code: string }>().code,
    ),
  )
  expect(codes).toEqual(['decision-not-found', 'decision-not-of-run'])
})
