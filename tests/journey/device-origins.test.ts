import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IdentifierKind, IdentityClaim } from '#collect/identity-claim.ts'
import { createIdentityService } from '#identity/identity-service.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { createCustomerFacts } from '#store/analytical/customer-facts.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import { PROFILE_FACTS_READ } from '#store/analytical/queries/profile-facts.ts'
import { readTimeline } from '#store/analytical/queries/timeline.ts'
import { squashOrigins } from '#store/analytical/squash-origins.ts'
import { createIdentityStore } from '#store/relational/identifier-store.ts'
import { dyingAt } from './dying-at.ts'
import { type IntakeWorld, openIntakeWorld, TEST_MASTER_KEY } from './intake-world.ts'

// Whose the history of a device is on the real engines (ADR 0023).

const NOW = Date.parse('2026-06-01T00:00:00Z')
const HOUR = 3_600_000

let world: IntakeWorld
beforeAll(async () => {
  world = await openIntakeWorld()
})
afterAll(() => world.stop())

const id = <K extends IdentifierKind>(kind: K, value: string) => ({ kind, value })
const device = (value: string) => id('device', value)
const claim = (days: number, ...identifiers: IdentityClaim['identifiers']): IdentityClaim => ({
  identifiers,
  source: 'tracking',
  seenAt: new Date(NOW - days * 24 * HOUR),
})
const squash = () => squashOrigins(world.engines.clickhouse, new Date(Date.now() + 2 * HOUR), world.identity.alone)

async function rows(query: string, params: Record<string, unknown> = {}): Promise<Record<string, string>[]> {
  const result = await world.engines.clickhouse.query({ query, query_params: params, format: 'JSONEachRow' })
  return await result.json()
}

async function mergeOf(identifiers: IdentityClaim['identifiers']): Promise<string> {
  const { merges } = await world.identity.resolve([claim(1, ...identifiers)])
  expect(merges).toHaveLength(1)
  const { rows: edges } = await world.engines.pg.query<{ id: string }>(
    "SELECT id::text AS id FROM identity_edges WHERE rule = 'merged' ORDER BY identity_edges.id DESC LIMIT 1",
  )
  return edges[0]?.id ?? ''
}

/** What lies on the disk. */
async function stored(): Promise<string> {
  return JSON.stringify(await rows('SELECT count() AS n, sum(cityHash64(*)) AS sum FROM events'))
}

let made = 0
/** An event of a device alone, as the loader would write it. */
const visit = async (name: string) => {
  const [owner] = (await world.identity.resolve([claim(3, device(name))])).owners
  const { customerId, originId } = owner as NonNullable<typeof owner>
  made += 1
  const at = engineTime(NOW - made)
  await insertRows(world.engines.clickhouse, 'events', [
    {
      origin_id: originId,
      owner_id: customerId,
      occurred_at: at,
      received_at: at,
      available_at: at,
      message_id: `visit${made}`,
      message_hash: String(made),
      type: 'page',
      name: 'Home',
      channel: 'web',
    },
  ])
  return { customerId, originId }
}
const eventsOf = async (customerId: string) =>
  Number((await rows('SELECT count() AS n FROM events FINAL WHERE customer_id = {id:UUID}', { id: customerId }))[0]?.['n'])

it('a device follows its person through a merge, a merge taken back and squashing, and no fact is rewritten', async () => {
  const [card, phone] = [id('member_number', 'V1'), id('phone', '13912349801')]
  const before = await visit('v1')
  expect(before.customerId).toBe(NO_CUSTOMER)
  const { owners } = await world.identity.resolve([claim(90, card), claim(80, phone, device('v1'))])
  const [older, younger] = owners.map(({ customerId }) => customerId) as [string, string]
  expect((await visit('v1')).customerId).toBe(younger)
  expect(await eventsOf(younger)).toBe(2)
  const disk = await stored()
  const edgeId = await mergeOf([card, phone])
  expect([await eventsOf(older), await eventsOf(younger)]).toEqual([2, 0])
  await world.identity.separate({ customerId: older, edgeId }, 'user:test')
  expect([await eventsOf(older), await eventsOf(younger)]).toEqual([0, 2])
  expect(await stored()).toBe(disk)
  expect(await squash()).toBe(0)
  expect(await eventsOf(younger)).toBe(2)
  expect(await world.identity.repairMerges()).toBe(0)
  const { items } = await readTimeline(world.engines.clickhouse, [younger], { limit: 50, cursor: null, kind: 'event' }, 'CNY')
  expect(items).toHaveLength(2)
})

