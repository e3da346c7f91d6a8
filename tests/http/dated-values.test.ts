import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { RecordsAnswer } from '#http/collect/record-schemas.ts'
import type { TraitMeasures } from '#http/collect/trait-measure-schemas.ts'
import type { AccountPage } from '#http/profile/account-schemas.ts'
import type { CustomerPage, TimelinePage } from '#http/profile/customer-schemas.ts'
import type { Measures } from '#http/profile/measure-schemas.ts'
import type { Subscriptions } from '#http/profile/subscription-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
const dir = mkdtempSync(join(tmpdir(), 'liuke-dated-'))
let shop: ShopServer
let source: NewSource

beforeAll(async () => {
  shop = await openShopServer(clock)
  source = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'server', userIdKind: 'member_number' })).json<NewSource>()
})
afterAll(async () => {
  await shop?.close()
  rmSync(dir, { recursive: true, force: true })
})

async function track(batch: readonly object[]): Promise<void> {
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/batch',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({ batch }),
  })
  expect(answer.statusCode).toBe(200)
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  await drainInbox(shop.house)
}
const customerOf = async (q: string) => (await shop.get<CustomerPage>(`/customers?q=${q}`)).items[0]?.id ?? ''
const valuesOf = async (path: string) =>
  (await shop.get<Measures>(path)).items.map(({ name, unit, points }) => `${name} ${unit}: ${points.map(({ value }) => value).join(' ')}`)
const send = async (kind: string, records: object) => {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  return (await shop.admin.ask('POST', `/${kind}?source=${source.source.id}`, records)).json<RecordsAnswer>()
}

test('declared traits are measures from then on, and nothing else about the call changes', async () => {
  const path = `/sources/${source.source.id}/trait-measures`
  const identify = (day: number, traits: object) => ({
    type: 'identify',
    messageId: `i${day}`,
    userId: 'V1',
    timestamp: `2026-05-0${day}T10:00:00Z`,
    traits,
  })
  await track([identify(1, { balance: 5 })])
  const items = [
    { trait: 'balance', measure: '余额', unit: '元' },
    { trait: 'seats', measure: 'Seats', unit: '' },
  ]
  const save = async (list: readonly object[]) => await shop.admin.ask('PUT', path, { items: list })
  expect((await save(items)).statusCode).toBe(204)
  expect(await shop.get<TraitMeasures>(path)).toEqual({ items })
  await track([
    identify(3, { balance: '30.25', seats: 'many', plan: 'pro' }),
    identify(2, { balance: 20, seats: 3 }),
    { ...identify(4, { balance: 99 }), userId: 'V9', context: { test: true } },
  ])
  const id = await customerOf('V1')
  expect(await valuesOf(`/customers/${id}/measures`)).toEqual(['Seats : 3', '余额 元: 20 30.25'])
  const twice = await save([items[0] as object, { trait: 'balance', measure: 'x', unit: '' }])
  expect([twice.statusCode, twice.json<{ code: string }>().code]).toEqual([400, 'trait-measure-twice'])
  expect((await save([])).statusCode).toBe(204)
  await track([identify(5, { balance: 40 })])
  expect(await valuesOf(`/customers/${id}/measures`)).toEqual(['Seats : 3', '余额 元: 20 30.25'])
})

test('every number that calls, records and files say of an account is a dated value, and an undone file takes its own back', async () => {
  const group = (day: number, hour: number, seats: number) => ({
    type: 'group',
    messageId: `g${day}.${hour}`,
    userId: 'V1',
    groupId: 'ACME',
    timestamp: `2026-05-0${day}T${hour}:00:00Z`,
    traits: { seats, plan: 'pro' },
  })
  await track([group(2, 18, 12), group(2, 10, 11), group(1, 10, 10)])
  await send('accounts', { accountId: 'ACME', attributes: { seats: 15, usage: 0.5 }, updatedAt: '2026-05-04T10:00:00Z' })
  const id = (await shop.get<AccountPage>('/accounts?q=acme')).items[0]?.id ?? ''
  const path = `/accounts/${id}/measures`
  expect(await valuesOf(path)).toEqual(['seats : 10 12 15', 'usage : 0.5'])
  const file = join(dir, 'accounts.csv')
  writeFileSync(file, '企业编号,数据日期,席位\nACME,2026-05-03 20:00,13\nACME,2026-05-05 20:00,16\n')
  const { importId } = await shop.house.imports.importFile({
    file,
    kind: 'accounts',
    corrections: { mapping: { 'attribute:seats': '席位', saidAt: '数据日期' } },
  })
  expect(await valuesOf(path)).toEqual(['seats : 10 12 13 15 16', 'usage : 0.5'])
  await shop.house.undos.undo(importId, { by: 'ann@shop.cn' })
  expect(await valuesOf(path)).toEqual(['seats : 10 12 15', 'usage : 0.5'])
  expect((await shop.admin.ask('GET', '/accounts/00000000-0000-4000-8000-000000000000/measures')).statusCode).toBe(404)
})

