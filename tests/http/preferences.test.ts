import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyone } from '#access/scope.ts'
import type { Contact } from '#act/contact-reader.ts'
import { contactBlock } from '#decide/candidate.ts'
import { signToken } from '#act/signed-token.ts'
import { ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { linkSecret } from '../../src/main/letterhead.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T04:00:00Z'))
const PEOPLE = 6
let shop: ShopServer
let ids: readonly string[]

beforeAll(async () => {
  shop = await openShopServer(clock)
  const rows = Array.from({ length: PEOPLE }, (_, i) => `1390000${1_001 + i},p${i}@example.com,yes,yes`)
  await shop.ended((await shop.startImport('people.csv', ['phone,email,email consent,sms consent', ...rows].join('\n'), 'customers')).id)
  const found = await shop.house.db
    .selectFrom('identifiers')
    .select(['customer_id', 'masked'])
    .where('kind', '=', 'phone')
    .orderBy('masked')
    .execute()
  ids = found.map((row) => row.customer_id)
  await shop.house.sendStore.planContacts(
    ids.flatMap((customerId, i) =>
      (['email', 'sms'] as const).map((channel) => ({ ...contact(customerId, channel), sendKey: `key-${channel}-${i}` })),
    ),
  )
})
afterAll(() => shop?.close())

const contact = (customerId: string, channel: 'email' | 'sms') => ({
  runId: newId(clock.now()),
  customerId,
  source: { kind: 'broadcast' as const, id: newId(clock.now()) },
  sourceVersion: 1,
  step: 1,
  content: null,
  purpose: 'marketing' as const,
  priority: 0,
  channel,
  nextChannels: [],
  notBefore: clock.now(),
  expiresAt: null,
  plannedAt: clock.now(),
  costMinor: null,
  suppressed: null,
})
const withAddress = (found: Contact | undefined) => (found === undefined ? undefined : { ...found, hasAddress: found.address !== null })
const tokenOf = (i: number, channel = 'email') => signToken(linkSecret(shop.house.keyring), 'unsubscribe', `key-${channel}-${i}`)
const ask = (method: 'GET' | 'HEAD' | 'POST', url: string, payload?: string | Buffer, type?: string) =>
  shop.server.app.inject({
    method,
    url,
    headers: { host: '127.0.0.1', ...(type === undefined ? {} : { 'content-type': type }) },
    ...(payload === undefined ? {} : { payload }),
  })
const form = (i: number, text: string) => ask('POST', `/u/${tokenOf(i)}/preferences`, text, 'application/x-www-form-urlencoded')
const reach = async (i: number) => {
  const id = ids[i] ?? ''
  const both = await Promise.all(
    (['email', 'sms'] as const).map(async (channel) => (await shop.house.contacts.reach([id], channel)).get(id)),
  )
  return both.map((one) => one?.consent === true && !one.suppressed)
}
const states = async (i: number) =>
  (
    await shop.house.db
      .selectFrom('send_ledger')
      .select(['channel', 'state', 'reason'])
      .where('customer_id', '=', ids[i] ?? '')
      .orderBy('channel')
      .execute()
  ).map(({ channel, state, reason }) => `${channel} ${state} ${reason}`.trim())

test('reading the page changes nothing, and it shows nothing of the person but a masked address', async () => {
  for (const method of ['GET', 'HEAD'] as const) expect((await ask(method, `/u/${tokenOf(0)}`)).statusCode).toBe(200)
  const page = await ask('GET', `/u/${tokenOf(0)}?lang=en`)
  expect(page.body).toContain('p***@example.com')
  expect(page.body).not.toMatch(/p0@|1390000|139\*|<script/)
  expect(page.headers['cache-control']).toBe('no-store')
  expect((await ask('GET', `/u/${tokenOf(0)}`)).body).toContain('接收设置')
  expect(await reach(0)).toEqual([true, true])
  expect(await states(0)).toEqual(['email planned', 'sms planned'])
  expect((await ask('GET', `/u/${tokenOf(0)}x`)).statusCode).toBe(404)
})

