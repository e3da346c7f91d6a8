import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OutgoingSms } from '#act/outgoing-message.ts'
import { acs3Authorization, canonicalQuery, sha256Hex } from '#act/providers/aliyun-sms/acs3-signature.ts'
import { aliyunSms } from '#act/providers/aliyun-sms/aliyun-sms.ts'
import { createProviderNetwork } from '#act/providers/provider-fetch.ts'
import type { Outcome, ProviderTools, ProviderValues } from '#act/providers/provider.ts'
import { twilio } from '#act/providers/twilio/twilio.ts'
import { ManualClock } from '#kernel/clock.ts'
import { ALIYUN_KEY } from '../support/providers/aliyun-adapter.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { AliyunServer } from '#demo/providers/aliyun-server.ts'
import { smsMessage } from '../support/providers/sms-message.ts'
import { TWILIO_ACCOUNT } from '../support/providers/twilio-adapter.ts'
import { startTwilioServer } from '../support/providers/twilio-server.ts'

const clock = new ManualClock(new Date('2026-12-01T15:59:40Z'))
const network = createProviderNetwork(['127.0.0.1'])
const tools: ProviderTools = {
  clock,
  fetch: (url, request) => network.fetch(url, request),
  resolve: (host) => network.resolve(host),
  shared: { get: async (_key, make) => (await make()).value },
  random: () => 0.5,
}
let server: AliyunServer

beforeAll(async () => {
  server = await startAliyunServer({
    clock,
    ...ALIYUN_KEY,
    signNames: ['留客商城'],
    templates: { SMS_100: ['name', 'content'], SMS_200: ['content'] },
  })
})
afterAll(async () => {
  network.close()
  await server.close()
})

const open = (more: ProviderValues = {}) =>
  aliyunSms.open(
    {
      id: 'account-1',
      settings: { accessKeyId: ALIYUN_KEY.accessKeyId, signName: '留客商城', endpoint: server.url, ...more },
      secrets: { accessKeySecret: ALIYUN_KEY.accessKeySecret },
      callbackUrl: 'https://crm.example.com/hooks/1',
    },
    tools,
  )
const sent = async (message: OutgoingSms, more?: ProviderValues): Promise<Outcome> => open(more).send(message)

test('a number of mainland China goes without its country, and a foreign one only where the account allows it', async () => {
  const home = smsMessage('home:1', 'SMS_100')
  expect(await sent(home)).toMatchObject({ kind: 'accepted' })
  expect(server.taken.at(-1)).toMatchObject({ sendKey: 'home:1', phone: home.to.slice(3), params: { name: '李女士', content: '生日礼遇' } })
  const foreign = { ...smsMessage('foreign:1', 'SMS_100'), to: '+85261234567' }
  expect(await sent(foreign)).toEqual({ kind: 'rejected', reason: 'foreign_number' })
  expect(await sent(foreign, { foreign: 'true' })).toMatchObject({ kind: 'accepted' })
  expect(server.taken.at(-1)).toMatchObject({ phone: '85261234567' })
})

test('a text without a template is not sent, or sent by the default template whole', async () => {
  const before = server.taken.length
  expect(await sent(smsMessage('bare:1', null))).toEqual({ kind: 'rejected', reason: 'template_missing' })
  expect(server.taken.length).toBe(before)
  const message = smsMessage('bare:2', null)
  expect(await sent(message, { defaultTemplate: 'SMS_200', defaultParam: 'content' })).toMatchObject({ kind: 'accepted' })
  expect(server.taken.at(-1)).toMatchObject({ templateCode: 'SMS_200', params: { content: message.text } })
})

test('of the templates of a content the one for this provider is used', async () => {
  const message = smsMessage('named:1', 'SMS_999')
  const own = { code: 'SMS_200', params: [{ name: 'content', value: '八折' }] }
  expect(await sent({ ...message, templates: { aliyun_sms: own, tencent_sms: { code: '1', params: [] } } })).toMatchObject({
    kind: 'accepted',
  })
  expect(server.taken.at(-1)).toMatchObject({ templateCode: 'SMS_200', params: { content: '八折' } })
})

