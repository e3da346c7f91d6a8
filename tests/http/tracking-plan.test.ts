import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type {
  PlanLibrary,
  PlanList,
  PlanPreview,
  PlanProposal,
  PlanState,
  PlanVersion,
  ReplayHeldAnswer,
  TrackingPlan,
  ViolationExample,
  ViolationList,
} from '#http/collect/plan-schemas.ts'
import type { Freshness } from '#http/collect/freshness-schemas.ts'
import type { WatchedDetail, WatchedList } from '#http/collect/watch-schemas.ts'
import { drainInbox } from '../../src/main/background.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'

const NOW = new Date('2026-05-01T10:00:10Z')
const clock = new ManualClock(NOW)
let shop: ShopServer
let made: NewSource

beforeAll(async () => {
  shop = await openShopServer(clock)
  made = (await shop.admin.ask('POST', '/sources', { name: 'web shop', kind: 'web' })).json<NewSource>()
})
afterAll(() => shop.close())

async function send(...messages: readonly object[]): Promise<void> {
  const response = await fetch(`${shop.server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${made.writeKey}:`).toString('base64')}` },
    body: JSON.stringify({ batch: messages, sentAt: clock.now().toISOString() }),
  })
  expect(response.status).toBe(200)
  await drainInbox(shop.house)
}

const viewed = (messageId: string, properties: object, event = 'Product Viewed') => ({
  type: 'track',
  event,
  userId: 'u1',
  messageId,
  timestamp: new Date(clock.now().getTime() - MINUTE_MS).toISOString(),
  properties,
})
const counts = async () => {
  const { items } = await shop.get<{ items: { id: string; received: number; stored: number; quarantined: number }[] }>('/sources')
  const { received = 0, stored = 0, quarantined = 0 } = items.find(({ id }) => id === made.source.id) ?? {}
  return { received, stored, quarantined }
}
const own = () => `/tracking-plans/${made.source.id}`
const save = (body: object, path = own()) => shop.admin.ask('PUT', path, body)

test('a plan is learned from what came, and nothing holds before it is saved', async () => {
  const events = Array.from({ length: 60 }, (_, i) =>
    viewed(`m${i}`, { product_id: `p${i}`, price: i / 2, ...(i === 0 ? { coupon: 'A' } : {}) }),
  )
  await send(...events, { type: 'page', name: 'Home', userId: 'u1', messageId: 'page', properties: { path: '/' } })
  const { plan, total, looked, seen } = await shop.get<PlanProposal>(`${own()}/proposal?days=7`)
  expect([total, looked, seen[0]?.count]).toEqual([61, 61, 60])
  expect(
    plan.events.map(({ type, name, properties }) => [type, name, properties.map((one) => [one.name, one.type, one.required])]),
  ).toEqual([
    [
      'track',
      'Product Viewed',
      [
        ['price', 'number', true],
        ['product_id', 'text', true],
        ['coupon', 'text', false],
      ],
    ],
    ['page', '', [['path', 'text', false]]],
  ])
  expect(await shop.get<PlanState>(own())).toMatchObject({ version: 0, plan: null, inherits: true, versions: [] })
  expect((await shop.get<PlanList>('/tracking-plans')).items).toEqual([])
  expect((await shop.get<PlanLibrary>('/tracking-plans/library')).items.map(({ name }) => name)).toContain('store-visit')
})

test('a plan that would hold most of what comes asks first, and a wrong one names its place', async () => {
  const strict = {
    unplannedEvents: 'quarantine',
    unplannedProperties: 'allow',
    missingProperties: 'allow',
    wrongProperties: 'allow',
    events: [],
  }
  const much = await save({ base: 0, plan: strict })
  expect([much.statusCode, much.json()]).toMatchObject([409, { code: 'tracking-plan-holds-much', params: { quarantined: 60, events: 61 } }])
  const preview = await shop.admin.ask('POST', `${own()}/preview`, { plan: strict })
  expect(preview.json<PlanPreview>()).toMatchObject({ events: 61, asPlanned: 1, quarantined: 60, byKind: { unplanned_event: 60 } })
  const wrong = await save({
    base: 0,
    plan: { ...strict, events: [{ type: 'track', name: '', description: '', owner: '', properties: [] }] },
  })
  expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { code: 'tracking-plan-wrong', params: { place: 'events[0].name' } }])
  expect((await save({ base: 0, plan: { ...strict, drop: true } })).statusCode).toBe(400)
  expect((await save({ base: 0, plan: strict }, '/tracking-plans/00000000-0000-4000-8000-000000000000')).statusCode).toBe(404)
})

test('what is not as planned is stored, shown or held, counted with an example, and put back once the plan is corrected', async () => {
  const { plan } = await shop.get<PlanProposal>(`${own()}/proposal`)
  const strict: TrackingPlan = { ...plan, unplannedEvents: 'quarantine', wrongProperties: 'flag' }
  expect((await save({ base: 0, plan: strict, note: 'first' })).json<PlanState>()).toMatchObject({ version: 1, inherits: false })
  expect((await save({ base: 0, plan })).json()).toMatchObject({ code: 'tracking-plan-changed' })
  await shop.admin.ask('POST', `/sources/${made.source.id}/watch`, {})
  const before = await counts()
  await send(
    viewed('wrong', { product_id: 'p', price: 1, coupon: 77, email: 'li@example.com' }),
    viewed('new', { a: 1 }, 'Coupon Found'),
    viewed('fine', { product_id: 'p', price: 1 }),
  )
  expect(await counts()).toEqual({ received: before.received + 3, stored: before.stored + 2, quarantined: before.quarantined + 1 })

  const { items } = await shop.get<ViolationList>(`/tracking-plans/violations?days=1&source=${made.source.id}`)
  expect(items).toMatchObject([
    { kind: 'unplanned_event', event: 'Coupon Found', property: '', count: 1, quarantined: 1, sourceName: 'web shop', hasExample: true },
    { kind: 'wrong_type', event: 'Product Viewed', property: 'coupon', count: 1, quarantined: 0, lastDay: '2026-05-01' },
  ])
  const example = await shop.get<ViolationExample>(`/tracking-plans/violations/${items[1]?.id ?? ''}`)
  expect(JSON.stringify(example)).toContain('77')
  expect(JSON.stringify(example)).not.toContain('li@')
  const watched = (await shop.get<WatchedList>(`/sources/${made.source.id}/messages`)).items
  expect(watched.map(({ name, verdict, reason }) => [name, verdict, reason])).toContainEqual([
    'Coupon Found',
    'quarantined',
    'unplanned_event',
  ])
  const flagged = watched.findLast(({ verdict }) => verdict === 'stored')
  const detail = await shop.get<WatchedDetail>(`/sources/${made.source.id}/messages/${flagged?.id ?? ''}`)
  expect(detail.steps.find(({ step }) => step === 'validate')).toMatchObject({ verdict: 'ok', reason: 'wrong_type' })

  // The source has a plan of its own, so that of all sources would hold none of its messages.
  const forAll = await shop.admin.ask('POST', '/tracking-plans/all/preview', {
    plan: { ...plan, events: [], unplannedEvents: 'quarantine' },
  })
  expect(forAll.json<PlanPreview>()).toMatchObject({ events: 0, quarantined: 0 })

  clock.moveTo(new Date(NOW.getTime() + 30 * MINUTE_MS))
  const none = (await shop.admin.ask('POST', `${own()}/replay`, {})).json<ReplayHeldAnswer>()
  expect(none).toEqual({ tried: 1, putBack: 0, still: 1, nextCursor: null })
  const found = { type: 'track', name: 'Coupon Found', description: '', owner: '', properties: [] }
  await save({ base: 1, plan: { ...strict, events: [...strict.events, found] } })
  const back = (await shop.admin.ask('POST', `${own()}/replay`, {})).json<ReplayHeldAnswer>()
  expect(back).toEqual({ tried: 1, putBack: 1, still: 0, nextCursor: null })
  await drainInbox(shop.house)
  expect(await counts()).toEqual({ received: before.received + 3, stored: before.stored + 3, quarantined: before.quarantined })
  const stored = await shop.house.engines.clickhouse.query({
    query:
      "SELECT toUnixTimestamp64Milli(occurred_at) AS o, toUnixTimestamp64Milli(available_at) AS a FROM events WHERE message_id = 'new'",
    format: 'JSONEachRow',
  })
  // It happened when it happened, and nobody knew of it before it came back.
  const [row] = await stored.json<{ o: string; a: string }>()
  expect(Math.abs(Number(row?.o) - (NOW.getTime() - MINUTE_MS))).toBeLessThan(100)
  expect(Number(row?.a)).toBe(clock.now().getTime())
  expect((await shop.admin.ask('POST', `${own()}/replay`, {})).json<ReplayHeldAnswer>().tried).toBe(0)
})

test('versions are kept, a plan is taken away by saving none', async () => {
  expect((await shop.get<PlanVersion>(`${own()}/versions/1`)).plan?.events).toHaveLength(2)
  expect((await shop.admin.ask('GET', `${own()}/versions/9`)).statusCode).toBe(404)
  const removed = (await save({ base: 2, plan: null })).json<PlanState>()
  expect(removed).toMatchObject({ version: 3, plan: null, inherits: true })
  expect(removed.versions.map(({ version, note }) => [version, note])).toEqual([
    [3, ''],
    [2, ''],
    [1, 'first'],
  ])
  const { rows } = await shop.house.engines.pg.query(
    "SELECT detail FROM audit_log WHERE action = 'tracking-plan-saved' ORDER BY at LIMIT 1",
  )
  expect(rows).toMatchObject([{ detail: { version: 1, before: 0, events: 2 } }])
})

test('a source that has not sent for longer than it should is late, is told of once, and is fresh again with its next message', async () => {
  const mine = async () => {
    const answer = await shop.get<Freshness>('/sources/freshness?days=7')
    return { ...answer, source: answer.sources.find(({ id }) => id === made.source.id) }
  }
  const tell = () => shop.house.sourceFreshness.tellLate(clock.now())
  const signals = async () => (await shop.house.engines.pg.query("SELECT DISTINCT payload FROM signals WHERE kind = 'source-late'")).rows
  expect(await mine()).toMatchObject({ declared: 0, fresh: 0, coverage: null, source: { state: 'undeclared', expectedMinutes: null } })
  expect((await shop.admin.ask('PUT', `/sources/${made.source.id}/expectation`, { minutes: 0 })).statusCode).toBe(400)
  expect((await shop.admin.ask('PUT', `/sources/${made.source.id}/expectation`, { minutes: 60 })).statusCode).toBe(204)
  expect(await mine()).toMatchObject({ declared: 1, fresh: 1, coverage: 1, source: { state: 'fresh', expectedMinutes: 60 } })
  expect(
    (await shop.admin.ask('POST', '/webhooks', { name: 'Late', url: 'https://8.8.8.8/late', events: ['source.late'] })).statusCode,
  ).toBe(201)

  clock.moveTo(new Date(clock.now().getTime() + 61 * MINUTE_MS))
  expect([await tell(), await tell()]).toEqual([1, 0])
  expect(await signals()).toMatchObject([{ payload: { sourceId: made.source.id, expectedMinutes: 60 } }])
  expect(await mine()).toMatchObject({ coverage: 0, source: { state: 'late', lateSince: clock.now().toISOString() } })
  await send(viewed('again', { product_id: 'p', price: 1 }))
  expect(await tell()).toBe(0)
  const { timeliness, source } = await mine()
  expect(source).toMatchObject({ state: 'fresh', lateSince: null })
  // What was put back from quarantine says nothing of how fast the product is.
  const { stored } = await counts()
  expect(timeliness.find(({ kind }) => kind === 'behaviour')).toMatchObject({
    limitMs: 5_000,
    records: stored - 1,
    within: stored - 1,
    share: 1,
    p50Ms: 50,
  })
})
