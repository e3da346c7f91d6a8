import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Consents, Customer360, TimelinePage } from '#http/profile/customer-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { StoredDecisionPreview, Task } from '#http/decide/retain-schemas.ts'
import type { StrategyDefinition } from '#decide/strategy.ts'
import { strategyLibrary } from '#decide/strategy-library.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { NOW, Visitor } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { customerId, fillSmallShop } from './support/small-shop.ts'

const clock = new ManualClock(NOW)
let shop: ShopServer
let callAll = ''
let callHalf = ''

async function addStrategy(change: Partial<StrategyDefinition>): Promise<string> {
  const [library] = strategyLibrary('CNY')
  const anyone = { riskTiers: [], causes: [], lifecycleTiers: [], valueClasses: [] }
  const contactCost = { minor: 1, currency: 'CNY' }
  const body = { ...library?.definition, audience: anyone, contactCost, budget: null, expectedEffect: 0.5, ...change }
  const made = await shop.admin.ask('POST', '/strategies', body)
  expect(made.statusCode).toBe(201)
  const { id } = made.json<{ id: string }>()
  expect((await shop.admin.ask('PATCH', `/strategies/${id}`, { state: 'active' })).statusCode).toBe(200)
  return id
}

beforeAll(async () => {
  shop = await openShopServer(clock)
  await fillSmallShop(shop.house)
  // Only strategies whose outcome can be worked out by hand: a call to anyone, with nobody and with half of them held out.
  await shop.house.db
    .updateTable('strategies')
    .set({ state: 'retired', definition: JSON.stringify(strategyLibrary('CNY')[0]?.definition) })
    .execute()
  callAll = await addStrategy({ holdout: 0, holdoutWaiver: 'Only in this test' })
  callHalf = await addStrategy({ holdout: 0.5 })
})
afterAll(async () => {
  await shop?.close()
})

const customer = (i: number) => shop.get<Customer360>(`/customers/${customerId(i)}`)
const post = (path: string, body: object) => shop.admin.ask('POST', path, body)
const preview = async (body: object) => {
  const answer = await post('/decision-runs', { dryRun: true, ...body })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<StoredDecisionPreview>()
}

const team = new Map<string, Visitor>()

async function colleague(role: string): Promise<Visitor> {
  const known = team.get(role)
  if (known !== undefined) return known
  const email = `${role}@example.com`
  const password = 'a long sentence of words'
  expect((await post('/users', { email, name: role, role, password, language: 'en' })).statusCode).toBe(201)
  const visitor = new Visitor(shop.server.app)
  await visitor.login(email, password)
  team.set(role, visitor)
  return visitor
}

