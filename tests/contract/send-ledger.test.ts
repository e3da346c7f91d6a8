import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDefinition } from '#act/broadcasts/broadcast.ts'
import { contactKey } from '#act/send-source.ts'
import type { Channel } from '#decide/strategy.ts'
import { HOUR_MS, MINUTE_MS, systemClock } from '#kernel/clock.ts'
import { createAskStore } from '#store/relational/ask-store.ts'
import { createBroadcastLedger } from '#store/relational/broadcast-ledger.ts'
import { createBroadcastStore } from '#store/relational/broadcast-store.ts'
import { createReceiptStore } from '#store/relational/receipt-store.ts'
import { createSendFactReader } from '#store/relational/send-fact-store.ts'
import { databaseTime, openDatabaseClock } from '#store/relational/ledger-time.ts'
import { mergeCustomers } from '#store/relational/merge-customers.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'
import { sendLedgerCase } from './send-ledger.case.ts'

let world: RetentionWorld
let customers: string[]

beforeAll(async () => {
  world = await openRetentionWorld(systemClock)
  const customer = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  customers = await seedCustomers(
    world,
    systemClock.now(),
    Array.from({ length: 6 }, (_, i) => ({ ...customer, email: `p${i}@example.com` })),
  )
})
afterAll(() => world.stop())

sendLedgerCase(async () => {
  const { db, engines } = world
  await engines.pg.query(
    'TRUNCATE send_ledger, send_leases, unrecorded_sends, sent_messages, early_receipts, account_days, channel_beats CASCADE',
  )
  return {
    sends: createSendStore(db),
    receipts: createReceiptStore(db),
    asks: createAskStore(db),
    broadcasts: createBroadcastLedger(db, engines.pg),
    customers: customers.toSorted(),
    async row(sendKey) {
      const row = await db.selectFrom('send_ledger').selectAll().where('send_key', '=', sendKey).executeTakeFirstOrThrow()
      return { state: row.state, reason: row.reason, attempts: row.attempts, notBefore: row.not_before }
    },
  }
})

const NOW = new Date('2026-05-01T10:00:00Z')

test('a message that may be out counts against the caps while it waits to be repeated', async () => {
  const sends = createSendStore(world.db)
  await world.engines.pg.query('TRUNCATE send_ledger CASCADE')
  const plan = (runId: string, channel: Channel) =>
    sends.planContacts([
      {
        sendKey: contactKey(runId, customers[0] ?? ''),
        runId,
        customerId: customers[0] ?? '',
        source: { kind: 'broadcast', id: runId },
        sourceVersion: 1,
        step: 1,
        content: null,
        purpose: 'marketing',
        priority: 0,
        channel,
        nextChannels: [],
        notBefore: NOW,
        expiresAt: null,
        plannedAt: NOW,
        costMinor: null,
        suppressed: null,
      },
    ])
  const claim = (owner: string, channel: Channel) => sends.claim(owner, { channel, dueBy: NOW, now: NOW, leaseMs: 60_000, limit: 1 })
  await plan(randomUUID(), 'email')
  const [first] = await claim('a', 'email')
  const over = { sendKey: first?.sendKey ?? '', owner: 'a', message: null, accountId: randomUUID(), addressHash: null, hasCoupon: false }
  await sends.commit({ settle: [], hand: [{ ...over, repeatMs: HOUR_MS }] }, NOW, 60_000)
  await sends.settle(over.sendKey, 'a', { kind: 'unknown', reason: 'timeout' }, NOW)
  await plan(randomUUID(), 'sms')
  const facts = createSendFactReader(world.engines.pg, () => 'CN')
  const [fact] = await facts.read(await claim('b', 'sms'), NOW)
  expect(fact?.earlier).toEqual([{ channel: 'email', purpose: 'marketing', at: NOW }])
})

test('a broadcast that is paused does not end, so that what comes back of it can leave', async () => {
  const store = createBroadcastStore(world.engines.pg)
  const id = randomUUID()
  await store.add({ id, definition: {} as BroadcastDefinition, createdAt: NOW, createdBy: 'test' })
  await world.engines.pg.query("UPDATE broadcasts SET state = 'sending' WHERE id = $1", [id])
  await store.pause(id, NOW)
  expect(await store.settle(NOW)).toBe(0)
  await store.pause(id, null)
  expect(await store.settle(NOW)).toBe(1)
})

