import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ChannelAccount } from '#http/act/channel-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { MessageDetail, WaitingMessages } from '#http/act/message-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Which of several mail accounts a broadcast leaves by.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const CUSTOMERS = 12
let shop: ShopServer
let first: Mailbox
let second: Mailbox
let content: { id: string; version: number }
let own = ''

const CONTENT = {
  name: 'Spring tea',
  purpose: 'marketing',
  email: {
    subject: { zh: '新茶到了', en: 'New tea' },
    preheader: { zh: '', en: '' },
    body: { kind: 'text', text: { zh: '春茶已到店。', en: 'The new tea is here.' } },
  },
  sms: { text: { zh: '春茶已到店。', en: 'The new tea is here.' }, templates: {} },
  fallbacks: {},
  utm: null,
}

beforeAll(async () => {
  first = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  second = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1',
    LIUKE_SMTP_URL: `smtp://${first.host}:${first.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_SHOP_NAME: 'Tea House',
  })
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => `c${i}@example.com,yes`)
  await shop.ended((await shop.startImport('customers.csv', ['email,email consent', ...rows].join('\n'), 'customers')).id)
  const saved = (await shop.admin.ask('POST', '/contents', { content: CONTENT })).json<ContentDetail>()
  content = { id: saved.id, version: saved.version }
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
  const made = await shop.admin.ask('POST', '/channels/accounts', {
    provider: 'smtp',
    name: 'News',
    settings: { host: second.host, port: String(second.port), security: 'none', fromAddress: 'news@shop.example' },
    secrets: {},
  })
  own = made.json<Partial<ChannelAccount>>().id ?? ''
  if (own === '') throw new Error(made.body)
})
afterAll(async () => {
  await shop?.close()
  await first?.close()
  await second?.close()
})

const all = (more: object = {}) => ({
  name: 'Spring',
  audience: { all: [] },
  content,
  channels: ['email'],
  when: { kind: 'now' },
  holdout: 0,
  holdoutWaiver: 'a test',
  expiresHours: 48,
  priority: 50,
  windowDays: 14,
  unitCosts: {},
  ...more,
})
const turn = (to: 'on' | 'off') => shop.admin.ask('POST', `/channels/accounts/${own}/${to}`)
const ask = (method: 'POST' | 'PUT', path: string, body?: object) => shop.admin.ask(method, `/broadcasts${path}`, body)
const draft = async (more: object = {}) => (await ask('POST', '', all(more))).json<BroadcastDetail>()
const start = (id: string) =>
  ask('POST', `/${id}/start`, { version: 1, confirm: ['everybody', 'not_previewed', 'ten_times_larger', 'no_holdout'] })
const codeOf = ({ statusCode, json }: Awaited<ReturnType<typeof ask>>) => [statusCode, json<{ code?: string }>().code]

test('an account that is gone or of another channel is refused, one that is off when it starts', async () => {
  expect(codeOf(await ask('POST', '', all({ accounts: { email: newId(clock.now()) } })))).toEqual([409, 'broadcast-account-gone'])
  expect(codeOf(await ask('POST', '', all({ channels: ['email', 'sms'], accounts: { sms: own } })))).toEqual([
    409,
    'broadcast-account-gone',
  ])
  expect(codeOf(await ask('POST', '', all({ accounts: { sms: own } })))).toEqual([400, 'broadcast-wrong'])
  const { broadcast, unready } = await draft({ accounts: { email: own } })
  expect(broadcast.senders).toEqual([{ channel: 'email', id: own, name: 'News', isReady: false }])
  expect(unready['email']).toBe('account_off')
  expect(codeOf(await start(broadcast.id))).toEqual([409, 'broadcast-account-not-ready'])
})

test('it leaves by the account that was chosen, and waits for it where it is turned off meanwhile', async () => {
  await turn('on')
  const { broadcast } = await draft({ accounts: { email: own } })
  expect((await start(broadcast.id)).statusCode).toBe(200)
  await followBroadcasts(shop.house)
  await turn('off')
  await shop.house.sends.sendPending()
  expect([first.mails.length, second.mails.length]).toEqual([0, 0])
  const { items } = await shop.get<WaitingMessages>(`/sends/waiting?runId=${broadcast.id}`)
  expect(items).toMatchObject([{ reason: 'chosen_account_off', isOwn: false, messages: CUSTOMERS, accounts: [{ id: own, name: 'News' }] }])
  await turn('on')
  await shop.house.sends.sendPending()
  expect([first.mails.length, second.mails.length]).toEqual([0, CUSTOMERS])
  const { items: sent } = await shop.get<{ items: { sendKey: string }[] }>(`/sends?runId=${broadcast.id}`)
  expect((await shop.get<MessageDetail>(`/sends/${sent[0]?.sendKey ?? ''}`)).account?.name).toBe('News')
})

test('without a choice any account of the channel may take it', async () => {
  const { broadcast } = await draft()
  expect(broadcast.senders).toEqual([])
  await start(broadcast.id)
  await followBroadcasts(shop.house)
  const rows = await shop.house.db.selectFrom('send_ledger').select('bound_account').where('run_id', '=', broadcast.id).execute()
  expect(rows.map((row) => row.bound_account)).toEqual(Array(CUSTOMERS).fill(null))
})

test('a message that goes on over another channel is no longer bound to the account of the first', async () => {
  const { broadcast } = await draft({ accounts: { email: own } })
  const { db } = shop.house
  const key = 'goes-on'
  const sends = createSendStore(db)
  const now = clock.now()
  await sends.planContacts([
    {
      sendKey: key,
      runId: broadcast.id,
      customerId: newId(now),
      source: { kind: 'broadcast', id: broadcast.id },
      sourceVersion: 1,
      step: 1,
      content: null,
      purpose: 'marketing',
      priority: 0,
      channel: 'sms',
      nextChannels: ['email'],
      notBefore: now,
      expiresAt: null,
      plannedAt: now,
      costMinor: null,
      accountId: newId(now),
      suppressed: null,
    },
  ])
  const bound = () => db.selectFrom('send_ledger').select(['channel', 'bound_account']).where('send_key', '=', key).executeTakeFirst()
  const account = (await bound())?.bound_account ?? ''
  const owner = newId(now)
  const claim = (id: string) =>
    sends.claim(owner, { channel: 'sms', account: { id, day: '2026-03-16', limit: null }, dueBy: now, now, leaseMs: 60_000, limit: 1 })
  expect(await claim(newId(now))).toEqual([])
  expect((await claim(account)).length).toBe(1)
  await sends.settle(key, owner, { kind: 'reroute', reason: 'no_address', channel: 'email', nextChannels: [] }, now)
  expect(await bound()).toEqual({ channel: 'email', bound_account: own })
})
