import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyone } from '#access/scope.ts'
import { contactKey } from '#act/send-source.ts'
import type { PlannedContact } from '#act/send-store.ts'
import { settledTouches } from '#act/settled-touches.ts'
import { ManualClock } from '#kernel/clock.ts'
import { countsByStrategy } from '#store/relational/contact-counts.ts'
import { createCouponStore } from '#store/relational/coupon-store.ts'
import { countDecidedRuns } from '#store/relational/run-counts.ts'
import { createSendLog } from '#store/relational/send-log.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createStoredPeople } from '#store/stored-people.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

const clock = new ManualClock(new Date('2026-03-02T08:00:00Z'))
const ALL = everyone('a test')
let world: RetentionWorld
let people: string[]

beforeAll(async () => {
  world = await openRetentionWorld(clock)
  const customer = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  people = await seedCustomers(world, clock.now(), [
    { ...customer, email: 'a@example.com' },
    { ...customer, email: 'b@example.com' },
  ])
})
afterAll(() => world.stop())

function contactOf(customerId: string, runId: string, change: Partial<PlannedContact> = {}): PlannedContact {
  return {
    sendKey: contactKey(runId, customerId),
    runId,
    customerId,
    source: { kind: 'broadcast', id: 'spring' },
    sourceVersion: 2,
    step: 1,
    content: { id: '0198f3a0-0000-7000-8000-000000000001', version: 4 },
    purpose: 'marketing',
    priority: 5,
    channel: 'email',
    nextChannels: ['sms', 'push'],
    notBefore: clock.now(),
    expiresAt: new Date('2026-03-03T08:00:00Z'),
    plannedAt: clock.now(),
    costMinor: 3,
    suppressed: null,
    ...change,
  }
}

test('a broadcast needs no run of decisions and no strategy, and planning it again changes nothing', async () => {
  const { db, keyring } = world
  const sends = createSendStore(db)
  const runId = randomUUID()
  const [first = '', second = ''] = people
  const contacts = [contactOf(first, runId), contactOf(second, runId, { suppressed: 'no_consent' })]
  expect(await sends.planContacts(contacts)).toBe(2)
  expect(await sends.planContacts(contacts)).toBe(0)
  expect(await sends.counts(runId)).toMatchObject({ planned: 1, suppressed: 1 })
  const log = createSendLog(db, keyring, createStoredPeople({ client: world.engines.clickhouse, db }), {
    broadcast: (ids) => Promise.resolve(new Map(ids.map((id) => [id, { zh: '春季', en: 'Spring' }]))),
  })
  const { items, total } = await log.list(ALL, { source: { kind: 'broadcast', id: 'spring' } })
  expect(total).toBe(2)
  expect(
    items.map(({ source, reason, purpose }) => ({ source, reason, purpose })).toSorted((a, b) => (a.reason < b.reason ? -1 : 1)),
  ).toEqual([
    { source: { kind: 'broadcast', id: 'spring', version: 2, name: { zh: '春季', en: 'Spring' } }, reason: '', purpose: 'marketing' },
    {
      source: { kind: 'broadcast', id: 'spring', version: 2, name: { zh: '春季', en: 'Spring' } },
      reason: 'no_consent',
      purpose: 'marketing',
    },
  ])
  expect((await log.list(ALL, { source: { kind: 'strategy', id: 'spring' } })).items).toEqual([])

  const now = clock.now()
  const [claimed] = await sends.claim('owner', { dueBy: now, now, leaseMs: 60_000, limit: 10 })
  expect(claimed).toMatchObject({
    decisionId: null,
    source: { kind: 'broadcast', id: 'spring' },
    sourceVersion: 2,
    content: { id: '0198f3a0-0000-7000-8000-000000000001', version: 4 },
    priority: 5,
    nextChannels: ['sms', 'push'],
    expiresAt: new Date('2026-03-03T08:00:00Z'),
  })
  const key = claimed?.sendKey ?? ''
  await sends.hand(key, 'owner', now, 60_000)
  await sends.settle(key, 'owner', { kind: 'delivered', providerId: null }, now)
})

test('a broadcast is no contact of a strategy, and its coupons are none either', async () => {
  const { db } = world
  const sends = createSendStore(db)
  const settled = await sends.unrecorded(10)
  const delivered = settled.find(({ state }) => state === 'delivered')
  if (delivered === undefined) throw new Error('The broadcast was not delivered.')
  const coupons = createCouponStore(db)
  await coupons.issue([{ ...delivered, code: '4J7RK-Q2P9X', issuedAt: clock.now() }])
  const [used] = await coupons.use([{ code: '4J7RK-Q2P9X', orderId: 'o1', usedAt: clock.now() }])
  expect(used).toMatchObject({ decisionId: null, source: { kind: 'broadcast', id: 'spring' } })
  expect(settledTouches(delivered, 'none').map(({ strategyId, decisionId }) => [strategyId, decisionId])).toEqual([
    ['', ''],
    ['', ''],
  ])
  expect([...(await countsByStrategy(db)).keys()]).toEqual([])
  expect(await countDecidedRuns(db)).toBe(0)
})

test('a send of a strategy needs a decision', async () => {
  const contact = contactOf(people[0] ?? '', randomUUID(), { source: { kind: 'strategy', id: 's' } })
  await expect(createSendStore(world.db).planContacts([contact])).rejects.toThrow('send_ledger_decided')
})
