import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelAccount, ReplyCounts } from '#http/act/channel-schemas.ts'
import type { Consents, TimelinePage } from '#http/profile/customer-schemas.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { addDecidedRun, plannedSend } from '../support/planned-send.ts'
import { ALIYUN_KEY } from '../support/providers/aliyun-adapter.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { AliyunServer } from '#demo/providers/aliyun-server.ts'
import { TWILIO_ACCOUNT } from '../support/providers/twilio-adapter.ts'
import { startTwilioServer } from '../support/providers/twilio-server.ts'
import { NOW } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { customerId, fillSmallShop, phoneOf } from './support/small-shop.ts'

const clock = new ManualClock(NOW)
let shop: ShopServer
let aliyun: AliyunServer
let callback = ''
let ids = 0

beforeAll(async () => {
  aliyun = await startAliyunServer({ clock, ...ALIYUN_KEY, signNames: ['留客商城'], templates: {} })
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1' })
  await fillSmallShop(shop.house)
  const made = await shop.admin.ask('POST', '/channels/accounts', {
    provider: 'aliyun_sms',
    name: 'SMS',
    settings: { accessKeyId: ALIYUN_KEY.accessKeyId, signName: '留客商城', endpoint: aliyun.url },
    secrets: { accessKeySecret: ALIYUN_KEY.accessKeySecret },
  })
  callback = new URL(made.json<ChannelAccount>().callbackUrl ?? '').pathname
})
afterAll(async () => {
  await shop?.close()
  await aliyun?.close()
})

/** What the provider is told when it says this, and again when it says it once more. */
async function uplink(phone: string, content: string, id = String((ids += 1))): Promise<void> {
  const payload = aliyun.uplink([{ phone: phone.replace('+86', ''), content, id }])
  const headers = { host: 'crm.example.com', 'content-type': 'application/json' }
  const answer = await shop.server.app.inject({ method: 'POST', url: callback, headers, payload })
  expect([answer.statusCode, answer.json<{ code: number }>().code]).toEqual([200, 0])
}
const later = (ms: number): void => clock.moveTo(new Date(clock.now().getTime() + ms))
const smsConsent = async (i: number) =>
  (await shop.get<Consents>(`/customers/${customerId(i)}/consents`)).current.find(
    (one) => one.purpose === 'marketing' && one.channel === 'sms',
  )
const evidenceOf = async (i: number) => {
  const consents = shop.house.db.selectFrom('consents').select('evidence').where('customer_id', '=', customerId(i))
  return (await consents.where('channel', '=', 'sms').executeTakeFirst())?.evidence
}
const reach = async (i: number) => (await shop.house.contacts.reach([customerId(i)], 'sms')).get(customerId(i))
const repliesOf = (phone: string) =>
  shop.house.db
    .selectFrom('customer_replies')
    .select(['meaning', 'customers'])
    .where('blind_index', '=', blindIndex(shop.house.keyring, 'phone', phone))
    .orderBy('replied_at')
    .execute()

test('a stop ends what is planned and claimed at once, closes the number and withdraws consent, and told again changes nothing', async () => {
  const { db } = shop.house
  const sends = createSendStore(db)
  const runId = await addDecidedRun(db, clock.now())
  const sms = { channel: 'sms' } as const
  await sends.plan([
    plannedSend({ runId, customerId: customerId(3), now: clock.now() }, sms),
    plannedSend({ runId, customerId: customerId(4), now: clock.now() }, sms),
  ])
  await uplink(phoneOf(3), ' ｔｄ。', 'stop-1')
  const states = await db.selectFrom('send_ledger').select(['customer_id', 'state', 'reason']).where('run_id', '=', runId).execute()
  expect(states.find((one) => one.customer_id === customerId(3))).toMatchObject({ state: 'suppressed', reason: 'unsubscribed' })
  expect(states.find((one) => one.customer_id === customerId(4))).toMatchObject({ state: 'planned' })
  expect(await smsConsent(3)).toMatchObject({ granted: false, source: 'unsubscribe' })
  expect(await evidenceOf(3)).toBe('reply:TD')
  expect(await reach(3)).toMatchObject({ suppressed: true, consent: false })
  // A call by an agent goes to the same number and was not refused.
  expect((await shop.house.contacts.reach([customerId(3)], 'agent_task')).get(customerId(3))).toMatchObject({ suppressed: false })
  const history = (await shop.get<Consents>(`/customers/${customerId(3)}/consents`)).history.length
  await uplink(phoneOf(3), ' ｔｄ。', 'stop-1')
  expect((await shop.get<Consents>(`/customers/${customerId(3)}/consents`)).history.length).toBe(history)
  expect(await repliesOf(phoneOf(3))).toEqual([{ meaning: 'stop', customers: 1 }])
})

