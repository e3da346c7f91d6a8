import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Suppression, SuppressionListTaken } from '#http/act/suppression-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T04:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  const rows = ['13900001001,anna@example.com,yes', '13900001002,bo@example.com,yes', '13900001003,cy@example.com,yes']
  await shop.ended((await shop.startImport('customers.csv', ['phone,email,email consent', ...rows].join('\n'), 'customers')).id)
})
afterAll(() => shop?.close())

const add = (body: object) => shop.admin.ask('POST', '/suppressions', body)
const find = async (address: string) =>
  (await shop.admin.ask('POST', '/suppressions/search', { address })).json<{ items: Suppression[] }>().items
const lift = (id: string, body: object) => shop.admin.ask('POST', `/suppressions/${id}/lift`, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof add>>) => [statusCode, json<{ code?: string }>().code]
const customerOf = async (masked: string) =>
  (await shop.house.db.selectFrom('identifiers').select('customer_id').where('masked', '=', masked).executeTakeFirstOrThrow()).customer_id
const isSuppressed = async (id: string, channel: 'email' | 'sms' | 'agent_task' | 'push') =>
  (await shop.house.contacts.reach([id], channel)).get(id)?.suppressed

test('a number that refuses text messages is still called', async () => {
  const anna = await customerOf('139****1001')
  expect(outcome(await add({ address: '139 0000 1001', channels: ['sms'], why: 'asked at the till' }))[0]).toBe(201)
  expect([await isSuppressed(anna, 'sms'), await isSuppressed(anna, 'agent_task'), await isSuppressed(anna, 'email')]).toEqual([
    true,
    false,
    false,
  ])
  expect(await find('+8613900001001')).toMatchObject([
    { kind: 'phone', channel: 'sms', masked: '139****1001', customerId: anna, reason: 'staff', note: 'asked at the till', until: null },
  ])
})

test('an address that nobody has yet is suppressed when somebody comes with it', async () => {
  expect((await add({ address: 'Late@Example.com', channels: ['email'], why: 'asked by letter' })).json()).toEqual({ added: 1 })
  expect((await add({ address: 'late@example.com', channels: ['email'], why: 'asked by letter' })).json()).toEqual({ added: 0 })
  expect(await find('late@example.com')).toMatchObject([{ masked: 'l***@example.com', customerId: null }])
  await shop.ended((await shop.startImport('late.csv', 'phone,email,email consent\n13900001009,late@example.com,yes', 'customers')).id)
  expect(await isSuppressed(await customerOf('l***@example.com'), 'email')).toBe(true)
})

test('what cannot be suppressed is refused with what to do', async () => {
  expect(outcome(await add({ address: 'anna@example.com', channels: ['sms'], why: 'asked us' }))).toEqual([
    400,
    'suppression-address-wrong',
  ])
  expect(outcome(await add({ address: 'anna@example.com', channels: ['push'], why: 'asked us' }))).toEqual([
    400,
    'suppression-channel-wrong',
  ])
  expect(outcome(await add({ address: 'anna@example.com', channels: ['email'], why: ' ' }))).toEqual([400, 'suppression-reason-needed'])
  expect(outcome(await lift('nonsense', { why: 'a mistake' }))).toEqual([404, 'suppression-not-found'])
})

test('each reason stands for itself, and a person’s own no is lifted with evidence only', async () => {
  const bo = await customerOf('b***@example.com')
  const { contacts } = shop.house
  const now = clock.now()
  expect(await contacts.stop(bo, 'email', 'hard_bounce', 'send-1', now)).toBe(true)
  expect(await contacts.stop(bo, 'email', 'unsubscribe', 'send-1', now)).toBe(true)
  expect(await contacts.stop(bo, 'email', 'unsubscribe', 'send-1', now)).toBe(false)
  const rows = await find('bo@example.com')
  expect(rows.map(({ reason }) => reason).toSorted()).toEqual(['hard_bounce', 'unsubscribe'])
  const idOf = (reason: string) => rows.find((row) => row.reason === reason)?.id ?? ''
  expect(outcome(await lift(idOf('unsubscribe'), { why: 'they called us' }))).toEqual([409, 'suppression-evidence-needed'])
  expect(outcome(await lift(idOf('hard_bounce'), { why: 'no' }))).toEqual([400, 'suppression-reason-needed'])
  expect((await lift(idOf('hard_bounce'), { why: 'the mailbox is back' })).statusCode).toBe(204)
  expect(await isSuppressed(bo, 'email')).toBe(true)
  expect((await lift(idOf('unsubscribe'), { why: 'they called us', evidence: 'call of 14 March' })).statusCode).toBe(204)
  // The consent itself stays withdrawn.
  expect((await contacts.reach([bo], 'email')).get(bo)).toMatchObject({ suppressed: false, consent: false })
})

