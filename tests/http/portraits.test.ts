import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '#http/collect/data-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { CustomerCompleteness, PortraitCompleteness, PortraitPlanState } from '#http/segment/portrait-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { PORTRAIT_STARTERS } from '#segment/portraits/portrait-starters.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T12:00:00Z'))
let shop: ShopServer

const CUSTOMERS = [
  'phone,gender,region,birthday',
  '13900001001,female,Shanghai,1990-01-01',
  '13900001002,male,,',
  '13900001003,,,1988-05-05',
].join('\n')

beforeAll(async () => {
  shop = await openShopServer(clock)
  await shop.ended((await shop.startImport('customers.csv', CUSTOMERS, 'customers')).id)
})
afterAll(() => shop?.close())

const part = (name: string, weight: number, where: string, way = 'questionnaire') => ({
  name,
  label: { zh: name, en: name },
  weight,
  way,
  where,
})
const THREE = [
  part('region', 10, 'customer.region is set'),
  part('gender', 5, 'customer.gender is set'),
  part('age', 5, 'customer.age is set'),
]
const put = (base: number, parts: readonly object[]) => shop.admin.ask('PUT', '/portraits/plan', { base, note: 'spring', parts })
const found = () => shop.get<PortraitCompleteness>('/portraits/completeness')
const idOf = async (phone: string) => (await shop.get<CustomerPage>(`/customers?q=${phone}`)).items[0]?.id ?? ''
const listed = async (where: string) =>
  (await shop.get<CustomerPage>(`/customers?${new URLSearchParams({ where }).toString()}`)).items.length

test('a set of every trade can be saved as it stands', async () => {
  const { version, parts } = await shop.get<PortraitPlanState>('/portraits/plan')
  expect([version, parts.length]).toEqual([0, PORTRAIT_STARTERS[0].parts.length])
  let base = 0
  for (const starter of PORTRAIT_STARTERS) {
    const saved = await put(base, starter.parts)
    expect([starter.name, saved.statusCode]).toEqual([starter.name, 200])
    base = saved.json<PortraitPlanState>().version
  }
  expect(base).toBe(PORTRAIT_STARTERS.length)
})

test('completeness is the points that are there of those required, the list of people agrees, and so does the page of each customer', async () => {
  const { version } = await shop.get<PortraitPlanState>('/portraits/plan')
  expect((await put(version, THREE)).statusCode).toBe(200)
  const whole = await found()
  expect([whole.customers, whole.points, whole.required, whole.reached, whole.score]).toEqual([3, 20 + 5 + 5, 60, 1, 0.5])
  expect(whole.parts.map(({ name, missing }) => [name, missing])).toEqual([
    ['region', 2],
    ['gender', 1],
    ['age', 1],
  ])
  expect(whole.days.map(({ day, points, required }) => [day, points, required])).toEqual([['2026-03-15', 30, 60]])
  expect([await listed('profile.completeness < 0.85'), await listed('profile.completeness >= 0.85')]).toEqual([2, 1])
  expect(await listed('not (customer.region is set)')).toBe(2)
  const one = await shop.get<CustomerCompleteness>(`/customers/${await idOf('13900001002')}/completeness`)
  expect([one.score, one.parts.filter(({ isThere }) => !isThere).map(({ name, way }) => [name, way])]).toEqual([
    0.25,
    [
      ['region', 'questionnaire'],
      ['age', 'questionnaire'],
    ],
  ])
})

test('a value that a rule filled in is missing from the portrait', async () => {
  const id = await idOf('13900001002')
  await shop.house.engines.clickhouse.command({
    query: `INSERT INTO customers SELECT * REPLACE ('Beijing' AS region, map('region', 'r@1') AS filled_by) FROM customers FINAL WHERE customer_id = '${id}'`,
  })
  const job = await shop.ended((await shop.admin.ask('POST', '/portraits/refresh')).json<Job>().id)
  expect(job.job.state).toBe('done')
  expect(await listed('customer.region is set')).toBe(2)
  expect((await found()).parts.find(({ name }) => name === 'region')?.missing).toBe(2)
  const one = await shop.get<CustomerCompleteness>(`/customers/${id}/completeness`)
  expect(one.parts.find(({ name }) => name === 'region')?.isThere).toBe(false)
})

test('a plan that cannot be asked is refused with the place, and one that was changed meanwhile with a conflict', async () => {
  const refused = async (parts: readonly object[], base = 7) => {
    const answer = await put(base, parts)
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }
  expect(await refused([part('a', 1, 'profile.completeness > 0.5')])).toEqual([400, 'portrait-plan-wrong'])
  expect(await refused([part('a', 1, 'customer.region is set'), part('a', 1, 'customer.gender is set')])).toEqual([
    400,
    'portrait-plan-wrong',
  ])
  expect(await refused([part('A b', 1, 'customer.region is set')])).toEqual([400, 'portrait-plan-wrong'])
  expect((await refused([part('a', 0, 'customer.region is set')]))[0]).toBe(400)
  expect((await refused([part('a', 1, 'attribute.gone is set')]))[0]).toBe(400)
  expect(await refused(THREE, 3)).toEqual([409, 'portrait-plan-changed'])
  const unknown = await shop.admin.ask('GET', '/customers/00000000-0000-7000-8000-000000000001/completeness')
  expect(unknown.statusCode).toBe(404)
})
