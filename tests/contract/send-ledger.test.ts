import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDefinition } from '#act/broadcasts/broadcast.ts'
import { contactKey } from '#act/send-source.ts'
import type { Channel } from '#decide/strategy.ts'
import { HOUR_MS, systemClock } from '#kernel/clock.ts'
import { createAskStore } from '#store/relational/ask-store.ts'
import { createBroadcastLedger } from '#store/relational/broadcast-ledger.ts'
import { createBroadcastStore } from '#store/relational/broadcast-store.ts'
import { createReceiptStore } from '#store/relational/receipt-store.ts'
import { createSendFactReader } from '#store/relational/send-fact-store.ts'
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
  await sends.commit({ settle: [], hand: [{ ...over, repeatUntil: new Date(NOW.getTime() + HOUR_MS) }] }, NOW, 60_000)
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
