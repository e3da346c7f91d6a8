import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ColdStartBoard, ProvisionalPortrait } from '#http/predict/cold-start-schemas.ts'
import { everyone } from '#access/scope.ts'
import type { PortraitAccuracy } from '#http/predict/portrait-accuracy-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { DAY_MS, HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { COLD_FEATURES } from '#predict/cold-start/cold-start-model.ts'
import { createColdStartStore } from '#store/analytical/cold-start-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { ADMIN } from './support/house.ts'
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

test('what was told is held against what came once its time is over, and not before', async () => {
  const accuracy = () => shop.get<PortraitAccuracy>('/portraits/accuracy')
  expect((await accuracy()).rows).toEqual([])
  expect((await accuracy()).share).toBeNull()
  // Tea drinkers who were new at the start came back at once, those of toys never; a customer of the last day says that orders are known until then.
  const lines = [HEAD]
  const then = (days: number) => new Date(START.getTime() + days * DAY_MS).toISOString()
  for (let n = 0; n < 56; n += 2) for (const i of [1, 2]) lines.push(`late-${n}-${i},${phone(n)},${then(20 * i)},tea-1,tea,1,60,CNY,web`)
  lines.push(`last,${phone(5_000)},${then(119)},toys-1,toys,1,60,CNY,web`)
  clock.moveTo(new Date(START.getTime() + 120 * DAY_MS))
  shop.admin.remember(await shop.admin.ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
  expect((await shop.ended((await shop.startImport('later.csv', lines.join('\n'), 'orders')).id)).job.state).toBe('done')
  const { rows, checked, hits, share, target } = await accuracy()
  const sum = (measure: string) => rows.filter((one) => one.measure === measure).map((one) => [one.day, one.checked, one.hits])
  // The portraits of the 56 at the day that each was told; all classes came true: tea repeat, toys none.
  expect(sum('provisional-class').reduce((all, [, n = 0]) => all + (n ?? 0), 0)).toBe(56)
  expect(sum('provisional-class').every(([, n, right]) => n === right)).toBe(true)
  expect(sum('provisional-category').reduce((all, [, n = 0]) => all + (n ?? 0), 0)).toBe(28)
  // Whoever bought at 20 and 40 days bought once within 30 days: yes of tea, no of toys.
  expect(sum('provisional-next').every(([, n, right]) => n === right)).toBe(true)
  expect([share, target]).toEqual([hits / checked, 0.85])
  await shop.house.portraitAccuracy.measure(everyone('a test'))
  const { days, freshness } = await accuracy()
  expect(days.find(({ measure }) => measure === 'provisional-class')).toMatchObject({ checked: 56, hits: 56 })
  expect(freshness).toMatchObject({ targetSeconds: 3_600, tags: 0, fresh: 0, oldestSeconds: null })
})
