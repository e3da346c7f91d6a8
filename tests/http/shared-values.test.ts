import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job, NewSource } from '#http/collect/data-schemas.ts'
import type { RecordsAnswer } from '#http/collect/record-schemas.ts'
import type { IdentityGraph } from '#http/identity/identity-schemas.ts'
import type { SharedValues } from '#http/identity/shared-value-schemas.ts'
import type { TimelinePage } from '#http/profile/customer-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-05-10T08:00:00Z'))
let shop: ShopServer
let source: NewSource

beforeAll(async () => {
  shop = await openShopServer(clock)
  source = (await shop.admin.ask('POST', '/sources', { name: 'Till', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
})
afterAll(() => shop?.close())

const PHONE = '13722223333'

async function order(orderId: string, who: object): Promise<RecordsAnswer> {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const lines = [{ productId: 'p1', quantity: 2, unitPrice: 10 }]
  const answer = await shop.admin.ask('POST', `/orders?source=${source.source.id}`, {
    orderId,
    orderedAt: clock.now().toISOString(),
    lines,
    ...who,
  })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<RecordsAnswer>()
}

const ordersOf = async (id: string | null) =>
  (await shop.get<TimelinePage>(`/customers/${id ?? ''}/timeline?kind=order`)).items.map(({ detail }) => String(detail['order'])).toSorted()
const card = async (value: string) => await shop.house.identity.find('member_number', value)
const settle = async (id: string | undefined, customerId: string | null) =>
  await shop.admin.ask('POST', `/identity/shared-values/${id ?? ''}`, { customerId, reason: 'the card was shown' })

test('orders that name only a shared phone are told of, counted, and given to one of those who share it for good and for later', async () => {
  expect(await order('A1', { memberNumber: 'M1', phone: PHONE })).toMatchObject({ stored: 1, ofNobody: 0, results: [{ warning: '' }] })
  await order('B1', { memberNumber: 'M2', phone: PHONE })
  const nobodys = await order('S1', { phone: PHONE })
  expect(nobodys).toMatchObject({ stored: 1, ofNobody: 1, results: [{ outcome: 'stored', reason: '', warning: 'shared-identifier' }] })
  expect(nobodys.results[0]?.message).toMatch(/^Stored, but for nobody/u)
  expect(await order('T1', { phone: '13800138000' })).toMatchObject({ stored: 1, ofNobody: 1 })
  expect(await order('N1', {})).toMatchObject({ stored: 1, ofNobody: 0 })

  await order('E1', { phone: `+86 ${PHONE}` })

  const list = await shop.get<SharedValues>('/identity/shared-values')
  expect(list).toMatchObject({ open: { values: 1, orders: 2 }, complete: true })
  const [value] = list.items
  expect(value).toMatchObject({
    kind: 'phone',
    masked: '137****3333',
    orders: 2,
    amounts: [{ minor: 4_000, currency: 'CNY' }],
    claimantCount: 2,
    settled: null,
  })
  expect(new Set(value?.claimants.map(({ customerId }) => customerId))).toEqual(new Set([await card('M1'), await card('M2')]))
  expect(JSON.stringify(list)).not.toContain(PHONE)

  const second = await card('M2')
  await order('C1', { memberNumber: 'M3' })
  const stranger = await settle(value?.id, await card('M3'))
  expect([stranger.statusCode, stranger.json<{ code: string }>().code]).toEqual([409, 'shared-value-not-named'])
  expect((await settle('999999999', second)).json<{ code: string }>().code).toBe('shared-value-not-found')
  const settled = (await settle(value?.id, second)).json<SharedValues>()
  expect(settled).toMatchObject({
    open: { values: 0, orders: 0 },
    items: [{ settled: { customer: { customerId: second }, actor: 'Ada' } }],
  })
  expect(await ordersOf(second)).toEqual(['B1', 'E1', 'S1'])
  expect(await order('S2', { phone: PHONE })).toMatchObject({ stored: 1, ofNobody: 0 })
  expect([await ordersOf(await card('M1')), await ordersOf(second)]).toEqual([['A1'], ['B1', 'E1', 'S1', 'S2']])
  // A restart finds nothing to put right.
  expect(await shop.house.identity.repairMerges()).toBe(0)
  expect((await shop.get<IdentityGraph>(`/customers/${second}/identity`)).edges[0]).toMatchObject({
    rule: 'settled',
    masked: '137****3333',
  })

  await settle(value?.id, await card('M1'))
  expect([await ordersOf(await card('M1')), await ordersOf(second)]).toEqual([['A1', 'E1', 'S1', 'S2'], ['B1']])
  await settle(value?.id, null)
  expect([await ordersOf(await card('M1')), await ordersOf(second)]).toEqual([['A1'], ['B1']])
  expect(await shop.get<SharedValues>('/identity/shared-values')).toMatchObject({ open: { values: 1, orders: 3 } })
  expect(await shop.house.identity.repairMerges()).toBe(0)
  const { rows } = await shop.house.engines.pg.query("SELECT target FROM audit_log WHERE action = 'shared-value-settled' ORDER BY id")
  expect(rows).toHaveLength(3)
})

test('undoing a file leaves an order of nobody, which a later file also has, nobody’s', async () => {
  const shared = '13744445555'
  await order('G1', { memberNumber: 'M5', phone: shared })
  await order('G2', { memberNumber: 'M6', phone: shared })
  const file = (...orders: readonly string[]) =>
    `订单号,手机号,下单时间,商品编号,数量,单价\n${orders.map((id) => `${id},${shared},2026-05-01 10:00:00,p1,2,10\n`).join('')}`
  const imported = async (...orders: readonly string[]): Promise<string> => {
    clock.moveTo(new Date(clock.now().getTime() + 60_000))
    const { job } = await shop.ended((await shop.startImport('orders.csv', file(...orders), 'orders')).id)
    expect(job).toMatchObject({ state: 'done', problem: null })
    return String(job.result?.['importId'])
  }
  const lines = () =>
    readRows<{ order: string; customer: string }>(
      shop.house.engines.clickhouse,
      "SELECT order_id AS order, toString(customer_id) AS customer FROM order_lines FINAL WHERE startsWith(order_id, 'F') ORDER BY order",
    )
  const first = await imported('F1')
  await imported('F1', 'F2')
  const both = ['F1', 'F2'].map((order) => ({ order, customer: NO_CUSTOMER }))
  expect(await lines()).toEqual(both)
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const undo = await shop.admin.ask('POST', `/imports/${first}/undo`)
  expect([undo.statusCode, undo.statusCode === 202 ? '' : undo.body]).toEqual([202, ''])
  expect((await shop.ended(undo.json<Job>().id)).job).toMatchObject({ state: 'done', result: { linesStay: 1 } })
  expect(await lines()).toEqual(both)
})
