import { fork } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JourneyDefinition } from '#act/journeys/journey.ts'
import { HOUR_MS, MINUTE_MS, systemClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { Rng } from '#kernel/rng.ts'
import { appendSignals } from '#store/relational/append-signals.ts'
import { askKysely } from '#store/relational/ask.ts'
import { createJourneyStore } from '#store/relational/journey-store.ts'
import { followSignals } from '#store/relational/signal-outbox.ts'
import { openRetentionWorld, seedCustomers } from '../contract/retention-world.ts'
import type { RetentionWorld } from '../contract/retention-world.ts'

// kill -9 before each statement of what reads signals for journeys and takes their runs on: whoever comes next comes to the same end, nothing is done twice and nothing is missing.

let world: RetentionWorld
let people = 0
const LATER_MS = 10 * MINUTE_MS
/** From one statement that somebody dies at to the next: LIUKE_KILL_EACH=1 walks over all of them. */
const STRIDE = process.env['LIUKE_KILL_EACH'] === '1' ? 1 : 5
const OVER_MS = 2 * HOUR_MS
/** Longer than a lease, and so short that an hour holds many turns. */
const TURN_MS = 90_000
const TURNS = 25

beforeAll(async () => {
  world = await openRetentionWorld(systemClock)
  // What a step tells other systems is a signal that somebody reads.
  await followSignals(world.db, 'webhooks', ['journey-step'])
})
afterAll(() => world?.stop())

const SEND = (id: string, next: string | null) => ({
  id,
  name: '',
  kind: 'send' as const,
  content: { id: '0198f3a0-0000-7000-8000-000000000001', version: 1 },
  channels: ['email' as const],
  expiresHours: 72,
  unitCosts: {},
  time: 'now' as const,
  next,
})
const journeyOf = (entry: string): JourneyDefinition => ({
  name: 'Cart',
  entry: { kind: 'event', event: { name: `${entry} Added`, where: [] }, key: null },
  audience: { all: [] },
  rule: { kind: 'again' },
  steps: [
    SEND('first', 'order'),
    {
      id: 'order',
      name: '',
      kind: 'wait_event',
      event: { name: `${entry} Ordered`, where: [] },
      timeout: { n: 1, unit: 'hour' },
      next: null,
      late: 'task',
    },
    { id: 'task', name: '', kind: 'task', title: { zh: '回电', en: 'Call' }, script: { zh: '', en: 'Ask' }, slaHours: 24, next: 'hook' },
    { id: 'hook', name: '', kind: 'webhook', note: '', next: 'second' },
    SEND('second', null),
  ],
  first: 'first',
  exits: { events: [{ name: `${entry} Left`, where: [] }], condition: null },
  goal: { event: { name: `${entry} Ordered`, where: [] }, ends: false },
  windowDays: 7,
  holdout: 0,
  holdoutWaiver: 'a test',
  priority: 50,
})

/** A process of the work; true: it was killed. */
function run(aheadMs: number, killAt: number): Promise<boolean> {
  const url = String(world.engines.pg.options.connectionString)
  const child = fork(join(import.meta.dirname, '../support/journey-work-process.ts'), [url, world.dataDir, String(aheadMs), String(killAt)])
  return new Promise((resolve, reject) =>
    child.on('exit', (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(`The process ended with ${code}.`))
      else resolve(signal === 'SIGKILL')
    }),
  )
}

/** A journey with four customers: one orders, two do not, and one leaves. Their signals wait. */
async function scene() {
  const store = createJourneyStore(world.engines.pg)
  const [id, name] = [newId(new Date()), `J${(people += 1)}`]
  await store.add({ id, definition: journeyOf(name), createdAt: new Date(Date.now() - HOUR_MS), createdBy: 'user:test' })
  await store.publish(id, 1, { by: 'user:test', at: new Date(Date.now() - HOUR_MS) })
  const person = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  const customers = await seedCustomers(
    world,
    new Date(),
    [0, 1, 2, 3].map(() => ({ ...person, email: `j${(people += 1)}@example.com` })),
  )
  const [ordering = '', , , leaving = ''] = customers
  const happened = (customerId: string, what: string) => ({
    kind: 'event-stored' as const,
    customerId,
    occurredAt: new Date(),
    origin: `event:${newId(new Date())}`,
    historical: false,
    payload: { messageId: newId(new Date()), type: 'track', name: `${name} ${what}` },
  })
  await appendSignals(askKysely(world.db), [
    ...customers.map((one) => happened(one, 'Added')),
    // While they are inside.
    ...customers.map((one) => happened(one, 'Added')),
    happened(ordering, 'Ordered'),
    happened(leaving, 'Left'),
  ])
  return { id, customers }
}