test('two records that become one: what is claimed of either goes back and is looked at again, and what is handed over stays so', async () => {
  const sends = createSendStore(world.db)
  await world.engines.pg.query('TRUNCATE send_ledger CASCADE')
  const person = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  const [kept = '', gone = '', other = ''] = await seedCustomers(
    world,
    NOW,
    ['kept', 'gone', 'other'].map((name) => ({ ...person, email: `${name}@example.com` })),
  )
  const runId = randomUUID()
  const plan = async (customerId: string, step: number): Promise<string> => {
    const sendKey = contactKey(runId, customerId, step)
    await sends.planContacts([
      {
        sendKey,
        runId,
        customerId,
        source: { kind: 'broadcast', id: runId },
        sourceVersion: 1,
        step,
        content: null,
        purpose: 'marketing',
        priority: 0,
        channel: 'email',
        nextChannels: [],
        notBefore: NOW,
        expiresAt: null,
        plannedAt: NOW,
        costMinor: null,
        suppressed: null,
      },
    ])
    return sendKey
  }
  const over = { owner: 'a', message: null, accountId: randomUUID(), addressHash: null, repeatMs: null, hasCoupon: false }
  const claim = () => sends.claim('a', { channel: 'email', dueBy: NOW, now: NOW, leaseMs: 60_000, limit: 10 })
  const [keptKey, goneKey, otherKey] = [await plan(kept, 1), await plan(gone, 1), await plan(other, 1)]
  expect(await claim()).toHaveLength(3)
  const hand = async (sendKey: string) =>
    (await sends.commit({ settle: [], hand: [{ ...over, sendKey }] }, NOW, 60_000)).handed.has(sendKey)
  expect(await hand(keptKey)).toBe(true)
  const client = await world.engines.pg.connect()
  try {
    await client.query('BEGIN')
    await mergeCustomers(client, [{ from: gone, to: kept }], [], NOW)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
  const rows = await world.db.selectFrom('send_ledger').select(['send_key', 'state', 'customer_id']).where('run_id', '=', runId).execute()
  expect(new Map(rows.map((row) => [row.send_key, [row.state, row.customer_id]]))).toEqual(
    new Map([
      [keptKey, ['handed', kept]],
      [goneKey, ['planned', kept]],
      [otherKey, ['claimed', other]],
    ]),
  )
  expect([await hand(goneKey), await hand(otherKey)]).toEqual([false, true])
  // The one that is on its way comes first.
  expect(await claim()).toEqual([])
  await sends.settle(keptKey, 'a', { kind: 'accepted', providerId: null }, NOW)
  expect((await claim()).map(({ sendKey, customerId }) => [sendKey, customerId])).toEqual([[goneKey, kept]])
})

test.each([1, -1])(
  'a node whose clock is off by %i hours hands over by the clock of the database, and so does the promise of the provider',
  async (hours) => {
    const sends = createSendStore(world.db, databaseTime)
    await world.engines.pg.query('TRUNCATE send_ledger, send_leases CASCADE')
    const clock = await openDatabaseClock(world.db)
    const now = clock.now()
    const [customerId = ''] = customers
    const [runId, accountId] = [randomUUID(), randomUUID()]
    const sendKey = contactKey(runId, customerId)
    const source = { kind: 'broadcast', id: runId } as const
    const about = { sendKey, runId, customerId, source, sourceVersion: 1, step: 1, content: null, channel: 'push' } as const
    const rest = { purpose: 'marketing', priority: 0, nextChannels: [], expiresAt: null, costMinor: null, suppressed: null } as const
    await sends.planContacts([{ ...about, ...rest, notBefore: now, plannedAt: now }])
    await sends.claim('a', { channel: 'push', dueBy: now, now, leaseMs: MINUTE_MS, limit: 1 })
    const off = new Date(now.getTime() + hours * HOUR_MS)
    const over = { sendKey, owner: 'a', message: null, accountId, addressHash: null, repeatMs: 30 * MINUTE_MS, hasCoupon: false }
    expect((await sends.commit({ settle: [], hand: [over] }, off, MINUTE_MS)).handed.has(sendKey)).toBe(true)
    const row = await world.db.selectFrom('send_ledger').selectAll().where('send_key', '=', sendKey).executeTakeFirstOrThrow()
    const handedAt = row.handed_at?.getTime() ?? 0
    expect(Math.abs(handedAt - clock.now().getTime())).toBeLessThan(20_000)
    expect([row.lease_until?.getTime(), row.repeat_until?.getTime()]).toEqual([handedAt + MINUTE_MS, handedAt + 30 * MINUTE_MS])
  },
)
