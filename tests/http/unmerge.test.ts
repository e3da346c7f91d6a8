import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { Customer360, CustomerPage, SeparatedCustomers, TimelinePage } from '#http/profile/customer-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T08:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
})
afterAll(async () => {
  await shop?.close()
})

const APART = `order_id,member_number,phone,ordered_at,product_id,quantity,unit_price
A1,M1,,2025-05-01 10:00:00,P1,2,10.00
B1,,13812345678,2025-06-01 10:00:00,P2,1,12.00
`
const TOGETHER = `order_id,member_number,phone,ordered_at,product_id,quantity,unit_price
C1,M1,13812345678,2025-07-01 10:00:00,P3,1,15.00
`

const people = async () => (await shop.get<CustomerPage>('/customers?sort=lifetime_spend&limit=50')).items
const ordersOf = async (id: string) =>
  (await shop.get<TimelinePage>(`/customers/${id}/timeline?kind=order`)).items.map((entry) => String(entry.detail['order'])).toSorted()

test('a merge is taken back from the page of the customer, with orders, figures and an entry of the audit log', async () => {
  await shop.ended((await shop.startImport('apart.csv', APART, 'orders')).id)
  expect((await people()).map((row) => row.lifetimeSpend?.minor)).toEqual([2_000, 1_200])
  await shop.ended((await shop.startImport('together.csv', TOGETHER, 'orders')).id)
  const [one, ...others] = await people()
  expect([one?.lifetimeSpend?.minor, others]).toEqual([4_700, []])
  const id = one?.id ?? ''
  expect(await ordersOf(id)).toEqual(['A1', 'B1', 'C1'])
  const { merges } = await shop.get<Customer360>(`/customers/${id}`)
  expect(merges).toMatchObject([{ rule: 'merged', mayBeTakenBack: true }])

  const path = `/customers/${id}/merges/${merges[0]?.id}`
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const answer = await shop.admin.ask('DELETE', path)
  expect(answer.statusCode).toBe(200)
  const { customerId, separatedId } = answer.json<Static<typeof SeparatedCustomers>>()
  expect(customerId).toBe(id)
  // C1 named the member number first: it stays with the card.
  expect([await ordersOf(id), await ordersOf(separatedId)]).toEqual([['A1', 'C1'], ['B1']])
  await shop.house.profileKeeper.catchUp()
  expect((await people()).map((row) => row.lifetimeSpend?.minor)).toEqual([3_500, 1_200])
  expect((await shop.get<Customer360>(`/customers/${id}`)).merges).toMatchObject([
    { rule: 'separated', otherId: separatedId, mayBeTakenBack: false },
    { rule: 'merged', otherId: separatedId, mayBeTakenBack: false },
  ])
  const again = await shop.admin.ask('DELETE', path)
  expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([404, 'merge-not-found'])
  const { rows } = await shop.house.engines.pg.query("SELECT action FROM audit_log WHERE action = 'customers-separated'")
  expect(rows).toHaveLength(1)
})
