import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { Import, Job, Metrics, UndoReport } from '#http/collect/data-schemas.ts'
import type { Overview } from '#http/overview/overview-schemas.ts'
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

const HEADING = 'order_id,member_number,ordered_at,product_id,quantity,unit_price'
const FIRST = `${HEADING}\nA1,M1,2026-01-01 10:00:00,P1,2,10.00\nA2,M2,2026-02-01 10:00:00,P1,1,10.50\n`
const SECOND = `${HEADING}\nB1,M2,2026-02-11 10:00:00,P2,1,12.00\nB2,M3,2026-02-12 10:00:00,P2,3,12.00\nB3,M4,no date,P2,3,12.00\n`

async function take(name: string, text: string): Promise<string> {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const { job } = await shop.ended((await shop.startImport(name, text, 'orders')).id)
  expect(job).toMatchObject({ state: 'done' })
  return String(job.result?.['importId'])
}

async function figures(): Promise<object> {
  const [metrics, overview, customers, { items }] = await Promise.all([
    shop.get<Metrics>('/metrics'),
    shop.get<Overview>('/overview'),
    shop.get<CustomerPage>('/customers?sort=lifetime_spend&limit=50'),
    shop.get<{ items: { reason: string }[] }>('/quarantine'),
  ])
  return {
    metrics,
    customers: overview.customers,
    orders: overview.orders,
    revenue: overview.revenue30,
    list: customers.items.map((row) => [row.id, row.lifetimeOrders, row.lifetimeSpend]),
    quarantine: items.map(({ reason }) => reason),
  }
}

async function undo(id: string): Promise<Job> {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const started = await shop.admin.ask('POST', `/imports/${id}/undo`)
  expect([started.statusCode, started.statusCode === 202 ? '' : started.body]).toEqual([202, ''])
  return (await shop.ended(started.json<Job>().id)).job
}

test('an undone import leaves every figure as it was before it, and comes in again as at first', async () => {
  await take('first.csv', FIRST)
  const before = await figures()
  const id = await take('second.csv', SECOND)
  const after = await figures()
  expect(after).toMatchObject({ quarantine: ['unreadable-date'], customers: 3 })
  expect(await shop.get<UndoReport>(`/imports/${id}/undo`)).toMatchObject({ lines: 2, linesStay: 0, customers: 1, refused: 1 })
  expect(await undo(id)).toMatchObject({ state: 'done', result: { lines: 2, customers: 1, refused: 1, profiled: 2 } })
  expect(await figures()).toEqual(before)
  const { items } = await shop.get<{ items: Import[] }>('/imports')
  expect(items[0]).toMatchObject({ id, state: 'undone', undoable: false, undoneAt: clock.now().toISOString() })
  expect(items[1]).toMatchObject({ state: 'done', undoable: true, undoneAt: null })
  const again = await take('second.csv', SECOND)
  expect(again).not.toBe(id)
  expect(await figures()).toEqual(after)
  const audit = await shop.get<{ items: { action: string; detail: object }[] }>('/audit?limit=50')
  expect(audit.items.find(({ action }) => action === 'undo-import-started')).toMatchObject({ detail: { importId: id } })
})

test('with the last import the shop is empty again', async () => {
  const { items } = await shop.get<{ items: Import[] }>('/imports')
  for (const { id } of items.filter(({ undoable }) => undoable)) expect(await undo(id)).toMatchObject({ state: 'done' })
  expect(await figures()).toMatchObject({ metrics: { lines: 0, customers: 0 }, customers: 0, list: [], quarantine: [] })
})

test('what cannot be undone is refused before anything starts', async () => {
  const { items } = await shop.get<{ items: Import[] }>('/imports')
  const done = await shop.admin.ask('POST', `/imports/${items[0]?.id}/undo`)
  expect([done.statusCode, done.json<{ code: string }>().code]).toEqual([409, 'import-undone'])
  const unknown = await shop.admin.ask('POST', '/imports/00000000-0000-7000-8000-000000000000/undo')
  expect([unknown.statusCode, unknown.json<{ code: string }>().code]).toEqual([404, 'import-not-found'])
  const odd = await shop.admin.ask('POST', '/imports/x/undo')
  expect(odd.statusCode).toBe(400)
})
