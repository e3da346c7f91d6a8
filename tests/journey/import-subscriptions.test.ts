import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventSubscriptions } from '#collect/subscriptions/event-subscriptions.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import type { IdentityClaim } from '#collect/identity-claim.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { SubscriptionView } from '#profile/subscription-view.ts'
import { readTimeline } from '#store/analytical/queries/timeline.ts'
import { insertSubscriptions, readSubscriptions } from '#store/analytical/subscriptions-store.ts'
import { emptyShop, type OpenEngines, openEngines } from '../support/data-folder.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from './intake-world.ts'

// Subscriptions by file, record and event on the real engines: what they come to, and how they are taken back.

const dir = newDataDir()
const NOW = new Date('2026-06-01T00:00:00Z')
let open: OpenEngines
let world: IntakeWorld
let clock: ManualClock

beforeAll(async () => {
  open = await openEngines()
})
beforeEach(async () => {
  await emptyShop(open.engines)
  clock = new ManualClock(NOW)
  world = await openIntakeWorld({ clock, open })
})
afterAll(async () => {
  await open?.stop()
  rmSync(dir, { recursive: true, force: true })
})

const fileOf = (name: string, content: string): string => {
  const file = join(newDataDir(), name)
  writeFileSync(file, content)
  return file
}
const take = (name: string, content: string, options: object = {}) =>
  world.imports.importFile({ file: fileOf(name, content), kind: 'subscriptions', ...options })
const undo = (id: string) => world.undos.undo(id, { by: 'ann@shop.cn' })
const send = (...records: Record<string, unknown>[]) =>
  world.records.take({ kind: 'subscriptions', sourceId: '00000000-0000-4000-8000-000000000001', key: null, records })

const idOf = async (memberNumber: string): Promise<string> => {
  const { owners } = await world.identity.resolve([
    { identifiers: [{ kind: 'member_number', value: memberNumber }], source: 'test', seenAt: clock.now() },
  ])
  return owners[0]?.customerId ?? ''
}
const ofCustomer = (...ids: string[]): Promise<SubscriptionView[]> => readSubscriptions(world.engines.clickhouse, ids, clock.now())
const shown = ({ id, plan, status, renewsAt, endedAt, price, seats }: SubscriptionView): string =>
  [id, plan, status, renewsAt?.slice(0, 10), endedAt?.slice(0, 10), price === null ? '' : `${price.minor} ${price.currency}`, seats].join(
    ' ',
  )
/** What the view of all subscriptions says, and nothing else. */
const inView = async (): Promise<string> => {
  const { all = '' } = await world.row(
    `SELECT arrayStringConcat(arraySort(groupArray(concat(subscription_id, ' ', plan, ' ', toString(ifNull(price, 0)), ' ', toString(isNull(ended_at))))), ', ') AS all FROM subscriptions`,
  )
  return all
}

const FILE = `合约编号,会员号,套餐名称,开始日期,到期日期,终止日期,月费,计费周期,状态
C1,M1,标准版,2025-01-15,2026-06-15,,¥99.00,月付,生效中
C2,M2,标准版,2025-03-01,,2026-02-01,99,月付,已终止
C3,M3,企业版,2024-01-01,2026-05-25,,"12,000",年付,有效
C4,M4,企业版,2024-06-01,,2024-01-01,1,年付,
C5,,企业版,2024-06-01,,,1,年付,
C6,M6,企业版,2024-06-01,,,1,年付,已终止
C7,M7,标准版,2025-03-01,2026-04-30,,99,月付,祖父条款
`

