import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelAccount, ChannelAccountList, ChannelProbe, ChannelTest, ProviderList } from '#http/act/channel-schemas.ts'
import type { Problem } from '#http/shared-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { ALIYUN_KEY } from '../support/providers/aliyun-adapter.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { AliyunServer } from '#demo/providers/aliyun-server.ts'
import { Visitor } from './support/house.ts'
import { openShopServer, type ShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-12-01T02:00:00Z'))
const SECRET = ALIYUN_KEY.accessKeySecret
let shop: ShopServer
let aliyun: AliyunServer
let id: string
let callback: string

beforeAll(async () => {
  aliyun = await startAliyunServer({ clock, ...ALIYUN_KEY, signNames: ['留客商城'], templates: { SMS_100: ['content'] } })
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1', LIUKE_SMTP_URL: 'smtp://shop:relay-password@127.0.0.1:9' })
})
afterAll(async () => {
  await shop?.close()
  await aliyun?.close()
})

const settings = () => ({ accessKeyId: ALIYUN_KEY.accessKeyId, signName: '留客商城', endpoint: aliyun.url })
const make = (body: object) => shop.admin.ask('POST', '/channels/accounts', { provider: 'aliyun_sms', name: 'SMS', ...body })
const problem = async (asked: ReturnType<Visitor['ask']>) => {
  const answer = await asked
  const { code, params } = answer.json<Problem>()
  return [answer.statusCode, code, params['field'], params['reason']]
}
const call = (path: string, method: 'GET' | 'POST', body = '') =>
  shop.server.app.inject({
    method,
    url: path,
    headers: { host: 'crm.example.com', 'content-type': 'application/json;charset=UTF-8' },
    ...(body === '' ? {} : { payload: body }),
  })

test('providers say in both languages what an account with them needs', async () => {
  const { items, warmUp } = await shop.get<ProviderList>('/channels/providers')
  expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['smtp', 'aliyun_sms', 'wechat_official', 'fcm', 'feishu_robot']))
  for (const { fields } of items)
    for (const { label, hint } of fields) expect([label.zh, label.en, hint.zh, hint.en].every((text) => text.length > 1)).toBe(true)
  expect(warmUp).toStrictEqual([50, 100, 500, 1_000, 5_000, 10_000, 20_000, 40_000])
})

test('an account is set up turned off, with its secret told to nobody', async () => {
  expect(await problem(make({ settings: settings() }))).toStrictEqual([400, 'provider-value-wrong', 'accessKeySecret', 'required'])
  expect(await problem(make({ settings: { ...settings(), region: 'x' }, secrets: { accessKeySecret: SECRET } }))).toStrictEqual([
    400,
    'provider-value-wrong',
    'region',
    'unknown',
  ])
  const made = await make({ settings: settings(), secrets: { accessKeySecret: SECRET }, warmUp: { limits: [50, 100] } })
  expect(made.statusCode).toBe(201)
  expect(made.body).not.toContain(SECRET)
  const account = made.json<ChannelAccount>()
  expect(account).toMatchObject({
    state: 'off',
    side: 'sms',
    secretsSet: ['accessKeySecret'],
    settings: settings(),
    limitToday: 50,
    warmUp: { startsOn: '2026-12-01', limits: [50, 100] },
  })
  ;({ id } = account)
  callback = new URL(account.callbackUrl ?? '').pathname
  expect(callback).toMatch(new RegExp(`^/v1/callbacks/${id}/[\\w-]{43}$`, 'u'))
})

test('a change of one field keeps the secret, and one of two changes at once is told', async () => {
  const path = `/channels/accounts/${id}`
  const changed = await shop.admin.ask('PATCH', path, {
    name: 'Main',
    settings: { extendCode: '90' },
    dailyLimit: 1_000,
    warmUp: null,
    revision: 1,
  })
  expect(changed.json()).toMatchObject({
    name: 'Main',
    settings: { ...settings(), extendCode: '90' },
    secretsSet: ['accessKeySecret'],
    limitToday: 1_000,
  })
  expect((await problem(shop.admin.ask('PATCH', path, { name: 'Other', revision: 1 }))).slice(0, 2)).toStrictEqual([
    409,
    'channel-account-changed',
  ])
  expect(await problem(shop.admin.ask('PATCH', path, { secrets: { accessKeySecret: null } }))).toStrictEqual([
    400,
    'provider-value-wrong',
    'accessKeySecret',
    'required',
  ])
  // Where the account is called moves only with the secret itself.
  expect(await problem(shop.admin.ask('PATCH', path, { settings: { endpoint: 'https://evil.example.com' } }))).toStrictEqual([
    400,
    'provider-value-wrong',
    'accessKeySecret',
    'again',
  ])
})

