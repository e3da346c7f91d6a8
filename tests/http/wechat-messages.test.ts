import { afterAll, beforeAll, expect, test } from 'vitest'
import { contactKey } from '#act/send-source.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { ChannelAccount } from '#http/act/channel-schemas.ts'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { drainInbox } from '../../src/main/background.ts'
import { WECHAT_APP } from '../support/providers/wechat-adapter.ts'
import { startWechatServer } from '#demo/providers/wechat-server.ts'
import type { WechatServer } from '#demo/providers/wechat-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// From the ledger over an official account to a server that answers as WeChat does.

/** Noon in Shanghai. */
const clock = new ManualClock(new Date('2026-03-18T04:00:00Z'))
const OPEN_ID = 'oPersonOfTest01'
const TEMPLATE = 'T_ORDER'
let shop: ShopServer
let wechat: WechatServer
let account = ''
let customer = ''

beforeAll(async () => {
  wechat = await startWechatServer({ ...WECHAT_APP, clock })
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1' })
  await shop.ended((await shop.startImport('customers.csv', 'phone,member_number\n13900001001,M1', 'customers')).id)
  customer = (await shop.house.db.selectFrom('customers').select('id').executeTakeFirstOrThrow()).id
  const made = await shop.admin.ask('POST', '/channels/accounts', {
    provider: 'wechat_official',
    name: 'Official',
    settings: { appId: WECHAT_APP.appId, endpoint: wechat.url },
    secrets: { appSecret: WECHAT_APP.appSecret, token: WECHAT_APP.token, aesKey: WECHAT_APP.aesKey },
  })
  account = made.json<ChannelAccount>().id
  await shop.admin.ask('POST', `/channels/accounts/${account}/on`)
  await shop.admin.ask('PUT', `/customers/${customer}/addresses`, { kind: 'openid', value: OPEN_ID, accountId: account })
  await shop.admin.ask('POST', `/customers/${customer}/consents`, { channel: 'wechat', granted: true })
})
afterAll(async () => {
  await shop?.close()
  await wechat?.close()
})

const text = { zh: '您的订单已发货', en: 'Your order has left' }

async function contentOf(kind: 'service' | 'subscribe'): Promise<{ id: string; version: number }> {
  const template = {
    code: TEMPLATE,
    params: [
      { name: 'thing1', value: '拿铁' },
      { name: 'time2', value: '2026-12-01 12:00' },
    ],
  }
  const form = { kind, text, template: kind === 'service' ? null : template, url: '', miniProgram: null }
  const content = { name: kind, purpose: 'transactional', fallbacks: {}, utm: null, wechat: form }
  const saved = await shop.admin.ask('POST', '/contents', { content })
  expect([saved.statusCode, saved.statusCode < 300 ? '' : saved.body]).toEqual([201, ''])
  const { id, version } = saved.json<ContentDetail>()
  return { id, version }
}

/** A message of the content to the customer, carried out. */
async function sendOf(kind: 'service' | 'subscribe'): Promise<{ state: string; reason: string }> {
  const runId = newId(clock.now())
  const sendKey = contactKey(runId, customer)
  await createSendStore(shop.house.db).planContacts([
    {
      sendKey,
      runId,
      customerId: customer,
      source: { kind: 'questionnaire', id: 'q' },
      sourceVersion: 1,
      step: 1,
      content: await contentOf(kind),
      purpose: 'transactional',
      priority: 0,
      channel: 'wechat',
      nextChannels: [],
      notBefore: clock.now(),
      expiresAt: null,
      plannedAt: clock.now(),
      costMinor: null,
      suppressed: null,
    },
  ])
  await shop.house.sender.drain()
  return await shop.house.db.selectFrom('send_ledger').select(['state', 'reason']).where('send_key', '=', sendKey).executeTakeFirstOrThrow()
}

const left = async () => (await shop.house.contacts.addressOf([customer], 'wechat'))[0]?.routes?.[0]?.subscriptions
const take = (part: Partial<Parameters<typeof shop.house.addresses.take>[1]>) =>
  shop.house.addresses.take(account, { changes: [], replies: [], ...part })

test('a subscription message without a consent is not handed over, and one with a consent uses it up', async () => {
  expect(await sendOf('subscribe')).toEqual({ state: 'suppressed', reason: 'not_subscribed' })
  expect(wechat.taken).toHaveLength(0)
  const agreed = { address: OPEN_ID, at: clock.now(), key: 'agreed-1', change: 'subscribed' as const, templateCode: TEMPLATE }
  await take({ changes: [agreed] })
  expect(await left()).toEqual([{ template: TEMPLATE, left: 1 }])
  expect(await sendOf('subscribe')).toMatchObject({ state: 'accepted' })
  expect(wechat.taken).toHaveLength(1)
  expect(await left()).toEqual([{ template: TEMPLATE, left: 0 }])
  expect(await sendOf('subscribe')).toEqual({ state: 'suppressed', reason: 'not_subscribed' })
  expect(wechat.taken).toHaveLength(1)
})

test('a customer-service message leaves only while the window is open that the customer opened by writing', async () => {
  expect(await sendOf('service')).toEqual({ state: 'suppressed', reason: 'window_closed' })
  const reply = {
    address: OPEN_ID,
    at: clock.now(),
    key: 'wrote-1',
    text: 'hello',
    meaning: null,
    windowUntil: new Date(clock.now().getTime() + 10 * MINUTE_MS),
  }
  await take({ replies: [reply] })
  expect((await sendOf('service')).state).toMatch(/accepted|delivered/u)
  expect(wechat.taken).toHaveLength(2)
  clock.moveTo(new Date(clock.now().getTime() + 20 * MINUTE_MS))
  expect(await sendOf('service')).toEqual({ state: 'suppressed', reason: 'window_closed' })
  expect(wechat.taken).toHaveLength(2)
})

test('openids that came with records get a place among the addresses by themselves', async () => {
  await shop.house.db.deleteFrom('channel_addresses').execute()
  const source = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  const externalIds = [{ type: `openid:${WECHAT_APP.appId}`, id: 'oPersonOfTest02', collection: 'users', encoding: 'none' }]
  await shop.server.app.inject({
    method: 'POST',
    url: '/v1/identify',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({ messageId: 'm1', userId: 'M2', context: { externalIds } }),
  })
  await drainInbox(shop.house)
  const before = (await shop.house.db.selectFrom('channel_addresses').select('id').execute()).length
  const adopted = await shop.house.addresses.adopt()
  const after = await shop.house.db.selectFrom('channel_addresses').select(['kind', 'app']).execute()
  expect([before, adopted]).toEqual([0, 1])
  expect(after).toEqual([{ kind: 'openid', app: WECHAT_APP.appId }])
  expect(await shop.house.addresses.adopt()).toBe(0)
})
