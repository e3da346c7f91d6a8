import { createSendLog } from '#store/relational/send-log.ts'
import { createStoredPeople } from '#store/stored-people.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LEASE_MS } from '#act/send-ledger.ts'
import { SendService } from '#act/send-service.ts'
import { Sender } from '#act/sender.ts'
import type { MessageText } from '#act/sent-message.ts'
import { newId } from '#kernel/id.ts'
import { newDataKey } from '#privacy/field-encryption.ts'
import { createTouchWriter } from '#store/analytical/touches-store.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { createCouponStore } from '#store/relational/coupon-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { addDecidedRun, plannedSend } from '../support/planned-send.ts'
import { ADMIN, NOW, Visitor, firstAdmin, openHouse } from './support/house.ts'
import type { House } from './support/house.ts'

let house: House
let admin: Visitor

beforeAll(async () => {
  house = await openHouse({}, ({ db, engines, clock, keyring }) => {
    const sends = createSendStore(db)
    const log = createSendLog(db, keyring, createStoredPeople({ client: engines.clickhouse, db }))
    const messages = createMessageSealer(db, keyring)
    const contacts = createContactStore(db, keyring, clock)
    const touches = createTouchWriter(engines.clickhouse)
    const strategies = createStrategyStore(db)
    const sender = new Sender({
      sends,
      messages,
      strategies,
      contacts,
      stopper: contacts,
      channels: new Map(),
      touches,
      coupons: createCouponStore(db),
      couponCodeOf: (sendKey) => sendKey,
      clock,
    })
    const service = new SendService({
      store: sends,
      log,
      sender,
      clock,
      asks: { canAsk: () => Promise.resolve(false), askAgain: () => Promise.resolve() },
    })
    return { sends: service }
  })
  admin = await firstAdmin(house)
})
afterAll(() => house.close())

/** An email whose worker died after it was handed to the mail server. */
async function uncertainSend(name: string, message?: MessageText & { readonly customerId: string }): Promise<string> {
  const store = createSendStore(house.db)
  const customerId = message?.customerId ?? newId(NOW)
  const runId = await addDecidedRun(house.db, NOW)
  const send = plannedSend({ runId, customerId, now: NOW })
  const { sendKey } = send
  await store.plan([send])
  await store.claim(name, { dueBy: NOW, now: NOW, leaseMs: LEASE_MS, limit: 10 })
  const [sealed] =
    message === undefined ? [] : await createMessageSealer(house.db, house.keyring).sealAll([{ sendKey, customerId, text: message }])
  await store.hand(sendKey, name, NOW, LEASE_MS, sealed ?? null)
  await store.recover(new Date(NOW.getTime() + LEASE_MS + 1))
  return sendKey
}

const stateOf = async (sendKey: string) =>
  await house.db.selectFrom('send_ledger').select(['state', 'reason']).where('send_key', '=', sendKey).executeTakeFirstOrThrow()

test('an uncertain message is settled once, by what the provider says, and leaves its trace', async () => {
  const [arrived, lost] = [await uncertainSend('arrived'), await uncertainSend('lost')]
  expect((await stateOf(arrived)).state).toBe('uncertain')
  const settled = await admin.ask('POST', `/sends/${encodeURIComponent(arrived)}/settle`, { delivered: true })
  expect(settled.json()).toEqual({ sendKey: arrived, state: 'delivered' })
  const failed = await admin.ask('POST', `/sends/${encodeURIComponent(lost)}/settle`, { delivered: false })
  expect(failed.json()).toEqual({ sendKey: lost, state: 'failed' })
  expect(await stateOf(arrived)).toMatchObject({ state: 'delivered' })
  expect(await stateOf(lost)).toEqual({ state: 'failed', reason: 'resolved_by_operator' })

  const again = await admin.ask('POST', `/sends/${encodeURIComponent(arrived)}/settle`, { delivered: false })
  expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'send-not-uncertain'])
  expect(await stateOf(arrived)).toMatchObject({ state: 'delivered' })

  const audit = await admin.ask('GET', '/audit?action=send-settled')
  expect(audit.json<{ items: { target: string; detail: object }[] }>().items.map(({ target, detail }) => ({ target, detail }))).toEqual([
    { target: `send:${lost}`, detail: { state: 'failed' } },
    { target: `send:${arrived}`, detail: { state: 'delivered' } },
  ])
})

test('a message that does not exist is 404, an answer that says nothing 400', async () => {
  const unknown = await admin.ask('POST', '/sends/nothing:1/settle', { delivered: true })
  expect([unknown.statusCode, unknown.json<{ code: string }>().code]).toEqual([404, 'send-not-found'])
  expect((await admin.ask('POST', '/sends/nothing:1/settle', {})).statusCode).toBe(400)
})

test('the text of a message is read by those who may reveal values, and each reading is audited', async () => {
  const { db, keyring } = house
  const customerId = newId(NOW)
  await db
    .insertInto('customers')
    .values({
      id: customerId,
      data_key: newDataKey(keyring, customerId).wrapped,
      masked_name: '张**',
      source: 'test',
      created_at: NOW,
      updated_at: NOW,
    })
    .execute()
  const sendKey = await uncertainSend('read', { customerId, subject: '好久不见', text: '券码 TEA-2026' })
  const path = `/sends/${encodeURIComponent(sendKey)}/message`
  const read = await admin.ask('GET', path)
  expect(read.json()).toEqual({
    sendKey,
    customerId,
    channel: 'email',
    subject: '好久不见',
    text: '券码 TEA-2026',
    handedAt: NOW.toISOString(),
  })
  expect(read.headers['cache-control']).toBe('no-store')
  const audit = await admin.ask('GET', '/audit?action=message-read')
  expect(audit.json<{ items: { target: string; detail: object }[] }>().items).toMatchObject([
    { target: `customer:${customerId}`, detail: { sendKey } },
  ])

  await admin.ask('POST', '/users', { ...ADMIN, email: 'ana@example.com', name: 'Ana', role: 'analyst' })
  const analyst = new Visitor(house.app)
  await analyst.login('ana@example.com', ADMIN.password)
  const refused = await analyst.ask('GET', path)
  expect([refused.statusCode, refused.json<{ params: object }>().params]).toEqual([403, { permission: 'customers:reveal' }])
  const old = await uncertainSend('old')
  const missing = await admin.ask('GET', `/sends/${encodeURIComponent(old)}/message`)
  expect([missing.statusCode, missing.json<{ code: string }>().code]).toEqual([404, 'message-not-kept'])
  expect((await admin.ask('GET', '/audit?action=message-read')).json<{ items: unknown[] }>().items).toHaveLength(1)
})
