import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { ChannelAddressList } from '#http/act/address-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import { DAY_MS, HOUR_MS, ManualClock } from '#kernel/clock.ts'
import type { AddressChange, ProviderName } from '#act/providers/provider.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-11-02T08:00:00Z'))
const APP = 'wx00000000000000aa'
const OTHER_APP = 'wx00000000000000bb'
const FCM_TOKEN = `dQw4w9WgXcQ:${'A'.repeat(130)}`
const BROWSER = {
  endpoint: 'https://push.example.com/send/abc-def-0123456789',
  expirationTime: null,
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
}
let shop: ShopServer
let source: NewSource
let official = ''
let fcm = ''

beforeAll(async () => {
  shop = await openShopServer(clock)
  source = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  official = await account('wechat_official', { appId: APP })
  fcm = await account('fcm', {})
  await account('web_push', {})
})
afterAll(() => shop?.close())

/** As the channels page adds it; what its secrets are is of no use here. */
async function account(provider: ProviderName, settings: Readonly<Record<string, string>>): Promise<string> {
  const id = crypto.randomUUID()
  const now = clock.now()
  await shop.house.channelAccounts.store.add(
    {
      id,
      provider,
      side: provider.startsWith('wechat') ? 'wechat' : 'push',
      name: provider,
      fromEnvironment: false,
      settings,
      perSecond: null,
      atOnce: null,
      dailyLimit: null,
      warmUp: null,
      state: 'on',
      reason: '',
      haltedUntil: null,
      stateAt: now,
      createdAt: now,
      createdBy: 'test',
      updatedAt: now,
    },
    { secrets: {}, callback: 'secret' },
  )
  return id
}

let sent = 0
async function tell(path: string, message: object): Promise<number> {
  sent += 1
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: path,
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({ messageId: `m${sent}`, ...message }),
  })
  await drainInbox(shop.house)
  return answer.statusCode
}

type Addresses = Static<typeof ChannelAddressList>['items']
const idOf = async (member: string) => (await shop.get<CustomerPage>(`/customers?q=${member}`)).items[0]?.id ?? ''
const addressesOf = async (id: string) => (await shop.get<{ items: Addresses }>(`/customers/${id}/addresses`)).items
const known = async (member: string, more: object = {}) => {
  await tell('/v1/identify', { userId: member, ...more })
  return await idOf(member)
}
const routes = async (id: string, channel: 'wechat' | 'push') => (await shop.house.contacts.addressOf([id], channel))[0]?.routes ?? []
const reached = async (id: string, channel: 'wechat' | 'push') => (await shop.house.contacts.reach([id], channel)).get(id)?.hasAddress
const follower = (address: string, change: AddressChange['change'], minutes: number, templateCode?: string): AddressChange => ({
  address,
  at: new Date(clock.now().getTime() + minutes * 60_000),
  key: `${address}:${minutes}:${change}`,
  change,
  ...(templateCode === undefined ? {} : { templateCode }),
})

test('an openid of the app of an account is an address; one of another app is none, and one that unfollowed is not used', async () => {
  const ours = await known('W1', {
    context: { externalIds: [{ type: `openid:${APP}`, id: 'oOurOpenId0001', collection: 'users', encoding: 'none' }] },
  })
  const theirs = await known('W2', {
    context: { externalIds: [{ type: `openid:${OTHER_APP}`, id: 'oTheirOpenId01', collection: 'users', encoding: 'none' }] },
  })
  expect([await reached(ours, 'wechat'), await reached(theirs, 'wechat')]).toEqual([true, false])
  expect(await routes(ours, 'wechat')).toMatchObject([{ address: 'oOurOpenId0001', accountIds: [official], push: null, windowUntil: null }])
  const [shown] = await addressesOf(ours)
  expect(shown).toMatchObject({ kind: 'openid', app: APP, accountIds: [official], state: 'active', masked: '****0001' })
  expect(JSON.stringify(shown)).not.toContain('oOurOpenId0001')

  await shop.house.addresses.take(official, { changes: [follower('oOurOpenId0001', 'unfollowed', 1)], replies: [] })
  // Told late: they had followed before they left.
  await shop.house.addresses.take(official, { changes: [follower('oOurOpenId0001', 'followed', 0)], replies: [] })
  expect([await reached(ours, 'wechat'), (await addressesOf(ours))[0]?.reason]).toEqual([false, 'unfollowed'])
  await shop.house.addresses.take(official, { changes: [follower('oOurOpenId0001', 'followed', 2)], replies: [] })
  expect(await reached(ours, 'wechat')).toBe(true)
})

