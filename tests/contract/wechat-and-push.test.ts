import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProviderNetwork } from '#act/providers/provider-fetch.ts'
import { fcm } from '#act/providers/fcm/fcm.ts'
import { jpush } from '#act/providers/jpush/jpush.ts'
import type { AccountValues, ProviderKind, ProviderTools, ProviderValues, SharedValues } from '#act/providers/provider.ts'
import { webPush } from '#act/providers/web-push/web-push.ts'
import { wechatMini } from '#act/providers/wechat-mini/wechat-mini.ts'
import { wechatOfficial } from '#act/providers/wechat-official/wechat-official.ts'
import { wecomApp } from '#act/providers/wecom/wecom-app.ts'
import { ManualClock } from '#kernel/clock.ts'
import { FCM_KEYS, serviceAccount, startFcmServer } from '../support/providers/fcm-adapter.ts'
import { JPUSH_KEY, startJpushServer } from '../support/providers/jpush-adapter.ts'
import { CONTRACT_NOW } from '../support/providers/provider-contract.ts'
import { pushTo } from '../support/providers/push-message.ts'
import { startWecomApp, teamMessage, WECOM_APP } from '../support/providers/robot-adapters.ts'
import { startPushService, VAPID } from '../support/providers/web-push-adapter.ts'
import { openWechatBench, WECHAT_APP, wechatMessage } from '../support/providers/wechat-adapter.ts'

// What one provider does and the others do not; the rules of all of them are in app-providers.test.ts.
const clock = new ManualClock(CONTRACT_NOW)
const network = createProviderNetwork(['127.0.0.1'])
const closed: (() => Promise<void>)[] = []
let shared: SharedValues

beforeAll(() => {
  const values = new Map<string, string>()
  shared = {
    async get(key, make, options) {
      const known = values.get(key)
      if (known !== undefined && known !== options?.notThis) return known
      const { value } = await make()
      values.set(key, value)
      return value
    },
  }
})
afterAll(async () => {
  network.close()
  for (const close of closed) await close()
})

const accountOf = (settings: ProviderValues, secrets: ProviderValues): AccountValues => ({
  id: 'a1',
  settings,
  secrets,
  callbackUrl: 'https://crm.example.com/hooks',
})
const tools = (): ProviderTools => ({
  clock,
  fetch: (url, request) => network.fetch(url, { ...request, timeoutMs: 1_000 }),
  resolve: (host) => network.resolve(host),
  shared,
  random: () => 0.5,
})
function open<Message>(kind: ProviderKind<Message>, settings: ProviderValues, secrets: ProviderValues) {
  return kind.open(accountOf(settings, secrets), tools())
}
const official = async (aesKey: string | null = WECHAT_APP.aesKey) => {
  const { server, bench } = await openWechatBench(clock, 'template', aesKey)
  closed.push(() => server.close())
  return { server, port: open(wechatOfficial, bench.settings, bench.secrets) }
}

test('two open accounts share one token of WeChat; one that ran out is renewed once, and a secret that stays wrong halts', async () => {
  const { server, port } = await official()
  await port.send(wechatMessage('k1', 'template'))
  const other = open(wechatOfficial, { appId: WECHAT_APP.appId, endpoint: server.url }, { appSecret: WECHAT_APP.appSecret })
  await other.send(wechatMessage('k2', 'template'))
  expect(server.tokens).toHaveLength(1)
  server.dropTokens()
  expect(await port.send(wechatMessage('k3', 'template'))).toMatchObject({ kind: 'accepted' })
  expect(server.tokens).toHaveLength(2)
  server.refuseTokens(true)
  const calls = server.sendCalls()
  expect(await port.send(wechatMessage('k4', 'template'))).toMatchObject({ kind: 'halted', what: 'account', reason: 'secret_wrong' })
  expect(server.sendCalls() - calls).toBe(2)
})

test('an id of 19 digits stays exact, and the same key again is the same message', async () => {
  const { server, port } = await official()
  const message = wechatMessage('k1', 'template')
  const first = await port.send(message)
  expect(first).toEqual({ kind: 'accepted', providerId: '3487542469355618000' })
  await port.send(wechatMessage('k2', 'template'))
  expect(await port.send(message)).toEqual(first)
  expect(server.taken).toHaveLength(2)
  expect([port.isIdempotent?.(message), port.isIdempotent?.(wechatMessage('k3', 'service'))]).toEqual([true, false])
})

