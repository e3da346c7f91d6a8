import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { WatchedDetail, WatchedList } from '#http/collect/watch-schemas.ts'
import type { CustomerValues, SurvivorshipState } from '#http/identity/survivorship-schemas.ts'
import type { AttributeList, Customer360, CustomerPage, LeftOutTraits } from '#http/profile/customer-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
let shop: ShopServer
let app: NewSource
let sent = 0

beforeAll(async () => {
  shop = await openShopServer(clock)
  app = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
})
afterAll(() => shop?.close())

const day = (n: number) => new Date(Date.UTC(2026, 3, n)).toISOString()

async function tell(message: object): Promise<void> {
  sent += 1
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/identify',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${app.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({ messageId: `m${sent}`, ...message }),
  })
  expect(answer.statusCode).toBe(200)
}
async function identify(userId: string, timestamp: string, traits: object, more: object = {}): Promise<void> {
  await tell({ userId, timestamp, traits, ...more })
  await drainInbox(shop.house)
}
const idOf = async (member: string) => (await shop.get<CustomerPage>(`/customers?q=${member}`)).items[0]?.id ?? ''
/** As the customer's page shows them: name -> value, masked where it is personal. */
async function attributesOf(member: string): Promise<Record<string, unknown>> {
  const { attributes } = await shop.get<Customer360>(`/customers/${await idOf(member)}`)
  return Object.fromEntries(attributes.map(({ name, value, masked }) => [name, masked ?? value]))
}
async function analysed(member: string): Promise<unknown> {
  const result = await shop.house.engines.clickhouse.query({
    query: `SELECT attribute_texts AS texts, attribute_numbers AS numbers, attribute_flags AS flags, attribute_dates AS dates
            FROM customers FINAL WHERE customer_id = {id:UUID}`,
    query_params: { id: await idOf(member) },
    format: 'JSONEachRow',
  })
  return (await result.json())[0]
}
const leftOut = async () =>
  (await shop.get<LeftOutTraits>('/attributes/left-out')).items.map(({ trait, reason, count }) => `${trait} ${reason} ${count}`)
const listed = async () => (await shop.get<Static<typeof AttributeList>>('/attributes')).items
async function counts() {
  const { items } = await shop.get<{ items: { id: string; received: number; stored: number; quarantined: number }[] }>('/sources')
  const { received = 0, stored = 0, quarantined = 0 } = items.find(({ id }) => id === app.source.id) ?? {}
  return { received, stored, quarantined }
}

test('traits become typed attributes with their source and time; personal ones are encrypted, masked and no part of analysis', async () => {
  await identify('T1', day(20), {
    plan: 'gold',
    seats: 12,
    birthday: '1990-01-02',
    newsletter: true,
    since: '2026-01-05',
    备用电话: '13900001101',
  })
  expect(await attributesOf('T1')).toEqual({
    plan: 'gold',
    seats: 12,
    birthday: '****',
    newsletter: true,
    since: '2026-01-05',
    备用电话: '139****1101',
  })
  expect(await analysed('T1')).toEqual({
    texts: { plan: 'gold' },
    numbers: { seats: 12 },
    flags: { newsletter: true },
    dates: { since: '2026-01-05' },
  })
  const id = await idOf('T1')
  const { items } = await shop.get<CustomerValues>(`/customers/${id}/values`)
  expect(items.find(({ name }) => name === 'plan')).toMatchObject({
    counts: { value: 'gold', speaker: { kind: 'source', name: 'App' }, last: day(20) },
  })
  expect(items.find(({ name }) => name === 'birthYear')?.counts.value).toBe(1990)
  const shown = await shop.admin.ask('POST', `/customers/${id}/reveal`, { kind: 'attribute:birthday', reason: 'a test of it' })
  expect(shown.json<{ values: string[] }>().values).toEqual(['1990-01-02'])
  const { rows } = await shop.house.engines.pg.query<{ all: string }>(`SELECT string_agg(s::text, '') AS all FROM customer_statements s`)
  expect(rows[0]?.all).not.toMatch(/1990-01-02|13900001101/)
  expect((await listed()).find(({ name }) => name === 'seats')).toMatchObject({
    label: 'seats',
    type: 'number',
    personal: false,
    heading: 'seats',
    importId: null,
    sourceId: app.source.id,
    customers: 1,
  })
})

