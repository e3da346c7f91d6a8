import { afterAll, beforeAll, expect, test } from 'vitest'
import { strategyLibrary } from '#decide/strategy-library.ts'
import type { Strategy, StrategyVersionList } from '#http/decide/retain-schemas.ts'
import { ManualClock, SECOND_MS } from '#kernel/clock.ts'
import type { Static } from '#http/shared-schemas.ts'
import { followApprovals } from '../../src/main/background.ts'
import { Visitor } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// A strategy for many waits for a second person, and what is changed while it is active stops until somebody agrees again.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z'))
const CUSTOMERS = 20
const LI = { email: 'li@example.com', password: 'another horse battery', name: 'Li', role: 'operator' }
const { audience: _, ...library } = strategyLibrary('CNY')[0]?.definition ?? { audience: null }
const definition = (more: object = {}) => ({
  ...library,
  audience: { all: [] },
  channel: 'agent_task',
  contactCost: { minor: 100, currency: 'CNY' },
  holdout: 0,
  holdoutWaiver: 'Only in this test',
  ...more,
})
let shop: ShopServer
let li: Visitor

beforeAll(async () => {
  shop = await openShopServer(clock, {})
  const rows = Array.from({ length: CUSTOMERS }, (_one, i) => `c${i}@example.com,yes`)
  await shop.ended((await shop.startImport('customers.csv', ['email,email consent', ...rows].join('\n'), 'customers')).id)
  await shop.admin.ask('POST', '/users', LI)
  li = new Visitor(shop.server.app)
  await li.login(LI.email, LI.password)
  await shop.admin.ask('PUT', '/approvals/settings', { isOn: true, people: 10, waiver: '' })
})
afterAll(async () => shop?.close())

const add = async (more: object = {}) => (await shop.admin.ask('POST', '/strategies', definition(more))).json<Strategy>()
const one = (id: string) => shop.get<Strategy>(`/strategies/${id}`)
const become = async (id: string, state: string, who = shop.admin) =>
  (await who.ask('PATCH', `/strategies/${id}`, { state })).json<Strategy>()
const change = async (id: string, more: object, who = shop.admin) =>
  (await who.ask('PUT', `/strategies/${id}`, definition(more))).json<Strategy>()
const decide = (who: Visitor, id: string | undefined, what: 'approve' | 'refuse', body: object = {}) =>
  who.ask('POST', `/approvals/${id}/${what}`, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof decide>>) => [statusCode, json<{ code?: string }>().code]

test('a second person reads whom it is for and what they get, agrees, and it is active by itself; its author may not', async () => {
  const { id } = await add({ content: { subject: { zh: '想念您', en: 'We miss you' }, body: { zh: '回来看看', en: 'Come back' } } })
  const { state, approval } = await become(id, 'active')
  expect([state, approval?.state, approval?.people, approval?.deciders]).toEqual(['draft', 'waiting', CUSTOMERS, ['Li']])
  expect(approval?.words.map(({ en }) => en)).toEqual(expect.arrayContaining(['Channel: a task.', 'Text: Come back']))
  expect(outcome(await decide(shop.admin, approval?.id, 'approve'))).toEqual([403, 'approval-own'])
  expect((await decide(li, approval?.id, 'approve')).json()).toMatchObject({ state: 'approved', kind: 'strategy', subjectId: id })
  expect(await one(id)).toMatchObject({ state: 'active', approval: { state: 'approved', decidedBy: 'Li' } })
  // Its content is agreed to: it pauses and goes on without another word, and what is agreed to wakes nothing that somebody paused.
  expect((await become(id, 'paused')).state).toBe('paused')
  await followApprovals(shop.house)
  expect((await one(id)).state).toBe('paused')
  expect((await become(id, 'active')).state).toBe('active')
})

test('changed while it waits, it has to be asked for again, and whoever changed it is its author', async () => {
  const { id } = await add()
  const first = (await become(id, 'active')).approval?.id
  expect(await change(id, { cooldownDays: 40 }, li)).toMatchObject({ state: 'draft', approval: null })
  expect(outcome(await decide(li, first, 'approve'))).toEqual([409, 'approval-decided'])
  const second = (await become(id, 'active')).approval?.id
  expect(outcome(await decide(li, second, 'approve'))).toEqual([403, 'approval-own'])
  await followApprovals(shop.house)
  expect((await one(id)).state).toBe('draft')
})

test('changed while it is active, it is paused until somebody agrees to the change', async () => {
  const { id } = await add()
  await decide(li, (await become(id, 'active')).approval?.id, 'approve')
  expect(await change(id, { cooldownDays: 50 })).toMatchObject({ state: 'paused', approval: null })
  const again = (await become(id, 'active')).approval
  expect(again).toMatchObject({ state: 'waiting', version: 4 })
  await decide(li, again?.id, 'approve')
  expect((await one(id)).state).toBe('active')
  const { items } = await shop.get<Static<typeof StrategyVersionList>>(`/strategies/${id}/versions`)
  expect(items.map(({ version, state }) => [version, state])).toEqual([
    [5, 'active'],
    [4, 'paused'],
    [3, 'paused'],
    [2, 'active'],
    [1, 'draft'],
  ])
})

test('sent back it stays a draft with the reason; few become active at once; a word whose node died is carried out', async () => {
  const { id } = await add()
  await decide(li, (await become(id, 'active')).approval?.id, 'refuse', { reason: 'Too dear' })
  expect(await one(id)).toMatchObject({ state: 'draft', approval: { state: 'refused', reason: 'Too dear' } })
  // What is asked about the same content later is the newer word.
  clock.moveTo(new Date(clock.now().getTime() + SECOND_MS))
  const few = await add({ audience: { field: 'customer.region', op: 'in', values: ['Nowhere'] } })
  expect(await become(few.id, 'active')).toMatchObject({ state: 'active', approval: null })
  const crash = (await become(id, 'active')).approval?.id
  await shop.house.engines.pg.query("UPDATE approvals SET state = 'approved', decided_by = 'user:other', decided_at = $2 WHERE id = $1", [
    crash,
    clock.now(),
  ])
  await followApprovals(shop.house)
  expect((await one(id)).state).toBe('active')
})

test('retired while it waits, it waits no more; switched off for a reason, nothing does', async () => {
  const { id } = await add()
  const approval = (await become(id, 'active')).approval?.id
  expect((await become(id, 'retired')).state).toBe('retired')
  expect(outcome(await decide(li, approval, 'approve'))).toEqual([409, 'approval-decided'])
  await shop.admin.ask('PUT', '/approvals/settings', { isOn: false, people: 10, waiver: 'we are two and sit side by side' })
  expect(await become((await add()).id, 'active')).toMatchObject({ state: 'active', approval: null })
  const { items } = await shop.get<{ items: readonly { action: string }[] }>('/audit?limit=200')
  expect(items.map(({ action }) => action)).toContain('strategy-awaits-approval')
})