test.each([
  [1, 'List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded'],
  [2, '--b\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n', 'multipart/form-data; boundary=b'],
  [3, undefined, undefined],
  [4, 'anything', 'application/x-odd'],
  [5, '{', 'application/json'],
] as const)('one click holds at once in any form of body (%#), twice too, on the channel of the message only', async (i, body, type) => {
  for (let time = 0; time < 2; time += 1) {
    const done = await ask('POST', `/u/${tokenOf(i)}?lang=en`, body, type)
    expect([done.statusCode, done.body.includes('You are unsubscribed')]).toEqual([200, true])
  }
  expect(await reach(i)).toEqual([false, true])
  expect(await states(i)).toEqual(['email suppressed unsubscribed', 'sms planned'])
})

test('a receipt stays planned after an unsubscribe and may leave, until the address is dead', async () => {
  const id = ids[2] ?? ''
  await shop.house.sendStore.planContacts([{ ...contact(id, 'email'), sendKey: 'receipt-2', purpose: 'transactional' }])
  await ask('POST', `/u/${tokenOf(2)}`)
  await shop.house.care.setConsent(
    everyone('test'),
    id,
    { purpose: 'marketing', channel: 'all', granted: false, evidence: 'call', noticeVersion: '' },
    { source: 'staff', actor: 'system' },
  )
  const openNow = async () => contactBlock('email', withAddress((await shop.house.contacts.addressOf([id], 'email'))[0]), 'transactional')
  expect(await openNow()).toBeNull()
  const receipt = () => shop.house.db.selectFrom('send_ledger').select('state').where('send_key', '=', 'receipt-2').executeTakeFirst()
  expect(await receipt()).toEqual({ state: 'planned' })
  await shop.house.contacts.stop(id, 'email', 'hard_bounce', 'key-email-2', clock.now())
  expect(await openNow()).toBe('suppressed')
})

test('a choice is taken as a whole, and a yes by the link opens the channel again', async () => {
  expect((await form(1, 'act=choose&on=marketing%3Aemail')).body).toContain('已保存')
  expect(await reach(1)).toEqual([true, false])
  expect(await states(1)).toEqual(['email suppressed unsubscribed', 'sms suppressed unsubscribed'])
  expect((await shop.get<{ history: { source: string }[] }>(`/customers/${ids[1] ?? ''}/consents`)).history[0]?.source).toBe('unsubscribe')
  // A name that the page never offers is nothing.
  await form(1, 'act=choose&on=marketing%3Aemail&on=marketing%3Awebhook&on=%27--')
  expect(await reach(1)).toEqual([true, false])
})

test('a pause holds until its end, drops what is planned, and can be ended', async () => {
  expect((await form(0, 'act=pause-30')).body).toContain('2026年4月14日')
  expect(await reach(0)).toEqual([false, false])
  expect(await states(0)).toEqual(['email suppressed paused', 'sms suppressed paused'])
  await form(0, 'act=resume')
  expect(await reach(0)).toEqual([true, true])
  // What the form does not offer changes nothing.
  await form(0, 'act=pause-3000')
  await form(0, '')
  expect(await reach(0)).toEqual([true, true])
})

test('all off is off everywhere; staff can pause and resume too', async () => {
  await form(0, 'act=none')
  expect(await reach(0)).toEqual([false, false])
  const path = `/customers/${ids[3] ?? ''}/contact-pause`
  expect((await shop.admin.ask('PUT', path, { channels: ['sms'], days: 14 })).json()).toMatchObject({ droppedSends: 1 })
  expect(await reach(3)).toEqual([false, false])
  expect((await shop.admin.ask('DELETE', path)).statusCode).toBe(204)
  expect(await reach(3)).toEqual([false, true])
})
