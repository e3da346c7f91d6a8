import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChannelAccount } from '#http/act/channel-schemas.ts'
import type { NoticeLog, NoticeSettingsState } from '#http/act/notice-schemas.ts'
import { HOUR_MS, ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { appendSignals } from '#store/relational/append-signals.ts'
import { askKysely } from '#store/relational/ask.ts'
import { drainSignals } from '../../src/main/background.ts'
import { ALIYUN_KEY } from '../support/providers/aliyun-adapter.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { AliyunServer } from '#demo/providers/aliyun-server.ts'
import { NOW } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'

// From what happens to the words in a group chat and on a phone.

const clock = new ManualClock(NOW)
let shop: ShopServer
let aliyun: AliyunServer
let robot: Server
let robotId = ''
let smsId = ''
let me = ''
const said: string[] = []
let cuts = 0

beforeAll(async () => {
  robot = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString('utf8')))
    request.on('end', () => {
      said.push(body)
      if (cuts > 0) {
        cuts -= 1
        request.socket.destroy()
      } else response.end('{"errcode":0,"errmsg":"ok"}')
    })
  })
  await new Promise<void>((resolve) => robot.listen(0, '127.0.0.1', resolve))
  aliyun = await startAliyunServer({ clock, ...ALIYUN_KEY, signNames: ['留客商城'], templates: { SMS_200: ['content'] } })
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1' })
  const make = async (body: object) => {
    const made = await shop.admin.ask('POST', '/channels/accounts', body)
    expect(made.statusCode).toBe(201)
    const { id } = made.json<ChannelAccount>()
    await shop.admin.ask('POST', `/channels/accounts/${id}/on`)
    return id
  }
  robotId = await make({
    provider: 'wecom_robot',
    name: 'Group',
    settings: { endpoint: `http://127.0.0.1:${(robot.address() as AddressInfo).port}` },
    secrets: { key: '12345678-1234-1234-1234-123456789abc' },
  })
  smsId = await make({
    provider: 'aliyun_sms',
    name: 'SMS of the shop',
    settings: { accessKeyId: ALIYUN_KEY.accessKeyId, signName: '留客商城', defaultTemplate: 'SMS_200', endpoint: aliyun.url },
    secrets: { accessKeySecret: ALIYUN_KEY.accessKeySecret },
  })
  me = (await shop.get<NoticeSettingsState>('/notices/settings')).people[0]?.id ?? ''
})
afterAll(async () => {
  await shop?.close()
  await aliyun?.close()
  robot?.close()
})
beforeEach(() => said.splice(0))

const rule = { kinds: ['channel_halted'], way: 'team', accountId: '', people: [], mentions: [], template: null, language: 'en' }
const save = (rules: readonly object[], smsPerDay = 10) =>
  shop.admin.ask('PUT', '/notices/settings', { rules, quiet: null, smsPerDay, alertMail: true })
const log = async () => (await shop.get<NoticeLog>('/notices')).items
async function tell(): Promise<void> {
  await drainSignals(shop.house)
  await shop.house.noticeTeller.work()
}
/** The account of text messages is halted, as its provider would do, and turned on again. */
async function halt(): Promise<void> {
  clock.moveTo(new Date(clock.now().getTime() + MINUTE_MS))
  await shop.house.channelAccounts.open.halt(smsId, 'no_balance', null)
  await shop.house.channelAccounts.open.halt(smsId, 'no_balance', null)
}
const turnOn = () => shop.admin.ask('POST', `/channels/accounts/${smsId}/on`)

test('a halted account is told to the group at once and once, with its reason and a link', async () => {
  expect((await save([{ ...rule, accountId: robotId }])).statusCode).toBe(200)
  await halt()
  await tell()
  await tell()
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('The channel account “SMS of the shop” is halted (The balance at the provider is used up)')
  expect(said[0]).toContain('/settings/channels')
  expect(await log()).toMatchObject([{ kind: 'channel_halted', way: 'team', to: 'Group', state: 'told' }])
  await turnOn()
})

test('what is not urgent is gathered into one message', async () => {
  await save([{ ...rule, kinds: ['job_failed'], accountId: robotId }])
  const failed = (job: string) => ({
    kind: 'job-failed' as const,
    customerId: null,
    occurredAt: clock.now(),
    origin: `job:${job}`,
    historical: false,
    payload: { jobId: job, job },
  })
  await appendSignals(askKysely(shop.house.db), ['train-churn', 'sync-table', 'train-churn'].map(failed))
  await tell()
  expect(said).toHaveLength(0)
  clock.moveTo(new Date(clock.now().getTime() + 11 * MINUTE_MS))
  await tell()
  expect(said).toHaveLength(1)
  // The same signal twice is one notice.
  expect(said[0]?.match(/A background job failed/gu)).toHaveLength(2)
})