test('a note is kept encrypted, stands in the timeline at its time, and is not for everyone who may see customers', async () => {
  const text = '希望周末再联系，手机号 13800138000'
  expect((await post(`/customers/${customerId(9)}/notes`, { text })).statusCode).toBe(201)
  clock.moveTo(new Date(NOW.getTime() + 60_000))
  expect((await post(`/customers/${customerId(9)}/notes`, { text: 'Called back' })).statusCode).toBe(201)
  const path = `/customers/${customerId(9)}/timeline`
  const all = await shop.get<TimelinePage>(`${path}?limit=50`)
  expect(all.items.slice(0, 2).map(({ kind, detail }) => [kind, detail['text'], detail['author']])).toEqual([
    ['note', 'Called back', 'Ada'],
    ['note', text, 'Ada'],
  ])
  expect(all.items.length).toBeGreaterThan(3)
  // Page by page the same entries come in the same order.
  const paged: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: TimelinePage = await shop.get(`${path}?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
    paged.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(paged).toEqual(all.items.map(({ id }) => id))
  expect((await shop.get<TimelinePage>(`${path}?kind=note`)).items).toHaveLength(2)
  const rows = await shop.house.db.selectFrom('customer_notes').selectAll().execute()
  expect(rows.some(({ body }) => body.includes('13800138000') || body.includes('周末'))).toBe(false)
  const audit = JSON.stringify(await shop.house.db.selectFrom('audit_log').selectAll().execute())
  expect(audit).toContain('customer-noted')
  expect(audit).not.toContain('周末')
  const analyst = await colleague('analyst')
  expect((await analyst.ask('GET', `${path}?kind=note`)).json<TimelinePage>().items).toEqual([])
  expect((await analyst.ask('POST', `/customers/${customerId(9)}/notes`, { text })).statusCode).toBe(403)
})

test('a withdrawn consent drops what is planned on that channel, and a yes after a no says where it comes from', async () => {
  const id = customerId(39)
  const run = await shop.ended((await post('/decision-runs', { customers: { ids: [id] }, strategyIds: [callAll] })).json<Job>().id)
  expect(run.job.state).toBe('done')
  const planned = () => shop.house.db.selectFrom('send_ledger').select(['state', 'reason']).where('customer_id', '=', id).execute()
  const before = await planned()
  expect(before.map(({ state }) => state)).toEqual(['planned'])
  const consents = (body: object) => post(`/customers/${id}/consents`, body)
  const no = await consents({ channel: 'phone', granted: false })
  expect([no.statusCode, no.json()]).toEqual([200, { droppedSends: before.length }])
  expect((await planned()).every(({ state }) => state === 'suppressed')).toBe(true)
  const bare = await consents({ channel: 'phone', granted: true })
  expect([bare.statusCode, bare.json<{ code: string }>().code]).toEqual([409, 'consent-evidence-needed'])
  expect((await consents({ channel: 'phone', granted: true, evidence: 'Asked for it on the phone' })).statusCode).toBe(200)
  expect((await consents({ channel: 'webhook', granted: true })).statusCode).toBe(200)
  expect((await customer(39)).consents.map(({ channel, granted, source }) => [channel, granted, source])).toEqual([
    ['phone', true, 'staff'],
    ['webhook', true, 'staff'],
  ])
  expect((await consents({ channel: 'pigeon', granted: true })).statusCode).toBe(400)
  expect((await consents({ channel: 'sms', granted: true, purpose: 'rumours' })).statusCode).toBe(400)
})

test('the ledger tells who wrote down what, and a no to everything ends what is planned on every channel', async () => {
  const id = customerId(38)
  const run = await shop.ended((await post('/decision-runs', { customers: { ids: [id] }, strategyIds: [callAll] })).json<Job>().id)
  expect(run.job.state).toBe('done')
  const consents = (body: object) => post(`/customers/${id}/consents`, body)
  expect((await consents({ channel: 'sms', granted: true, evidence: 'Asked 13800138000', noticeVersion: 'v3' })).json()).toEqual({
    droppedSends: 0,
  })
  expect((await consents({ channel: 'all', granted: false })).json()).toEqual({ droppedSends: 1 })
  const ledger = await shop.get<Consents>(`/customers/${id}/consents`)
  expect(ledger.current.map(({ purpose, channel, granted }) => `${purpose} ${channel} ${granted}`)).toEqual(
    ['email', 'phone', 'push', 'sms', 'webhook', 'wechat'].map((channel) => `marketing ${channel} false`),
  )
  expect(ledger.history.map(({ channel, state, source, by, noticeVersion }) => [channel, state, source, by, noticeVersion])).toEqual([
    ['all', 'withdrawn', 'staff', 'Ada', ''],
    ['sms', 'granted', 'staff', 'Ada', 'v3'],
  ])
  expect(ledger.history[1]?.evidence).not.toContain('13800138000')
  expect((await consents({ channel: 'all', granted: true })).json()).toMatchObject({ code: 'consent-evidence-needed' })
  const analyst = await colleague('analyst')
  expect((await analyst.ask('GET', `/customers/${id}/consents`)).statusCode).toBe(200)
  expect((await analyst.ask('POST', `/customers/${id}/consents`, { channel: 'all', granted: true })).statusCode).toBe(403)
  expect((await shop.admin.ask('GET', '/customers/01890000-0000-7000-8000-0000000000ff/consents')).json()).toMatchObject({
    code: 'customer-not-found',
  })
})

test('nobody contacts a stopped customer on any channel until the stop is lifted', async () => {
  const stop = (i: number) => `/customers/${customerId(i)}/contact-stop`
  expect((await shop.admin.ask('PUT', stop(30), { reason: 'asked' })).json()).toEqual({ stopped: 1, droppedSends: 0 })
  expect((await customer(30)).contactStop).toMatchObject({ reason: 'asked', by: 'Ada' })
  const { skipped } = await preview({ customers: { ids: [customerId(30)] }, strategyIds: [callAll] })
  expect(skipped.map(({ reason, customers }) => [reason, customers])).toEqual([['suppressed', 1]])
  expect((await shop.admin.ask('DELETE', stop(30))).statusCode).toBe(204)
  expect((await shop.admin.ask('DELETE', stop(30))).json()).toMatchObject({ code: 'not-stopped', status: 409 })
  expect((await customer(30)).contactStop).toBeNull()
  const bulk = (await post('/customers/contact-stops', { customers: { filter: { riskTier: 'high' } }, reason: 'staff' })).json<Job>()
  const { job } = await shop.ended(bulk.id)
  expect(job).toMatchObject({ state: 'done', kind: 'stop-contact', result: { stopped: 8 } })
  expect((await preview({ customers: { filter: { riskTier: 'high' } } })).decided).toBe(0)
  await shop.house.db.deleteFrom('contact_stops').execute()
})

test('a run of chosen customers is about them alone, and its draw is the same however often somebody looks', async () => {
  const ids = Array.from({ length: 12 }, (_, i) => customerId(10 + i))
  const first = await preview({ customers: { ids }, strategyIds: [callHalf] })
  expect(first.candidates).toBe(12)
  expect([first.decided, first.treated > 0, first.control > 0]).toEqual([12, true, true])
  const arms = ({ sample }: StoredDecisionPreview) => sample.map((one) => `${one.customerId} ${one.strategyId} ${one.arm}`).toSorted()
  for (let turn = 0; turn < 5; turn += 1) {
    clock.moveTo(new Date(clock.now().getTime() + 1_000))
    expect(arms(await preview({ customers: { ids: ids.toReversed() }, strategyIds: [callHalf] }))).toEqual(arms(first))
  }
  const { job } = await shop.ended((await post('/decision-runs', { previewId: first.previewId })).json<Job>().id)
  expect(job).toMatchObject({ state: 'done', result: { treated: first.treated, control: first.control } })
  const again = await preview({ customers: { ids }, strategyIds: [callHalf] })
  expect(again.skipped.filter(({ reason }) => reason === 'cooldown').map(({ customers }) => customers)).toEqual([first.decided])
  expect((await post('/decision-runs', { dryRun: true, customers: {} })).json()).toMatchObject({ code: 'selection-wrong' })
  const nobody = await post('/decision-runs', { dryRun: true, customers: { ids: ['01890000-0000-7000-8000-0000000000ff'] } })
  expect(nobody.json()).toMatchObject({ code: 'selection-empty' })
})

test('a task is made for a customer, taken by one person only, handed on, and done', async () => {
  const dueAt = new Date(clock.now().getTime() + DAY_MS).toISOString()
  const made = await post(`/customers/${customerId(5)}/tasks`, { title: '回访客户', script: '问问上次的茶', dueAt })
  expect(made.statusCode).toBe(201)
  const task = made.json<Task>()
  expect(task).toMatchObject({ maskedName: '客*', owner: null, strategyId: null, dueAt, title: { zh: '回访客户', en: '回访客户' } })
  const row = await shop.house.db.selectFrom('tasks').select(['words', 'title']).where('id', '=', task.id).executeTakeFirstOrThrow()
  expect([row.words?.includes('回访'), row.title]).toEqual([false, {}])
  const agent = await colleague('agent')
  const mine = async (who: Visitor) => (await who.ask('GET', '/tasks?state=open&owner=me')).json<{ items: Task[] }>().items
  expect(await mine(agent)).toEqual([])
  expect((await agent.ask('POST', `/tasks/${task.id}/take`)).json()).toMatchObject({ owner: { name: 'agent' } })
  expect((await mine(agent)).map(({ id }) => id)).toEqual([task.id])
  expect((await post(`/tasks/${task.id}/take`, {})).json()).toMatchObject({ code: 'task-taken', status: 409 })
  expect((await agent.ask('POST', `/tasks/${task.id}/assign`, { ownerId: null })).statusCode).toBe(403)
  const { items: owners } = await shop.get<{ items: { id: string; name: string }[] }>('/tasks/owners')
  expect(owners.map(({ name }) => name).toSorted()).toEqual(['Ada', 'agent'])
  const ada = owners.find(({ name }) => name === 'Ada')?.id
  expect((await post(`/tasks/${task.id}/assign`, { ownerId: ada })).json()).toMatchObject({ owner: { name: 'Ada' } })
  expect((await post(`/tasks/${task.id}/assign`, { ownerId: customerId(1) })).json()).toMatchObject({ code: 'task-owner-unknown' })
  // An agent has their own tasks and what nobody has; this one is a colleague's now.
  expect((await agent.ask('POST', `/tasks/${task.id}/complete`, { outcome: 'reached_accepted' })).json()).toMatchObject({
    code: 'task-not-found',
  })
  await post(`/tasks/${task.id}/assign`, { ownerId: owners.find(({ name }) => name === 'agent')?.id })
  const done = await agent.ask('POST', `/tasks/${task.id}/complete`, { outcome: 'reached_accepted' })
  expect(done.json()).toMatchObject({ state: 'done', owner: { name: 'agent' } })
  const late = await post(`/customers/${customerId(5)}/tasks`, { title: 'x', dueAt: '2020-01-01T00:00:00Z' })
  expect(late.json()).toMatchObject({ code: 'task-due' })
  const bulk = (await post('/tasks/bulk', { customers: { filter: { riskTier: 'high' } }, title: 'Call', dueAt, ownerId: ada })).json<Job>()
  expect((await shop.ended(bulk.id)).job).toMatchObject({ state: 'done', result: { created: 8, left: 0 } })
  expect(await mine(shop.admin)).toHaveLength(8)
})

test('chosen customers are exported masked and audited', async () => {
  const answer = await post('/customers/export', { customers: { ids: [customerId(1), customerId(2)] } })
  expect(answer.statusCode).toBe(200)
  expect(answer.body.trim().split('\n')).toHaveLength(3)
  expect(answer.body).not.toContain('客户1')
})

test('a message is shown as a customer would get it, with the name masked for team members who may not reveal it', async () => {
  const [library] = strategyLibrary('CNY')
  const text = { zh: '{{ customer.firstName }}，已有 {{ daysSinceLastOrder }} 天', en: '' }
  const definition = { ...library?.definition, channel: 'email', content: { subject: { zh: '好久不见', en: '' }, body: text } }
  const ask = { definition, customerId: customerId(9) }
  const whole = await post('/strategies/preview', ask)
  expect(whole.json()).toMatchObject({ language: 'zh', subject: '好久不见', nameShown: true })
  expect(whole.json<{ text: string }>().text).toMatch(/^客户9，已有 9 天/)
  expect(whole.json<{ text: string }>().text).not.toMatch(/\/[cu]\//)
  const visitor = new Visitor(shop.server.app)
  await visitor.login('analyst@example.com', 'a long sentence of words')
  const masked = (await visitor.ask('POST', '/strategies/preview', ask)).json<{ text: string; nameShown: boolean }>()
  expect([masked.nameShown, masked.text.startsWith('客*，')]).toEqual([false, true])
  expect((await post('/strategies/test', ask)).json()).toMatchObject({ code: 'mail-not-set-up' })
  const wrong = { ...definition, content: { ...definition.content, body: { zh: '{{ nobody }}', en: '' } } }
  expect((await post('/strategies/preview', { ...ask, definition: wrong })).json()).toMatchObject({ code: 'template-invalid' })
  const reach = await post('/strategies/reach', { audience: { riskTiers: ['high'], causes: [], lifecycleTiers: [], valueClasses: [] } })
  expect(reach.json()).toEqual({ reach: 8 })
})