test('a start opens the number again with its evidence, and an older stop that comes late does not close it', async () => {
  const stoppedAt = clock.now()
  later(MINUTE_MS)
  await uplink(phoneOf(3), 'Start')
  expect(await smsConsent(3)).toMatchObject({ granted: true, source: 'reply' })
  expect(await evidenceOf(3)).toBe('reply:START')
  expect(await reach(3)).toMatchObject({ suppressed: false, consent: true })
  // It was written before the start and told after it.
  const old = JSON.parse(aliyun.uplink([{ phone: phoneOf(3).replace('+86', ''), content: 'R', id: 'late' }])) as { send_time: string }[]
  const beijing = new Date(stoppedAt.getTime() + 8 * 60 * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ')
  const payload = JSON.stringify(old.map((one) => ({ ...one, send_time: beijing })))
  await shop.server.app.inject({
    method: 'POST',
    url: callback,
    headers: { host: 'a.example.com', 'content-type': 'application/json' },
    payload,
  })
  expect(await reach(3)).toMatchObject({ suppressed: false, consent: true })
  later(MINUTE_MS)
  await uplink(phoneOf(3), '退订')
  expect(await reach(3)).toMatchObject({ suppressed: true, consent: false })
})

test('a stop counts for the message that it answers', async () => {
  const { db } = shop.house
  const sends = createSendStore(db)
  const runId = await addDecidedRun(db, clock.now())
  const send = plannedSend({ runId, customerId: customerId(6), now: clock.now() }, { channel: 'sms' })
  await sends.plan([send])
  await sends.claim('worker', { dueBy: clock.now(), now: clock.now(), leaseMs: 60_000, limit: 50 })
  expect(await sends.hand(send.sendKey, 'worker', clock.now(), 60_000)).toBe(true)
  later(30 * MINUTE_MS)
  await uplink(phoneOf(6), 'R')
  const { data } = await (
    await shop.house.engines.clickhouse.query({
      query: `SELECT kind FROM touches FINAL WHERE send_key = {key:String}`,
      query_params: { key: send.sendKey },
      format: 'JSON',
    })
  ).json<{ kind: string }>()
  expect(data.map(({ kind }) => kind)).toContain('unsubscribed')
})

test('other words are kept with the customer, sealed, once, and change nothing', async () => {
  const before = await reach(8)
  await uplink(phoneOf(8), '周末有活动吗？', 'words-1')
  await uplink(phoneOf(8), '周末有活动吗？', 'words-1')
  expect(await reach(8)).toEqual(before)
  const { items } = await shop.get<TimelinePage>(`/customers/${customerId(8)}/timeline?limit=50`)
  const notes = items.filter(({ kind }) => kind === 'note')
  expect(notes.map(({ detail }) => [detail['text'], detail['author']])).toEqual([['周末有活动吗？', 'reply-sms']])
  const raw = await shop.house.engines.pg.query(
    'SELECT row_to_json(n)::text || row_to_json(r)::text AS row FROM customer_notes n, customer_replies r',
  )
  expect(JSON.stringify(raw.rows)).not.toMatch(/周末|13800138008/)
  await uplink(phoneOf(8), 'HELP')
  expect(await reach(8)).toEqual(before)
})

test('a stop of a number that nobody has is kept and holds when somebody has it', async () => {
  const phone = '+8613700137000'
  await uplink(phone, '拒收')
  expect(await repliesOf(phone)).toEqual([{ meaning: 'stop', customers: 0 }])
  const { db, keyring } = shop.house
  await db
    .updateTable('identifiers')
    .set({ blind_index: blindIndex(keyring, 'phone', phone) })
    .where('customer_id', '=', customerId(12))
    .where('kind', '=', 'phone')
    .execute()
  expect(await reach(12)).toMatchObject({ suppressed: true })
  await uplink(phone, '你好')
  expect((await repliesOf(phone)).map(({ meaning, customers }) => [meaning, customers])).toEqual([
    ['stop', 0],
    ['other', 1],
  ])
})

test('Twilio is believed when it has signed its call, and only then', async () => {
  const made = await shop.admin.ask('POST', '/channels/accounts', {
    provider: 'twilio',
    name: 'Twilio',
    settings: { accountSid: TWILIO_ACCOUNT.accountSid, from: TWILIO_ACCOUNT.from, endpoint: aliyun.url },
    secrets: { authToken: TWILIO_ACCOUNT.authToken },
  })
  const url = made.json<ChannelAccount>().callbackUrl ?? ''
  const server = await startTwilioServer({ clock, ...TWILIO_ACCOUNT })
  const tell = async (change: (body: string) => string, id: string) => {
    const { headers, body } = server.incomingCall(url, { from: phoneOf(16), body: 'STOP', id, optOutType: 'STOP' })
    // Behind a proxy the address that reaches us is another one.
    const { pathname } = new URL(url)
    const answer = await shop.server.app.inject({
      method: 'POST',
      url: pathname,
      headers: { ...headers, host: '127.0.0.1:8080' },
      payload: change(body),
    })
    return answer.statusCode
  }
  expect(await tell((body) => body.replace('STOP', 'START'), '1')).toBe(403)
  expect(await reach(16)).toMatchObject({ suppressed: false })
  expect(await tell((body) => body, '1')).toBe(200)
  expect(await reach(16)).toMatchObject({ suppressed: true, consent: false })
  await server.close()
})

test('a start does not open a number that is dead', async () => {
  const phone = phoneOf(14)
  const index = blindIndex(shop.house.keyring, 'phone', phone)
  await shop.house.contacts.stop(customerId(14), 'sms', 'hard_bounce', 'test', clock.now())
  await uplink(phone, 'START')
  const left = await shop.house.db.selectFrom('suppressions').select('reason').where('blind_index', '=', index).execute()
  expect(left).toEqual([{ reason: 'hard_bounce' }])
})

test('what came in over an account is counted by what it said', async () => {
  const id = callback.split('/').at(-2) ?? ''
  const path = `/channels/accounts/${id}/replies`
  const counts = await shop.get<ReplyCounts>(path)
  expect(counts).toEqual({ days: 30, stop: 5, start: 2, help: 1, other: 2, unknown: 1 })
  expect(await shop.get(`${path}?days=366`)).toEqual({ ...counts, days: 366 })
  expect((await shop.admin.ask('GET', `${path}?days=0`)).statusCode).toBe(400)
  expect((await shop.admin.ask('GET', path.replace(id, customerId(1)))).statusCode).toBe(404)
})
