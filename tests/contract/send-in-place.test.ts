import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contactKey } from '#act/send-source.ts'
import { MINUTE_MS, systemClock } from '#kernel/clock.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

let world: RetentionWorld
let customers: string[]

beforeAll(async () => {
  world = await openRetentionWorld(systemClock)
  const customer = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  customers = await seedCustomers(
    world,
    systemClock.now(),
    Array.from({ length: 3 }, (_, i) => ({ ...customer, email: `p${i}@example.com` })),
  )
})
afterAll(() => world.stop())

/** What a claim and a hand-over change. One of them in an index, and each message writes into every index three times more. */
const CHANGED = ['state', 'lease_owner', 'lease_until', 'attempts', 'handed_at', 'account_id', 'address_hash', 'has_coupon', 'accepted_at']

it('no index of the ledger knows what a claim or a hand-over changes', async () => {
  const { rows } = await world.engines.pg.query<{ definition: string }>(
    "SELECT pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid = 'send_ledger'::regclass",
  )
  expect(rows.length).toBeGreaterThan(8)
  for (const { definition } of rows) expect(CHANGED.filter((name) => new RegExp(`\\b${name}\\b`).test(definition))).toEqual([])
})

it('a block of claims is looked at until none of them is open, and what runs out later is found later', async () => {
  const sends = createSendStore(world.db)
  const runId = randomUUID()
  const now = new Date('2026-05-01T10:00:00Z')
  const after = (ms: number): Date => new Date(now.getTime() + ms)
  const keys = customers.map((customerId) => contactKey(runId, customerId, 1)).toSorted()
  await sends.planContacts(
    customers.map((customerId) => ({
      sendKey: contactKey(runId, customerId, 1),
      runId,
      customerId,
      source: { kind: 'broadcast', id: runId },
      sourceVersion: 1,
      step: 1,
      content: { id: runId, version: 1 },
      purpose: 'marketing',
      priority: 0,
      channel: 'email',
      nextChannels: [],
      notBefore: now,
      expiresAt: null,
      plannedAt: now,
      costMinor: null,
      suppressed: null,
    })),
  )
  const leases = async () =>
    (await world.db.selectFrom('send_leases').selectAll().execute()).map((one) => [one.until, one.send_keys.toSorted()])
  await sends.claim('worker', { channel: 'email', dueBy: now, now, leaseMs: MINUTE_MS, limit: 10 })
  expect(await leases()).toEqual([[after(MINUTE_MS), keys]])
  const [settled = '', handed = '', lost = ''] = keys
  for (const key of [settled, handed]) expect(await sends.hand(key, 'worker', after(30_000), MINUTE_MS)).toBe(true)
  expect(await sends.settle(settled, 'worker', { kind: 'accepted', providerId: '1' }, after(31_000))).toBe(true)

  expect(await sends.recover(after(MINUTE_MS))).toEqual({ planned: 0, uncertain: 0 })
  expect(await sends.recover(after(MINUTE_MS + 1))).toEqual({ planned: 1, uncertain: 0 })
  expect(await leases()).toEqual([[after(30_000 + MINUTE_MS), [handed]]])
  expect((await sends.find(lost))?.handedAt).toBeNull()
  expect(await sends.recover(after(30_000 + MINUTE_MS + 1))).toEqual({ planned: 0, uncertain: 1 })
  expect(await leases()).toEqual([])
})

it('a claim reads as little when PostgreSQL last counted while nothing was on its way', async () => {
  const { engines, db } = world
  const sends = createSendStore(db)
  const now = new Date('2026-05-02T10:00:00Z')
  const { rows } = await engines.pg.query<{ id: string }>(`
    INSERT INTO customers (id, masked_name, preferred_language, source, created_at, updated_at)
    SELECT gen_random_uuid(), '*', 'en', 'test', now(), now() FROM generate_series(1, 2000) RETURNING id`)
  const broadcast = async (suppressed: string | null): Promise<void> => {
    const runId = randomUUID()
    await sends.planContacts(
      rows.map(({ id }) => ({
        sendKey: contactKey(runId, id, 1),
        runId,
        customerId: id,
        source: { kind: 'broadcast', id: runId },
        sourceVersion: 1,
        step: 1,
        content: { id: runId, version: 1 },
        purpose: 'marketing',
        priority: 0,
        channel: 'sms',
        nextChannels: [],
        notBefore: now,
        expiresAt: null,
        plannedAt: now,
        costMinor: null,
        suppressed,
      })),
    )
  }
  const rowsRead = async (): Promise<number> => {
    await engines.pg.query('SELECT pg_stat_force_next_flush()')
    const { rows: read } = await engines.pg.query<{ rows: string }>(`
      SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'send_ledger')
        + (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'send_ledger') AS rows`)
    return Number(read[0]?.rows)
  }
  await broadcast('no_address')
  await engines.pg.query('ANALYZE send_ledger')
  await broadcast(null)
  const before = await rowsRead()
  for (const owner of ['one', 'another', 'third']) {
    const claimed = await sends.claim(owner, { channel: 'sms', dueBy: now, now, leaseMs: MINUTE_MS, limit: 500 })
    expect(claimed.length).toBe(500)
  }
  // Three claims of 500: each looks at what is due before it finds 500 that are free, and at the customer of each of those.
  expect((await rowsRead()) - before).toBeLessThan(10_000)
})

it('the statement that every message needs is read once a session', async () => {
  await world.db.connection().execute(async (session) => {
    const times = async (): Promise<number> => {
      const { rows } = await sql<{ times: number }>`
        SELECT coalesce(sum(generic_plans + custom_plans), 0)::integer AS times FROM pg_prepared_statements WHERE statement LIKE '%handed AS%'`.execute(
        session,
      )
      return rows[0]?.times ?? 0
    }
    const now = new Date('2026-05-03T10:00:00Z')
    const before = await times()
    for (const key of ['nobody', 'nobody else']) expect(await createSendStore(session).hand(key, 'worker', now, MINUTE_MS)).toBe(false)
    expect((await times()) - before).toBe(2)
  })
})
