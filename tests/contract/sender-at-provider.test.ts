import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SendingAccount, SendingAccounts } from '#act/accounts/sending-account.ts'
import { ReceiptService } from '#act/inbound/receipt-service.ts'
import type { MessageMaker } from '#act/message-maker.ts'
import { createProviderNetwork } from '#act/providers/provider-fetch.ts'
import { twilio } from '#act/providers/twilio/twilio.ts'
import { SendAsker } from '#act/send-asker.ts'
import { contactKey } from '#act/send-source.ts'
import { Sender } from '#act/sender.ts'
import type { Channel } from '#decide/strategy.ts'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { encryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import { createAskStore } from '#store/relational/ask-store.ts'
import { createContactStore, hashAddress } from '#store/relational/contact-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { createReceiptStore } from '#store/relational/receipt-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { TWILIO_ACCOUNT } from '../support/providers/twilio-adapter.ts'
import { startTwilioServer } from '../support/providers/twilio-server.ts'
import type { TwilioServer } from '../support/providers/twilio-server.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

// The product's sender, ledger and provider over HTTP, against a server that fails as theirs do: what becomes of the message here and there.

const clock = new ManualClock(new Date('2026-03-02T08:00:00Z'))
const network = createProviderNetwork(['127.0.0.1'])
/** Calls are as much shorter than theirs, so that nobody waits twenty seconds for one that is given up. */
const SHORTER = 20
const ACCOUNT_ID = newId(clock.now())
const RUN_ID = newId(clock.now())
let world: RetentionWorld
let server: TwilioServer
let parts: ReturnType<typeof open>
let people = 0

beforeAll(async () => {
  world = await openRetentionWorld(clock)
})
afterAll(async () => {
  network.close()
  await world.stop()
})
beforeEach(async () => {
  await world.db.deleteFrom('sent_messages').execute()
  await world.db.deleteFrom('send_ledger').execute()
  server = await startTwilioServer({ clock, ...TWILIO_ACCOUNT })
  parts = open()
  return () => server.close()
})

function open() {
  const { db, keyring } = world
  const account: SendingAccount = {
    id: ACCOUNT_ID,
    channel: 'sms',
    provider: 'twilio',
    port: twilio.open(
      {
        id: ACCOUNT_ID,
        settings: { accountSid: TWILIO_ACCOUNT.accountSid, from: TWILIO_ACCOUNT.from, endpoint: server.url },
        secrets: { authToken: TWILIO_ACCOUNT.authToken },
        callbackUrl: 'https://crm.example.com/hooks/1',
      },
      {
        clock,
        fetch: (url, request) => network.fetch(url, { ...request, timeoutMs: (request.timeoutMs ?? 30_000) / SHORTER }),
        resolve: (host) => network.resolve(host),
        shared: { get: async (_key, make) => (await make()).value },
        random: () => 0.5,
      },
    ),
    pace: { perSecond: 1_000, atOnce: 4 },
    dailyLimit: null,
  }
  const halted: (Date | null)[] = []
  const accounts: SendingAccounts = {
    ready: (channel) => Promise.resolve(channel === 'sms' && halted.length === 0 ? [account] : []),
    byId: (id) => Promise.resolve(id === ACCOUNT_ID ? account : null),
    halt: (_id, _reason, until) => Promise.resolve(void halted.push(until)),
  }
  const maker: MessageMaker = {
    make: (sends) =>
      Promise.resolve(
        sends.map(({ send, contact }) => {
          const { sendKey, purpose } = send
          const message = { channel: 'sms', sendKey, purpose, to: contact.address, text: 'Your order is ready.', template: null } as const
          return { kind: 'made', text: { subject: '', text: message.text }, message }
        }),
      ),
  }
  const contacts = createContactStore(db, keyring, clock)
  const sends = createSendStore(db)
  const addressHash = (channel: Channel, address: string) => hashAddress(keyring, channel, address)
  const touches = { write: () => Promise.resolve() }
  const sender = new Sender({
    sends,
    messages: createMessageSealer(db, keyring),
    strategies: createStrategyStore(db),
    contacts,
    stopper: contacts,
    channels: new Map(),
    accounts,
    makers: { strategy: () => maker, content: maker },
    touches,
    coupons: { issue: () => Promise.resolve() },
    couponCodeOf: (key) => key,
    addressHash,
    clock,
  })
  const receipts = new ReceiptService({
    store: createReceiptStore(db),
    sends,
    stopper: contacts,
    touches,
    addressHash: (_, address) => Promise.resolve(addressHash('sms', address)),
    clock,
  })
  const asker = new SendAsker({ store: createAskStore(db), accounts, contacts, receipts, addressHash, clock })
  return { sends, sender, asker, halted }
}

/** A message to somebody new, with a number that nobody else has. */
async function plan(): Promise<string> {
  const { db, keyring } = world
  const seed = { email: null, consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  const [customerId = ''] = await seedCustomers(world, clock.now(), [seed])
  people += 1
  const phone = `+141555502${String(people).padStart(2, '0')}`
  const { data_key } = await db.selectFrom('customers').select('data_key').where('id', '=', customerId).executeTakeFirstOrThrow()
  const ciphertext = encryptField(unwrapDataKey(keyring, customerId, data_key ?? Buffer.alloc(0)), customerId, 'phone', phone)
  const seen = { source: 'test', first_seen_at: clock.now(), last_seen_at: clock.now() }
  await db
    .insertInto('identifiers')
    .values({
      kind: 'phone',
      blind_index: hashAddress(keyring, 'sms', phone),
      customer_id: customerId,
      origin_id: customerId,
      ciphertext,
      masked: '+1***',
      ...seen,
    })
    .execute()
  const sendKey = contactKey(RUN_ID, customerId, 1)
  await parts.sends.planContacts([
    {
      sendKey,
      runId: RUN_ID,
      customerId,
      source: { kind: 'broadcast', id: RUN_ID },
      sourceVersion: 1,
      step: 1,
      content: { id: RUN_ID, version: 1 },
      purpose: 'transactional',
      priority: 0,
      channel: 'sms',
      nextChannels: [],
      notBefore: clock.now(),
      expiresAt: null,
      plannedAt: clock.now(),
      costMinor: null,
      suppressed: null,
    },
  ])
  return sendKey
}

const rowOf = (sendKey: string) => world.db.selectFrom('send_ledger').selectAll().where('send_key', '=', sendKey).executeTakeFirstOrThrow()
const after = (minutes: number): Date => new Date(clock.now().getTime() + minutes * MINUTE_MS)
const later = (minutes: number): void => clock.moveTo(after(minutes))
const takenOf = (key: string) => server.taken.filter(({ sendKey }) => sendKey === key)

test('429 with a time: nothing was taken, it waits that long and no longer, and goes out once', async () => {
  server.script({ kind: 'status', status: 429, headers: { 'retry-after': '180' } })
  const key = await plan()
  await parts.sender.drain()
  expect(await rowOf(key)).toMatchObject({ state: 'planned', reason: 'too_fast', not_before: after(3), attempts: 1 })
  later(2)
  await parts.sender.drain()
  expect(server.sendCalls()).toBe(1)
  later(1)
  await parts.sender.drain()
  expect(await rowOf(key)).toMatchObject({ state: 'accepted', attempts: 2 })
  expect([takenOf(key).length, parts.halted]).toEqual([1, []])
})

test.each([500, 503])('%i five times: tried again later each time, and then failed, with nothing at the provider', async (status) => {
  server.script(...Array.from({ length: 5 }, () => ({ kind: 'status', status }) as const))
  const key = await plan()
  const due: number[] = []
  for (let n = 1; n <= 5; n += 1) {
    await parts.sender.drain()
    const { state, not_before: notBefore } = await rowOf(key)
    if (state !== 'planned') break
    due.push((notBefore.getTime() - clock.now().getTime()) / MINUTE_MS)
    clock.moveTo(notBefore)
  }
  expect(due).toEqual([1, 5, 30, 120])
  expect(await rowOf(key)).toMatchObject({ state: 'failed', reason: 'provider_error', attempts: 5 })
  expect([takenOf(key).length, server.sendCalls()]).toEqual([0, 5])
})

test.each([502, 504])('%i of a gateway: nobody knows, so it is asked about and never sent again', async (status) => {
  server.script({ kind: 'status', status })
  const key = await plan()
  await parts.sender.drain()
  expect(await rowOf(key)).toMatchObject({ state: 'uncertain', reason: 'gateway_error' })
  later(1)
  expect(await parts.asker.work()).toBe(1)
  later(10)
  await parts.sender.drain()
  expect([(await rowOf(key)).state, server.sendCalls()]).toEqual(['uncertain', 1])
})

test.each([
  ['a call of 30 seconds', { kind: 'slow', ms: 30_000 / SHORTER }],
  ['a connection cut after it was taken', { kind: 'cut', taken: true }],
] as const)('%s: uncertain, found by asking, delivered, and one message in all', async (_, step) => {
  server.script(step)
  const key = await plan()
  await parts.sender.drain()
  expect(await rowOf(key)).toMatchObject({ state: 'uncertain', reason: 'no_answer', attempts: 1 })
  later(1)
  expect(await parts.asker.work()).toBe(1)
  expect((await rowOf(key)).state).toBe('uncertain')
  for (const one of takenOf(key)) one.status = 'delivered'
  later(5)
  expect(await parts.asker.work()).toBe(1)
  await parts.sender.drain()
  expect((await rowOf(key)).state).toBe('delivered')
  expect([takenOf(key).length, server.sendCalls()]).toEqual([1, 1])
})

test('a connection cut before it was taken looks the same from here: uncertain, and not sent again', async () => {
  server.script({ kind: 'cut', taken: false })
  const key = await plan()
  await parts.sender.drain()
  expect(await rowOf(key)).toMatchObject({ state: 'uncertain', reason: 'no_answer' })
  later(1)
  expect(await parts.asker.work()).toBe(1)
  later(10)
  await parts.sender.drain()
  expect([(await rowOf(key)).state, takenOf(key).length, server.sendCalls()]).toEqual(['uncertain', 0, 1])
})

test('a server that is not there: nothing left, and it is tried again', async () => {
  const key = await plan()
  await server.close()
  await parts.sender.drain()
  expect(await rowOf(key)).toMatchObject({ state: 'planned', reason: 'not_reached', not_before: after(1) })
})