it('tells a list of contracts from orders, keeps what is whole and refuses what contradicts itself', async () => {
  const preview = await world.imports.previewImport({ file: fileOf('contracts.csv', FILE) })
  expect(preview).toMatchObject({
    kind: 'subscriptions',
    missing: [],
    mapping: { subscriptionId: '合约编号', price: '月费', renewsAt: '到期日期' },
  })
  const result = await take('contracts.csv', FILE)
  expect(result).toMatchObject({ rows: 7, stored: 4, quarantined: 3, customers: 4, records: { subscriptions: 4, ended: 1, plans: 2 } })
  expect(result.issues.map(({ row, field, reason }) => [row, field, reason])).toEqual([
    [5, 'endedAt', 'date-out-of-range'],
    [6, '', 'no-identifier'],
    [7, 'status', 'contradictory-status'],
  ])
  expect(result.questions.map(({ code }) => code)).toContain('status-not-compared')
  const [one, two, three, seven] = await Promise.all(['M1', 'M2', 'M3', 'M7'].map(async (member) => await ofCustomer(await idOf(member))))
  // Days begin at 16:00 UTC of the day before.
  expect(one?.map(shown)).toEqual(['C1 标准版 running 2026-06-14  9900 CNY '])
  expect(two?.map(shown)).toEqual(['C2 标准版 ended  2026-01-31 9900 CNY '])
  expect(three?.map(shown)).toEqual(['C3 企业版 overdue 2026-05-24  1200000 CNY '])
  expect(seven?.map(({ status }) => status)).toEqual(['lapsed'])
  expect(await inView()).toBe('C1 标准版 99 1, C2 标准版 99 0, C3 企业版 12000 1, C7 标准版 99 1')

  const timeline = await readTimeline(world.engines.clickhouse, [await idOf('M1')], { cursor: null, limit: 10, kind: null }, 'CNY')
  expect(timeline.items.map(({ kind, name, at, detail }) => [kind, name, at.slice(0, 10), detail['plan'] ?? ''])).toEqual([
    ['subscription', 'Subscription Renewed', '2026-05-14', ''],
    ['subscription', 'Subscription Started', '2025-01-14', '标准版'],
  ])

  // Runs over one file are told apart by when they began, and the clock of a test stands still.
  clock.moveTo(new Date(NOW.getTime() + 1000))
  const again = await take('contracts.csv', FILE)
  expect(again).toMatchObject({ stored: 0, duplicates: 4, quarantined: 3 })
  expect(await undo(result.importId)).toMatchObject({ subscriptions: 8, subscriptionsStay: 0, customers: 4 })
  expect(await inView()).toBe('')
})

it('asks whether a column of days to come is the end or the next renewal', async () => {
  const rows = Array.from({ length: 6 }, (_, i) => `P${i},M${i},2026-01-01,2026-12-${10 + i}`)
  const content = `policy no,member no,start date,end date\n${rows.join('\n')}\n`
  await expect(take('ends.csv', content)).rejects.toMatchObject({ code: 'questions-open', details: { codes: 'ends-or-renewals' } })
  const result = await take('ends.csv', content, { mapping: { renewsAt: 'end date' } })
  expect(result).toMatchObject({ stored: 6, records: { ended: 0, endsLater: 0 } })
  expect((await ofCustomer(await idOf('M0'))).map(({ status }) => status)).toEqual(['running'])
})

it('reads a price as its heading says it: in ten thousands, and in another currency', async () => {
  const content = '合约编号,会员号,开始日期,到期日期,年费（万元）\nT1,M1,2026-01-01,2027-01-01,1.2\nT2,M2,2026-01-01,2027-01-01,3\n'
  await take('wan.csv', content)
  expect((await ofCustomer(await idOf('M1'))).map(({ price }) => price)).toEqual([{ minor: 1_200_000, currency: 'CNY' }])
  const dollars =
    'subscription id,member no,start date,renewal date,price\nD1,M3,2026-01-01,2027-01-01,$12.50\nD2,M4,2026-01-01,2027-01-01,$3\n'
  await take('dollars.csv', dollars)
  expect((await ofCustomer(await idOf('M3'))).map(({ price }) => price)).toEqual([{ minor: 1250, currency: 'USD' }])
})

it('keeps what was said at each time: a change does not rewrite what was before it', async () => {
  const record = { subscriptionId: 'S1', memberNumber: 'M1', startedAt: '2026-01-01', plan: 'Basic', price: 10, period: 'month', seats: 3 }
  expect(await send(record)).toMatchObject({ stored: 1 })
  expect(await send({ ...record, plan: 'Pro', price: 20, updatedAt: '2026-03-01' })).toMatchObject({ stored: 1 })
  expect(await send({ ...record, plan: 'Pro', price: 20, updatedAt: '2026-03-01' })).toMatchObject({ duplicates: 1 })
  const id = await idOf('M1')
  expect((await ofCustomer(id)).map(shown)).toEqual(['S1 Pro running   2000 CNY 3'])
  const { prices } = await world.row(
    `SELECT arrayStringConcat(arrayMap(one -> concat(toString(one.1), ' ', toString(one.2)), arraySort(groupArray((toDate(said_at, 'Asia/Shanghai'), price)))), ', ') AS prices FROM subscription_facts FINAL WHERE price IS NOT NULL`,
  )
  expect(prices).toBe('2026-01-01 10, 2026-03-01 20')
  expect(await send({ ...record, endedAt: '2026-05-01', cancelledAt: '2026-04-20' })).toMatchObject({ stored: 1 })
  expect((await ofCustomer(id)).map(({ status, endedAt }) => [status, endedAt?.slice(0, 10)])).toEqual([['ended', '2026-04-30']])
})