it('a device of two records of one customer is theirs, and shared again when the merge is taken back', async () => {
  const [card, phone] = [id('member_number', 'W1'), id('phone', '13912349802')]
  await visit('w1')
  const { owners } = await world.identity.resolve([claim(90, card, device('w1')), claim(80, phone, device('w1'))])
  const [older, younger] = owners.map(({ customerId }) => customerId) as [string, string]
  expect([await eventsOf(older), await eventsOf(younger)]).toEqual([0, 0])
  const edgeId = await mergeOf([card, phone])
  expect(await eventsOf(older)).toBe(1)
  await world.identity.separate({ customerId: older, edgeId }, 'user:test')
  expect([await eventsOf(older), await eventsOf(younger)]).toEqual([0, 0])
  expect((await visit('w1')).customerId).toBe(NO_CUSTOMER)
})

it('a device moves no facts of the shop but events and orders behind the overrides', async () => {
  await squash()
  await visit('x1')
  await world.identity.resolve([claim(1, id('member_number', 'Y1'), device('x1'))])
  expect(
    await rows(
      "SELECT table, comment FROM system.columns WHERE database = currentDatabase() AND name = 'customer_id' AND comment != '' ORDER BY table",
    ),
  ).toEqual([
    { table: 'events', comment: 'mapped' },
    { table: 'feedback', comment: 'stored' },
    { table: 'measures', comment: 'stored' },
    { table: 'order_lines', comment: 'mapped' },
    { table: 'order_statements', comment: 'mapped' },
    { table: 'service_tickets', comment: 'stored' },
    { table: 'subscription_facts', comment: 'stored' },
    { table: 'touches', comment: 'stored' },
  ])
})

it('a device counts in the features of the customer who identified on it', async () => {
  await visit('z1')
  const [owner] = (await world.identity.resolve([claim(1, id('member_number', 'Z1'), device('z1'))])).owners
  const found = await rows(PROFILE_FACTS_READ, { asOf: engineTime(NOW), windowDays: 365, run: NO_CUSTOMER })
  const mine = found.find((row) => row['customer_id'] === owner?.customerId)
  expect(mine).toMatchObject({ lifetime_orders: '0', main_channel: 'web', last_active_at: expect.any(String) })
})

it('a device that was an identifier of a customer before this version is theirs after the migration', async () => {
  const [owner] = (await world.identity.resolve([claim(5, id('member_number', 'OLD1'))])).owners
  const index = blindIndex(loadKeyring({ dataDir: world.dataDir, masterKey: TEST_MASTER_KEY }), 'device', 'old-device')
  await world.engines.pg.query(
    `INSERT INTO identifiers (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at)
     VALUES ('device', $1, $2, $2, '', '****vice', 'tracking', now(), now())`,
    [index, owner?.customerId],
  )
  const file = readFileSync(join(import.meta.dirname, '../../src/store/relational/migrations/0134-device-people.sql'), 'utf8')
  await world.engines.pg.query(file.slice(file.indexOf('INSERT INTO')))
  expect((await visit('old-device')).customerId).toBe(owner?.customerId)
  // As at the next start: the analytical store learns of it.
  expect(await world.identity.repairMerges()).toBe(1)
})

it.each([0, 1, 2])('a device whose person is said in a process that dies at step %i is theirs after the next start', async (step) => {
  await visit(`q${step}`)
  const dying = createIdentityService({
    store: createIdentityStore(world.engines.pg),
    facts: createCustomerFacts(dyingAt(world.engines.clickhouse, step)),
    keyring: loadKeyring({ dataDir: world.dataDir, masterKey: TEST_MASTER_KEY }),
    clock: { now: () => new Date() },
  })
  const card = id('member_number', `DQ${step}`)
  await expect(dying.resolve([claim(1, card, device(`q${step}`))])).rejects.toThrow('killed')
  expect(await world.identity.repairMerges()).toBe(1)
  expect(await eventsOf((await world.identity.find('member_number', card.value)) ?? '')).toBe(1)
})