test('a word whose answer was lost is uncertain and not told again, and a word that another process died over neither', async () => {
  await save([{ ...rule, accountId: robotId }])
  cuts = 1
  await halt()
  await tell()
  clock.moveTo(new Date(clock.now().getTime() + HOUR_MS))
  await tell()
  expect(said).toHaveLength(1)
  expect((await log())[0]).toMatchObject({ state: 'uncertain' })
  await turnOn()
  await halt()
  await drainSignals(shop.house)
  await shop.house.engines.pg.query("UPDATE notice_words SET state = 'handed', handed_at = $1 WHERE state = 'waiting'", [clock.now()])
  clock.moveTo(new Date(clock.now().getTime() + 6 * MINUTE_MS))
  await tell()
  expect(said).toHaveLength(1)
  expect((await log())[0]).toMatchObject({ state: 'uncertain', reason: 'sender_lost' })
  await turnOn()
})

test('a robot that is turned off holds its words back, and they leave when it is on', async () => {
  await save([{ ...rule, accountId: robotId }])
  await shop.admin.ask('POST', `/channels/accounts/${robotId}/off`)
  await halt()
  await tell()
  expect((await log())[0]).toMatchObject({ state: 'waiting', reason: 'account_off' })
  await shop.admin.ask('POST', `/channels/accounts/${robotId}/on`)
  clock.moveTo(new Date(clock.now().getTime() + 6 * MINUTE_MS))
  await tell()
  expect(said).toHaveLength(1)
  await turnOn()
})

test('text messages go to colleagues with a number, few a day, and the number is never shown', async () => {
  const sms = {
    ...rule,
    kinds: ['source_late'],
    way: 'sms',
    accountId: smsId,
    people: [me],
    template: { code: 'SMS_200', value: 'content' },
  }
  expect((await save([sms])).json()).toMatchObject({ code: 'notices-wrong', params: { field: 'rules.0.people', reason: 'phone' } })
  expect((await shop.admin.ask('PUT', `/notices/phones/${me}`, { phone: 'no number' })).statusCode).toBe(400)
  expect((await shop.admin.ask('PUT', `/notices/phones/${me}`, { phone: '139 1234 5678' })).statusCode).toBe(204)
  const { people } = await shop.get<NoticeSettingsState>('/notices/settings')
  expect(people[0]?.phone).not.toContain('1234567')
  expect((await save([sms], 1)).statusCode).toBe(200)
  const raw = await shop.house.engines.pg.query('SELECT row_to_json(p)::text AS row FROM team_phones p')
  expect(JSON.stringify(raw.rows)).not.toContain('12345678')
  const late = (id: string) => ({
    kind: 'source-late' as const,
    customerId: null,
    occurredAt: clock.now(),
    origin: `source:${id}`,
    historical: false,
    payload: { sourceId: id, expectedMinutes: 5, lastAt: null },
  })
  for (const id of ['till', 'shop']) {
    await appendSignals(askKysely(shop.house.db), [late(id)])
    await tell()
    clock.moveTo(new Date(clock.now().getTime() + MINUTE_MS))
  }
  expect(aliyun.taken.map(({ phone, params }) => [phone, params['content']])).toStrictEqual([
    ['13912345678', 'Source “till” has sent nothing for too long'],
  ])
  expect((await log())[0]).toMatchObject({ way: 'sms', state: 'dropped', reason: 'sms_limit' })
})

test('a test says that it is one and counts in the day of the account', async () => {
  await shop.admin.ask('PATCH', `/channels/accounts/${robotId}`, { dailyLimit: 1 })
  const send = async () => (await shop.admin.ask('POST', '/notices/test', { rule: { ...rule, accountId: robotId } })).json<object>()
  expect(await send()).toStrictEqual({ outcome: 'accepted', reason: '' })
  expect(said[0]).toContain('[Test]')
  expect(await send()).toStrictEqual({ outcome: 'deferred', reason: 'day_used_up' })
  expect(await shop.get(`/channels/accounts/${robotId}`)).toMatchObject({ takenToday: 1, limitToday: 1 })
})
