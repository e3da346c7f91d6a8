import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SendingAccount, SendingAccounts } from '#act/accounts/sending-account.ts'
import { ReceiptService } from '#act/inbound/receipt-service.ts'
import type { MessageMaker } from '#act/message-maker.ts'
import type { OutgoingMessage } from '#act/outgoing-message.ts'
import type { Outcome, Provider, ReceiptEvent } from '#act/providers/provider.ts'
import { SendAsker } from '#act/send-asker.ts'
import { contactKey } from '#act/send-source.ts'
import type { PlannedContact } from '#act/send-store.ts'
import { Sender } from '#act/sender.ts'
import type { SenderPorts } from '#act/sender.ts'
import type { Touch } from '#act/touch.ts'
import type { Channel } from '#decide/strategy.ts'
import { DAY_MS, HOUR_MS, ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { createAskStore } from '#store/relational/ask-store.ts'
import { createContactStore, hashAddress } from '#store/relational/contact-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { createReceiptStore } from '#store/relational/receipt-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

const clock = new ManualClock(new Date('2026-03-02T08:00:00Z'))
let world: RetentionWorld
let people: string[]
let touches: Touch[]

/** A provider of this test: it answers what it is told to, and notes what it was given. */
interface Scripted extends SendingAccount {
  readonly given: OutgoingMessage[]
}
function scripted(
  answer: (message: OutgoingMessage, nth: number) => Outcome | Promise<Outcome>,
  extra: Partial<Provider> = {},
  limit: number | null = null,
): Scripted {
  const given: OutgoingMessage[] = []
  const port: Provider = {
    probe: () => Promise.resolve({ ok: true, reason: '', said: '', facts: [] }),
    send: async (message) => {
      given.push(message)
      return await answer(message, given.length)
    },
    close: () => undefined,
    ...extra,
  }
  return { id: randomUUID(), channel: 'email', provider: 'smtp', port, pace: { perSecond: 10_000, atOnce: 4 }, dailyLimit: limit, given }
}
const accept = scripted.bind(null, (_, nth) => ({ kind: 'accepted', providerId: `p${nth}` }))

const maker: MessageMaker = {
  make: (sends) =>
    Promise.resolve(
      sends.map(({ send, contact }) => ({
        kind: 'made',
        text: { subject: 's', text: 't' },
        message: {
          channel: 'email',
          sendKey: send.sendKey,
          purpose: send.purpose,
          from: { name: 'Shop', address: 'shop@example.com' },
          to: contact.address,
          subject: 's',
          text: 't',
          html: 't',
          messageId: '<m@example.com>',
          date: clock.now(),
          headers: {},
        },
      })),
    ),
}

beforeAll(async () => {
  world = await openRetentionWorld(clock)
})
afterAll(() => world.stop())
beforeEach(async () => {
  clock.moveTo(new Date(clock.now().getTime() + 10 * MINUTE_MS))
  touches = []
  await world.db.deleteFrom('sent_messages').execute()
  await world.db.deleteFrom('send_ledger').execute()
  const customer = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  people = await seedCustomers(
    world,
    clock.now(),
    Array.from({ length: 6 }, () => ({ ...customer, email: `${newId(clock.now())}@example.com` })),
  )
})

function parts(accounts: readonly Scripted[], change: Partial<SenderPorts> = {}) {
  const { db, keyring } = world
  const contacts = createContactStore(db, keyring, clock)
  const sends = createSendStore(db)
  const halted = new Map<string, Date | null>()
  const port: SendingAccounts = {
    ready: (channel) =>
      Promise.resolve(
        accounts.filter((one) => {
          const until = halted.get(one.id)
          return one.channel === channel && (until === undefined || (until !== null && until <= clock.now()))
        }),
      ),
    byId: (id) => Promise.resolve(accounts.find((one) => one.id === id) ?? null),
    halt: (id, _, until) => Promise.resolve(void halted.set(id, until)),
  }
  const addressHash = (channel: Channel, address: string) => hashAddress(keyring, channel, address)
  const touchWriter = { write: (made: readonly Touch[]) => Promise.resolve(void touches.push(...made)) }
  const sender = new Sender({
    sends,
    messages: createMessageSealer(db, keyring),
    strategies: createStrategyStore(db),
    contacts,
    stopper: contacts,
    channels: new Map(),
    accounts: port,
    makers: { strategy: () => maker, content: maker },
    touches: touchWriter,
    coupons: { issue: () => Promise.resolve() },
    couponCodeOf: (key) => key,
    addressHash,
    clock,
    ...change,
  })
  const receipts = new ReceiptService({
    store: createReceiptStore(db),
    sends,
    stopper: contacts,
    touches: touchWriter,
    addressHash: (_, address) => Promise.resolve(addressHash('email', address)),
    clock,
  })
  const asker = new SendAsker({ store: createAskStore(db), accounts: port, contacts, receipts, addressHash, clock })
  return { sends, sender, receipts, asker, halted, contacts }
}

const runId = newId(new Date('2026-03-01T00:00:00Z'))
async function plan(customers: readonly string[], change: Partial<PlannedContact> = {}, step = 1): Promise<string[]> {
  const contacts = customers.map((customerId): PlannedContact => ({
    sendKey: contactKey(runId, customerId, step),
    runId,
    customerId,
    source: { kind: 'broadcast', id: 'b' },
    sourceVersion: 1,
    step,
    content: { id: runId, version: 1 },
    purpose: 'marketing',
    priority: 0,
    channel: 'email',
    nextChannels: [],
    notBefore: clock.now(),
    expiresAt: null,
    plannedAt: clock.now(),
    costMinor: null,
    suppressed: null,
    ...change,
  }))
  await createSendStore(world.db).planContacts(contacts)
  return contacts.map(({ sendKey }) => sendKey)
}
const rowOf = (sendKey: string) => world.db.selectFrom('send_ledger').selectAll().where('send_key', '=', sendKey).executeTakeFirstOrThrow()
const receipt = (sendKey: string | null, event: ReceiptEvent, providerId: string | null = null) => ({
  sendKey,
  providerId,
  address: null,
  at: clock.now(),
  event,
})

test('what a provider accepted is delivered by its receipt, however often and in whatever order it is told', async () => {
  const account = accept()
  const { sender, receipts, sends } = parts([account])
  const [first = '', second = ''] = await plan(people.slice(0, 2))
  await sender.drain()
  expect(await sends.counts(runId)).toMatchObject({ accepted: 2 })
  expect(touches.map(({ kind }) => kind)).toEqual(['sent', 'sent'])
  const failed = receipt(first, { kind: 'failed', reason: 'no_such_number' })
  await receipts.take(account.id, [failed, receipt(first, { kind: 'delivered' })])
  await receipts.take(account.id, [receipt(second, { kind: 'delivered' })])
  await receipts.take(account.id, [receipt(second, { kind: 'delivered' }), receipt(second, { kind: 'failed', reason: 'late' })])
  await sender.recordTouches()
  expect([(await rowOf(first)).state, (await rowOf(second)).state]).toEqual(['delivered', 'delivered'])
  expect(touches.filter(({ kind }) => kind === 'failed').map(({ detail }) => detail['afterDelivered'])).toEqual([true, true])
  await receipts.take('00000000-0000-7000-8000-000000000000', [receipt(first, { kind: 'failed', reason: 'forged' })])
  expect((await rowOf(first)).state).toBe('delivered')
})

test('a receipt that comes before our own commit waits for its message', async () => {
  const account = accept()
  const { sender, receipts } = parts([account])
  await receipts.take(account.id, [receipt(null, { kind: 'delivered' }, 'p1')])
  await receipts.take(account.id, [receipt(null, { kind: 'delivered' }, 'p1')])
  expect(await receipts.adopt()).toBe(0)
  const [key = ''] = await plan(people.slice(0, 1))
  await sender.drain()
  expect(await receipts.adopt()).toBe(1)
  expect((await rowOf(key)).state).toBe('delivered')
  expect(await receipts.adopt()).toBe(0)
})

test('one id of a provider that covers several messages is told apart by the address', async () => {
  const account = scripted(() => ({ kind: 'accepted', providerId: 'batch' }))
  const { sender, receipts, sends } = parts([account])
  const keys = await plan(people.slice(0, 2))
  await sender.drain()
  const [message] = account.given
  if (message?.channel !== 'email') throw new Error('No mail was sent.')
  const about = { sendKey: null, providerId: 'batch', at: clock.now() }
  await receipts.take(account.id, [{ ...about, address: message.to, event: { kind: 'delivered' } }])
  expect(await sends.counts(runId)).toMatchObject({ accepted: 1, delivered: 1 })
  expect((await rowOf(message.sendKey)).state).toBe('delivered')
  await receipts.take(account.id, [{ ...about, address: null, event: { kind: 'failed', reason: 'x' } }])
  expect(await sends.counts(runId)).toMatchObject({ accepted: 1, delivered: 1 })
  expect(keys).toHaveLength(2)
})

test('a complaint ends marketing on the channel at once; the third soft failure in a row closes the address', async () => {
  const account = accept()
  const { sender, receipts, contacts, sends } = parts([account])
  const [angry = '', full = ''] = people
  const [first = ''] = await plan([angry])
  await sender.drain()
  await plan([angry], { notBefore: new Date(clock.now().getTime() + HOUR_MS) }, 2)
  await receipts.take(account.id, [receipt(first, { kind: 'complained' })])
  expect((await contacts.addressOf([angry], 'email'))[0]).toMatchObject({ suppressed: true, consent: false })
  expect(await sends.counts(runId)).toMatchObject({ delivered: 1, suppressed: 1 })
  expect(touches.map(({ kind }) => kind)).toContain('complained')

  for (const step of [11, 12, 13]) {
    expect((await contacts.addressOf([full], 'email'))[0]?.suppressed).toBe(false)
    const [key = ''] = await plan([full], {}, step)
    await sender.drain()
    await receipts.take(account.id, [receipt(key, { kind: 'failed', reason: 'mailbox_full', count: true })])
    clock.moveTo(new Date(clock.now().getTime() + MINUTE_MS))
  }
  expect((await contacts.addressOf([full], 'email'))[0]?.suppressed).toBe(true)
})

test('a halted account gets nothing more, what it did not take waits, and it goes on when the halt is over', async () => {
  const until = new Date(clock.now().getTime() + HOUR_MS)
  const account = scripted((_, nth) =>
    nth === 1 ? { kind: 'halted', reason: 'quota', what: 'account', until } : { kind: 'accepted', providerId: null },
  )
  const { sender, sends } = parts([{ ...account, pace: { perSecond: 1_000, atOnce: 1 } }])
  await plan(people.slice(0, 3))
  await sender.drain()
  expect(await sends.counts(runId)).toMatchObject({ planned: 3, accepted: 0 })
  expect(account.given).toHaveLength(1)
  clock.moveTo(until)
  await sender.drain()
  expect(await sends.counts(runId)).toMatchObject({ planned: 0, accepted: 3 })
})

test('an unknown outcome is asked about and never sent again blindly', async () => {
  const answers: (ReceiptEvent | { kind: 'notSent' } | null)[] = [null, { kind: 'notSent' }]
  const account = scripted((_, nth) => (nth === 1 ? { kind: 'unknown', reason: 'timeout' } : { kind: 'accepted', providerId: 'p' }), {
    ask: () => Promise.resolve(answers.shift() ?? null),
  })
  const { sender, asker } = parts([account])
  const [key = ''] = await plan(people.slice(0, 1))
  await sender.drain()
  expect((await rowOf(key)).state).toBe('uncertain')
  expect(await asker.work()).toBe(0)
  const later = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms))
  later(MINUTE_MS)
  expect(await asker.work()).toBe(1)
  expect((await rowOf(key)).state).toBe('uncertain')
  await sender.drain()
  expect(account.given).toHaveLength(1)
  later(MINUTE_MS)
  expect(await asker.work()).toBe(1)
  expect(await rowOf(key)).toMatchObject({ state: 'planned', reason: 'not_sent' })
  later(MINUTE_MS)
  await sender.drain()
  expect(await rowOf(key)).toMatchObject({ state: 'accepted', attempts: 2 })
})