test('notices and customer-service messages go to their own addresses', async () => {
  const { server, port } = await official()
  expect(await port.send(wechatMessage('k1', 'subscribe'))).toMatchObject({ kind: 'accepted', providerId: '3487542469355618000' })
  expect(await port.send(wechatMessage('k2', 'service'))).toEqual({ kind: 'accepted', providerId: null })
  expect(server.taken.map(({ path }) => path)).toEqual(['/cgi-bin/message/subscribe/bizsend', '/cgi-bin/message/custom/send'])
  expect(server.taken[1]?.body).toMatchObject({ msgtype: 'text', text: { content: '您的订单已发货\nhttps://shop.example.com/o/1' } })
  expect(await port.send({ ...wechatMessage('k3', 'template'), template: { code: 'T_ORDER', params: [] } })).toMatchObject({
    kind: 'rejected',
    reason: 'template_value_refused',
  })
})

test('the address that was entered at WeChat is proved, and a wrong signature is refused', async () => {
  const { server, port } = await official()
  const check = server.check('8127346')
  expect((await port.receive?.(check))?.answer).toEqual({ status: 200, type: 'text/plain', body: '8127346' })
  expect((await port.receive?.({ ...check, url: check.url.replace(/signature=./, 'signature=0') }))?.answer.status).toBe(403)
})

test('an account with a key takes no plain pushes, and one without takes them', async () => {
  const [safe, plain] = [await official(), await official(null)]
  const event = { ToUserName: 'gh_1', FromUserName: 'oSomebody001', CreateTime: '1796097600', MsgType: 'event', Event: 'subscribe' }
  const push = plain.server.push(event)
  expect((await safe.port.receive?.(push))?.answer.status).toBe(403)
  const taken = await plain.port.receive?.(push)
  expect(taken).toMatchObject({ changes: [{ address: 'oSomebody001', change: 'followed' }], answer: { status: 200, body: 'success' } })
  const sealed = await safe.port.receive?.(safe.server.push({ ...event, Event: 'unsubscribe' }))
  expect(sealed?.changes).toMatchObject([{ change: 'unfollowed', at: new Date(1_796_097_600_000) }])
})

test('consents come as XML and as JSON, one and several at once', async () => {
  const { server, port } = await official()
  const head = {
    ToUserName: 'gh_1',
    FromUserName: 'oSomebody001',
    CreateTime: '1796097600',
    MsgType: 'event',
    Event: 'subscribe_msg_popup_event',
  }
  const item = (template: string, status: string): string =>
    `<List><TemplateId>${template}</TemplateId><SubscribeStatusString>${status}</SubscribeStatusString><PopupScene>1</PopupScene></List>`
  const xml = (items: string): string =>
    `<xml>${Object.entries(head)
      .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
      .join('')}<SubscribeMsgPopupEvent>${items}</SubscribeMsgPopupEvent></xml>`
  const changesOf = async (raw: string) =>
    (await port.receive?.(server.push({}, { raw })))?.changes.map(({ change, templateCode }) => [change, templateCode])
  expect(await changesOf(xml(item('T1', 'accept')))).toEqual([['subscribed', 'T1']])
  expect(await changesOf(xml(item('T1', 'accept') + item('T2', 'reject')))).toEqual([
    ['subscribed', 'T1'],
    ['unsubscribed', 'T2'],
  ])
  const one = { TemplateId: 'T3', SubscribeStatusString: 'accept', PopupScene: '0' }
  expect(await changesOf(JSON.stringify({ ...head, CreateTime: 1_796_097_600, List: one }))).toEqual([['subscribed', 'T3']])
  expect(await changesOf(JSON.stringify({ ...head, List: [one, { ...one, TemplateId: 'T4' }] }))).toEqual([
    ['subscribed', 'T3'],
    ['subscribed', 'T4'],
  ])
})

test('what a customer wrote opens the window, and a message that is no text does, too', async () => {
  const { server, port } = await official()
  const said = {
    ToUserName: 'gh_1',
    FromUserName: 'oSomebody001',
    CreateTime: '1796097600',
    MsgType: 'text',
    Content: '在吗 <b>&',
    MsgId: '1',
  }
  const [reply] = (await port.receive?.(server.push(said)))?.replies ?? []
  expect(reply).toMatchObject({ text: '在吗 <b>&', key: '1', windowUntil: new Date(1_796_097_600_000 + 48 * 3_600_000) })
  const [picture] = (await port.receive?.(server.push({ ...said, MsgType: 'image', MsgId: '2' })))?.replies ?? []
  expect(picture?.text).toBe('[image]')
})