test('a balance in another unit is another value: neither replaces the other, in records and in files', async () => {
  const of = (value: number, unit: string) => ({ memberNumber: 'V3', measure: 'Balance', value, unit, measuredAt: '2026-05-01' })
  expect(await send('measures', [of(12_500, 'CNY'), of(100, 'USD'), of(12_500, 'CNY')])).toMatchObject({ stored: 2, duplicates: 1 })
  const path = `/customers/${await customerOf('V3')}/measures`
  expect(await valuesOf(path)).toEqual(['Balance CNY: 12500', 'Balance USD: 100'])
  const file = join(dir, 'balances.csv')
  writeFileSync(file, 'memberNumber,measure,value,unit,measuredAt\nV3,Balance,12000,CNY,2026-05-02\nV3,Balance,50,USD,2026-05-02\n')
  const { importId, ...taken } = await shop.house.imports.importFile({ file, kind: 'measures' })
  expect(taken).toMatchObject({ stored: 2, records: { replaced: 0 } })
  expect(await valuesOf(path)).toEqual(['Balance CNY: 12500 12000', 'Balance USD: 100 50'])
  await shop.house.undos.undo(importId, { by: 'ann@shop.cn' })
  expect(await valuesOf(path)).toEqual(['Balance CNY: 12500', 'Balance USD: 100'])
})

test('a sign-in of a record and of a file is one, on the timeline with its activity, and one of nobody is kept aside', async () => {
  const record = { memberNumber: 'V2', activity: '品鉴会', signedInAt: '2026-05-02 14:05', storeId: 'S01', venue: '茶室' }
  expect(await send('sign-ins', [record, { activity: '品鉴会', signedInAt: '2026-05-02 14:05' }])).toMatchObject({
    stored: 1,
    quarantined: 1,
  })
  expect(await send('sign-ins', record)).toMatchObject({ stored: 0, duplicates: 1 })
  const { id: job } = await shop.startImport('list.csv', '会员号,活动,签到时间\nV2,品鉴会,2026-05-02 14:05\n', 'sign_ins')
  const { importId } = (await shop.ended(job)).job.result as { importId: string }
  const signIns = async () =>
    (await shop.get<TimelinePage>(`/customers/${await customerOf('V2')}/timeline?kind=event`)).items.map(({ name, detail }) => [
      name,
      detail['activity'],
      detail['venue'],
    ])
  expect(await signIns()).toEqual([['Activity Signed In', '品鉴会', '茶室']])
  await shop.house.undos.undo(importId, { by: 'ann@shop.cn' })
  expect(await signIns()).toEqual([['Activity Signed In', '品鉴会', '茶室']])
})

test('a contract that a record began and events went on with is one, and one without an id stays an event', async () => {
  const record = {
    subscriptionId: 'C1',
    memberNumber: 'V5',
    startedAt: '2026-01-10',
    plan: 'Pro',
    price: 30,
    period: 'month',
    renewsAt: '2026-05-10',
  }
  expect(await send('subscriptions', [record, { ...record, subscriptionId: 'C2', endedAt: '2025-12-31' }])).toMatchObject({
    stored: 1,
    quarantined: 1,
    results: [{ outcome: 'stored' }, { outcome: 'quarantined', reason: 'date-out-of-range', field: 'endedAt' }],
  })
  const path = `/customers/${await customerOf('V5')}/subscriptions`
  const shown = async () =>
    (await shop.get<Subscriptions>(path)).items.map(({ id, status, renewsAt, price, seats }) => [
      id,
      status,
      renewsAt?.slice(0, 10) ?? '',
      price?.minor ?? 0,
      seats ?? 0,
    ])
  expect(await shown()).toEqual([['C1', 'overdue', '2026-05-09', 3000, 0]])
  const event = (name: string, hour: number, properties: object) => ({
    type: 'track',
    event: name,
    messageId: `${name}${hour}`,
    userId: 'V5',
    timestamp: `2026-05-10T0${hour}:00:00Z`,
    properties,
  })
  await track([
    event('Subscription Renewed', 6, { subscription_id: 'C1', renews_at: '2026-06-10T00:00:00Z' }),
    event('Subscription Updated', 7, { subscription_id: 'C1', price: 35, seats: 2 }),
    event('Subscription Cancelled', 7, { plan: 'Pro' }),
  ])
  expect(await shown()).toEqual([['C1', 'running', '2026-06-10', 3500, 2]])
  expect((await shop.admin.ask('GET', '/customers/00000000-0000-4000-8000-000000000000/subscriptions')).statusCode).toBe(404)
})
