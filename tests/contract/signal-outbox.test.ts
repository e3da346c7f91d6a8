import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readSignals } from '#act/read-signals.ts'
import { MOST_TRIES } from '#act/signal-outbox.ts'
import type { HeldSignal, Signal, SignalKind, SignalReader } from '#act/signal.ts'
import { DAY_MS, HOUR_MS, ManualClock, SECOND_MS } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { appendSignals } from '#store/relational/append-signals.ts'
import { askClient } from '#store/relational/ask.ts'
import { inTransaction } from '#store/relational/in-transaction.ts'
import { createSignalOutbox, followSignals } from '#store/relational/signal-outbox.ts'
import { openRetentionWorld } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

const START = new Date('2026-03-02T08:00:00Z')
const clock = new ManualClock(START)
const customer = (i: number): string => stableId('signals', String(i))

let world: RetentionWorld

beforeAll(async () => {
  world = await openRetentionWorld(clock)
})
afterAll(() => world.stop())
beforeEach(async () => {
  clock.moveTo(START)
  await world.engines.pg.query('TRUNCATE signals, signal_readers')
  await followSignals(world.db, 'triggers', ['task-done', 'send-failed'])
})

const done = (i: number, taskId: string, change: { readonly historical?: boolean } = {}): Signal => ({
  kind: 'task-done',
  customerId: customer(i),
  occurredAt: START,
  origin: `task:${taskId}`,
  historical: false,
  payload: { taskId, outcome: 'reached_accepted', sendKey: null },
  ...change,
})
const write = (signals: readonly Signal[]) => inTransaction(world.engines.pg, (client) => appendSignals(askClient(client), signals))
const taskOf = ({ origin }: HeldSignal): string => origin.slice('task:'.length)

/** Reads until nothing is due; returns what a reader saw, in order. */
async function readAll(reader: SignalReader): Promise<void> {
  const outbox = createSignalOutbox(world.db)
  while ((await readSignals(reader, { outbox, clock, onFailure: () => undefined })) > 0);
}

/** A reader that notes the tasks it was told of; those in `broken` it cannot read. */
function noting(name = 'triggers', broken: ReadonlySet<string> = new Set()): { readonly reader: SignalReader; readonly seen: string[] } {
  const seen: string[] = []
  return {
    seen,
    reader: {
      name,
      read(signal) {
        if (broken.has(taskOf(signal))) return Promise.reject(new Error('cannot be read'))
        seen.push(taskOf(signal))
        return Promise.resolve()
      },
    },
  }
}