test('a provider that cannot be asked leaves it to a person; one that sends a key once gets it again in time, and by no other account', async () => {
  const mute = scripted(() => ({ kind: 'unknown', reason: 'timeout' }))
  const first = parts([mute])
  const [unsure = ''] = await plan(people.slice(0, 1))
  await first.sender.drain()
  clock.moveTo(new Date(clock.now().getTime() + MINUTE_MS))
  await first.asker.work()
  expect(await rowOf(unsure)).toMatchObject({ state: 'uncertain', ask_at: null })

  const sure = scripted((_, nth) => (nth === 1 ? { kind: 'unknown', reason: 'timeout' } : { kind: 'accepted', providerId: 'p' }), {
    idempotentMs: HOUR_MS,
  })
  const other = accept()
  const [key = ''] = await plan(people.slice(1, 2))
  await parts([sure]).sender.drain()
  expect((await rowOf(key)).state).toBe('planned')
  clock.moveTo(new Date(clock.now().getTime() + 2 * MINUTE_MS))
  await parts([other]).sender.drain()
  expect([(await rowOf(key)).state, other.given.length]).toEqual(['planned', 0])
  await parts([other, sure]).sender.drain()
  expect([(await rowOf(key)).state, sure.given.length, other.given.length]).toEqual(['accepted', 2, 0])
})