test('addresses inside the own network are refused unless they are allowed', async () => {
  for (const [endpoint, reason] of [
    ['https://10.0.0.5/', 'address_private'],
    ['http://example.com/', 'address_plain'],
    ['https://user:pass@127.0.0.1/', 'address_credentials'],
    ['https://169.254.169.254/latest', 'address_private'],
  ])
    expect(await problem(make({ settings: { ...settings(), endpoint }, secrets: { accessKeySecret: SECRET } }))).toStrictEqual([
      400,
      'provider-value-wrong',
      'endpoint',
      reason,
    ])
  const smtp = { provider: 'smtp', name: 'Mail', settings: { host: '192.168.1.1', port: '465', security: 'tls' } }
  expect(await problem(shop.admin.ask('POST', '/channels/accounts', smtp))).toStrictEqual([
    400,
    'provider-value-wrong',
    'host',
    'address_not_allowed',
  ])
})

test('the check says whether the secret is right', async () => {
  const check = async (of: string) => (await shop.admin.ask('POST', `/channels/accounts/${of}/probe`)).json<ChannelProbe>()
  expect(await check(id)).toMatchObject({ ok: true })
  const wrong = (await make({ settings: settings(), secrets: { accessKeySecret: 'quite-another-secret' } })).json<ChannelAccount>()
  const found = await check(wrong.id)
  expect(found).toMatchObject({ ok: false, reason: 'secret_wrong' })
  expect(JSON.stringify(found)).not.toContain('quite-another')
  expect((await shop.admin.ask('DELETE', `/channels/accounts/${wrong.id}`)).statusCode).toBe(204)
  expect((await shop.admin.ask('GET', `/channels/accounts/${wrong.id}`)).statusCode).toBe(404)
})

test('a test message goes to an address that was typed, says that it is one, and is limited', async () => {
  const send = (to: string, more: object = {}) => shop.admin.ask('POST', `/channels/accounts/${id}/test`, { to, language: 'en', ...more })
  expect((await problem(send('not a number', { template: { code: 'SMS_100' } }))).slice(0, 3)).toStrictEqual([
    400,
    'test-address-wrong',
    'to',
  ])
  expect((await problem(send('13912345678'))).slice(0, 2)).toStrictEqual([400, 'test-template-needed'])
  const template = { code: 'SMS_100', params: [{ name: 'content', value: 'Hello' }] }
  expect((await send('13912345678', { template })).json<ChannelTest>()).toStrictEqual({ outcome: 'accepted', reason: '' })
  expect(aliyun.taken.map(({ phone, templateCode }) => [phone, templateCode])).toStrictEqual([['13912345678', 'SMS_100']])
  for (let n = 1; n < 20; n += 1) await send('13912345678', { template })
  expect((await problem(send('13912345678', { template }))).slice(0, 2)).toStrictEqual([429, 'tests-used-up'])
  expect(aliyun.taken).toHaveLength(20)
  clock.moveTo(new Date(clock.now().getTime() + 61 * 60_000))
  expect((await send('13912345678', { template })).statusCode).toBe(200)
})

test('the mail server of the environment is an account whose values stay there', async () => {
  const { items } = await shop.get<ChannelAccountList>('/channels/accounts?side=email')
  expect(items).toMatchObject([
    {
      name: 'LIUKE_SMTP_URL',
      fromEnvironment: true,
      state: 'on',
      settings: { host: '127.0.0.1', port: '9', user: 'shop' },
      secretsSet: ['password'],
    },
  ])
  expect(JSON.stringify(items)).not.toContain('relay-password')
  const path = `/channels/accounts/${items[0]?.id}`
  expect((await problem(shop.admin.ask('PATCH', path, { settings: { host: 'x.example.com' } }))).slice(0, 2)).toStrictEqual([
    409,
    'channel-account-environment',
  ])
  expect((await problem(shop.admin.ask('DELETE', path))).slice(0, 2)).toStrictEqual([409, 'channel-account-environment'])
  expect((await shop.admin.ask('PATCH', path, { dailyLimit: 10 })).json()).toMatchObject({ limitToday: 10 })
  expect((await shop.admin.ask('POST', `${path}/probe`)).json()).toMatchObject({ ok: false, reason: 'not_reached' })
})

test('accounts are turned on and off, and ordered', async () => {
  expect((await shop.admin.ask('POST', `/channels/accounts/${id}/on`)).json()).toMatchObject({ state: 'on' })
  expect((await shop.house.channelAccounts.open.ready('sms')).map((one) => one.id)).toStrictEqual([id])
  await shop.house.channelAccounts.open.halt(id, 'no_balance', null)
  expect(await shop.get(`/channels/accounts/${id}`)).toMatchObject({ state: 'halted', reason: 'no_balance' })
  expect((await shop.admin.ask('POST', `/channels/accounts/${id}/on`)).json()).toMatchObject({ state: 'on', reason: '' })
  const second = (await make({ name: 'Second', settings: settings(), secrets: { accessKeySecret: SECRET } })).json<ChannelAccount>()
  const ordered = await shop.admin.ask('PUT', '/channels/order', { side: 'sms', ids: [second.id, id] })
  expect(ordered.json<ChannelAccountList>().items.map(({ name }) => name)).toStrictEqual(['Second', 'Main'])
  expect((await shop.admin.ask('PUT', '/channels/order', { side: 'email', ids: [id] })).statusCode).toBe(404)
})