/** What it came to, by customer. */
async function endOf({ id, customers }: Awaited<ReturnType<typeof scene>>) {
  const ask = askKysely(world.db)
  const runs = await ask<{ id: string; customer_id: string; state: string; reason: string; goal: boolean }>(
    'SELECT id, customer_id, state, reason, goal_at IS NOT NULL AS goal FROM enrolments WHERE journey_id = $1',
    [id],
  )
  const steps = await ask<{ enrolment_id: string; way: string }>(
    "SELECT enrolment_id, step_id || ' ' || outcome AS way FROM enrolment_steps WHERE journey_id = $1 ORDER BY visit",
    [id],
  )
  const sends = await ask<{ customer_id: string; what: string }>(
    "SELECT customer_id, step || ' ' || state || ' ' || reason AS what FROM send_ledger WHERE source_id = $1 ORDER BY step",
    [id],
  )
  const tasks = await ask<{ customer_id: string }>('SELECT customer_id FROM tasks WHERE customer_id = ANY ($1::uuid[])', [customers])
  const hooks = await ask<{ customer_id: string }>(
    "SELECT customer_id FROM signals WHERE reader = 'webhooks' AND customer_id = ANY ($1::uuid[])",
    [customers],
  )
  const refused = await ask<{ customer_id: string; reason: string }>(
    'SELECT customer_id, reason FROM refused_entries WHERE journey_id = $1',
    [id],
  )
  return customers.map((customer) =>
    settled({
      runs: runs.filter((one) => one.customer_id === customer).map((one) => `${one.state} ${one.reason}${one.goal ? ' goal' : ''}`),
      steps: steps.filter((one) => runs.find(({ id: run_ }) => run_ === one.enrolment_id)?.customer_id === customer).map(({ way }) => way),
      sends: sends.filter((one) => one.customer_id === customer).map(({ what }) => what.trim()),
      tasks: tasks.filter((one) => one.customer_id === customer).length,
      hooks: hooks.filter((one) => one.customer_id === customer).length,
      refused: refused.filter((one) => one.customer_id === customer).map(({ reason }) => reason),
    }),
  )
}

/** Whoever left has left, with their first message planned and taken back or not: that depends on which was first. */
function settled(one: { runs: string[]; steps: string[]; sends: string[]; tasks: number; hooks: number; refused: string[] }) {
  const isTaken = one.steps.join() === 'first done' && one.sends.join() === '1 suppressed journey_left'
  return one.runs.join() === 'left exit_event' && isTaken ? { ...one, steps: [], sends: [] } : one
}

const LATE = {
  runs: ['done reached_end'],
  steps: ['first done', 'order late', 'task done', 'hook done', 'second done'],
  sends: ['1 planned', '5 planned'],
  tasks: 1,
  hooks: 1,
  refused: ['already_inside'],
}
const EXPECTED = [
  { ...LATE, runs: ['done reached_end goal'], steps: ['first done', 'order happened'], sends: ['1 planned'], tasks: 0, hooks: 0 },
  LATE,
  LATE,
  // They left before their run began.
  { ...LATE, runs: ['left exit_event'], steps: [], sends: [], tasks: 0, hooks: 0 },
]

describe.each([1, 2])('%i nodes', (nodes) => {
  test('that die while signals are read and runs begin', async () => {
    const ends = new Set<string>()
    let points = 0
    for (let point = 0; ; point += STRIDE) {
      const made = await scene()
      const killed = await Promise.all(Array.from({ length: nodes }, (_, node) => run(0, point + node)))
      await run(LATER_MS, -1)
      await run(OVER_MS, -1)
      ends.add(JSON.stringify(await endOf(made)))
      points = point
      if (!killed.includes(true)) break
    }
    expect([...ends].map((one) => JSON.parse(one) as unknown)).toEqual([EXPECTED])
    expect(points).toBeGreaterThan(20)
  })

  test('that die while time is over for what was waited for', async () => {
    const ends = new Set<string>()
    let points = 0
    for (let point = nodes; ; point += STRIDE) {
      const made = await scene()
      await run(0, -1)
      const killed = await Promise.all(Array.from({ length: nodes }, (_, node) => run(OVER_MS, point + node)))
      await run(OVER_MS + LATER_MS, -1)
      ends.add(JSON.stringify(await endOf(made)))
      points = point
      if (!killed.includes(true)) break
    }
    expect([...ends].map((one) => JSON.parse(one) as unknown)).toEqual([EXPECTED])
    expect(points).toBeGreaterThan(10)
  })
})

test('nodes that are killed at random while many runs go on: the same end for everybody', async () => {
  const rng = new Rng('journeys')
  const made = []
  for (let i = 0; i < 12; i += 1) made.push(await scene())
  for (let turn = 0; turn < TURNS; turn += 1) {
    await Promise.all([run(turn * TURN_MS, rng.int(60)), run(turn * TURN_MS, rng.int(60))])
  }
  await run(TURNS * TURN_MS, -1)
  await run(TURNS * TURN_MS + OVER_MS, -1)
  for (const one of made) expect(await endOf(one)).toEqual(EXPECTED)
})
