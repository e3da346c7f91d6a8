import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyone } from '#access/scope.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { GroupHistory, GroupMoves } from '#http/segment/tier-history-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T12:00:00Z'))
let shop: ShopServer

/** Thirty customers who came over a year and ordered every few weeks, some of them no longer. */
const orders = Array.from({ length: 30 }, (_, i) => {
  const first = Date.parse('2025-02-01T02:00:00Z') + i * 13 * DAY_MS
  return Array.from({ length: 1 + (i % 5) }, (__, n) => {
    const at = new Date(Math.min(first + n * (10 + (i % 4) * 15) * DAY_MS, Date.parse('2026-03-14T02:00:00Z')))
    return `O${i}-${n},139000020${10 + i},${at.toISOString().slice(0, 19).replace('T', ' ')},P1,1,${50 + i * 7}`
  })
}).flat()

beforeAll(async () => {
  shop = await openShopServer(clock)
  const table = ['order_id,phone,ordered_at,product_id,quantity,unit_price', ...orders].join('\n')
  await shop.ended((await shop.startImport('orders.csv', table, 'orders')).id)
  // Two runs in January, of which the later one counts; one in February. 31 January 20:00 UTC is already February in Shanghai.
  for (const run of ['2026-01-10T12:00:00Z', '2026-01-31T15:00:00Z', '2026-01-31T20:00:00Z', '2026-02-27T12:00:00Z'])
    await shop.house.profiles.refresh(new Date(run))
})
afterAll(async () => {
  await shop?.close()
})

test('each month is its last run in the time of the project, and sizes are those of the list', async () => {
  const { months } = await shop.get<GroupHistory>('/tiers/history')
  expect(months.map(({ month, asOf, isClosed }) => [month, asOf, isClosed])).toEqual([
    ['2026-01', '2026-01-31T15:00:00.000Z', true],
    ['2026-02', '2026-02-27T12:00:00.000Z', true],
    ['2026-03', '2026-03-15T12:00:00.000Z', false],
  ])
  for (const { tiers, classes, customers } of months) {
    expect(tiers.reduce((sum, tier) => sum + tier.customers, 0)).toBe(customers)
    expect(tiers.reduce((sum, { target }) => sum + target, 0)).toBeCloseTo(1, 9)
    expect(classes.reduce((sum, one) => sum + one.customers, 0)).toBe(customers)
  }
  expect(new Set(months.map(({ customers }) => customers)).size).toBeGreaterThan(1)
  for (const { tier, customers } of months[0]?.tiers ?? [])
    expect((await shop.get<CustomerPage>(`/customers?wasIn=lifecycle:2026-01:${tier}`)).total).toBe(customers)
})

test.each(['lifecycle', 'value'])('every move by %s between two months opens as many people as it counts', async (scheme) => {
  const moved = await shop.get<GroupMoves>(`/tiers/moves?scheme=${scheme}&from=2026-01&to=2026-03`)
  expect([moved.from?.asOf, moved.to?.asOf, moved.months]).toEqual([
    '2026-01-31T15:00:00.000Z',
    '2026-03-15T12:00:00.000Z',
    ['2026-01', '2026-02', '2026-03'],
  ])
  expect(moved.moves.some(({ from }) => from === 'none')).toBe(true)
  expect(moved.moves.some(({ from, to }) => from !== to && from !== 'none')).toBe(true)
  for (const { from, to, customers } of moved.moves) {
    const page = await shop.get<CustomerPage>(`/customers?wasIn=${scheme}:2026-01:${from}&cameTo=${scheme}:2026-03:${to}`)
    expect([from, to, page.total]).toEqual([from, to, customers])
  }
})

test('without months the two newest are compared, and a month without profiles is refused with those that have some', async () => {
  const newest = await shop.get<GroupMoves>('/tiers/moves')
  expect([newest.scheme, newest.from?.month, newest.to?.month]).toEqual(['lifecycle', '2026-02', '2026-03'])
  const wrong = await shop.admin.ask('GET', '/tiers/moves?from=2025-07')
  expect([wrong.statusCode, wrong.json<{ code: string; detail: string }>()]).toMatchObject([
    400,
    { code: 'month-without-profiles', detail: expect.stringContaining('2026-01, 2026-02, 2026-03') as string },
  ])
  expect((await shop.admin.ask('GET', '/tiers/moves?from=2025-13')).statusCode).toBe(400)
  expect((await shop.admin.ask('GET', '/customers?wasIn=lifecycle:2026-01:best')).statusCode).toBe(400)
})

test('a run forgets those between, and the last of each month stays', async () => {
  const before = await shop.get<GroupHistory>('/tiers/history')
  const { job } = await shop.ended((await shop.admin.ask('POST', '/tiers/refresh')).json<Job>().id)
  expect(job.state).toBe('done')
  // That of 10 January and the first one of February are gone; the import's and the new one are of today.
  expect((await shop.house.profileStore.runs()).map((run) => run.toISOString().slice(0, 10))).toEqual([
    '2026-01-31',
    '2026-02-27',
    '2026-03-15',
  ])
  expect(await shop.get<GroupHistory>('/tiers/history')).toEqual(before)

  clock.moveTo(new Date('2026-06-15T12:00:00Z'))
  await shop.house.profileKeeper.refresh()
  await shop.house.profiles.thin(clock.now(), 'Asia/Shanghai')
  const months = await shop.house.reads.groupHistory(everyone('a test'))
  expect(months.map(({ month }) => month)).toEqual(['2026-01', '2026-02', '2026-03', '2026-06'])
  expect(months.slice(0, 2)).toEqual(before.months.slice(0, 2))
})
