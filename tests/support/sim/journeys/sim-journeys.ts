import type { JourneyDefinition } from '#act/journeys/journey.ts'
import { JourneyReader } from '#act/journeys/journey-reader.ts'
import { JourneyWorker } from '#act/journeys/journey-worker.ts'
import type { SendAsk } from '#act/journeys/plan-journey-sends.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import { readSignals } from '#act/read-signals.ts'
import { contactKey } from '#act/send-source.ts'
import type { PlannedContact } from '#act/send-store.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { MemoryJourneys } from './memory-journeys.ts'
import type { JourneyBug } from './memory-journeys.ts'

export interface JourneySimResult {
  /** What must not be; empty: nothing. */
  readonly faults: readonly string[]
  readonly runs: number
  readonly sends: number
}

const CUSTOMERS = 6
const TURNS = 260
const JOURNEY = 'journey'

/** A node that was killed answers nothing any more. */
const never = (): Promise<never> => new Promise(() => undefined)

const send = (id: string, next: string | null) => ({
  id,
  name: '',
  kind: 'send' as const,
  content: { id: 'content', version: 1 },
  channels: ['email' as const],
  expiresHours: 48,
  unitCosts: {},
  time: 'now' as const,
  next,
})

const definitionOf = (rng: Rng): JourneyDefinition => ({
  name: 'Sim',
  entry: { kind: 'event', event: { name: 'Added', where: [] }, key: null },
  audience: { all: [] },
  rule: rng.chance(0.3) ? { kind: 'once' } : { kind: 'again' },
  steps: [
    send('first', 'order'),
    {
      id: 'order',
      name: '',
      kind: 'wait_event',
      event: { name: 'Ordered', where: [] },
      timeout: { n: 1, unit: 'hour' },
      next: 'draw',
      late: 'rest',
    },
    { id: 'rest', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 30, unit: 'minute' } }, next: 'draw' },
    {
      id: 'draw',
      name: '',
      kind: 'split',
      arms: [
        { id: 'a', name: '', share: 0.5, next: 'second' },
        { id: 'b', name: '', share: 0.5, next: null },
      ],
    },
    send('second', null),
  ],
  first: 'first',
  exits: { events: [{ name: 'Left', where: [] }], condition: null },
  goal: null,
  windowDays: 3,
  holdout: 0.2,
  holdoutWaiver: '',
  priority: 50,
})

/**
 * Two nodes read signals and take runs on while they die, calls fail before or after they had their effect, the clock jumps, and somebody pauses and edits the journey. Everything
 * hangs on the seed alone.
 */
export async function runJourneyWorld(seed: string, bug: JourneyBug | null = null): Promise<JourneySimResult> {
  const rng = new Rng(`journeys/${seed}`)
  let nowMs = Date.parse('2026-03-16T02:00:00Z')
  let isWhole = false
  let ids = 0
  const waiting: (() => void)[] = []
  const clock = { now: () => new Date(nowMs) }
  const store = new MemoryJourneys(bug)
  store.publish(JOURNEY, 1, definitionOf(rng), clock.now())
  const crashes: string[] = []

  /** A call of a node to the store: others go on meanwhile; it may fail before it has its effect, or after it. */
  const callOf =
    (node: { isDead: boolean }) =>
    async <T>(work: () => T): Promise<T> => {
      await new Promise<void>((resolve) => waiting.push(resolve))
      if (node.isDead) return await never()
      if (!isWhole && rng.chance(0.03)) throw new AppError('unavailable', 'engine-unavailable', 'The database is away.')
      const result = work()
      if (!isWhole && rng.chance(0.03)) throw new AppError('unavailable', 'engine-unavailable', 'The answer was lost.')
      await new Promise<void>((resolve) => waiting.push(resolve))
      return node.isDead ? await never() : result
    }

  const startNode = () => {
    const node = { isDead: false }
    const call = callOf(node)
    const meets = (ids: readonly string[], conditions: readonly unknown[]) => call(() => conditions.map(() => new Set(ids)))
    const book = { running: () => call(() => store.running()) }
    const reader = new JourneyReader({
      book,
      desk: store.desk(call),
      events: () => call(() => new Map()),
      products: { said: () => call(() => new Map()), lookedAt: () => call(() => []) },
      whoMeets: meets,
      timeZone: () => 'Asia/Shanghai',
      clock,
      newId: () => `run-${(ids += 1)}`,
    })
    const worker = new JourneyWorker({
      book,
      ledger: store.ledger(call),
      whoMeets: meets,
      planSends: (asks, now) => call(() => asks.map((ask) => contactOf(ask, now))),
      sayAttribute: () => Promise.resolve(),
      zones: createCustomerZones(() => 'Asia/Shanghai'),
      clock,
      onFailure: ({ error }) => void crashes.push(String(error)),
    })
    const outbox = store.outbox(call)
    void (async () => {
      for (;;) {
        // Whoever waits for a turn lets the others have theirs.
        await new Promise<void>((resolve) => waiting.push(resolve))
        if (node.isDead) return
        try {
          await readSignals(reader, { outbox, clock, onFailure: () => undefined })
          await worker.work()
        } catch (error) {
          if (!(error instanceof AppError)) crashes.push(String(error))
        }
      }
    })()
    return node
  }

  /** Lets whoever was chosen go on, until everybody waits again. */
  const turn = async (): Promise<void> => {
    const [next] = waiting.splice(rng.int(waiting.length), 1)
    next?.()
    await new Promise((resolve) => setImmediate(resolve))
  }

  const nodes = [startNode(), startNode()]
  let version = 1
  for (let i = 0; i < TURNS; i += 1) {
    if (rng.chance(0.12))
      store.signal(`customer-${rng.int(CUSTOMERS)}`, rng.chance(0.6) ? 'Added' : rng.chance(0.7) ? 'Ordered' : 'Left', clock.now())
    if (rng.chance(0.02)) {
      const at = rng.int(nodes.length)
      const dead = nodes[at]
      if (dead !== undefined) dead.isDead = true
      nodes[at] = startNode()
    }
    if (rng.chance(0.02)) store.pause(JOURNEY, rng.chance(0.5))
    if (rng.chance(0.01)) store.publish(JOURNEY, (version += 1), definitionOf(rng), clock.now())
    nowMs += rng.chance(0.03) ? rng.int(90) * MINUTE_MS : rng.int(2_000)
    await turn()
  }
  // Then nothing fails any more, and everything comes to its end.
  isWhole = true
  store.pause(JOURNEY, false)
  for (let i = 0; i < 4_000 && !store.isSettled(); i += 1) {
    nowMs += i % 20 === 0 ? 10 * MINUTE_MS : 500
    if (i % 400 === 399) nowMs += DAY_MS
    store.resume(clock.now())
    await turn()
  }
  for (const node of nodes) node.isDead = true
  return { faults: [...crashes, ...store.audit()], runs: store.runCount, sends: store.sendCount }
}

function contactOf({ run, step, visit }: SendAsk, now: Date): PlannedContact {
  return {
    sendKey: contactKey(run.id, run.customerId, visit + 1),
    runId: run.id,
    customerId: run.customerId,
    source: { kind: 'journey', id: run.journeyId },
    sourceVersion: run.version,
    step: visit + 1,
    content: step.content,
    purpose: 'marketing',
    priority: 0,
    channel: 'email',
    nextChannels: [],
    notBefore: now,
    expiresAt: new Date(now.getTime() + 48 * HOUR_MS),
    plannedAt: now,
    costMinor: null,
    suppressed: null,
  }
}