test('a signal is there exactly when what caused it is', async () => {
  const { reader, seen } = noting()
  const { pg } = world.engines
  await pg.query('CREATE TABLE causes (id text PRIMARY KEY)')
  const cause = (id: string, end: () => Promise<void>) =>
    inTransaction(pg, async (client) => {
      await client.query('INSERT INTO causes VALUES ($1)', [id])
      await appendSignals(askClient(client), [done(1, id)])
      await end()
    })
  await cause('kept', () => Promise.resolve())
  await expect(cause('undone', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  // The server of the database ends the connection in the middle, as when the program is killed.
  const killed = await pg.connect()
  killed.on('error', () => undefined)
  const { rows } = await killed.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  await killed.query('BEGIN')
  await killed.query("INSERT INTO causes VALUES ('killed')")
  await appendSignals(askClient(killed), [done(1, 'killed')])
  await pg.query('SELECT pg_terminate_backend($1, 30000)', [rows[0]?.pid])
  // Whether the client has read of its end by now is a matter of chance, and so are the words of the error.
  const commit = await killed.query('COMMIT').then(
    () => 'done',
    () => 'failed',
  )
  expect(commit).toBe('failed')
  killed.release(true)
  const kept = await pg.query<{ origin: string }>('SELECT origin FROM signals')
  expect(kept.rows).toEqual([{ origin: 'task:kept' }])
  await readAll(reader)
  const causes = await pg.query<{ id: string }>('SELECT id FROM causes')
  expect(causes.rows.map(({ id }) => id)).toEqual(['kept'])
  expect(seen).toEqual(['kept'])
})

test('each reader gets the kinds it follows, and a kind that nobody follows leaves nothing', async () => {
  await followSignals(world.db, 'mail', ['send-failed'])
  const [triggers, mail] = [noting(), noting('mail')]
  const send = { sendKey: 'k', runId: 'r', strategyId: 's', sourceKind: 'strategy', sourceId: 's', channel: 'email' } as const
  const failed: Signal = {
    kind: 'send-failed',
    customerId: customer(1),
    occurredAt: START,
    origin: 'task:failed',
    historical: false,
    payload: { ...send, reason: 'refused' },
  }
  await write([done(1, 'one'), failed, { ...failed, kind: 'send-delivered', payload: send }])
  expect((await world.engines.pg.query('SELECT FROM signals')).rowCount).toBe(3)
  await readAll(triggers.reader)
  await readAll(mail.reader)
  expect([triggers.seen, mail.seen]).toEqual([['one', 'failed'], ['failed']])
  expect((await world.engines.pg.query('SELECT FROM signals')).rowCount).toBe(0)
  // From now on it follows something else.
  await followSignals(world.db, 'triggers', ['send-failed'])
  await write([done(1, 'two')])
  expect(await createSignalOutbox(world.db).standing()).toEqual([
    { reader: 'mail', waiting: 0, oldestAt: null, setAside: 0 },
    { reader: 'triggers', waiting: 0, oldestAt: null, setAside: 0 },
  ])
})

test('what is historical starts nothing, but for a reader that asks for it', async () => {
  await followSignals(world.db, 'tags', ['task-done'], { takesHistorical: true })
  const [triggers, tags] = [noting(), noting('tags')]
  await write([done(1, 'imported', { historical: true }), done(1, 'new')])
  await readAll(triggers.reader)
  await readAll(tags.reader)
  expect([triggers.seen, tags.seen]).toEqual([['new'], ['imported', 'new']])
})

test('two programs share the work of one reader without doing any of it twice, in the order of each customer', async () => {
  const total = 600
  await write(Array.from({ length: total }, (_, i) => done(Math.floor(i / 15), String(i))))
  const seen: { readonly by: number; readonly task: number; readonly customer: number }[] = []
  let begin: () => void = () => undefined
  const bothRead = new Promise<void>((resolve) => (begin = resolve))
  const worker = (by: number): SignalReader => ({
    name: 'triggers',
    async read(signal) {
      const task = Number(taskOf(signal))
      // The first goes on once the second has signals of its own.
      if (by === 1) await bothRead
      else begin()
      seen.push({ by, task, customer: Math.floor(task / 15) })
    },
  })
  // Each over the outbox of its own, as two servers have.
  await Promise.all([1, 2].map((by) => drainUntilEmpty(worker(by))))
  expect(seen.map(({ task }) => task).toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i))
  for (const [, own] of Map.groupBy(seen, ({ customer: one }) => one)) {
    const tasks = own.map(({ task }) => task)
    expect(tasks).toEqual(tasks.toSorted((a, b) => a - b))
  }
  expect(new Set(seen.map(({ by }) => by))).toEqual(new Set([1, 2]))
})

/** Also looks again when the other holds all that is due. */
async function drainUntilEmpty(reader: SignalReader): Promise<void> {
  for (;;) {
    await readAll(reader)
    const [own] = (await createSignalOutbox(world.db).standing()).filter((each) => each.reader === reader.name)
    if (own?.waiting === 0) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('what a reader held when it was killed is read by the next one, when its lease has run out', async () => {
  const outbox = createSignalOutbox(world.db)
  await write([done(1, 'one'), done(2, 'two'), done(1, 'three')])
  const held = await outbox.claim('triggers', newId(START), { now: START, heldUntil: new Date(START.getTime() + 60 * SECOND_MS), limit: 2 })
  expect(held.map(taskOf)).toEqual(['one', 'two'])
  const { reader, seen } = noting()
  await readAll(reader)
  // The third is of a customer whose first one is held.
  expect(seen).toEqual([])
  clock.moveTo(new Date(START.getTime() + 61 * SECOND_MS))
  await readAll(reader)
  expect(seen).toEqual(['one', 'two', 'three'])
})

test('one that lost its lease ends nothing that another holds', async () => {
  const outbox = createSignalOutbox(world.db)
  await write([done(1, 'one')])
  const [slow, quick] = [newId(START), newId(START)]
  const later = new Date(START.getTime() + 61 * SECOND_MS)
  const [signal] = await outbox.claim('triggers', slow, { now: START, heldUntil: new Date(later.getTime() - 1), limit: 10 })
  await outbox.claim('triggers', quick, { now: later, heldUntil: new Date(later.getTime() + HOUR_MS), limit: 10 })
  expect(await outbox.hold(slow, new Date(later.getTime() + DAY_MS))).toBe(false)
  await outbox.settle(slow, { read: [signal?.id ?? ''], left: [], failed: [] }, later)
  expect(await outbox.standing()).toMatchObject([{ waiting: 1 }])
  await outbox.settle(quick, { read: [signal?.id ?? ''], left: [], failed: [] }, later)
  expect(await outbox.standing()).toMatchObject([{ waiting: 0 }])
})

test('one that cannot be read holds up its customer only, is set aside with the reason after the last try, and can be started again', async () => {
  const outbox = createSignalOutbox(world.db)
  const { reader, seen } = noting('triggers', new Set(['broken']))
  await write([done(1, 'broken'), done(2, 'other'), done(1, 'behind')])
  await readAll(reader)
  expect(seen).toEqual(['other'])
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    clock.moveTo(new Date(clock.now().getTime() + DAY_MS))
    await readAll(reader)
  }
  expect(seen).toEqual(['other', 'behind'])
  expect(await outbox.standing()).toMatchObject([{ reader: 'triggers', waiting: 0, setAside: 1 }])
  const [aside] = await outbox.setAside(10)
  expect(aside).toMatchObject({
    reader: 'triggers',
    kind: 'task-done',
    origin: 'task:broken',
    customerId: customer(1),
    reason: 'cannot be read',
  })

  const mended = noting()
  expect(await outbox.retry(aside?.id ?? '')).toBe(true)
  expect(await outbox.retry(aside?.id ?? '')).toBe(false)
  expect(await outbox.retry('nothing')).toBe(false)
  await readAll(mended.reader)
  expect(mended.seen).toEqual(['broken'])
})

test('a signal that ends the program each time is found and set aside; those read together with it are not', async () => {
  const outbox = createSignalOutbox(world.db)
  await write([done(1, 'good'), done(2, 'deadly'), done(3, 'better')])
  const seen: string[] = []
  /** One run of the program: it reads until a signal kills it, and says nothing of what it had read. */
  const run = async (): Promise<boolean> => {
    for (;;) {
      const owner = newId(clock.now())
      const now = clock.now()
      const batch = await outbox.claim('triggers', owner, { now, heldUntil: new Date(now.getTime() + 60 * SECOND_MS), limit: 10 })
      if (batch.length === 0) return true
      if (batch.some((signal) => taskOf(signal) === 'deadly')) return false
      seen.push(...batch.map(taskOf))
      await outbox.settle(owner, { read: batch.map(({ id }) => id), left: [], failed: [] }, now)
    }
  }
  let runs = 1
  while (!(await run())) {
    runs += 1
    clock.moveTo(new Date(clock.now().getTime() + 61 * SECOND_MS))
  }
  expect(runs).toBe(MOST_TRIES + 1)
  expect(seen.toSorted((a, b) => a.localeCompare(b))).toEqual(['better', 'good'])
  expect(await outbox.setAside(10)).toMatchObject([{ origin: 'task:deadly', reason: 'The program ended each time this signal was read.' }])
})

test('what was set aside is kept for a while', async () => {
  const outbox = createSignalOutbox(world.db)
  await write([done(1, 'one')])
  const owner = newId(START)
  const [signal] = await outbox.claim('triggers', owner, { now: START, heldUntil: START, limit: 1 })
  await outbox.settle(owner, { read: [], left: [], failed: [{ id: signal?.id ?? '', reason: 'no', dueAt: null }] }, START)
  expect(await outbox.clear(START)).toBe(0)
  expect(await outbox.clear(new Date(START.getTime() + 1))).toBe(1)
  expect(await outbox.setAside(10)).toEqual([])
})

test('a long wave is written in one statement a block, and keeps its order', async () => {
  const kinds: readonly SignalKind[] = ['event-stored']
  await followSignals(world.db, 'triggers', kinds)
  const wave = Array.from({ length: 25_000 }, (_, i): Signal => ({
    kind: 'event-stored',
    customerId: customer(i % 1_000),
    occurredAt: START,
    origin: `task:${i}`,
    historical: false,
    payload: { messageId: String(i), type: 'track', name: 'Product Viewed' },
  }))
  await write(wave)
  const { rows } = await world.engines.pg.query<{ origin: string }>('SELECT origin FROM signals ORDER BY id')
  expect(rows.map(({ origin }) => origin)).toEqual(wave.map(({ origin }) => origin))
})