test('the last word by the time of the event counts, however late another comes, and analysis hears of it', async () => {
  await identify('T1', day(15), { plan: 'silver', seats: 3 })
  expect(await attributesOf('T1')).toMatchObject({ plan: 'gold', seats: 12 })
  await identify('T1', day(21), { plan: 'bronze' })
  expect(await attributesOf('T1')).toMatchObject({ plan: 'bronze', seats: 12 })
  expect(await analysed('T1')).toMatchObject({ texts: { plan: 'bronze' } })
  // What changes and changes back within one load counts as it was last; null says nothing.
  for (const [n, plan] of ['gold', 'silver', 'gold'].entries()) await tell({ userId: 'T1', timestamp: day(22 + n), traits: { plan } })
  await identify('T1', day(26), { plan: null, seats: '' })
  expect(await analysed('T1')).toMatchObject({ texts: { plan: 'gold' }, numbers: { seats: 12 } })
})

test('a rule of survivorship holds for an attribute that files and events both say', async () => {
  const started = await shop.startImport('plans.csv', 'member_number,plan\nT1,paper\n', 'customers', {
    mapping: { 'attribute:plan': 'plan' },
  })
  expect((await shop.ended(started.id)).job.state).toBe('done')
  expect(await attributesOf('T1')).toMatchObject({ plan: 'paper' })
  const { facts } = await shop.get<SurvivorshipState>('/survivorship')
  const base = facts.find(({ fact }) => fact === 'attribute:plan')?.version
  const saved = await shop.admin.ask('PUT', '/survivorship/attribute:plan', { base, rule: 'sources', sources: [app.source.id, 'file'] })
  expect((await shop.ended(saved.json<{ job: { id: string } }>().job.id)).job.state).toBe('done')
  expect(await attributesOf('T1')).toMatchObject({ plan: 'gold' })
  const { importId } = (await shop.ended(started.id)).job.result as { importId: string }
  const undone = await shop.admin.ask('POST', `/imports/${importId}/undo`, {})
  expect((await shop.ended(undone.json<{ id: string }>().id)).job.state).toBe('done')
  expect(await attributesOf('T1')).toMatchObject({ plan: 'gold', seats: 12 })
})

test('what does not go with its attribute is left out by name, the event is stored, and the operator sees it', async () => {
  await shop.admin.ask('POST', `/sources/${app.source.id}/watch`, {})
  const before = await counts()
  await identify('T1', day(27), { seats: 'many', newsletter: 'call 13800138000', tags: ['a'], company: { name: 'x' }, plan: 'steel' })
  expect(await counts()).toEqual({ ...before, received: before.received + 1, stored: before.stored + 1 })
  expect(await attributesOf('T1')).toMatchObject({ seats: 12, newsletter: true, plan: 'steel' })
  const all = ['company attribute_nested 1', 'newsletter attribute_personal 1', 'seats attribute_type 1', 'tags attribute_nested 1']
  expect(await leftOut()).toEqual(all)
  const { items } = await shop.get<WatchedList>(`/sources/${app.source.id}/messages`)
  const watched = await shop.get<WatchedDetail>(`/sources/${app.source.id}/messages/${items[0]?.id ?? ''}`)
  expect(watched.steps.find(({ step }) => step === 'identify')).toEqual({ step: 'identify', verdict: 'ok', reason: 'attribute_nested' })
  expect(watched.stored).toMatchObject({
    traitsLeftOut: { tags: 'attribute_nested', seats: 'attribute_type', newsletter: 'attribute_personal' },
  })
  await identify('T1', day(28), { seats: true })
  expect(await leftOut()).toContain('seats attribute_type 2')
  // Text that is a number, and other spellings of a name, are no other type.
  await identify('T1', day(29), { Seats: '15' })
  expect(await attributesOf('T1')).toMatchObject({ seats: 15 })
})

