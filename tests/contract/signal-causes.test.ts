import { createStoredPeople } from '#store/stored-people.ts'
import { everyone } from '#access/scope.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readSignals } from '#act/read-signals.ts'
import type { HeldSignal, SignalReader } from '#act/signal.ts'
import { createWebhookReader, WEBHOOKS } from '#act/webhook-reader.ts'
import { loadEvents } from '#collect/tracking/load-events.ts'
import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import { DAY_MS, ManualClock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { askKysely } from '#store/relational/ask.ts'
import { createCareStore } from '#store/relational/care-store.ts'
import { createChurnAlertStore } from '#store/relational/churn-alert-store.ts'
import { connectClient } from '#store/relational/connect.ts'
import { appendConsents } from '#store/relational/consent-ledger.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { createInbox, createInboxLeases } from '#store/relational/inbox-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createSignalOutbox, followSignals } from '#store/relational/signal-outbox.ts'
import { createTaskStore } from '#store/relational/task-store.ts'
import { createWebhookStore } from '#store/relational/webhook-store.ts'
import { memoryEvents } from '../support/memory/memory-events.ts'
import { addDecidedRun, plannedSend } from '../support/planned-send.ts'
import { openRetentionServices } from './retention-services.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

const NOW = new Date('2026-03-02T08:00:00Z')
const clock = new ManualClock(NOW)
let world: RetentionWorld
let ana: string

beforeAll(async () => {
  world = await openRetentionWorld(clock)
  const [id = ''] = await seedCustomers(world, NOW, [{ email: 'ana@example.com', consent: null, risk: 0.7, tier: 'high', cause: 'other' }])
  ana = id
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.engines.pg.query('TRUNCATE signals, signal_readers')
  await followSignals(world.db, 'triggers', [
    'event-stored',
    'order-stored',
    'consent-changed',
    'task-done',
    'send-delivered',
    'send-failed',
  ])
})

/** What a reader of everything new is told. */
async function told(): Promise<readonly HeldSignal[]> {
  const outbox = createSignalOutbox(world.db)
  const owner = newId(NOW)
  const signals = await outbox.claim('triggers', owner, { now: NOW, heldUntil: NOW, limit: 1_000 })
  await outbox.settle(owner, { read: signals.map(({ id }) => id), left: [], failed: [] }, NOW)
  return signals
}

/** While the table of signals is away, nothing that would be signalled can be written. */
async function withoutSignals(work: () => Promise<unknown>): Promise<void> {
  await world.engines.pg.query('ALTER TABLE signals RENAME TO signals_away')
  await expect(work()).rejects.toThrow('signals')
  await world.engines.pg.query('ALTER TABLE signals_away RENAME TO signals')
}

test('a send that was delivered or failed, and a task that was done', async () => {
  const { db } = world
  const sends = createSendStore(db)
  const runId = await addDecidedRun(db, NOW)
  const people = [ana, stableId('two'), stableId('three')]
  await sends.plan(people.map((customerId) => plannedSend({ runId, customerId, now: NOW })))
  const owner = newId(NOW)
  const claimed = await sends.claim(owner, { dueBy: NOW, now: NOW, leaseMs: 60_000, limit: 10 })
  const [first, second, third] = people.map((id) => claimed.find(({ customerId }) => customerId === id)?.sendKey ?? '') as [
    string,
    string,
    string,
  ]
  for (const key of [first, second]) await sends.hand(key, owner, NOW, 60_000)
  await withoutSignals(() => sends.settle(first, owner, { kind: 'delivered', providerId: null }, NOW))
  expect(await sends.counts(runId)).toMatchObject({ handed: 2, delivered: 0 })
  await sends.settle(first, owner, { kind: 'delivered', providerId: null }, NOW)
  await sends.settle(second, owner, { kind: 'rejected', reason: 'hard_bounce_550' }, NOW)
  await sends.settle(third, owner, { kind: 'suppress', reason: 'no_consent' }, NOW)
  // A late answer changes nothing, and says nothing.
  await sends.settle(first, owner, { kind: 'delivered', providerId: null }, NOW)
  const about = { runId, strategyId: 'lapsed-coupon', channel: 'email' }
  expect(await told()).toMatchObject([
    { kind: 'send-delivered', customerId: ana, origin: `send:${first}`, historical: false, payload: { ...about, sendKey: first } },
    { kind: 'send-failed', customerId: people[1], payload: { ...about, sendKey: second, reason: 'hard_bounce_550' } },
  ])

  const tasks = createTaskStore(db, world.keyring, createStoredPeople({ client: world.engines.clickhouse, db }))
  const taskId = newId(NOW)
  const words = { title: 'Call', script: 'Ask how the tea was', dueAt: new Date(NOW.getTime() + DAY_MS), owner: null }
  await tasks.createManual([{ id: taskId, customerId: ana }], words, NOW)
  await withoutSignals(() => tasks.complete(taskId, 'reached_accepted', 'Was pleased', null, NOW))
  expect((await tasks.get(everyone('a test'), taskId))?.state).toBe('open')
  expect(await tasks.complete(taskId, 'reached_accepted', 'Was pleased', null, NOW)).toBe(true)
  expect(await tasks.complete(taskId, 'reached_accepted', null, null, NOW)).toBe(false)
  const signals = await told()
  expect(signals).toMatchObject([{ kind: 'task-done', customerId: ana, payload: { taskId, outcome: 'reached_accepted', sendKey: null } }])
  expect(JSON.stringify(signals)).not.toContain('pleased')
})

test('a consent that somebody gives now starts something; what a file says does not, and what changes nothing is no signal', async () => {
  await followSignals(world.db, 'tags', ['consent-changed'], { takesHistorical: true })
  const care = createCareStore(world.db, world.keyring, createStoredPeople({ client: world.engines.clickhouse, db: world.db }))
  const word = { purpose: 'marketing', channel: 'email', granted: true, evidence: 'Form of 2 March', noticeVersion: '2026-03' } as const
  const by = { source: 'staff', actor: 'user:1' } as const
  await care.setConsent(ana, word, by, NOW)
  await care.setConsent(ana, word, by, NOW)
  expect(await told()).toMatchObject([
    {
      kind: 'consent-changed',
      customerId: ana,
      origin: 'consent:staff',
      historical: false,
      payload: { purpose: 'marketing', channel: 'email', granted: true },
    },
  ])
  const importId = newId(NOW)
  await world.db
    .transaction()
    .execute((trx) =>
      appendConsents(askKysely(trx), [{ customerId: ana, ...word, channel: 'phone', source: 'import', importId, line: 2, saidAt: NOW }]),
    )
  expect(await told()).toEqual([])
  const outbox = createSignalOutbox(world.db)
  const all = await outbox.claim('tags', newId(NOW), { now: NOW, heldUntil: NOW, limit: 10 })
  expect(all.map(({ origin, historical }) => [origin, historical])).toEqual([
    ['consent:staff', false],
    [`import:${importId}`, true],
  ])
})

test('events are signalled by the commit that finishes their load, once, and late ones start nothing', async () => {
  const { db, keyring, engines } = world
  const inbox = createInbox(db, keyring)
  const events = memoryEvents()
  const lease = createInboxLeases(engines.pg, connectClient, keyring, silentEngineLog)
  const ports: LoaderPorts = {
    ...events,
    lease,
    sourceRules: () => Promise.resolve(new Map()),
    knownConsents: (all) => Promise.resolve(all.map(() => null)),
    resolveCustomers: (all) => Promise.resolve(all.map(() => ({ customerId: ana, originId: ana }))),
    isAboutData: () => false,
    toUtc: () => (local) => local,
    currency: 'CNY',
    recordOrders: () => Promise.resolve(),
    idSecret: 'secret',
  }
  const message = (messageId: string, minutesAgo: number) => ({
    type: 'track',
    event: 'Order Completed',
    userId: 'u',
    messageId,
    timestamp: new Date(NOW.getTime() - minutesAgo * 60_000).toISOString(),
    properties: { order_id: `order-${messageId}` },
  })
  const messages = [message('new', 1), message('late', 25 * 60), message('new', 1)]
  await inbox.append([{ sourceId: 's', receivedAt: NOW.getTime(), sentAt: null, messages }])
  await withoutSignals(() => loadEvents(ports))
  // The events are stored, the commit was undone: they are still to be loaded, and then they are signalled.
  expect(events.table).toHaveLength(2)
  expect(await told()).toEqual([])
  expect(await loadEvents(ports)).toMatchObject({ received: 3, stored: 2, duplicates: 1 })
  expect(events.table).toHaveLength(2)
  expect(await told()).toMatchObject([
    { kind: 'event-stored', customerId: ana, origin: 'event:new', payload: { name: 'Order Completed' } },
    { kind: 'order-stored', customerId: ana, origin: 'event:new', payload: { orderId: 'order-new' } },
  ])
  expect(await loadEvents(ports)).toBeNull()
  expect(await told()).toEqual([])
})

const EVERY_KIND = [
  'alert-raised',
  'consent-changed',
  'source-late',
  'journey-step',
  'task-done',
  'send-failed',
  'quality-anomaly',
  'event-stored',
]

test('signals are written for webhooks as long as an endpoint in use asks for them', async () => {
  const store = createWebhookStore(world.db, world.keyring)
  const kinds = async (): Promise<string[] | undefined> =>
    (await world.db.selectFrom('signal_readers').select('kinds').where('name', '=', 'webhooks').executeTakeFirst())?.kinds
  const { webhooks } = openRetentionServices(world, { clock, mailPort: null })
  const [tasks, all] = [
    await webhooks.create({ name: 'Tasks', url: 'https://8.8.8.8/tasks', events: ['task.done', 'event.stored'] }),
    await webhooks.create({ name: 'All', url: 'https://8.8.8.8/all', events: [] }),
  ]
  expect(await kinds()).toEqual(EVERY_KIND)
  await webhooks.disable(all.endpoint.id)
  expect(await kinds()).toEqual(['task-done', 'event-stored'])
  await webhooks.disable(tasks.endpoint.id)
  expect(await kinds()).toEqual([])
  // Two changes at once: the second sees what the first one wrote.
  await Promise.all([all, tasks].map(({ endpoint }) => store.setDisabled(endpoint.id, null, null)))
  expect(await kinds()).toEqual(EVERY_KIND)
  // A type that does not exist would never be told of: better to say so.
  const misspelt = webhooks.create({ name: 'Typo', url: 'https://8.8.8.8/typo', events: ['task.dome'] })
  await expect(misspelt).rejects.toMatchObject({ code: 'webhook-type-unknown', details: { type: 'task.dome' } })
})

test('a signal that is read twice, because the program ended in between, is one webhook; made-up customers are none', async () => {
  const { pg } = world.engines
  await pg.query('TRUNCATE webhook_deliveries, webhook_endpoints')
  const { webhooks } = openRetentionServices(world, { clock, mailPort: null })
  await webhooks.create({ name: 'Tasks', url: 'https://8.8.8.8/tasks', events: ['task.done'] })
  const people = createStoredPeople({ client: world.engines.clickhouse, db: world.db })
  const tasks = createTaskStore(world.db, world.keyring, people)
  const taskId = newId(NOW)
  const words = { title: 'Call', script: 'Ask', dueAt: new Date(NOW.getTime() + DAY_MS), owner: null }
  await tasks.createManual([{ id: taskId, customerId: ana }], words, NOW)
  await tasks.complete(taskId, 'not_reached', null, null, NOW)
  const outbox = createSignalOutbox(world.db)
  const parts = { webhooks, alerts: createChurnAlertStore(world.db, people), project: { currency: 'CNY' }, clock }
  const reader: SignalReader = createWebhookReader({ ...parts, isMuted: () => Promise.resolve(false) })
  const queued = async () => (await pg.query<{ body: object }>('SELECT body FROM webhook_deliveries')).rows.map(({ body }) => body)
  const [held] = await outbox.claim(WEBHOOKS, newId(NOW), { now: NOW, heldUntil: NOW, limit: 1 })
  if (held === undefined) throw new Error('the task that was done is signalled')
  const muted: SignalReader = createWebhookReader({ ...parts, isMuted: () => Promise.resolve(true) })
  await muted.read(held)
  expect(await queued()).toEqual([])
  // Queued, and the program ends before it has said so.
  await reader.read(held)
  expect(await readSignals(reader, { outbox, clock, onFailure: () => undefined })).toBe(1)
  expect(await queued()).toMatchObject([
    { type: 'task.done', data: { customerId: ana, taskId, outcome: 'not_reached', occurredAt: NOW.toISOString() } },
  ])
  expect(await outbox.standing()).toContainEqual({ reader: WEBHOOKS, waiting: 0, oldestAt: null, setAside: 0 })
})
