import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChannelAccount } from '#http/act/channel-schemas.ts'
import { strategyLibrary } from '#decide/strategy-library.ts'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { addDecidedRun, plannedSend } from '../support/planned-send.ts'
import { ALIYUN_KEY } from '../support/providers/aliyun-adapter.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { AliyunServer } from '#demo/providers/aliyun-server.ts'
import { NOW } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'
import { customerId, fillSmallShop, phoneOf } from './support/small-shop.ts'

// From the ledger over an account to a provider that answers as Alibaba Cloud does, and back.

const clock = new ManualClock(NOW)
let shop: ShopServer
let aliyun: AliyunServer
let account: ChannelAccount

beforeAll(async () => {
  aliyun = await startAliyunServer({ clock, ...ALIYUN_KEY, signNames: ['留客商城'], templates: { SMS_200: ['content'] } })
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1' })
  await fillSmallShop(shop.house)
  const made = await shop.admin.ask('POST', '/channels/accounts', {
    provider: 'aliyun_sms',
    name: 'SMS',
    settings: { accessKeyId: ALIYUN_KEY.accessKeyId, signName: '留客商城', defaultTemplate: 'SMS_200', endpoint: aliyun.url },
    secrets: { accessKeySecret: ALIYUN_KEY.accessKeySecret },
  })
  account = made.json<ChannelAccount>()
  await shop.admin.ask('POST', `/channels/accounts/${account.id}/on`)
  await shop.house.db
    .updateTable('strategies')
    .set({ definition: JSON.stringify({ ...strategyLibrary('CNY')[0]?.definition, holdout: 0 }) })
    .execute()
})
afterAll(async () => {
  await shop?.close()
  await aliyun?.close()
})

/** A message planned for a customer who agreed to text messages, carried out. Returns its key. */
async function sendTo(i: number): Promise<string> {
  const consent = { purpose: 'marketing', channel: 'sms', granted: true, evidence: 'asked in the shop' }
  expect((await shop.admin.ask('POST', `/customers/${customerId(i)}/consents`, consent)).statusCode).toBeLessThan(300)
  const runId = await addDecidedRun(shop.house.db, clock.now())
  const send = plannedSend({ runId, customerId: customerId(i), now: clock.now() }, { channel: 'sms' })
  await createSendStore(shop.house.db).plan([send])
  await shop.house.sender.drain()
  return send.sendKey
}
const stateOf = async (sendKey: string) =>
  await shop.house.db.selectFrom('send_ledger').select(['state', 'reason']).where('send_key', '=', sendKey).executeTakeFirstOrThrow()
const call = (payload: string) =>
  shop.server.app.inject({
    method: 'POST',
    url: new URL(account.callbackUrl ?? '').pathname,
    headers: { host: 'crm.example.com', 'content-type': 'application/json' },
    payload,
  })
const takenFor = (sendKey: string) => aliyun.taken.filter((one) => one.sendKey === sendKey)

test('a message is taken with the way to refuse, and its receipt settles it', async () => {
  const sendKey = await sendTo(3)
  expect(await stateOf(sendKey)).toMatchObject({ state: 'accepted' })
  const [taken] = takenFor(sendKey)
  expect(taken?.phone).toBe(phoneOf(3).replace('+86', ''))
  expect(taken?.params['content']?.endsWith('拒收请回复R')).toBe(true)
  await call(aliyun.report(takenFor(sendKey).map((one) => ({ ...one, status: 3 as const }))))
  expect(await stateOf(sendKey)).toMatchObject({ state: 'delivered' })
})

test('a connection that breaks after the message was taken is asked about, and nobody gets it twice', async () => {
  aliyun.script({ kind: 'cut', taken: true })
  const sendKey = await sendTo(4)
  expect(await stateOf(sendKey)).toMatchObject({ state: 'uncertain' })
  Object.assign(takenFor(sendKey)[0] ?? {}, { status: 3 })
  clock.moveTo(new Date(clock.now().getTime() + 20 * MINUTE_MS))
  await shop.house.asker.work()
  expect(await stateOf(sendKey)).toMatchObject({ state: 'delivered' })
  await shop.house.sender.drain()
  expect(takenFor(sendKey)).toHaveLength(1)
})

test('a receipt of somebody who opted out at the carrier closes the number for text messages', async () => {
  const sendKey = await sendTo(5)
  await call(aliyun.report(takenFor(sendKey).map((one) => ({ ...one, status: 2 as const, errCode: 'MOBILE_IN_BLACK' }))))
  expect(await stateOf(sendKey)).toMatchObject({ state: 'failed', reason: 'number_blocked' })
  expect((await shop.house.contacts.reach([customerId(5)], 'sms')).get(customerId(5))).toMatchObject({ suppressed: true })
})

test('an account without balance is halted, and what is planned waits', async () => {
  aliyun.script({ kind: 'code', code: 'AMOUNT_NOT_ENOUGH' })
  const sendKey = await sendTo(6)
  expect(await stateOf(sendKey)).toMatchObject({ state: 'planned' })
  expect(await shop.get(`/channels/accounts/${account.id}`)).toMatchObject({ state: 'halted', reason: 'no_balance' })
  const calls = aliyun.sendCalls()
  await shop.house.sender.drain()
  expect(aliyun.sendCalls()).toBe(calls)
  await shop.admin.ask('POST', `/channels/accounts/${account.id}/on`)
  clock.moveTo(new Date(clock.now().getTime() + 20 * MINUTE_MS))
  await shop.house.sender.drain()
  expect(await stateOf(sendKey)).toMatchObject({ state: 'accepted' })
  expect(takenFor(sendKey)).toHaveLength(1)
})
