import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job } from '#http/collect/data-schemas.ts'
import type { CustomerPage, CustomerRow } from '#http/profile/customer-schemas.ts'
import type { QualityBoard } from '#http/quality/quality-board-schemas.ts'
import type { FlaggedRecord, QualityRuleState, QualitySurvey } from '#http/quality/quality-rule-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { openShopServer, type ShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T23:30:00Z'))
let shop: ShopServer
let headers: Record<string, string>

beforeAll(async () => {
  shop = await openShopServer(clock)
  const source = await shop.admin.ask('POST', '/sources', { name: 'CRM', kind: 'web', userIdKind: 'member_number' })
  headers = { authorization: `Basic ${Buffer.from(`${source.json<{ writeKey: string }>().writeKey}:`).toString('base64')}` }
})
afterAll(async () => {
  await shop?.close()
})

const send = async (records: readonly object[]) =>
  (
    await shop.server.app.inject({
      method: 'POST',
      url: '/api/v1/customers',
      headers: { host: '127.0.0.1', 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(records),
    })
  ).json<{ stored: number }>().stored
const look = async () => (await shop.ended((await shop.admin.ask('POST', '/quality/look')).json<Job>().id)).job.result
const people = async () => (await shop.get<CustomerPage>('/customers?limit=100')).items
const count = (items: readonly CustomerRow[], region: string) => items.filter((row) => row.region === region).length
const save = async (base: number, rules: readonly object[]) =>
  await shop.admin.ask('PUT', '/quality/rules', {
    base,
    rules: { rules: rules.map((rule) => ({ name: '', scope: 'customers', ...rule })) },
  })
const phone = (n: number) => `139${String(10_000_000 + n * 7_919).padStart(8, '0')}`
const FILL = { id: 'fill-region', kind: 'fill', field: 'region', action: 'fill', fill: 'most-frequent', by: 'memberLevel' }
const CONSTANT = { id: 'fill-level', kind: 'fill', field: 'memberLevel', action: 'fill', fill: 'constant', value: 'guest' }
const MISSING = { id: 'no-region', kind: 'missing', field: 'region', action: 'flag' }

test('a dry run says how many would be filled and with what, and fills none', async () => {
  const known = [
    ...Array.from({ length: 11 }, (_, n) => ({ phone: phone(n), region: 'Beijing', memberLevel: 'gold' })),
    ...Array.from({ length: 15 }, (_, n) => ({ phone: phone(20 + n), region: 'Shanghai', memberLevel: 'silver' })),
  ]
  const unknown = [
    ...Array.from({ length: 3 }, (_, n) => ({ phone: phone(50 + n), memberLevel: 'gold' })),
    ...Array.from({ length: 2 }, (_, n) => ({ phone: phone(60 + n) })),
  ]
  expect(await send([...known, ...unknown])).toBe(31)
  const preview = await shop.admin.ask('POST', '/quality/rules/preview', {
    rules: { rules: [FILL, MISSING].map((rule) => ({ name: '', scope: 'customers', ...rule })) },
  })
  const [fill, missing] = preview.json<QualitySurvey>().rules
  expect(fill).toMatchObject({ judged: 'stored', checked: 31, broken: 5 })
  expect(fill?.examples.map(({ masked }) => masked).toSorted()).toEqual(['Beijing', 'Beijing', 'Beijing', 'Shanghai', 'Shanghai'])
  expect(missing).toMatchObject({ broken: 5 })
  expect(count(await people(), '')).toBe(5)
})

test('a look fills what is missing, marked with its rule and version, and it still counts as missing', async () => {
  expect((await save(0, [FILL, CONSTANT, MISSING])).statusCode).toBe(200)
  expect(await look()).toMatchObject({ filled: 7 })
  const items = await people()
  expect([count(items, 'Beijing'), count(items, 'Shanghai'), count(items, '')]).toEqual([14, 17, 0])
  const filled = items.filter((row) => row.filled.some(({ field }) => field === 'region'))
  expect(filled).toHaveLength(5)
  expect(filled.find((row) => row.memberLevel === 'gold')?.filled).toEqual([{ field: 'region', by: 'fill-region@1' }])
  expect(
    filled
      .find((row) => row.memberLevel === 'guest')
      ?.filled.map(({ field }) => field)
      .toSorted(),
  ).toEqual(['memberLevel', 'region'])
  const [one] = filled
  expect((await shop.get<{ row: CustomerRow }>(`/customers/${one?.id}`)).row.filled).toEqual(one?.filled)
  const flags = await shop.get<{ items: FlaggedRecord[] }>('/quality/flags?ruleId=fill-region')
  expect(flags.items).toHaveLength(5)
  // A second look changes nothing: what is filled is no known value.
  expect(await look()).toMatchObject({ filled: 7 })
  const { look: last } = await shop.get<QualityRuleState>('/quality/rules')
  expect(last?.rules.find(({ ruleId }) => ruleId === 'no-region')).toMatchObject({ checked: 31, broken: 5 })
})

test('what somebody says stands in the place of the filled value at once', async () => {
  expect(await send([{ phone: phone(50), region: 'Xiamen' }])).toBe(1)
  const said = (await people()).filter((row) => row.region === 'Xiamen')
  expect(said).toMatchObject([{ filled: [] }])
  expect(await look()).toMatchObject({ filled: 6 })
})

test('another version that fills otherwise replaces it, and a rule that goes takes its values with it at once', async () => {
  expect((await save(1, [{ ...CONSTANT, value: 'visitor' }])).statusCode).toBe(200)
  const items = await people()
  expect([count(items, ''), items.filter((row) => row.memberLevel === 'guest').length]).toEqual([4, 2])
  expect(await look()).toMatchObject({ filled: 2 })
  expect((await people()).find((row) => row.memberLevel === 'visitor')?.filled).toEqual([{ field: 'memberLevel', by: 'fill-level@2' }])
  expect((await save(2, [{ ...CONSTANT, action: 'off' }])).statusCode).toBe(200)
  expect((await people()).flatMap(({ filled }) => filled)).toEqual([])
  expect((await people()).filter((row) => row.memberLevel === '')).toHaveLength(2)
})

test('completeness of a day counts filled values as missing', async () => {
  expect((await save(3, [FILL])).statusCode).toBe(200)
  clock.moveTo(new Date('2026-03-16T00:10:00Z'))
  expect(await look()).toMatchObject({ filled: 4, days: 1 })
  const { fields } = await shop.get<QualityBoard>('/quality/board?days=7')
  expect(fields.find(({ scope, field }) => scope === 'customers' && field === 'region')).toMatchObject({ checked: 31, passed: 27 })
})
