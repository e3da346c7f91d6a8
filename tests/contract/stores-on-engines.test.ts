import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decideTurns } from '#jobs/decide-turns.ts'
import { systemClock } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { createEventsStore, LOAD_COMMENT } from '#store/analytical/events-store.ts'
import { createOrderBookStore } from '#store/analytical/order-book-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { createChurnScoringStore } from '#store/relational/churn-scoring-store.ts'
import { sessionNameOf } from '#store/engines/session-name.ts'
import { connectClient } from '#store/relational/connect.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { createIdentityStore } from '#store/relational/identifier-store.ts'
import { createInbox, createInboxLeases } from '#store/relational/inbox-store.ts'
import { createJobStore } from '#store/relational/job-store.ts'
import { createModelRegistry } from '#store/relational/model-registry.ts'
import { createSettingStore } from '#store/relational/setting-store.ts'
import { createProfileChanges } from '#store/relational/profile-changes.ts'
import { createRateLeases } from '#store/relational/rate-lease-store.ts'
import { createUploadStore } from '#store/relational/upload-store.ts'
import { createWebhookStore } from '#store/relational/webhook-store.ts'
import { churnScoringsCase } from './churn-scorings.case.ts'
import { eventsCase } from './events.case.ts'
import { identityStoreCase } from './identity-store.case.ts'
import { inboxCase } from './inbox.case.ts'
import { jobStoreCase } from './job-store.case.ts'
import { modelRegistryCase } from './model-registry.case.ts'
import { orderBookCase } from './order-book.case.ts'
import { profileChangesCase } from './profile-changes.case.ts'
import { rateLeasesCase } from './rate-leases.case.ts'
import { openRetentionWorld } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'
import { settingDocumentsCase } from './setting-documents.case.ts'
import { uploadStoreCase } from './upload-store.case.ts'
import { webhookStoreCase } from './webhook-store.case.ts'

// One pair of engines for all ports; a port starts each rule with empty tables.

let world: RetentionWorld

beforeAll(async () => {
  world = await openRetentionWorld(systemClock)
})
afterAll(() => world.stop())

const empty = async (...tables: readonly string[]): Promise<void> => {
  await world.engines.pg.query(`TRUNCATE ${tables.join(', ')}`)
}

inboxCase(async () => {
  await empty('inbox')
  return {
    ...createInbox(world.db, world.keyring),
    lease: createInboxLeases(world.engines.pg, connectClient, world.keyring, silentEngineLog),
  }
})

test('an insert of a load that nobody waits for any more is ended, and nothing of it lands', async () => {
  const { clickhouse } = world.engines
  const late = clickhouse
    .command({
      query: "INSERT INTO event_copies (import_id, message_id) SELECT 'late', toString(sleepEachRow(0.02)) FROM numbers(100)",
      clickhouse_settings: { log_comment: LOAD_COMMENT },
    })
    .then(
      () => 'ended by itself',
      () => 'killed',
    )
  const running = async (): Promise<number> =>
    (await readRows(clickhouse, `SELECT query_id FROM system.processes WHERE Settings['log_comment'] = '${LOAD_COMMENT}'`)).length
  await expect.poll(running).toBe(1)
  await createEventsStore(clickhouse).endLateInserts()
  expect([await late, await running()]).toEqual(['killed', 0])
  expect(await readRows(clickhouse, "SELECT count() AS n FROM event_copies WHERE import_id = 'late' HAVING n > 0")).toEqual([])
})

eventsCase(async () => {
  await world.engines.clickhouse.command({ query: 'TRUNCATE TABLE events' })
  return createEventsStore(world.engines.clickhouse)
})

identityStoreCase(async () => {
  await world.engines.pg.query(
    'TRUNCATE customers, identifiers, identity_edges, device_people, customer_statements RESTART IDENTITY CASCADE',
  )
  return createIdentityStore(world.engines.pg)
})

orderBookCase(async () => {
  for (const table of ['order_statements', 'order_lines']) await world.engines.clickhouse.command({ query: `TRUNCATE TABLE ${table}` })
  return createOrderBookStore(world.engines.clickhouse, world.engines.pg)
})

webhookStoreCase(async () => {
  await empty('webhook_deliveries', 'webhook_endpoints')
  return createWebhookStore(world.db, world.keyring)
})

jobStoreCase(async () => {
  await empty('jobs', 'settings')
  const settings = createSettingStore(world.db)
  return { store: createJobStore(world.db, world.keyring), remember: (...turn) => settings.remember(...turn) }
})

profileChangesCase(async () => {
  await empty('settings')
  return createProfileChanges(world.db, systemClock)
})

rateLeasesCase(async () => {
  await empty('rate_windows')
  return createRateLeases(world.db)
})

uploadStoreCase(async () => {
  await empty('uploads', 'upload_parts')
  return createUploadStore(world.db, world.keyring)
})

modelRegistryCase(async () => {
  await empty('models')
  return createModelRegistry(world.db)
})

churnScoringsCase(async () => {
  await empty('churn_scorings')
  return createChurnScoringStore(world.db)
})

settingDocumentsCase(async () => {
  await empty('settings')
  return createSettingStore(world.db)
})

test('a job that is taken over ends the sessions of its lost node, with the locks that they hold, and no others', async () => {
  await empty('jobs')
  const store = createJobStore(world.db, world.keyring)
  const LOCK = 73_111
  const sessionOf = async (node: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: world.engines.pg.options.connectionString, application_name: sessionNameOf(node) })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const [frozen, other] = await Promise.all(['frozen', 'other'].map(sessionOf))
  await frozen?.query('SELECT pg_advisory_lock($1)', [LOCK])
  const lock = async () => (await other?.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [LOCK]))?.rows[0]?.free

  await store.insert({ id: stableId('job', 'frozen'), kind: 'import', queues: [], payload: {}, createdBy: 'user:1', createdAt: new Date() })
  const claim = (node: string, leaseMs: number) =>
    store.claim({
      node,
      leaseMs,
      at: new Date(),
      lost: () => ({ code: 'node-lost', message: 'The server was lost.', params: {} }),
      decide: (jobs, now) => decideTurns(jobs, now, { name: node, ruleOf: () => 'take-over', busyQueues: [] }),
    })
  expect(await claim('frozen', 0)).toHaveLength(1)
  expect(await lock()).toBe(false)
  expect(await claim('taker', 60_000)).toHaveLength(1)
  expect(await lock()).toBe(true)
  await expect(frozen?.query('SELECT 1')).rejects.toThrow(/terminat|not queryable|closed|ended/u)
  await other?.end()
})
