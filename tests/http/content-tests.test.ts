import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelAccount, ChannelAccountList } from '#http/act/channel-schemas.ts'
import type { Problem } from '#http/shared-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { ALIYUN_KEY } from '../support/providers/aliyun-adapter.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { AliyunServer } from '#demo/providers/aliyun-server.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'

// A content goes to an address that a person types, marked as a test, and into no figure.

const clock = new ManualClock(new Date('2026-03-15T04:00:00Z'))
let shop: ShopServer
let mailbox: Mailbox
let aliyun: AliyunServer
let mailAccount: string
let smsAccount: string
let customer: string

const CONTENT = {
  name: 'Spring tea',
  purpose: 'marketing',
  email: {
    subject: { zh: '{{ customer.firstName }}，新茶到了', en: 'New tea, {{ customer.firstName }}' },
    preheader: { zh: '', en: '' },
    body: { kind: 'text', text: { zh: '看看 https://shop.example/new', en: '' } },
  },
  sms: {
    text: { zh: '{{ customer.firstName }}，新茶到店', en: '' },
    templates: { aliyun_sms: { code: 'SMS_100', params: [{ name: 'content', value: '{{ customer.firstName }}' }] } },
  },
  fallbacks: {},
  utm: null,
}

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  aliyun = await startAliyunServer({ clock, ...ALIYUN_KEY, signNames: ['留客商城'], templates: { SMS_100: ['content'] } })
  shop = await openShopServer(clock, {
    LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1',
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
  })
  const file = ['phone,email,name,email consent', '13900001000,c1@example.com,李雷,yes'].join('\n')
  await shop.ended((await shop.startImport('customers.csv', file, 'customers')).id)
  customer = (await shop.house.db.selectFrom('customers').select('id').executeTakeFirstOrThrow()).id
  mailAccount = (await shop.get<ChannelAccountList>('/channels/accounts?side=email')).items[0]?.id ?? ''
  const settings = { accessKeyId: ALIYUN_KEY.accessKeyId, signName: '留客商城', endpoint: aliyun.url }
  const made = await shop.admin.ask('POST', '/channels/accounts', {
    provider: 'aliyun_sms',
    name: 'SMS',
    settings,
    secrets: { accessKeySecret: ALIYUN_KEY.accessKeySecret },
    dailyLimit: 2,
  })
  smsAccount = made.json<ChannelAccount>().id
})
afterAll(async () => {
  await shop?.close()
  await aliyun?.close()
  await mailbox?.close()
})

const send = (body: object) => shop.admin.ask('POST', '/contents/test', { content: CONTENT, ...body })
const problem = async (asked: ReturnType<typeof send>) => {
  const answer = await asked
  return [answer.statusCode, answer.json<Problem>().code]
}

test('a mail goes to the typed address as a test: with examples or the values of a customer, and into no figure', async () => {
  expect((await send({ accountId: mailAccount, to: 'me@shop.example' })).json()).toEqual({ outcome: 'accepted', reason: '' })
  const real = await send({ accountId: mailAccount, to: 'Me@Shop.Example', customerId: customer, language: 'zh' })
  expect(real.json()).toMatchObject({ outcome: 'accepted' })
  const [example, own] = mailbox.mails
  expect([example?.subject, own?.subject]).toEqual(['【测试】李雷，新茶到了', '【测试】李雷，新茶到了'])
  expect(own?.text).toContain('https://shop.example/new')
  expect(own?.html).not.toMatch(/\/(?:o|u|l)\//u)
  expect(own?.to).toBe('me@shop.example')
  expect(await shop.house.db.selectFrom('send_ledger').selectAll().execute()).toEqual([])
  const audit = await shop.get<{ items: { action: string; detail: object }[] }>('/audit?limit=50')
  const noted = audit.items.filter(({ action }) => action === 'content-tested')
  expect(noted).toHaveLength(2)
  expect(noted[0]?.detail).toMatchObject({ customer, outcome: 'accepted', nameShown: true })
  expect(JSON.stringify(noted)).not.toContain('shop.example')
})

test('a text message takes a place of the day of its account, and the day has an end', async () => {
  const over = { accountId: smsAccount, to: '13900009999' }
  expect((await send(over)).json()).toEqual({ outcome: 'accepted', reason: '' })
  expect(aliyun.taken.at(-1)).toMatchObject({ phone: '13900009999', templateCode: 'SMS_100', params: { content: '李雷' } })
  expect((await send(over)).json()).toMatchObject({ outcome: 'accepted' })
  expect((await shop.get<ChannelAccount>(`/channels/accounts/${smsAccount}`)).takenToday).toBe(2)
  expect(await problem(send(over))).toEqual([409, 'test-day-full'])
  expect(aliyun.taken).toHaveLength(2)
})

test('nothing goes to an address that has refused, that cannot be read, or that may not be sent to', async () => {
  await shop.admin.ask('POST', '/suppressions', { address: 'no@shop.example', channels: ['email'], why: 'asked by phone' })
  const before = mailbox.mails.length
  expect(await problem(send({ accountId: mailAccount, to: 'no@shop.example' }))).toEqual([409, 'test-address-refused'])
  expect(await problem(send({ accountId: mailAccount, to: 'nobody' }))).toEqual([400, 'test-address-wrong'])
  expect(await problem(send({ accountId: crypto.randomUUID(), to: 'me@shop.example' }))).toEqual([404, 'channel-account-not-found'])
  expect(await problem(send({ accountId: mailAccount, to: 'me@shop.example', customerId: crypto.randomUUID() }))).toEqual([
    404,
    'customer-not-found',
  ])
  const analyst = await shop.admin.ask('POST', '/api-keys', { name: 'reads', permissions: ['contents:read', 'customers:read'] })
  const key = analyst.json<{ key: string }>().key
  const asked = await shop.server.app.inject({
    method: 'POST',
    url: '/api/v1/contents/test',
    headers: { authorization: `Bearer ${key}` },
    payload: { content: CONTENT, accountId: mailAccount, to: 'me@shop.example' },
  })
  expect(asked.statusCode).toBe(403)
  expect(mailbox.mails).toHaveLength(before)
})