test('a pause ends by itself, holds for later addresses, and a yes ends it', async () => {
  const cy = await customerOf('c***@example.com')
  const until = new Date(clock.now().getTime() + 60_000)
  const { contacts } = shop.house
  await contacts.pause(cy, ['email', 'push'], { source: 'send-2', until, now: clock.now() })
  expect([await isSuppressed(cy, 'email'), await isSuppressed(cy, 'push'), await isSuppressed(cy, 'sms')]).toEqual([true, true, false])
  clock.moveTo(new Date(until.getTime() + 1))
  expect([await isSuppressed(cy, 'email'), await isSuppressed(cy, 'push')]).toEqual([false, false])
  await contacts.pause(cy, ['email', 'push'], { source: 'send-3', until: new Date(until.getTime() + 60_000), now: clock.now() })
  expect(await isSuppressed(cy, 'email')).toBe(true)
  const evidence = 'form of the shop'
  expect((await shop.admin.ask('POST', `/customers/${cy}/consents`, { channel: 'email', granted: true, evidence })).statusCode).toBe(200)
  expect([await isSuppressed(cy, 'email'), await isSuppressed(cy, 'push')]).toEqual([false, true])
})

test('a complaint goes as far as the project says', async () => {
  const cy = await customerOf('c***@example.com')
  const { contacts } = shop.house
  await contacts.stop(cy, 'sms', 'complaint', 'send-3', clock.now())
  expect([await isSuppressed(cy, 'sms'), await isSuppressed(cy, 'agent_task')]).toEqual([true, false])
  const set = await shop.admin.ask('PUT', '/suppressions/settings', { complaintsStopEverything: true })
  expect(set.json()).toEqual({ complaintsStopEverything: true })
  await contacts.stop(cy, 'sms', 'complaint', 'send-4', clock.now())
  expect([await isSuppressed(cy, 'agent_task'), await isSuppressed(cy, 'email')]).toEqual([true, true])
})

test('a list is looked at before it is taken, and the list of all is exported masked', async () => {
  const text = 'E-mail;Name\nanna@example.com;Anna\nANNA@example.com;Anna\nnot an address;x\nnew@example.org;N\nlate@example.com;L'
  const send = async (commit: boolean) =>
    (
      await shop.admin.ask('POST', '/suppressions/lists', { text, channel: 'email', why: 'moved from the old tool', commit })
    ).json<SuppressionListTaken>()
  const looked = { lines: 5, addresses: 3, repeated: 1, wrong: 1, wrongLines: [4], already: 1, customers: 2 }
  expect(await send(false)).toEqual({ ...looked, added: null })
  expect(await find('new@example.org')).toEqual([])
  expect(await send(true)).toEqual({ ...looked, added: 3 })
  expect(await find('new@example.org')).toMatchObject([{ reason: 'list' }])
  const csv = (await shop.admin.ask('GET', '/suppressions.csv?reason=list')).body
  expect(csv.split('\r\n').filter((line) => line.includes('@'))).toHaveLength(3)
  expect(csv).not.toContain('new@')
  const page = await shop.get<{ items: Suppression[]; total: number; nextCursor: string | null }>('/suppressions?channel=email&limit=2')
  expect(page.items).toHaveLength(2)
  const rest = await shop.get<{ items: Suppression[] }>(`/suppressions?channel=email&limit=200&cursor=${page.nextCursor ?? ''}`)
  expect(page.items.length + rest.items.length).toBe(page.total)
  expect((await shop.admin.ask('GET', '/suppressions?cursor=abc')).statusCode).toBe(400)
})

test('everything that was changed is in the audit log, without addresses', async () => {
  const { items } = await shop.get<{ items: { action: string; detail: object }[] }>('/audit?limit=100')
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'suppression-added',
      'suppression-list-added',
      'suppression-lifted',
      'complaint-reach-set',
      'suppressions-exported',
    ]),
  )
  expect(JSON.stringify(items)).not.toContain('late@example.com')
})