test('a follower whom nobody knows is somebody as soon as a record names the openid', async () => {
  await shop.house.addresses.take(official, { changes: [follower('oNobodyYet0001', 'followed', 0)], replies: [] })
  const id = await known('W3', {
    context: { externalIds: [{ type: `openid:${APP}`, id: 'oNobodyYet0001', collection: 'users', encoding: 'none' }] },
  })
  expect((await routes(id, 'wechat')).map(({ address }) => address)).toEqual(['oNobodyYet0001'])
})

test('consents to single messages are counted, told twice or not, and a no ends those of its template only', async () => {
  const id = await idOf('W1')
  const agree = follower('oOurOpenId0001', 'subscribed', 10, 'T1')
  await shop.house.addresses.take(official, { changes: [agree, agree, follower('oOurOpenId0001', 'subscribed', 11, 'T1')], replies: [] })
  await shop.house.addresses.take(official, { changes: [follower('oOurOpenId0001', 'subscribed', 12, 'T2')], replies: [] })
  await shop.house.addresses.take(official, { changes: [agree], replies: [] })
  const left = async () => (await routes(id, 'wechat'))[0]?.subscriptions
  expect(await left()).toEqual([
    { template: 'T1', left: 2 },
    { template: 'T2', left: 1 },
  ])
  await shop.house.addresses.take(official, { changes: [follower('oOurOpenId0001', 'unsubscribed', 13, 'T1')], replies: [] })
  expect(await left()).toEqual([
    { template: 'T1', left: 0 },
    { template: 'T2', left: 1 },
  ])
})

test('what a customer wrote opens the window for 48 hours', async () => {
  const id = await idOf('W1')
  const at = clock.now()
  const until = new Date(at.getTime() + 48 * HOUR_MS)
  const reply = { address: 'oOurOpenId0001', text: '在吗', at, key: '7', meaning: null, windowUntil: until }
  await shop.house.addresses.take(official, {
    changes: [],
    replies: [reply, { ...reply, key: '6', windowUntil: new Date(at.getTime() - DAY_MS) }],
  })
  expect((await routes(id, 'wechat'))[0]?.windowUntil).toEqual(until)
})

test('a device is told by tracking, moves with who uses it, and a token that was given up stays given up until another system says it', async () => {
  const device = { context: { device: { token: FCM_TOKEN, type: 'android' } } }
  const first = await known('P1', device)
  expect(await routes(first, 'push')).toMatchObject([{ address: FCM_TOKEN, accountIds: [fcm], push: { kind: 'fcm', token: FCM_TOKEN } }])
  const second = await known('P2', device)
  expect([await reached(first, 'push'), await reached(second, 'push')]).toEqual([false, true])

  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  expect(await shop.house.contacts.stop(second, 'push', 'hard_bounce', 'device_unregistered', clock.now(), FCM_TOKEN)).toBe(true)
  expect((await addressesOf(second))[0]).toMatchObject({ state: 'ended', reason: 'device_unregistered' })
  await tell('/v1/identify', { userId: 'P2', ...device })
  expect(await reached(second, 'push')).toBe(false)
  const put = await shop.admin.ask('PUT', `/customers/${second}/addresses`, { kind: 'fcm', value: FCM_TOKEN, accountId: fcm })
  expect([put.statusCode, await reached(second, 'push')]).toEqual([200, true])
  // Nothing of it is kept with the events.
  const events = await shop.house.engines.clickhouse.query({
    query: 'SELECT toString(properties) AS p FROM events FINAL',
    format: 'JSONEachRow',
  })
  expect(JSON.stringify(await events.json())).not.toContain(FCM_TOKEN)
})

test('of several devices the one seen last goes first', async () => {
  const id = await idOf('P2')
  await tell('/v1/track', { userId: 'P2', event: 'App Opened', context: { device: { token: '18071adc030dcba91c0' } } })
  // There is no account of JPush yet: a device of it cannot be sent to.
  expect((await routes(id, 'push')).map(({ push }) => push?.kind)).toEqual(['fcm'])
  const jpush = await account('jpush', {})
  expect((await routes(id, 'push')).map(({ push, accountIds }) => [push?.kind, accountIds])).toEqual([
    ['jpush', [jpush]],
    ['fcm', [fcm]],
  ])
})

