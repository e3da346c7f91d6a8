import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { Session } from '#http/access/access-schemas.ts'
import type { Problem } from '#http/shared-schemas.ts'
import type { ProjectState, RateList } from '#http/project/project-schemas.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T08:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  const project = { currency: 'usd', timeZone: 'America/New_York', country: 'us', shopName: 'Corner Shop' }
  shop = await openShopServer(clock, { LIUKE_SHOP_NAME: 'From outside' }, { project })
})
afterAll(async () => {
  await shop?.close()
})

const patch = async (body: object) => await shop.admin.ask('PATCH', '/project', body)

test('what was chosen at the set-up holds, but for what the environment says', async () => {
  const { settings } = await shop.get<ProjectState>('/project')
  expect(settings).toEqual({
    currency: { value: 'USD', source: 'settings' },
    timeZone: { value: 'America/New_York', source: 'settings' },
    country: { value: 'US', source: 'settings' },
    shopName: { value: 'From outside', source: 'environment' },
  })
  expect(await shop.get<Session>('/me')).toMatchObject({ currency: 'USD', timeZone: 'America/New_York' })
  const costs = (await shop.house.strategies.list()).map(({ definition }) => definition.contactCost.currency)
  expect(new Set(costs)).toEqual(new Set(['USD']))
})

test('a phone number without a country belongs to the country of the project, from the next file on', async () => {
  const file = 'member_number,name,phone\nP1,Pat,(415) 555-2671\n'
  await shop.ended((await shop.startImport('us.csv', file, 'customers')).id)
  await patch({ country: 'GB' })
  await shop.ended((await shop.startImport('gb.csv', 'member_number,name,phone\nP2,Alex,020 7183 8750\n', 'customers')).id)
  const found = async (phone: string) => (await shop.get<{ items: unknown[] }>(`/customers?q=${encodeURIComponent(phone)}`)).items.length
  expect([await found('+14155552671'), await found('+442071838750')]).toEqual([1, 1])
})

test.each([
  [{ currency: 'XYZW' }, 400, 'project-setting-wrong'],
  [{ currency: 'ABC' }, 400, 'project-setting-wrong'],
  [{ timeZone: "Asia/Shanghai'" }, 400, 'project-setting-wrong'],
  [{ timeZone: 'Beijing' }, 400, 'project-setting-wrong'],
  [{ country: 'EU' }, 400, 'project-setting-wrong'],
  [{ shopName: '  ' }, 400, 'project-setting-wrong'],
  [{ shopName: 'Mine' }, 409, 'project-setting-fixed'],
])('%o is refused and changes nothing', async (body, status, code) => {
  const before = await shop.get<ProjectState>('/project')
  const response = await patch(body)
  expect([response.statusCode, response.json<Problem>().code]).toEqual([status, code])
  expect(await shop.get<ProjectState>('/project')).toEqual(before)
})

test('rates are pasted, all or none, replaced and removed, and every change is in the audit log', async () => {
  const post = async (text: string) => await shop.admin.ask('POST', '/project/rates', { text })
  const wrong = await post('currency,day,rate\nCNY,2026-01-01,0.14\nCNY,2026-02-30,0.14')
  expect(wrong.statusCode).toBe(400)
  expect(wrong.json<Problem>()).toMatchObject({ code: 'rate-wrong' })
  expect((await shop.get<RateList>('/project/rates')).items).toEqual([])
  const right = await post('currency,day,rate\ncny;2026-01-01;0.14\n\nEUR\t2026/01/31\t1.0825\r\n')
  expect(right.statusCode).toBe(200)
  const { items, refreshJobId } = right.json<RateList>()
  expect(items.map(({ currency, base, day, rate }) => [currency, base, day, rate])).toEqual([
    ['CNY', 'USD', '2026-01-01', '0.14'],
    ['EUR', 'USD', '2026-01-31', '1.0825'],
  ])
  expect((await shop.ended(refreshJobId ?? '')).job.state).toBe('done')
  await post('CNY,2026-01-01,0.139')
  const left = await shop.admin.ask('DELETE', '/project/rates/EUR/2026-01-31')
  expect(left.json<RateList>().items.map(({ currency, rate }) => [currency, rate])).toEqual([['CNY', '0.139']])
  expect((await shop.admin.ask('DELETE', '/project/rates/EUR/2026-01-31')).statusCode).toBe(404)
  const actions = (await shop.get<{ items: { action: string }[] }>('/audit?limit=200')).items.map(({ action }) => action)
  expect(actions).toEqual(expect.arrayContaining(['project-changed', 'rates-saved', 'rate-removed']))
})

test('the currency stays while strategies of people are priced in it', async () => {
  const [first] = await shop.house.strategies.list()
  if (first === undefined) throw new Error('The library is empty.')
  const own = await shop.house.strategies.save({ ...first.definition, name: { zh: '自建', en: 'Own' } }, 'user:test')
  const response = await patch({ currency: 'CNY' })
  expect([response.statusCode, response.json<Problem>().code]).toEqual([409, 'currency-in-strategies'])
  await shop.house.strategies.setState(own.id, 'retired', 'user:test')
  expect((await patch({ currency: 'CNY' })).statusCode).toBe(200)
})
