import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadEvents } from '#collect/tracking/load-events.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { QualityRuleState, QualitySurvey } from '#http/quality/quality-rule-schemas.ts'
import type { SignUpBurst } from '#http/quality/sign-up-burst-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { openShopServer, type ShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T23:30:00Z'))
let shop: ShopServer
let headers: Record<string, string>

beforeAll(async () => {
  shop = await openShopServer(clock)
  const source = await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })
  headers = { authorization: `Basic ${Buffer.from(`${source.json<{ writeKey: string }>().writeKey}:`).toString('base64')}` }
})
afterAll(async () => {
  await shop?.close()
})

const send = async (url: string, payload: unknown) =>
  (
    await shop.server.app.inject({
      method: 'POST',
      url,
      headers: { host: '127.0.0.1', 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(payload),
    })
  ).json<{ stored?: number; success?: boolean }>()
const look = async () => (await shop.ended((await shop.admin.ask('POST', '/quality/look')).json<Job>().id)).job.result
const bursts = async () => (await shop.get<{ items: SignUpBurst[] }>('/quality/sign-up-bursts')).items
const people = async () => (await shop.get<{ items: unknown[] }>('/customers?limit=100')).items.length
const decide = async (body: object) => await shop.admin.ask('POST', '/quality/sign-up-bursts/decisions', body)
const minute = (n: number) => new Date(Date.parse('2026-03-10T02:00:00Z') + n * 60_000).toISOString()
/** Numbers that have no block in common. */
const phone = (n: number) => `139${String(10_000_000 + n * 7_919).padStart(8, '0')}`
const FAR = '203.0.113.9'
const RULES = [
  { id: 'sign-ups-of-address', field: 'registeredIp', count: 4 },
  { id: 'sign-ups-of-device', field: 'registeredDevice', count: 4 },
  { id: 'sign-ups-of-numbers', field: 'phone', count: 4, digits: 2 },
].map((rule) => ({ name: '', scope: 'customers', kind: 'burst', action: 'leave-out', minutes: 60, ...rule }))

test('a dry run says what would be left out of what files, records and events said, before anything is', async () => {
  const file = [0, 1, 2].map((n) => `${phone(n)},${minute(n)},${FAR}`)
  const calm = Array.from({ length: 6 }, (_, n) => `${phone(100 + n)},2026-02-0${n + 1} 10:00:00,203.0.113.50`)
  const job = await shop.startImport('members.csv', ['phone,registered_at,注册IP', ...file, ...calm].join('\n'), 'customers')
  expect((await shop.ended(job.id)).job.result).toMatchObject({ rows: 9, stored: 9 })
  const record = (n: number) => ({ phone: phone(n), registeredAt: minute(n), registeredIp: FAR })
  expect(await send('/api/v1/customers', [record(3), { ...record(4), registeredIp: '10.0.0.8' }])).toMatchObject({ stored: 2 })
  const identify = (n: number, more: object) => ({
    type: 'identify',
    userId: `u${n}`,
    messageId: `i${n}`,
    timestamp: minute(n),
    traits: { createdAt: minute(n) },
    context: { ip: FAR },
    ...more,
  })
  const batch = [
    identify(5, {}),
    // A log-in of an old account at the same place.
    identify(6, { traits: { createdAt: '2024-01-01T00:00:00Z' } }),
    // Who does not say when the account was made, in the first days of events.
    identify(7, { traits: {} }),
    ...[8, 9, 10, 11].map((n) => identify(n, { context: { device: { id: 'farm-1' }, ip: '' } })),
  ]
  await send('/v1/batch', { batch })
  expect(await loadEvents(shop.house.loader)).toMatchObject({ received: 7, stored: 7 })
  const blocks = [10, 11, 12, 13].map((n) => ({ phone: `137000055${n}`, registeredAt: minute(n) }))
  expect(await send('/api/v1/customers', blocks)).toMatchObject({ stored: 4 })

  const preview = await shop.admin.ask('POST', '/quality/rules/preview', { rules: { rules: RULES } })
  expect([preview.statusCode, preview.statusCode === 200 ? '' : preview.body]).toEqual([200, ''])
  expect(preview.json<QualitySurvey>().rules.map(({ ruleId, judged, broken }) => [ruleId, judged, broken])).toEqual([
    ['sign-ups-of-address', 'stored', 5],
    ['sign-ups-of-device', 'stored', 4],
    ['sign-ups-of-numbers', 'stored', 4],
  ])
  expect(await people()).toBe(22)
  expect(await bursts()).toEqual([])
})

test('what is left out is flagged with its reason, counted and listed, and counts nowhere', async () => {
  expect((await shop.admin.ask('PUT', '/quality/rules', { base: 0, rules: { rules: RULES } })).statusCode).toBe(200)
  expect(await look()).toMatchObject({ leftOut: 13 })
  const found = await bursts()
  expect(found.map(({ ruleId, signUps, leftOut }) => [ruleId, signUps, leftOut])).toEqual([
    ['sign-ups-of-numbers', 4, 4],
    ['sign-ups-of-device', 4, 4],
    ['sign-ups-of-address', 5, 5],
  ])
  expect(found[0]?.masked).toContain('*')
  expect(found[2]).toMatchObject({ masked: expect.stringMatching(/^p_/u), firstAt: minute(0), lastAt: minute(5), decidedBy: null })
  expect(await people()).toBe(9)
  expect((await shop.get<{ customers: number }>('/overview')).customers).toBe(9)
  const state = await shop.get<QualityRuleState>('/quality/rules')
  expect(state).toMatchObject({ leftOut: 13 })
  expect(state.look?.rules.find(({ ruleId }) => ruleId === 'sign-ups-of-address')).toMatchObject({ broken: 5 })
  const flags = await shop.get<{ items: unknown[] }>('/quality/flags?ruleId=sign-ups-of-address')
  expect(flags.items).toHaveLength(5)
  // A second look finds the same, though they count no more.
  expect(await look()).toMatchObject({ leftOut: 13 })
})

test('a file of a known layout names the address too, which is no attribute even where all columns are kept', async () => {
  const file =
    '会员号,姓名,手机号,邮箱,会员等级,注册时间,注册渠道,营销授权,注册IP,注册设备\nM900,,,,,2026-01-05 10:00:00,,,203.0.113.77,kiosk-1\n'
  const path = join(shop.dataDir, 'layout.csv')
  await writeFile(path, file)
  const result = await shop.house.imports.importFile({ file: path, kind: 'customers', keepAttributes: true })
  expect(result).toMatchObject({ rows: 1, stored: 1, attributes: [] })
  const { rows } = await shop.house.engines.pg.query('SELECT kind FROM sign_up_places WHERE said_by = $1 ORDER BY 1', [result.importId])
  expect(rows).toEqual([{ kind: 'address' }, { kind: 'device' }])
})

test('no address is kept, in whatever table it may be', async () => {
  const { pg, clickhouse } = shop.house.engines
  const { rows: tables } = await pg.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  )
  for (const { name } of tables) {
    const { rows } = await pg.query<{ n: number }>(`SELECT count(*)::int AS n FROM "${name}" t WHERE strpos(t::text, $1) > 0`, [
      '203.0.113',
    ])
    expect([name, rows[0]?.n]).toEqual([name, 0])
  }
  const events = await clickhouse.query({
    query: "SELECT toUInt32(count()) AS n FROM events WHERE properties LIKE '%203.0.113%'",
    format: 'JSONEachRow',
  })
  expect(await events.json()).toEqual([{ n: 0 }])
})