test('a browser subscribes with the write key of its source, and takes it back', async () => {
  const id = await known('B1', { anonymousId: 'visitor-0001' })
  expect(await tell('/v1/push-subscription', { anonymousId: 'visitor-0001', subscription: BROWSER })).toBe(200)
  expect((await routes(id, 'push'))[0]?.push).toEqual({ kind: 'web', endpoint: BROWSER.endpoint, ...BROWSER.keys })
  expect((await addressesOf(id))[0]?.masked).toBe('push.example.com ****6789')
  await tell('/v1/push-subscription', { anonymousId: 'visitor-0001', subscription: BROWSER, state: 'unsubscribed' })
  expect(await reached(id, 'push')).toBe(false)
  await tell('/v1/push-subscription', { anonymousId: 'visitor-0001', subscription: BROWSER })
  expect(await reached(id, 'push')).toBe(true)
  expect(await tell('/v1/push-subscription', { anonymousId: 'visitor-0001', subscription: {} })).toBe(400)
  expect(await tell('/v1/push-subscription', { subscription: BROWSER })).toBe(400)
})

test('an address goes with a merge, and back with the record when the merge is taken back', async () => {
  const one = await known('M1', { context: { device: { token: `one:${'1'.repeat(120)}` } } })
  await tell('/v1/identify', {
    anonymousId: 'visitor-m2',
    traits: { email: 'm2@example.com' },
    context: { device: { token: `two:${'2'.repeat(120)}` } },
  })
  await tell('/v1/identify', { userId: 'M1', traits: { email: 'm2@example.com' } })
  const merged = await idOf('M1')
  const tails = async (id: string) => (await routes(id, 'push')).map(({ address }) => address.slice(0, 3)).toSorted()
  expect(await tails(merged)).toEqual(['one', 'two'])
  const { merges } = await shop.get<{ merges: { id: string }[] }>(`/customers/${merged}`)
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const answer = await shop.admin.ask('DELETE', `/customers/${merged}/merges/${merges[0]?.id}`)
  expect(answer.statusCode).toBe(200)
  const { separatedId } = answer.json<{ separatedId: string }>()
  expect([merged, await tails(one), await tails(separatedId)]).toEqual([one, ['one'], ['two']])
})

test('an address is put and ended through the API, and wrong ones are refused with the reason', async () => {
  const id = await idOf('W2')
  const put = (body: object) => shop.admin.ask('PUT', `/customers/${id}/addresses`, body)
  const codeOf = async (body: object) => {
    const answer = await put(body)
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }
  expect(await codeOf({ kind: 'openid', value: 'not an openid' })).toEqual([400, 'address-wrong'])
  expect(await codeOf({ kind: 'web', value: '{"endpoint":"http://10.0.0.1/x"}' })).toEqual([400, 'address-wrong'])
  expect(await codeOf({ kind: 'openid', value: 'oPutByApi00001', accountId: fcm })).toEqual([400, 'address-account-unknown'])
  expect((await put({ kind: 'openid', value: 'oPutByApi00001', accountId: official })).statusCode).toBe(200)
  expect((await routes(id, 'wechat')).map(({ address }) => address)).toEqual(['oPutByApi00001'])
  const mine = (await addressesOf(id)).find(({ state, app }) => state === 'active' && app === APP)
  const other = await idOf('W1')
  expect((await shop.admin.ask('DELETE', `/customers/${other}/addresses/${mine?.id}`)).statusCode).toBe(404)
  expect((await shop.admin.ask('DELETE', `/customers/${id}/addresses/${mine?.id}`)).statusCode).toBe(200)
  expect(await routes(id, 'wechat')).toEqual([])
  const { rows } = await shop.house.engines.pg.query("SELECT action FROM audit_log WHERE action LIKE 'address-%' ORDER BY id")
  expect(rows.map(({ action }: { action: string }) => action)).toEqual(['address-said', 'address-said', 'address-ended'])
})

test('an openid whose app nobody named is used only while there is one account of WeChat', async () => {
  const id = await known('W9')
  expect((await shop.admin.ask('PUT', `/customers/${id}/addresses`, { kind: 'openid', value: 'oWithoutApp001' })).statusCode).toBe(200)
  expect(await reached(id, 'wechat')).toBe(true)
  await account('wechat_mini', { appId: OTHER_APP })
  expect(await reached(id, 'wechat')).toBe(false)
})
