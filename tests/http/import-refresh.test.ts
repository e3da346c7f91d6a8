import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { CustomerPage, Customer360, SegmentSummary } from '#http/profile/customer-schemas.ts'
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

const CUSTOMERS = 'member_number,name,registered_at\nM1,Ada,2024-01-01\nM2,Bo,2024-01-02\nM9,Cy,2026-03-01\n'
/** M1: three orders, 60.50 in the last year of 80.50 in all. M2: one order of 12.00, four days ago. M9: none. */
const ORDERS = `order_id,member_number,ordered_at,product_id,quantity,unit_price
A1,M1,2024-05-01 10:00:00,P1,2,10.00
A2,M1,2025-10-01 10:00:00,P1,1,10.50
A3,M1,2026-03-01 10:00:00,P2,5,10.00
B1,M2,2026-03-11 10:00:00,P2,1,12.00
`
const list = () => shop.get<CustomerPage>('/customers?sort=lifetime_spend&limit=50')

test('before any order the pages say that nothing is known, not that it is 0', async () => {
  const { job } = await shop.ended((await shop.startImport('customers.csv', CUSTOMERS, 'customers')).id)
  expect(job).toMatchObject({ state: 'done', result: { stored: 3, profiled: 3 } })
  for (const row of (await list()).items)
    expect(row).toMatchObject({ frequency: null, monetary: null, lifetimeOrders: null, lifetimeSpend: null })
  expect(await shop.get<Overview>('/overview')).toMatchObject({ customers: 3, revenue30: null, newCustomers: 1 })
  const { tiers } = await shop.get<SegmentSummary>('/tiers')
  expect(tiers.map(({ tier, customers, monetary }) => [tier, customers, monetary])).toEqual([
    ['new', 1, null],
    ['at_risk', 0, null],
    ['dormant', 2, null],
    ['high_value', 0, null],
    ['active', 0, null],
  ])
})

test('an import of orders ends with figures of the file on every page, and nothing was trained', async () => {
  const { job } = await shop.ended((await shop.startImport('orders.csv', ORDERS, 'orders')).id)
  expect(job).toMatchObject({ state: 'done', stage: 'profiles', result: { stored: 4, profiled: 3 } })
  const { items } = await list()
  expect(items.map((row) => [row.lifetimeOrders, row.lifetimeSpend?.minor, row.frequency, row.monetary?.minor])).toEqual([
    [3, 8050, 2, 6050],
    [1, 1200, 1, 1200],
    [0, 0, 0, 0],
  ])
  expect(items.every((row) => row.lifecycleTier !== null && row.profiledAt === '2026-03-15T08:00:00.000Z')).toBe(true)
  expect(items.map((row) => row.riskTier)).toEqual([null, null, null])
  const ada = await shop.get<Customer360>(`/customers/${items[0]?.id}`)
  expect(ada).toMatchObject({ averageOrder: { minor: 3025, currency: 'CNY' }, row: { lifetimeSpend: { minor: 8050, currency: 'CNY' } } })
  expect(ada.rfm).not.toBeNull()
  const overview = await shop.get<Overview>('/overview')
  expect(overview).toMatchObject({ customers: 3, orders: 4, revenue30: { minor: 6200 }, activeCustomers: 2, newCustomers: 1, atRisk: null })
  const segments = await shop.get<SegmentSummary>('/tiers')
  expect(segments.tiers.reduce((sum, row) => sum + (row.monetary?.minor ?? 0), 0)).toBe(7250)
  expect(segments.classes.reduce((sum, row) => sum + row.customers, 0)).toBe(2)
})

test('of three imports in a row the last one refreshes for all, and a file without news costs no refresh', async () => {
  const runs = async () => {
    const result = await shop.house.engines.clickhouse.query({
      query: 'SELECT uniqExact(as_of) AS runs FROM profiles',
      format: 'JSONEachRow',
    })
    return Number((await result.json<{ runs: string }>())[0]?.runs)
  }
  const before = await runs()
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const line = (n: number) =>
    `order_id,member_number,ordered_at,product_id,quantity,unit_price\nC${n},M9,2026-03-1${n} 10:00:00,P1,1,5.00\n`
  const started = [
    await shop.startImport('c1.csv', line(1), 'orders'),
    await shop.startImport('c2.csv', line(2), 'orders'),
    await shop.startImport('c3.csv', line(3), 'orders'),
  ]
  const ended = await Promise.all(started.map(async ({ id }) => (await shop.ended(id)).job))
  expect(ended.map((job) => job.state)).toEqual(['done', 'done', 'done'])
  expect(ended.at(-1)?.result).toMatchObject({ profiled: 3 })
  expect(await runs()).toBe(before + 1)
  expect((await list()).items.find((row) => row.lifetimeOrders === 3 && row.lifetimeSpend?.minor === 1500)).toBeDefined()
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const again = await shop.ended((await shop.startImport('c1.csv', line(1), 'orders')).id)
  expect(again.job.result).toMatchObject({ stored: 0, profiled: null })
  expect(await runs()).toBe(before + 1)
})

test('a customer who came since is a dash until the hourly look, which does nothing when nothing came', async () => {
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  expect(await shop.house.profileKeeper.catchUp()).toBeNull()
  await shop.house.identity.resolve([{ identifiers: [{ kind: 'member_number', value: 'M77' }], source: 'tracking', seenAt: clock.now() }])
  const unknown = (await list()).items.filter((row) => row.profiledAt === null)
  expect(unknown).toMatchObject([{ frequency: null, monetary: null, lifetimeOrders: null, lifecycleTier: null }])
  expect((await shop.house.profileKeeper.catchUp())?.customers).toBe(4)
  expect((await list()).items.filter((row) => row.profiledAt === null)).toEqual([])
})

test('sums beyond what a line may hold stop no refresh, and a made-up currency is refused with its row', async () => {
  const dear = 'order_id,member_number,ordered_at,product_id,quantity,unit_price,currency\n'
  const lines = [1, 2, 3].map((n) => `D${n},M1,2026-03-0${n} 10:00:00,P9,1,999999999999.99,RMB\n`)
  const { job } = await shop.ended(
    (await shop.startImport('dear.csv', `${dear}${lines.join('')}D4,M1,2026-03-04,P9,1,1,__proto__\n`, 'orders')).id,
  )
  expect(job).toMatchObject({ state: 'done', result: { stored: 3, quarantined: 1, issues: [{ row: 5, reason: 'unknown-currency' }] } })
  const top = (await list()).items.find((row) => (row.lifetimeSpend?.minor ?? 0) > 1e14)
  expect(top?.lifetimeSpend).toEqual({ minor: 3 * 99_999_999_999_999 + 8050, currency: 'CNY' })
})