test('bots, tests and devices of nobody say nothing', async () => {
  const before = (await listed()).map(({ name }) => name)
  await identify('T2', day(20), { robot: 1 }, { context: { userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' } })
  await identify('T2', day(20), { trial: 1 }, { context: { test: true } })
  await tell({ anonymousId: 'device-1', timestamp: day(20), traits: { stray: 1 } })
  await drainInbox(shop.house)
  expect((await listed()).map(({ name }) => name)).toEqual(before)
})

test('attributes follow a merge of records, and each has their own again when it is taken back', async () => {
  await identify('U1', day(20), { plan: 'gold', nickname: 'Bird' })
  await identify('U2', day(24), { plan: 'silver', seats: 4 })
  const before = [await attributesOf('U1'), await attributesOf('U2')]
  const decide = async (id: string, wish: object) => {
    const { state } = (await shop.admin.ask('POST', `/customers/${id}/identity/preview`, wish)).json<{ state: string }>()
    const body = { wish, state, confirmed: true, reason: 'a mistake' }
    return (await shop.admin.ask('POST', `/customers/${id}/identity/decisions`, body)).json<{ customerId: string }>()
  }
  const { customerId } = await decide(await idOf('U1'), { act: 'bind', kind: 'member_number', value: 'U2' })
  expect(await attributesOf('U1')).toEqual({ plan: 'silver', seats: 4, nickname: '****' })
  expect(await analysed('U1')).toMatchObject({ texts: { plan: 'silver' }, numbers: { seats: 4 } })
  const shown = await shop.admin.ask('POST', `/customers/${customerId}/reveal`, { kind: 'attribute:nickname', reason: 'a test of it' })
  expect(shown.json<{ values: string[] }>().values).toEqual(['Bird'])
  const { rows } = await shop.house.engines.pg.query<{ id: string }>(
    "SELECT id::text FROM identity_edges WHERE rule = 'bound' AND customer_id = $1 ORDER BY id DESC LIMIT 1",
    [customerId],
  )
  await decide(customerId, { act: 'unmerge', merge: rows[0]?.id ?? '' })
  expect([await attributesOf('U1'), await attributesOf('U2')]).toEqual(before)
})

test('what was said on a device of nobody stays nobody’s when somebody identifies on it', async () => {
  await tell({ type: 'identify', anonymousId: 'phone-7', timestamp: day(18), traits: { theme: 'dark' } })
  await identify('V1', day(19), { theme: 'light' }, { anonymousId: 'phone-7' })
  expect(await attributesOf('V1')).toEqual({ theme: 'light' })
})

test('a deleted attribute stays deleted whatever events say, until somebody allows it; the next value then decides its type', async () => {
  expect((await shop.admin.ask('DELETE', '/attributes/seats')).statusCode).toBe(204)
  expect((await shop.admin.ask('DELETE', '/attributes/seats')).json()).toMatchObject({ code: 'attribute-not-found' })
  await identify('T1', day(30), { seats: 99 })
  expect(await attributesOf('T1')).not.toHaveProperty('seats')
  expect(await analysed('T1')).toMatchObject({ numbers: {} })
  expect(await leftOut()).toContain('seats attribute_removed 1')
  expect((await shop.admin.ask('POST', '/attributes/seats/allow')).statusCode).toBe(204)
  expect((await shop.admin.ask('POST', '/attributes/seats/allow')).json()).toMatchObject({ code: 'attribute-not-removed' })
  await identify('T1', day(30), { seats: 'many' })
  expect(await attributesOf('T1')).toMatchObject({ seats: 'many' })
  expect(await analysed('T1')).toMatchObject({ texts: { seats: 'many' } })
})

test('a file brings a deleted attribute back', async () => {
  expect((await shop.admin.ask('DELETE', '/attributes/seats')).statusCode).toBe(204)
  const { id } = await shop.startImport('seats.csv', 'member_number,seats\nT1,7\n', 'customers', {
    mapping: { 'attribute:seats': 'seats' },
  })
  expect((await shop.ended(id)).job.state).toBe('done')
  expect(await attributesOf('T1')).toMatchObject({ seats: 7 })
  expect((await listed()).find(({ name }) => name === 'seats')).toMatchObject({ type: 'number', sourceId: null })
})