test('a provider that is slow holds up no other, and a daily limit holds over nodes', async () => {
  const quick = accept({}, 3)
  let release = (): void => undefined
  const gate = new Promise<void>((go) => (release = go))
  const slow: Scripted = { ...scripted(async () => (await gate, { kind: 'accepted', providerId: null })), channel: 'sms' }
  const nodes = [parts([quick, slow]), parts([quick, slow])] as const
  await world.db
    .insertInto('consents')
    .values({ customer_id: people[5] ?? '', purpose: 'marketing', channel: 'sms', granted: true, source: 'test', changed_at: clock.now() })
    .execute()
  await plan(people.slice(0, 5))
  await plan(people.slice(5), { channel: 'sms' }, 2)
  await Promise.all(nodes.map(({ sender }) => sender.pump()))
  await expect.poll(() => quick.given.length).toBe(3)
  await expect.poll(() => nodes[0].sends.counts(runId)).toMatchObject({ planned: 2 })
  release()
  await Promise.all(nodes.map(({ sender }) => sender.stop()))
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
  await parts([quick]).sender.drain()
  expect(quick.given).toHaveLength(5)
})

test('consent withdrawn, expired, told to wait: nothing leaves, and the reason stands there', async () => {
  const account = accept()
  const until = new Date(clock.now().getTime() + HOUR_MS)
  const verdicts: SenderPorts['policy'] = {
    check: (sends) =>
      Promise.resolve(
        sends.map(({ customerId }) =>
          customerId === people[2] ? ({ kind: 'later', at: until, reason: 'quiet_hours' } as const) : ({ kind: 'allowed' } as const),
        ),
      ),
  }
  const { sender } = parts([account], { policy: verdicts })
  const [withdrawn = '', waits = '', lapsed = '', care = ''] = [
    ...(await plan(people.slice(1, 3))),
    ...(await plan(people.slice(3, 4), { expiresAt: clock.now() })),
    ...(await plan(people.slice(4, 5), { purpose: 'transactional' })),
  ]
  await world.db
    .updateTable('consents')
    .set({ granted: false })
    .where('customer_id', 'in', [people[1] ?? '', people[4] ?? ''])
    .execute()
  await sender.drain()
  expect(await rowOf(withdrawn)).toMatchObject({ state: 'suppressed', reason: 'no_consent' })
  expect(await rowOf(waits)).toMatchObject({ state: 'planned', reason: 'quiet_hours', not_before: until })
  expect(await rowOf(lapsed)).toMatchObject({ state: 'suppressed', reason: 'expired' })
  expect((await rowOf(care)).state).toBe('accepted')
  expect(account.given).toHaveLength(1)
})