test('a login code of a mini-program gives the openid once, and never the session key', async () => {
  const { server, bench } = await openWechatBench(clock, 'subscribe')
  closed.push(() => server.close())
  const port = open(wechatMini, bench.settings, bench.secrets)
  const found = await port.signIn?.('code-1')
  expect(found).toEqual({ openId: 'oLoggedIn00001', unionId: 'uPerson' })
  expect([await port.signIn?.('code-1'), await port.signIn?.('code-2')]).toEqual([null, null])
  expect(await port.send(wechatMessage('k1', 'template'))).toMatchObject({ kind: 'rejected', reason: 'kind_not_supported' })
})

test('a token of FCM that Google dropped is renewed once, and the check of the connection only validates', async () => {
  const server = await startFcmServer(clock, FCM_KEYS.publicKey)
  closed.push(() => server.close())
  const port = open(fcm, { endpoint: server.url }, { serviceAccount: serviceAccount(server.url, FCM_KEYS.privateKey) })
  expect((await port.probe()).ok).toBe(true)
  expect([server.taken.length, server.validated.length]).toEqual([0, 1])
  server.dropTokens()
  const message = pushTo('k1', { kind: 'fcm', token: 'a:b' })
  expect(await port.send(message)).toMatchObject({ kind: 'accepted' })
  expect(server.taken[0]?.message).toMatchObject({
    token: 'a:b',
    notification: { title: '新品到店' },
    data: { url: 'https://shop.example.com/new' },
  })
  server.script({ kind: 'code', code: 'UNAVAILABLE' })
  expect(await port.send(message)).toMatchObject({ kind: 'deferred', reason: 'provider_busy' })
})

test('a message of JPush whose answer was lost is handed over again without a second push, and its device is asked', async () => {
  const server = await startJpushServer()
  closed.push(() => server.close())
  const port = open(jpush, { appKey: JPUSH_KEY.appKey, endpoint: server.url }, { masterSecret: JPUSH_KEY.masterSecret })
  const message = pushTo('k1', { kind: 'jpush', registrationId: '18071adc030dcba91c0' })
  server.script({ kind: 'cut', taken: true })
  expect((await port.send(message)).kind).toBe('unknown')
  const again = await port.send(message)
  expect([again.kind, server.taken.length]).toEqual(['accepted', 1])
  const asked = {
    sendKey: 'k1',
    providerId: again.kind === 'accepted' ? again.providerId : null,
    address: '18071adc030dcba91c0',
    handedAt: clock.now(),
  }
  expect(await port.ask?.(asked)).toBeNull()
  server.arrived('18071adc030dcba91c0')
  expect(await port.ask?.(asked)).toEqual({ kind: 'delivered' })
})

test('a browser reads what was written, and of a text that is too long the beginning', async () => {
  const server = await startPushService(clock)
  closed.push(() => server.close())
  const port = open(webPush, { publicKey: VAPID.publicKey, subject: 'mailto:it@example.com' }, { privateKey: VAPID.privateKey })
  const target = { kind: 'web', endpoint: `${server.url}/send/1`, ...server.keys } as const
  await port.send(pushTo('k1', target))
  expect(server.taken[0]?.shown).toMatchObject({ title: '新品到店', body: '今天下午两点前有赠饮。', url: 'https://shop.example.com/new' })
  expect(server.taken[0]?.topic).toMatch(/^[A-Za-z0-9_-]{1,32}$/)
  const long = '好'.repeat(5_000)
  expect(await port.send({ ...pushTo('k2', target), body: long })).toMatchObject({ kind: 'accepted' })
  const { body } = (server.taken[1]?.shown ?? { body: '' }) as { readonly body: string }
  expect(body.length > 500 && long.startsWith(body)).toBe(true)
  expect(await port.send(pushTo('k3', { ...target, p256dh: 'AAAA' }))).toMatchObject({ kind: 'rejected', suppress: 'address' })
})

test('a word to colleagues of whom some are unknown reaches the others; to nobody known it is refused', async () => {
  const server = await startWecomApp()
  closed.push(() => server.close())
  const port = open(wecomApp, { corpId: WECOM_APP.corpId, agentId: WECOM_APP.agentId, endpoint: server.url }, { secret: WECOM_APP.secret })
  expect(await port.send({ ...teamMessage('k1'), to: ['zhangsan', 'nobody1'] })).toMatchObject({ kind: 'accepted' })
  expect(await port.send({ ...teamMessage('k2'), to: ['nobody1', 'Nobody2'] })).toMatchObject({
    kind: 'rejected',
    reason: 'member_unknown',
  })
  await port.send(teamMessage('k3'))
  await port.send(teamMessage('k3'))
  expect(server.taken).toHaveLength(2)
})
