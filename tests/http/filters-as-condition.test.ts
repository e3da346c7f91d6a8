import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { toMajor } from '#kernel/money.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { CountedCondition } from '#http/segment/condition-schemas.ts'
import { filtersAsCondition } from '../../web/src/pages/profile/filters-as-condition.ts'
import { NOW } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { CUSTOMERS, fillSmallShop } from './support/small-shop.ts'

// What the list of customers is filtered by opens in the builder as a condition: of the very same people.

let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(NOW))
  await fillSmallShop(shop.house)
})
afterAll(async () => {
  await shop?.close()
})

const totalOf = async (query: Readonly<Record<string, string>>) => {
  const answer = await shop.admin.ask('GET', `/customers?${new URLSearchParams({ ...query, limit: '1' }).toString()}`)
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body])
  return answer.json<CustomerPage>().total
}
const said = (filters: Readonly<Record<string, string>>) => filtersAsCondition(filters, (minor) => toMajor(minor, 'CNY'))

test.each<Record<string, string>>([
  { lifecycleTier: 'active' },
  { lifecycleTier: 'dormant' },
  { valueClass: 'high_value' },
  { riskTier: 'high' },
  { scored: 'true' },
  { scored: 'false' },
  { atRisk: 'true' },
  { atRisk: 'false' },
  { atRisk: 'false', valueFrom: '5050', f: '1' },
  { r: '5' },
  { f: '1' },
  { cause: 'lapsed-cadence' },
  { channel: 'web' },
  { riskFrom: '0.5', riskTo: '0.8' },
  { valueFrom: '10000' },
  { valueTo: '10000' },
  { valueFrom: '5050', valueTo: '10001', riskTier: 'low', channel: 'web' },
  { where: 'customer.region is "上海" or profile.r >= 4', riskTier: 'low' },
])('%o is the same people as a condition', async (filters) => {
  const { where, left } = said(filters)
  expect(left).toEqual([])
  const answer = await shop.admin.ask('POST', '/conditions/count', { where })
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body])
  expect([where, answer.json<CountedCondition>().customers]).toEqual([where, await totalOf(filters)])
})

test('the filters above tell people apart', async () => {
  const totals = await Promise.all([{ riskTier: 'high' }, { atRisk: 'false' }, { channel: 'web' }, { cause: 'spend-drop' }].map(totalOf))
  for (const total of totals) expect([0, CUSTOMERS]).not.toContain(total)
})

test('filters that hang on a run, a month or one person are named and left out', () => {
  expect(said({ q: '13800138002', arm: 'control', cluster: 'c1', active: 'true', riskTier: 'low' })).toEqual({
    where: 'churn.tier is "low"',
    left: ['q', 'arm', 'cluster', 'active'],
  })
})