test('Twilio sends a content template of its own, and the text where the template is of somebody else', async () => {
  const away = await startTwilioServer({ clock, ...TWILIO_ACCOUNT })
  const { accountSid, authToken, from } = TWILIO_ACCOUNT
  const account = {
    id: 'account-2',
    settings: { accountSid, from, endpoint: away.url },
    secrets: { authToken },
    callbackUrl: 'https://crm.example.com/hooks/2',
  }
  const provider = twilio.open(account, tools)
  const message = smsMessage('twilio:1', 'SMS_100')
  expect(await provider.send(message)).toMatchObject({ kind: 'accepted' })
  const own = { code: `HX${'0'.repeat(32)}`, params: [{ name: '1', value: 'Li' }] }
  expect(await provider.send({ ...message, templates: { twilio: own } })).toMatchObject({ kind: 'accepted' })
  expect(away.taken.map(({ body, statusCallback }) => [body, statusCallback])).toEqual([
    [message.text, 'https://crm.example.com/hooks/2?key=twilio%3A1'],
    [`${own.code} {"1":"Li"}`, 'https://crm.example.com/hooks/2?key=twilio%3A1'],
  ])
  await away.close()
})

test('a message that is short of a value, has a link in one or a template that is not approved is refused as theirs is', async () => {
  const message = smsMessage('refused:1', 'SMS_100')
  const withParams = (params: { name: string; value: string }[], code = 'SMS_100'): OutgoingSms => ({
    ...message,
    template: { code, params },
  })
  expect(await sent(withParams([]))).toEqual({ kind: 'rejected', reason: 'template_value_missing' })
  const link = [
    { name: 'name', value: '李' },
    { name: 'content', value: 'https://a.example' },
  ]
  expect(await sent(withParams(link))).toEqual({ kind: 'rejected', reason: 'link_in_value' })
  expect(await sent(withParams([], 'SMS_999'))).toEqual({ kind: 'halted', what: 'template', reason: 'template_not_approved' })
  expect(await sent(message, { signName: '别家商城' })).toEqual({ kind: 'halted', what: 'template', reason: 'signature_not_approved' })
})

test('the connection check says whether the signature is approved', async () => {
  expect(await open().probe()).toEqual({ ok: true, reason: '', said: '', facts: [{ name: 'signature', value: 'approved', ok: true }] })
  expect(await open({ signName: '别家商城' }).probe()).toMatchObject({
    ok: false,
    reason: 'signature_unknown',
    facts: [{ value: 'unknown' }],
  })
})

test('a message that was handed over just before midnight in Beijing and taken after it is found', async () => {
  const handedAt = clock.now()
  clock.moveTo(new Date('2026-12-01T16:00:10Z'))
  const message = smsMessage('midnight:1', 'SMS_100')
  server.script({ kind: 'cut', taken: true })
  expect(await sent(message)).toEqual({ kind: 'unknown', reason: 'no_answer' })
  const question = { sendKey: 'midnight:1', providerId: null, address: message.to, handedAt }
  expect(await open().ask?.(question)).toEqual({ kind: 'delayed', reason: 'waiting' })
  const taken = server.taken.at(-1)
  Object.assign(taken ?? {}, { status: 2, errCode: 'MOBILE_IN_BLACK' })
  expect(await open().ask?.(question)).toEqual({ kind: 'failed', reason: 'number_blocked', suppress: 'person' })
  // Another message to the same number is not this one.
  expect(await open().ask?.({ ...question, sendKey: 'midnight:2' })).toBeNull()
})

test('the local server refuses a call that is told again, a changed query and an old time', async () => {
  const query = { PhoneNumbers: '13912345678', SignName: '留客商城', TemplateCode: 'SMS_200', TemplateParam: '{"content":"a"}' }
  const call = async (date: Date, nonce: string, sentQuery: Record<string, string> = query): Promise<unknown> => {
    const headers = {
      host: new URL(server.url).host,
      'x-acs-action': 'SendSms',
      'x-acs-content-sha256': sha256Hex(''),
      'x-acs-date': `${date.toISOString().slice(0, 19)}Z`,
      'x-acs-signature-nonce': nonce,
      'x-acs-version': '2017-05-25',
    }
    const key = { id: ALIYUN_KEY.accessKeyId, secret: ALIYUN_KEY.accessKeySecret }
    const authorization = acs3Authorization({ method: 'POST', path: '/', query, headers, body: '' }, key)
    const reply = await network.fetch(`${server.url}/?${canonicalQuery(sentQuery)}`, {
      method: 'POST',
      headers: { ...headers, authorization },
    })
    return (JSON.parse(reply.body) as { Code: unknown }).Code
  }
  expect(await call(clock.now(), 'nonce-1')).toBe('OK')
  expect(await call(clock.now(), 'nonce-1')).toBe('SignatureNonceUsed')
  expect(await call(clock.now(), 'nonce-2', { ...query, PhoneNumbers: '13912345679' })).toBe('SignatureDoesNotMatch')
  expect(await call(new Date(clock.now().getTime() - 16 * 60_000), 'nonce-3')).toBe('InvalidTimeStamp.Expired')
})
