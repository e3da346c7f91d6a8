import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApprovalAnswer } from '#http/act/approval-schemas.ts'
import type { JourneyApproval, JourneyDetail, JourneyPage } from '#http/act/journey-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { followApprovals } from '../../src/main/background.ts'
import { Visitor } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// A journey that reaches many waits for a second person, and goes live by itself as they saw it.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z'))
const CUSTOMERS = 20
const LI = { email: 'li@example.com', password: 'another horse battery', name: 'Li', role: 'operator' }
const DAILY = {
  name: 'Daily',
  entry: { kind: 'audience', every: 'day', at: '09:00' },
  audience: { all: [] },
  steps: [{ id: 'wait', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 1, unit: 'hour' } }, next: null }],
  first: 'wait',
}
const CART = { ...DAILY, name: 'Cart', entry: { kind: 'event', event: { name: 'Product Added', where: [] }, key: 'cart_id' } }
let shop: ShopServer
let li: Visitor

beforeAll(async () => {
  shop = await openShopServer(clock, {})
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => `c${i}@example.com,yes`)
  await shop.ended((await shop.startImport('customers.csv', ['email,email consent', ...rows].join('\n'), 'customers')).id)
})
afterAll(async () => shop?.close())

const ask = (who: Visitor, method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => who.ask(method, path, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof ask>>) => [statusCode, json<{ code?: string }>().code]
const draft = async (more: object = {}) =>
  (await ask(shop.admin, 'POST', '/journeys', { definition: { ...DAILY, ...more } })).json<JourneyDetail>().journey
const one = (id: string) => shop.get<JourneyDetail>(`/journeys/${id}`)
const publish = async (id: string, who = shop.admin) => {
  const { journey } = await one(id)
  return await ask(who, 'POST', `/journeys/${id}/publish`, { version: journey.version })
}
const save = async (id: string, name: string, who = shop.admin) => {
  const { journey } = await one(id)
  return await ask(who, 'PUT', `/journeys/${id}`, { base: journey.version, definition: { ...journey.definition, name } })
}
const asked = async (id: string) => (await publish(id)).json<JourneyDetail>().approval?.id ?? ''
const decide = (who: Visitor, id: string, what: 'approve' | 'refuse', body: object = {}) =>
  ask(who, 'POST', `/approvals/${id}/${what}`, body)

test('in a shop of one person nothing waits; with a rule of their own it waits, and nobody may approve yet', async () => {
  const free = await draft()
  expect((await publish(free.id)).json<JourneyDetail>()).toMatchObject({
    journey: { state: 'live', awaitsApproval: false },
    approval: null,
  })
  await ask(shop.admin, 'PUT', '/approvals/settings', { isOn: true, people: 10, waiver: '' })
  const { id } = await draft({ name: 'Alone' })
  expect(await shop.get<JourneyApproval>(`/journeys/${id}/approval`)).toEqual({ approval: null, people: CUSTOMERS, isNeeded: true })
  expect((await publish(id)).json<JourneyDetail>()).toMatchObject({
    journey: { state: 'draft', awaitsApproval: true, liveVersion: null },
    approval: { state: 'waiting', people: CUSTOMERS, deciders: [], hindrance: 'own' },
  })
  const waiting = (await one(id)).approval?.id ?? ''
  expect((await ask(shop.admin, 'POST', `/approvals/${waiting}/withdraw`)).json()).toMatchObject({ state: 'withdrawn' })
  expect((await one(id)).journey).toMatchObject({ state: 'draft', awaitsApproval: false })
  expect(outcome(await decide(shop.admin, waiting, 'approve'))[0]).toBe(403)
})

test('a second person reads it in words, agrees, and it is live by itself; its author may not', async () => {
  expect((await ask(shop.admin, 'POST', '/users', LI)).statusCode).toBe(201)
  li = new Visitor(shop.server.app)
  await li.login(LI.email, LI.password)
  const { id } = await draft({ name: 'Words' })
  const approval = (await publish(id)).json<JourneyDetail>().approval
  expect(approval).toMatchObject({ kind: 'journey', subjectId: id, version: 1, askedBy: 'Ada', deciders: ['Li'] })
  expect(approval?.words.map(({ en }) => en)).toEqual(
    expect.arrayContaining(['Entry: customers who match, every day at 09:00.', '1. Wait for 1 hour. Then: the end']),
  )
  expect(outcome(await decide(shop.admin, approval?.id ?? '', 'approve'))).toEqual([403, 'approval-own'])
  const list = (await li.ask('GET', '/approvals?state=waiting')).json<{ items: ApprovalAnswer[] }>().items
  expect(list).toMatchObject([{ id: approval?.id, title: 'Words', planned: null, hindrance: null }])
  expect((await shop.get<JourneyPage>('/journeys')).items.map(({ awaitsApproval }) => awaitsApproval)).toContain(true)
  await followApprovals(shop.house)
  expect((await one(id)).journey.state).toBe('draft')
  expect((await decide(li, approval?.id ?? '', 'approve')).json()).toMatchObject({ state: 'approved', decidedBy: 'Li' })
  expect(await one(id)).toMatchObject({
    journey: { state: 'live', liveVersion: 1, publishedBy: 'Ada', awaitsApproval: false },
    approval: { state: 'approved' },
  })
})

test('changed while it waits, it waits no more, and nobody can agree to what it was', async () => {
  const { id } = await draft({ name: 'Edited' })
  const first = await asked(id)
  expect((await save(id, 'Edited twice')).json<JourneyDetail>()).toMatchObject({
    journey: { version: 2, awaitsApproval: false },
    approval: null,
  })
  expect(outcome(await decide(li, first, 'approve'))).toEqual([409, 'approval-decided'])
  await followApprovals(shop.house)
  expect((await one(id)).journey.state).toBe('draft')
  // Whoever saved the version is its author as much as who asked.
  await save(id, 'By Li', li)
  expect(outcome(await decide(li, await asked(id), 'approve'))).toEqual([403, 'approval-own'])
})

test('what it was is not let live either where the request outlived the change', async () => {
  const { id } = await draft({ name: 'Raced' })
  const approval = await asked(id)
  const { journey } = await one(id)
  await shop.house.engines.pg.query('UPDATE journeys SET version = 2 WHERE id = $1', [id])
  await shop.house.engines.pg.query(
    `INSERT INTO journey_versions (journey_id, version, definition, saved_at, saved_by)
     SELECT journey_id, 2, definition, saved_at, saved_by FROM journey_versions WHERE journey_id = $1`,
    [id],
  )
  expect(outcome(await decide(li, approval, 'approve'))).toEqual([409, 'journey-changed'])
  expect((await one(id)).journey).toMatchObject({ state: 'draft', version: journey.version + 1 })
})

test('sent back it is a draft with the reason', async () => {
  const { id } = await draft({ name: 'Refused' })
  const approval = await asked(id)
  expect(outcome(await decide(li, approval, 'refuse', { reason: ' ' }))).toEqual([400, 'approval-reason-needed'])
  expect((await decide(li, approval, 'refuse', { reason: 'Too often' })).statusCode).toBe(200)
  expect(await one(id)).toMatchObject({
    journey: { state: 'draft', awaitsApproval: false },
    approval: { state: 'refused', reason: 'Too often' },
  })
})

test('few go at once: of an event those count who did it lately', async () => {
  const { id } = await draft(CART)
  expect(await shop.get<JourneyApproval>(`/journeys/${id}/approval`)).toEqual({ approval: null, people: 0, isNeeded: false })
  expect((await publish(id)).json<JourneyDetail>().journey.state).toBe('live')
  const nobody = await draft({ name: 'Nobody', audience: { field: 'customer.region', op: 'in', values: ['Nowhere'] } })
  expect((await publish(nobody.id)).json<JourneyDetail>().journey.state).toBe('live')
})

test('the next version of a live one waits while the one before goes on; a word whose node died is carried out', async () => {
  const { id } = await draft({ ...CART, name: 'Live' })
  await publish(id)
  const { journey } = await one(id)
  await ask(shop.admin, 'PUT', `/journeys/${id}`, { base: 1, definition: { ...journey.definition, entry: DAILY.entry } })
  const approval = await asked(id)
  expect((await one(id)).journey).toMatchObject({ state: 'live', liveVersion: 1, version: 2, awaitsApproval: true })
  await shop.house.engines.pg.query("UPDATE approvals SET state = 'approved', decided_by = 'user:other', decided_at = $2 WHERE id = $1", [
    approval,
    clock.now(),
  ])
  await followApprovals(shop.house)
  expect((await one(id)).journey).toMatchObject({ state: 'live', liveVersion: 2, awaitsApproval: false })
  const { items } = await shop.get<{ items: readonly { action: string }[] }>('/audit?limit=200')
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['journey-awaits-approval', 'approval-asked', 'approval-withdrawn', 'journey-published']),
  )
})

test('what ends or is deleted does not wait any more', async () => {
  const { id } = await draft({ name: 'Deleted' })
  const approval = await asked(id)
  expect((await ask(shop.admin, 'DELETE', `/journeys/${id}`)).statusCode).toBe(204)
  expect((await shop.get<ApprovalAnswer>(`/approvals/${approval}`)).state).toBe('withdrawn')
})
