import { afterAll, beforeAll, expect, test } from 'vitest'
import { audienceOf } from '#decide/audience.ts'
import type { AudienceLists } from '#decide/audience.ts'
import { strategyLibrary } from '#decide/strategy-library.ts'
import type { StoredDecisionPreview, Strategy } from '#http/decide/retain-schemas.ts'
import type { SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { NOW } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { CUSTOMERS, fillSmallShop } from './support/small-shop.ts'

// Whom a strategy is for is a condition: what was said by lists before is the same people, and a run decides on these.

let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(NOW))
  await fillSmallShop(shop.house)
  await shop.house.db
    .updateTable('strategies')
    .set({ state: 'retired', definition: JSON.stringify(strategyLibrary('CNY')[0]?.definition) })
    .execute()
})
afterAll(async () => {
  await shop?.close()
})

const ANYONE: AudienceLists = { riskTiers: [], causes: [], lifecycleTiers: [], valueClasses: [] }
const ask = async <T>(status: number, ...[method, path, body]: Parameters<ShopServer['admin']['ask']>): Promise<T> => {
  const answer = await shop.admin.ask(method, path, body)
  expect([answer.statusCode, answer.statusCode === status ? '' : answer.body]).toEqual([status, ''])
  return answer.json<T>()
}
const reachOf = async (given: object) => (await ask<{ reach: number | null }>(200, 'POST', '/strategies/reach', given)).reach
/** A call, which nobody is held out of. */
const definition = (audience: object) => ({
  ...strategyLibrary('CNY')[0]?.definition,
  audience: undefined,
  ...audience,
  channel: 'agent_task',
  contactCost: { minor: 1, currency: 'CNY' },
  expectedEffect: 0.5,
  holdout: 0,
  holdoutWaiver: 'Only in this test',
})
const add = (audience: object) => ask<Strategy>(201, 'POST', '/strategies', definition(audience))
const preview = (...strategyIds: string[]) => ask<StoredDecisionPreview>(200, 'POST', '/decision-runs', { dryRun: true, strategyIds })

/** Who is meant by lists, as it was worked out before audiences were conditions. */
async function listed({ riskTiers, causes, lifecycleTiers, valueClasses }: AudienceLists): Promise<number> {
  const [row] = await readRows<{ n: string }>(
    shop.house.engines.clickhouse,
    `SELECT countIf((empty({riskTiers:Array(String)}) OR has({riskTiers:Array(String)}, s.tier)) AND (empty({causes:Array(String)}) OR has({causes:Array(String)}, s.cause))
       AND (empty({lifecycleTiers:Array(String)}) OR has({lifecycleTiers:Array(String)}, p.lifecycle_tier))
       AND (empty({valueClasses:Array(String)}) OR has({valueClasses:Array(String)}, p.value_class))) AS n
     FROM (SELECT * FROM scores FINAL WHERE kind = 'churn' AND as_of = {now:DateTime64(3,'UTC')}) AS s
     LEFT JOIN (SELECT * FROM profiles FINAL WHERE as_of = {now:DateTime64(3,'UTC')}) AS p ON p.customer_id = s.customer_id`,
    { riskTiers, causes, lifecycleTiers, valueClasses, now: NOW },
  )
  return Number(row?.n)
}

test.each<Partial<AudienceLists>>([
  {},
  { riskTiers: ['high'] },
  { riskTiers: ['high', 'medium'], causes: ['lapsed-cadence'] },
  { causes: ['spend-drop'] },
  { lifecycleTiers: ['active', 'at_risk'] },
  { valueClasses: ['high_value', 'general'], riskTiers: ['low'] },
  {
    riskTiers: ['medium'],
    causes: ['spend-drop', 'other'],
    lifecycleTiers: ['new', 'active', 'dormant'],
    valueClasses: ['potential', 'general'],
  },
])('%o is the same people in lists, as JSON and as text', async (some) => {
  const lists = { ...ANYONE, ...some }
  const audience = audienceOf(lists)
  const expected = await listed(lists)
  expect([await reachOf({ audience: lists }), await reachOf({ audience }), await reachOf({ where: printCondition(audience) })]).toEqual([
    expected,
    expected,
    expected,
  ])
})

test('the lists above tell people apart', async () => {
  for (const one of [{ riskTiers: ['high'] }, { causes: ['spend-drop'] }] satisfies Partial<AudienceLists>[]) {
    expect([0, CUSTOMERS]).not.toContain(await listed({ ...ANYONE, ...one }))
  }
})

