import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { Customer360, CustomerPage, SegmentSummary } from '#http/profile/customer-schemas.ts'
import type { Metrics } from '#http/collect/data-schemas.ts'
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

/** In yuan 100.00 + 2.45 (M1), 30.00 + 5.55 + 1.00 (M3) = 139.00; in dollars 10.00 (M1), 41.00 (M2), 7.00 (M3), 1.00 (M4) = 59.00, and 10.00 came back. */
const ORDERS = `order_id,member_number,ordered_at,product_id,quantity,unit_price,currency
A1,M1,2026-03-01 10:00:00,P1,1,100.00,CNY
A2,M1,2026-03-05 10:00:00,P1,1,10.00,USD
A2,M1,2026-03-06 10:00:00,P1,-1,10.00,USD
A3,M1,2026-02-01 10:00:00,P2,1,2.45,CNY
B1,M2,2026-02-20 10:00:00,P2,2,20.50,USD
C1,M3,2026-01-10 10:00:00,P2,1,30.00,CNY
C2,M3,2026-03-10 10:00:00,P2,1,5.55,CNY
C3,M3,2025-12-10 10:00:00,P3,1,1.00,
D1,M3,2025-06-01 10:00:00,P3,1,7.00,USD
E1,M4,2026-03-01 00:30:00,P3,1,1.00,USD
`

const metrics = () => shop.get<Metrics>('/metrics')
const usd = (minor: number, lines: number) => ({ amount: { minor, currency: 'USD' }, lines })

/** Spend of all time by customer, in minor units of the project's currency, and what is beside it. */
async function spends(): Promise<Record<string, readonly [number | undefined, readonly { minor: number; currency: string }[]]>> {
  const { items } = await shop.get<CustomerPage>('/customers?limit=50')
  const numbers = new Map(items.map((row) => [row.id, row]))
  const names: Record<string, readonly [number | undefined, readonly { minor: number; currency: string }[]]> = {}
  for (const name of ['M1', 'M2', 'M3', 'M4']) {
    const found = (await shop.get<CustomerPage>(`/customers?q=${name}`)).items[0]
    const row = numbers.get(found?.id ?? '')
    names[name] = [row?.lifetimeSpend?.minor, row?.otherSpend ?? []]
  }
  return names
}

test('without rates nothing is added across currencies, and what is left out is said', async () => {
  const { job } = await shop.ended((await shop.startImport('orders.csv', ORDERS, 'orders')).id)
  expect(job).toMatchObject({ state: 'done', result: { stored: 10, profiled: 4 } })
  expect(await metrics()).toMatchObject({ lines: 9, revenue: 139, currency: 'CNY', unconverted: [usd(5900, 4)] })
  expect(await spends()).toEqual({
    M1: [10245, [{ minor: 1000, currency: 'USD' }]],
    M2: [0, [{ minor: 4100, currency: 'USD' }]],
    M3: [3655, [{ minor: 700, currency: 'USD' }]],
    M4: [0, [{ minor: 100, currency: 'USD' }]],
  })
  const overview = await shop.get<Overview>('/overview')
  expect(overview).toMatchObject({ revenue30: { minor: 10555, currency: 'CNY' }, unconverted: [usd(5900, 4)] })
  expect(overview.monthly.map(({ month, revenue }) => [month, revenue.minor])).toEqual([
    ['2025-06', 0],
    ['2025-12', 100],
    ['2026-01', 3000],
    ['2026-02', 245],
    ['2026-03', 10555],
  ])
  const segments = await shop.get<SegmentSummary>('/tiers')
  expect(segments.unconverted).toEqual([usd(5900, 4)])
  for (const board of ['/churn/board', '/value/board', '/recommendations/board', '/demand/board'])
    expect([board, (await shop.get<{ unconverted: unknown }>(board)).unconverted]).toEqual([board, [usd(5900, 4)]])
  expect(segments.tiers.reduce((sum, row) => sum + (row.monetary?.minor ?? 0), 0)).toBe(13900)
})

test('with dated rates every line counts at the rate of its day, and a line before the first rate does not', async () => {
  await shop.house.rates.save(
    [
      { currency: 'USD', day: '2026-01-01', rate: '7.10' },
      { currency: 'USD', day: '2026-03-01', rate: '7.20' },
    ],
    'user:test',
  )
  await shop.house.profileKeeper.refresh()
  // 139.00 + 10 x 7.20 + 41 x 7.10 + 1 x 7.20 (half past midnight in Shanghai is March already)
  expect(await metrics()).toMatchObject({ lines: 9, revenue: 509.3, unconverted: [usd(700, 1)] })
  expect(await spends()).toEqual({
    M1: [17445, []],
    M2: [29110, []],
    M3: [3655, [{ minor: 700, currency: 'USD' }]],
    M4: [720, []],
  })
  const overview = await shop.get<Overview>('/overview')
  expect(overview.monthly.map(({ month, revenue }) => [month, revenue.minor])).toEqual([
    ['2025-06', 0],
    ['2025-12', 100],
    ['2026-01', 3000],
    ['2026-02', 29355],
    ['2026-03', 18475],
  ])
  const [ada] = (await shop.get<CustomerPage>('/customers?q=M1')).items
  const page = await shop.get<Customer360>(`/customers/${ada?.id}`)
  expect(page.monthlySpend.map(({ month, amount }) => [month, amount.minor])).toEqual([
    ['2026-02', 245],
    ['2026-03', 17200],
  ])
})

test('a rate of earlier days takes the last line in; a corrected one changes every figure at once', async () => {
  await shop.house.rates.save([{ currency: 'USD', day: '2025-01-01', rate: '7' }], 'user:test')
  expect(await metrics()).toMatchObject({ revenue: 558.3, unconverted: [] })
  await shop.house.rates.save([{ currency: 'USD', day: '2025-01-01', rate: '6' }], 'user:test')
  expect(await metrics()).toMatchObject({ revenue: 551.3, unconverted: [] })
  expect(await shop.house.rates.remove('USD', '2025-01-01', 'user:test')).toBe(true)
  expect(await metrics()).toMatchObject({ revenue: 509.3, unconverted: [usd(700, 1)] })
})

test('the days of the rates are those of the project', async () => {
  await shop.house.project.change({ timeZone: 'UTC' }, 'user:test')
  expect(await metrics()).toMatchObject({ revenue: 509.2 })
  await shop.house.project.change({ timeZone: 'Asia/Shanghai' }, 'user:test')
  expect(await metrics()).toMatchObject({ revenue: 509.3 })
})

test('in another currency the same sales are counted by rates into that one', async () => {
  await shop.house.project.change({ currency: 'USD' }, 'user:test')
  expect(await metrics()).toMatchObject({
    revenue: 59,
    currency: 'USD',
    unconverted: [{ amount: { minor: 13900, currency: 'CNY' }, lines: 5 }],
  })
  await shop.house.rates.save([{ currency: 'CNY', day: '2025-01-01', rate: '0.14' }], 'user:test')
  expect(await metrics()).toMatchObject({ revenue: 78.46, unconverted: [] })
  expect((await shop.house.strategies.list()).map(({ definition }) => definition.contactCost.currency)).toEqual(
    (await shop.house.strategies.list()).map(() => 'USD'),
  )
})