test('a provider that knows the secret is heard, anybody else finds nothing there', async () => {
  const body = aliyun.report(aliyun.taken.slice(0, 1))
  const answer = await call(callback, 'POST', body)
  expect([answer.statusCode, answer.json<{ code: number }>().code]).toStrictEqual([200, 0])
  const stranger = `${callback.slice(0, -1)}${callback.endsWith('A') ? 'B' : 'A'}`
  const other = (await shop.get<ChannelAccountList>('/channels/accounts?side=email')).items[0]?.id ?? ''
  for (const path of [stranger, `/v1/callbacks/${id}/x`, `/v1/callbacks/none/${callback.split('/').at(-1)}`, callback.replace(id, other)]) {
    expect((await call(path, 'POST', body)).statusCode).toBe(404)
    expect((await call(path, 'GET')).statusCode).toBe(404)
  }
  for (const hostile of ['not json', '[]', '{}', '[null]', '[[]]', '[{"phone_number":{}}]', 'null', `[${'1,'.repeat(10_000)}1]`])
    expect((await call(callback, 'POST', hostile)).statusCode).toBeLessThan(500)
  expect((await call(callback, 'POST', 'x'.repeat(1024 * 1024 + 1))).statusCode).toBe(413)
  const account = await shop.get<ChannelAccount>(`/channels/accounts/${id}`)
  expect(account.calls).toBeGreaterThan(1)
  expect(account.lastCallAt).not.toBeNull()

  const renewed = (await shop.admin.ask('POST', `/channels/accounts/${id}/callback`)).json<ChannelAccount>()
  expect((await call(callback, 'POST', body)).statusCode).toBe(404)
  callback = new URL(renewed.callbackUrl ?? '').pathname
  expect((await call(callback, 'POST', body)).statusCode).toBe(200)
})

test('who may only see channels sees no address to call and changes nothing; others see nothing', async () => {
  const as = async (role: string, lines: readonly string[] = []) => {
    const email = `${role}${lines.length}@example.com`
    const password = 'correct horse battery'
    const made = await shop.admin.ask('POST', '/users', { email, name: role, password, role, language: 'en' })
    expect([made.statusCode, made.statusCode === 201 ? '' : made.body]).toStrictEqual([201, ''])
    const visitor = new Visitor(shop.server.app)
    await visitor.login(email, password)
    return visitor
  }
  const operator = await as('operator')
  const seen = (await operator.ask('GET', `/channels/accounts/${id}`)).json<ChannelAccount>()
  expect(seen).toMatchObject({ name: 'Main', callbackUrl: null })
  for (const [method, path] of [
    ['POST', `/channels/accounts/${id}/off`],
    ['PATCH', `/channels/accounts/${id}`],
    ['DELETE', `/channels/accounts/${id}`],
    ['POST', `/channels/accounts/${id}/test`],
    ['POST', `/channels/accounts/${id}/probe`],
    ['POST', `/channels/accounts/${id}/callback`],
  ] as const)
    expect((await operator.ask(method, path, { to: 'a@example.com' })).statusCode).toBe(403)
  const agent = await as('agent')
  expect((await agent.ask('GET', '/channels/accounts')).statusCode).toBe(403)
})

test('the audit log says who did what with which fields, and no value of them', async () => {
  const { items } = await shop.get<{ items: { action: string; target: string; detail: object }[] }>('/audit?limit=200')
  const ours = items.filter(({ target }) => target.startsWith('channel'))
  expect([...new Set(ours.map(({ action }) => action))].toSorted()).toStrictEqual([
    'channel-account-changed',
    'channel-account-created',
    'channel-account-probed',
    'channel-account-removed',
    'channel-account-turned-on',
    'channel-accounts-ordered',
    'channel-callback-renewed',
    'channel-test-sent',
  ])
  const text = JSON.stringify(ours)
  for (const value of [SECRET, 'quite-another', 'relay-password', '13912345678', callback.split('/').at(-1), ALIYUN_KEY.accessKeyId])
    expect(text).not.toContain(value)
  const everything = await shop.house.engines.pg.query('SELECT row_to_json(a)::text AS row FROM audit_log a')
  expect(JSON.stringify(everything.rows)).not.toContain(SECRET)
})