it('brings back what a file was stored over, also what came by API', async () => {
  await send({ subscriptionId: 'S1', memberNumber: 'M1', startedAt: '2026-01-01', plan: 'Basic', price: 10 })
  const file = await take('later.csv', '合约编号,会员号,套餐,开始日期,价格\nS1,M1,Pro,2026-01-01,20\n')
  expect(await inView()).toBe('S1 Pro 20 1')
  expect(await undo(file.importId)).toMatchObject({ subscriptions: 0, subscriptionsStay: 1 })
  expect(await inView()).toBe('S1 Basic 10 1')
})

it('follows its customer through a merge and back', async () => {
  await send({ subscriptionId: 'S1', memberNumber: 'M1', startedAt: '2026-01-01', plan: 'Basic' })
  await send({ subscriptionId: 'S2', phone: '13900001102', startedAt: '2026-02-01', plan: 'Pro' })
  const card = { kind: 'member_number', value: 'M1' } as const
  const phone = { kind: 'phone', value: '+8613900001102' } as const
  const resolve = (...identifiers: IdentityClaim['identifiers']) =>
    world.identity.resolve([{ identifiers, source: 'test', seenAt: clock.now() }])
  const [first = '', second = ''] = [(await resolve(card)).owners[0]?.customerId, (await resolve(phone)).owners[0]?.customerId]
  const { merges } = await resolve(card, phone)
  const survivor = merges[0]?.to ?? ''
  expect([first, second]).toContain(survivor)
  expect((await ofCustomer(first, second)).map(({ id }) => id)).toEqual(['S2', 'S1'])
  const { n } = await world.row(`SELECT uniqExact(customer_id) AS n FROM subscriptions`)
  expect(Number(n)).toBe(1)

  const { rows } = await world.engines.pg.query<{ id: string }>("SELECT id::text AS id FROM identity_edges WHERE rule = 'merged'")
  await world.identity.separate({ customerId: survivor, edgeId: rows[0]?.id ?? '' }, 'user:test')
  expect((await ofCustomer(first)).map(({ id }) => id)).toEqual(['S1'])
  expect((await ofCustomer(second)).map(({ id }) => id)).toEqual(['S2'])
})

it('takes what events tell: started, renewed, changed, and cancelled with an end to come', async () => {
  const customerId = await idOf('M9')
  const event = (name: string, day: string, properties: Record<string, unknown>): StoredEvent => ({
    sourceId: '',
    messageId: `${name} ${day}`,
    messageHash: 1n,
    type: 'track',
    name,
    channel: 'web',
    anonymousId: '',
    occurredAt: Date.parse(day),
    receivedAt: Date.parse(day),
    inboxId: '',
    availableAt: Date.parse(day),
    clockClamped: false,
    productId: '',
    category: '',
    amount: 0,
    currency: '',
    properties,
    order: null,
    isBot: false,
    isTest: false,
    identifiers: [],
    personName: null,
    consent: null,
    isRepeat: false,
    customerId,
    originId: customerId,
  })
  const tell = async (...events: StoredEvent[]) => {
    await insertSubscriptions(world.engines.clickhouse, eventSubscriptions(events, 'CNY', 'secret'))
    return (await ofCustomer(customerId)).map(shown)
  }
  expect(await tell(event('Subscription Started', '2026-01-10', { plan: 'Pro' }))).toEqual([])
  const started = event('Subscription Started', '2026-01-10', {
    subscription_id: 'E1',
    plan: 'Pro',
    price: '30',
    period: 'month',
    renews_at: '2026-02-10',
  })
  expect(await tell(started)).toEqual(['E1 Pro lapsed 2026-02-10  3000 CNY '])
  const renewed = event('Subscription Renewed', '2026-05-10', { subscription_id: 'E1', renews_at: '2026-06-10' })
  const changed = event('Subscription Updated', '2026-05-11', { subscription_id: 'E1', price: 35, currency: '', seats: 4 })
  expect(await tell(renewed, changed)).toEqual(['E1 Pro running 2026-06-10  3500 CNY 4'])
  const cancelled = event('Subscription Cancelled', '2026-05-20', { subscription_id: 'E1', ends_at: '2026-06-10' })
  const later = event('Subscription Updated', '2026-05-21', { subscription_id: 'E1', seats: 1 })
  expect(await tell(cancelled, later)).toEqual(['E1 Pro ending 2026-06-10 2026-06-10 3500 CNY 1'])
  expect(await tell(event('Subscription Renewed', '2026-05-30', { subscription_id: 'E1', renews_at: '2026-07-10' }))).toEqual([
    'E1 Pro running 2026-07-10  3500 CNY 1',
  ])
})