test('a person says that a burst is real: it counts, also whoever joins it later, and it can be taken back', async () => {
  const [numbers, , address] = await bursts()
  expect((await decide({ burst: 'none', isReal: true })).statusCode).toBe(404)
  const answer = await decide({ burst: address?.burst, isReal: true })
  expect([answer.statusCode, answer.json()]).toEqual([200, { customers: 5 }])
  expect(await people()).toBe(15)
  expect(await send('/api/v1/customers', [{ phone: phone(20), registeredAt: minute(20), registeredIp: FAR }])).toMatchObject({ stored: 1 })
  expect(await look()).toMatchObject({ leftOut: 8 })
  expect(await people()).toBe(16)
  expect((await bursts()).find(({ burst }) => burst === address?.burst)).toMatchObject({
    signUps: 6,
    leftOut: 0,
    decidedAt: clock.now().toISOString(),
  })
  const [one] = numbers?.customerIds ?? []
  expect((await decide({ customerId: one, isReal: true })).json()).toEqual({ customers: 1 })
  expect(await look()).toMatchObject({ leftOut: 7 })
  expect((await decide({ burst: address?.burst, isReal: false })).json()).toEqual({ customers: 6 })
  expect(await people()).toBe(11)
  const { rows } = await shop.house.engines.pg.query("SELECT action FROM audit_log WHERE action LIKE 'sign-ups-%' ORDER BY 1")
  expect(rows).toHaveLength(3)
})

test('without its rule nobody is left out but whom a person left out', async () => {
  const kept = RULES.filter(({ id }) => id === 'sign-ups-of-address')
  expect((await shop.admin.ask('PUT', '/quality/rules', { base: 1, rules: { rules: kept } })).statusCode).toBe(200)
  expect(await look()).toMatchObject({ leftOut: 6 })
  expect(await people()).toBe(18)
})
