import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ColdStartBoard, ProvisionalPortrait } from '#http/predict/cold-start-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { DAY_MS, HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { COLD_FEATURES } from '#predict/cold-start/cold-start-model.ts'
import { createColdStartStore } from '#store/analytical/cold-start-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { openShopServer, type ShopServer } from './support/shop-server.ts'

const START = new Date('2026-03-15T08:00:00Z')
const clock = new ManualClock(START)
let shop: ShopServer

const phone = (n: number) => `139${String(10_000_000 + n * 7_919).padStart(8, '0')}`
const HEAD = 'order_id,phone,order_time,product_id,category,quantity,unit_price,currency,channel'

/** Customers of 400 days. Who begins with tea comes back for tea within weeks; who begins with toys seldom does; the channel says nothing. */
function orders(): string {
  const rng = new Rng('cold start')
  const lines = [HEAD]
  for (let n = 0; n < 1_600; n += 1) {
    const first = START.getTime() - (n / 4) * DAY_MS - HOUR_MS
    const kind = n % 2 === 0 ? 'tea' : 'toys'
    const channel = n % 3 === 0 ? 'app' : 'web'
    const buy = (at: number, i: number) => {
      if (at < START.getTime())
        lines.push(
          `o-${n}-${i},${phone(n)},${new Date(at).toISOString()},${kind}-1,${kind},1,${(50 + 20 * rng.next()).toFixed(2)},CNY,${channel}`,
        )
    }
    buy(first, 0)
    const again = rng.next() < (kind === 'tea' ? 0.9 : 0.1)
    if (again) for (const i of [1, 2, 3, 4, 5, 6]) buy(first + (15 * i + 5 * rng.next()) * DAY_MS, i)
  }
  return lines.join('\n')
}

beforeAll(async () => {
  shop = await openShopServer(clock)
})
afterAll(() => shop?.close())

const board = () => shop.get<ColdStartBoard>('/portraits/provisional')
const refresh = async () => (await shop.ended((await shop.admin.ask('POST', '/portraits/refresh')).json<Job>().id)).job
const idOf = async (n: number) => (await shop.get<CustomerPage>(`/customers?q=${phone(n)}`)).items[0]?.id ?? ''
const of = async (n: number) => (await shop.get<ProvisionalPortrait>(`/customers/${await idOf(n)}/provisional`)).portrait
const listed = async (where: string) => (await shop.get<CustomerPage>(`/customers?${new URLSearchParams({ where }).toString()}`)).total

test('without customers there is nothing to learn from, and that is said', async () => {
  expect((await refresh()).state).toBe('done')
  expect(await board()).toMatchObject({ card: null, newest: null, rule: { days: 14, orders: 2 }, least: { learn: 300, test: 100 } })
})

test('new customers get what became of similar ones, tested on later time against the overall rate', async () => {
  expect((await shop.ended((await shop.startImport('orders.csv', orders(), 'orders')).id)).job.state).toBe('done')
  expect(await refresh()).toMatchObject({ state: 'done', result: { learned: true } })
  const { card, newest } = await board()
  expect([card?.horizonDays, (card?.learned ?? 0) >= 300, (card?.tested ?? 0) >= 100]).toEqual([90, true, true])
  const quality = (target: string, day: number) => card?.quality.find((one) => one.target === target && one.day === day)
  for (const target of ['class', 'next', 'churn', 'category']) {
    expect([target, quality(target, 0)?.verdict]).toEqual([target, 'better'])
    expect(quality(target, 0)?.accuracy).toBeGreaterThan((quality(target, 0)?.baseline ?? 1) + 0.1)
    expect(quality(target, 0)?.calibrationError).toBeLessThan(0.1)
  }
  expect(quality('class', 0)?.features.join()).toMatch(/category|product/u)
  // Four a day for two weeks, each with one order.
  expect(newest?.days.reduce((sum, { customers }) => sum + customers, 0)).toBe(56)
  expect(newest?.days.map(({ day }) => day)).toEqual([0, 1, 3, 7])
})

test('the page of a new customer says what is expected, from how many and how sure; that of an old one nothing', async () => {
  const tea = await of(8)
  expect(tea?.day).toBe(1)
  const item = (target: string) => tea?.items.find((one) => one.target === target)
  expect([item('category')?.value, item('class')?.value]).toEqual(['tea', 'repeat'])
  expect(item('class')?.probability).toBeGreaterThan(0.8)
  expect(item('class')?.similar).toBeGreaterThan(100)
  const toys = await of(9)
  expect(toys?.items.find(({ target }) => target === 'class')?.value).toBe('none')
  expect(toys?.items.find(({ target }) => target === 'next')?.probability).toBeLessThan(0.2)
  expect(await of(700)).toBeNull()
  expect(await listed('provisional.class is "repeat"')).toBe(28)
  expect(await listed('provisional.next < 0.2')).toBe(28)
  expect((await shop.admin.ask('GET', '/customers/00000000-0000-7000-8000-000000000001/provisional')).statusCode).toBe(404)
})

test('only what was known then is read, and what came later is told apart from it', async () => {
  const store = createColdStartStore({ client: shop.house.engines.clickhouse, ...shop.house, project: { timeZone: 'Asia/Shanghai' } })
  const run = await store.gather({ asOf: START, horizonDays: 90, questions: [] })
  const id = await idOf(502)
  const rows = await readRows<{ day: number; features: string[]; later_orders: number; soon_orders: number }>(
    shop.house.engines.clickhouse,
    'SELECT day, features, later_orders, soon_orders FROM cold_start_facts WHERE run_id = {run:UUID} AND customer_id = {id:UUID} ORDER BY day',
    { run, id },
  )
  await store.drop(run)
  const orders = COLD_FEATURES.indexOf('orders')
  expect(rows.map(({ day, features, later_orders: later }) => [day, features[orders], later])).toEqual(
    [0, 1, 3, 7, 14].map((day) => [day, '1', 6]),
  )
  // Of the orders at about 15, 30, 45 … days, those within 30 days.
  expect(rows.map(({ soon_orders: soon }) => soon).every((soon) => soon === 1 || soon === 2)).toBe(true)
})