test('a strategy that was stored with lists is read as the condition, says so in words, and is decided on as before', async () => {
  const lists: AudienceLists = { ...ANYONE, riskTiers: ['high'], causes: ['lapsed-cadence'] }
  const { id } = await add({ where: 'everyone' })
  await shop.house.db
    .updateTable('strategies')
    .set({ state: 'active', definition: JSON.stringify({ ...definition({}), audience: lists }) })
    .where('id', '=', id)
    .execute()
  const read = await ask<Strategy>(200, 'GET', `/strategies/${id}`)
  expect(read).toMatchObject({
    definition: { audience: audienceOf(lists) },
    where: 'churn.tier is "high" and churn.cause is "lapsed-cadence"',
    reach: await listed(lists),
    audienceProblem: null,
  })
  expect([read.sentence.en, read.sentence.zh]).toEqual([expect.stringContaining('High'), expect.stringContaining('高')])
  expect((await preview(id)).decided).toBe(await listed(lists))
  // What is read can be saved as it is.
  const saved = await ask<Strategy>(200, 'PUT', `/strategies/${id}`, read.definition)
  expect([saved.version, saved.where]).toEqual([2, read.where])
})

test('strategies of several audiences are matched in one run, each to its own people', async () => {
  const [high, spent] = [
    await add({ where: 'churn.tier is "high"' }),
    await add({ where: 'not churn.tier is "high" and sum(amount of order) > 100' }),
  ]
  for (const { id } of [high, spent]) await ask(200, 'PATCH', `/strategies/${id}`, { state: 'active' })
  const { strategies, candidates } = await preview(high.id, spent.id)
  expect(candidates).toBe(CUSTOMERS)
  const counts = new Map(strategies.map(({ strategyId, treated }) => [strategyId, treated]))
  expect([counts.get(high.id), counts.get(spent.id)]).toEqual([await reachOf({ where: high.where }), await reachOf({ where: spent.where })])
  expect(counts.get(spent.id)).toBeGreaterThan(0)
})

test('a strategy may name a segment; when its people change the preview is outdated, and when it is gone nothing is run', async () => {
  const name = 'Regulars'
  const segment = await ask<SavedSegment>(201, 'POST', '/segments', {
    name,
    description: '',
    kind: 'dynamic',
    where: 'churn.tier is "high"',
  })
  const { id } = await add({ where: `segment("${segment.id}")` })
  await ask(200, 'PATCH', `/strategies/${id}`, { state: 'active' })
  const before = await preview(id)
  expect([before.decided, (await ask<Strategy>(200, 'GET', `/strategies/${id}`)).sentence.en]).toEqual([
    await reachOf({ where: 'churn.tier is "high"' }),
    expect.stringContaining(name),
  ])
  const change = { name, description: '', base: segment.version, where: 'churn.tier is "high" and churn.cause is "spend-drop"' }
  await ask(200, 'PUT', `/segments/${segment.id}`, change)
  const outdated = await ask<{ code: string; params: Record<string, unknown> }>(409, 'POST', '/decision-runs', {
    previewId: before.previewId,
  })
  expect([outdated.code, outdated.params['changed']]).toEqual(['preview-outdated', 'audiences'])
  // While a strategy is for it, it is not put away; a store of before knew no such rule.
  expect(await ask(409, 'PUT', `/segments/${segment.id}/archived`, { archived: true })).toMatchObject({ code: 'segment-in-strategy' })
  await shop.house.engines.pg.query('UPDATE segments SET archived_at = now() WHERE id = $1', [segment.id])
  const gone = await ask<Strategy>(200, 'GET', `/strategies/${id}`)
  expect([gone.reach, gone.audienceProblem]).toEqual([null, 'condition-unknown-segment'])
  expect(await ask(409, 'POST', '/decision-runs', { dryRun: true, strategyIds: [id] })).toMatchObject({ code: 'audience-not-askable' })
})

test.each<[string, object, string]>([
  ['no audience', {}, 'strategy-audience'],
  ['both of them', { audience: { all: [] }, where: 'everyone' }, 'strategy-audience'],
  ['a list that there is not', { audience: { riskTiers: ['high'], moods: [] } }, 'strategy-audience'],
  ['a tier that there is not', { audience: { riskTiers: ['awful'] } }, 'condition-unknown-choice'],
  ['a field that there is not', { where: 'attribute.nothing is set' }, 'condition-unknown-name'],
  ['text that is no condition', { where: 'churn.tier is' }, 'condition-text'],
  ['something else', { audience: 7 }, 'condition-shape'],
])('%s is refused', async (_what, given, code) => {
  for (const [path, body] of [
    ['/strategies', definition(given)],
    ['/strategies/reach', given],
  ] as const) {
    expect(await ask(400, 'POST', path, body)).toMatchObject({ code })
  }
})