test('one customer never has two messages on their way at once, and the more urgent one goes first', async () => {
  let most = 0
  let open = 0
  const account = scripted(async () => {
    open += 1
    most = Math.max(most, open)
    await new Promise((go) => setTimeout(go, 5))
    open -= 1
    return { kind: 'accepted', providerId: null }
  })
  const [customer = ''] = people
  for (let step = 1; step <= 6; step += 1) await plan([customer], { priority: step }, step)
  await Promise.all([parts([account]).sender.drain(), parts([account]).sender.drain()])
  await parts([account]).sender.drain()
  expect(most).toBe(1)
  expect(account.given.map(({ sendKey }) => Number(sendKey.split(':')[2]))).toEqual([6, 5, 4, 3, 2, 1])
})

test('what was due long before its channel could send waits for the word of a person', async () => {
  const account = accept()
  const { sender, sends } = parts([account])
  await sender.drain()
  await plan(people.slice(0, 3))
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS + MINUTE_MS))
  const [fresh = ''] = await plan(people.slice(3, 4))
  await sender.drain()
  expect([await sends.countHeld(), account.given.map(({ sendKey }) => sendKey)]).toEqual([3, [fresh]])
  expect(await sends.settleHeld('drop', clock.now())).toBe(3)
  expect(await sends.counts(runId)).toMatchObject({ suppressed: 3, accepted: 1 })

  await plan(people.slice(0, 2), {}, 2)
  clock.moveTo(new Date(clock.now().getTime() + DAY_MS + MINUTE_MS))
  await sender.drain()
  expect(await sends.settleHeld('send', clock.now())).toBe(2)
  await sender.drain()
  expect(account.given).toHaveLength(3)
})

test('a copy of the installation sends nothing', async () => {
  const account = accept()
  await plan(people.slice(0, 1))
  await parts([account], { maySend: () => Promise.resolve(false) }).sender.drain()
  expect(account.given).toHaveLength(0)
})
