import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { isInControlGroup } from '#decide/control-group.ts'
import type { ContactRulesState, ControlPower } from '#http/act/contact-rule-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T04:00:00Z'))
const CUSTOMERS = 400
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => `1390000${String(1_000 + i)},c${i}@example.com,yes`)
  await shop.ended((await shop.startImport('customers.csv', ['phone,email,email consent', ...rows].join('\n'), 'customers')).id)
})
afterAll(() => shop?.close())

const state = () => shop.get<ContactRulesState>('/contact-rules')
const put = (base: number, rules: object) => shop.admin.ask('PUT', '/contact-rules', { base, rules })
const start = (share: number) => shop.admin.ask('POST', '/contact-rules/control-group', { share })
const end = (reason: string) => shop.admin.ask('POST', '/contact-rules/control-group/end', { reason })
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof put>>) => [statusCode, json<{ code?: string }>().code]
const everybody = async () => (await shop.house.db.selectFrom('customers').select('id').execute()).map(({ id }) => id)

test('rules are kept by version, and who saves an older one is told', async () => {
  expect(await state()).toMatchObject({ version: 0, savedBy: null, rules: DEFAULT_RULES, timeZone: 'Asia/Shanghai' })
  const rules = { ...DEFAULT_RULES, caps: { all: { day: 1, week: 3 }, channels: {} }, whenQuiet: 'next_channel' as const }
  expect((await put(0, rules)).json()).toMatchObject({ version: 1, rules })
  expect(outcome(await put(0, rules))).toEqual([409, 'contact-rules-changed'])
  expect(outcome(await put(7, rules))).toEqual([409, 'contact-rules-changed'])
  expect(await state()).toMatchObject({ version: 1, rules })
})

test('a rule that cannot hold is refused with its place', async () => {
  const wrong = await put(1, { ...DEFAULT_RULES, quiet: [{ channel: 'sms', country: 'CN', quiet: { from: '8', to: '20:00' } }] })
  expect(wrong.json()).toMatchObject({ status: 400, code: 'contact-rules-wrong', params: { place: 'quiet[0].quiet.from' } })
  expect(outcome(await put(1, { ...DEFAULT_RULES, surprise: true }))).toEqual([400, 'unknown-parameter'])
})

test('customers whose time zone is none are counted', async () => {
  const [first = '', second = ''] = await everybody()
  await shop.house.db.updateTable('customers').set({ time_zone: 'Mars/Olympus' }).where('id', '=', first).execute()
  await shop.house.db.updateTable('customers').set({ time_zone: 'Europe/Berlin' }).where('id', '=', second).execute()
  expect((await state()).invalidZones).toEqual({
    customers: 1,
    kinds: 1,
    values: [{ value: 'Mars/Olympus', customers: 1 }],
  })
})

test('what a control group could show is said before it starts', async () => {
  const power = await shop.get<ControlPower>('/contact-rules/control-group/power?share=0.1')
  expect(power).toMatchObject({ share: 0.1, customers: CUSTOMERS, heldOut: 40, buyingShare: 0 })
  expect((await shop.admin.ask('GET', '/contact-rules/control-group/power?share=0.5')).statusCode).toBe(400)
})

test('a control group that is live is locked; it ends once, for a reason, and stays in the history', async () => {
  expect(outcome(await start(0.3))).toEqual([400, 'control-share-wrong'])
  expect((await start(0.15)).statusCode).toBe(201)
  expect(outcome(await start(0.05))).toEqual([409, 'control-group-live'])
  expect(outcome(await end('no'))).toEqual([400, 'control-reason-needed'])
  const ended = (await end('measured for a year')).json<ContactRulesState>()
  expect(ended.controlGroups).toMatchObject([{ share: 0.15, endReason: 'measured for a year' }])
  expect(outcome(await end('measured for a year'))).toEqual([404, 'no-control-group'])
})

test('who is held out is reached on no channel, nor whoever shares the address, and the database draws as we do', async () => {
  expect((await start(0.1)).statusCode).toBe(201)
  const group = (await state()).controlGroups.find(({ endedAt }) => endedAt === null)
  const ids = await everybody()
  const heldOut = new Set(ids.filter((id) => group !== undefined && isInControlGroup(group, id)))
  const reach = async (channel: 'email' | 'agent_task' | 'webhook') => {
    const found = await shop.house.contacts.reach(ids, channel)
    return (reason: string | null) =>
      new Set([...found.values()].flatMap((one) => ((one.heldOut ?? null) === reason ? [one.customerId] : [])))
  }
  for (const channel of ['email', 'agent_task', 'webhook'] as const) expect((await reach(channel))('global_control')).toEqual(heldOut)
  const [held = ''] = heldOut
  const free = ids.find((id) => !heldOut.has(id)) ?? ''
  await shop.house.db
    .updateTable('identifiers')
    .set({ named_by: [held] })
    .where('customer_id', '=', free)
    .where('kind', '=', 'email')
    .execute()
  for (const channel of ['email', 'webhook'] as const) expect((await reach(channel))('held_out_contact')).toEqual(new Set([free]))
  // By their phone they share nothing with anybody.
  expect((await reach('agent_task'))('held_out_contact')).toEqual(new Set())
  const [contact] = await shop.house.contacts.addressOf([free], 'email')
  expect(contact?.heldOut).toBe('held_out_contact')
})

test('everything is in the audit log', async () => {
  const { items } = await shop.get<{ items: { action: string }[] }>('/audit?limit=50')
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['contact-rules-saved', 'control-group-started', 'control-group-ended']),
  )
  expect((await shop.get<CustomerPage>('/customers')).total).toBe(CUSTOMERS)
})
