import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { assignArm } from '#decide/assign-arm.ts'
import { retailStrategies } from '#decide/strategy-library-retail.ts'
import { systemClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { catchMail, openRetentionWorld, seedCustomers } from '../contract/retention-world.ts'
import type { RetentionWorld } from '../contract/retention-world.ts'
import { MOST_IN_FLIGHT } from './most-in-flight.ts'
import { addDecidedRun, plannedSend } from './planned-send.ts'

export interface SendCrashPlan {
  readonly messages: number
  readonly kills: number
  readonly seed: string
  /** Senders at the same time, each killed; 1 unless said otherwise. */
  readonly nodes?: number
}

const PAST_A_LEASE_MS = 61_000

/**
 * Runs a sender and, if asked, kills it without warning: `waitMs` after the server has taken the body of the n-th message and before it has answered all, or
 * (n = 0) `waitMs` after it began. Resolves when the process is gone; true if it finished its work.
 */
function runSender(
  world: RetentionWorld,
  mailbox: Mailbox,
  aheadMs: number,
  kill: { readonly afterMails: number; readonly waitMs: number } | null,
): Promise<boolean> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'sender-process.ts'), [
    String(world.engines.pg.options.connectionString),
    world.dataDir,
    String(mailbox.port),
    String(aheadMs),
  ])
  let finished = false
  const strike = (): void => void setTimeout(kill?.waitMs ?? 0).then(() => child.kill('SIGKILL'))
  let left = kill?.afterMails ?? 0
  mailbox.onMail.add(() => {
    left -= 1
    if (kill !== null && left === 0) strike()
  })
  child.on('message', (message) => {
    if (message === 'drained') finished = true
    else if (kill !== null && kill.afterMails === 0) strike()
  })
  return new Promise((resolve) => child.on('exit', () => resolve(finished)))
}

interface Mailbox {
  readonly port: number
  readonly mails: Awaited<ReturnType<typeof catchMail>>['mails']
  readonly onMail: Set<() => void>
}

/** Sends messages with a sender that is killed at any point: all but the few on their way arrive. Returns the send keys of the mails that did. */
export async function killSenders(plan: SendCrashPlan): Promise<readonly string[]> {
  const world = await openRetentionWorld(systemClock)
  const server = await catchMail({ delayMs: 20, onMail: () => mailbox.onMail.forEach((each) => each()) })
  const mailbox: Mailbox = { port: server.port, mails: server.mails, onMail: new Set() }
  try {
    return await sendAndKill(world, mailbox, plan)
  } finally {
    await server.close()
    await world.stop()
  }
}

async function sendAndKill(
  world: RetentionWorld,
  mailbox: Mailbox,
  { messages, kills, seed, nodes = 1 }: SendCrashPlan,
): Promise<string[]> {
  const { db } = world
  const now = new Date()
  const definition = retailStrategies((yuan) => ({ minor: yuan * 100, currency: 'CNY' })).find(
    ({ id }) => id === 'lapsed-coupon',
  )?.definition
  if (definition === undefined) throw new Error('The library lacks the strategy of this test.')
  await createStrategyStore(db).add({ id: 'lapsed-coupon', version: 1, state: 'active', definition, createdAt: now, createdBy: 'test' })
  const runId = await addDecidedRun(db, now)
  const people = Array.from(
    { length: messages * 2 },
    (_, i) => ({ email: `p${i}@example.com`, consent: true, risk: 0.7, tier: 'high', cause: 'lapsed-cadence' }) as const,
  )
  const ids = await seedCustomers(world, now, people)
  const treated = ids.filter((id) => assignArm(runId, 'lapsed-coupon', id, definition.holdout) === 'treated').slice(0, messages)
  const sends = createSendStore(db)
  const variables = { daysSinceLastOrder: 75, favouriteCategory: '' }
  await sends.plan(treated.map((customerId) => plannedSend({ runId, customerId, now }, { variables })))

  const rng = new Rng(seed)
  const wrong = new Set<string>()
  const stop = new AbortController()
  // Nobody is forgotten and nobody counted twice, at any moment.
  const looks = (async () => {
    while (!stop.signal.aborted) {
      const counts = await sends.counts(runId).catch(() => null)
      if (counts === null) return
      const sum = Object.values(counts).reduce((total, n) => total + n, 0)
      if (sum !== messages) wrong.add(`${messages} were planned and the states add up to ${sum}`)
      await setTimeout(50)
    }
  })()
  let killed = 0
  let largestUncertain = 0
  let uncertainBefore = 0
  for (let round = 0; ; round += 1) {
    mailbox.onMail.clear()
    const runs = await Promise.all(
      Array.from({ length: nodes }, () =>
        runSender(
          world,
          mailbox,
          round * PAST_A_LEASE_MS,
          killed < kills ? { afterMails: rng.int(4) === 0 ? 0 : 1 + rng.int(30), waitMs: rng.uniform(0, 40) } : null,
        ),
      ),
    )
    const finished = runs.every(Boolean)
    const counts = await sends.counts(runId)
    const { uncertain } = counts
    largestUncertain = Math.max(largestUncertain, uncertain - uncertainBefore)
    uncertainBefore = uncertain
    // What the mail server put off is due a minute later.
    if (finished && counts.planned === 0) break
    if (!finished) killed += 1
  }

  stop.abort()
  await looks
  expect([...wrong]).toEqual([])
  const counts = await sends.counts(runId)
  expect({ ...counts, settled: counts.accepted + counts.uncertain }).toMatchObject({ settled: messages })
  expect(killed).toBe(kills)
  expect(counts.uncertain).toBeGreaterThan(0)
  const keys = mailbox.mails.map(({ sendKey }) => sendKey)
  expect(new Set(mailbox.mails.map(({ to }) => to)).size).toBe(mailbox.mails.length)
  expect(keys.length).toBeGreaterThanOrEqual(counts.accepted)
  // Each kill leaves at most the messages that were on their way at that moment.
  expect(largestUncertain).toBeLessThanOrEqual(MOST_IN_FLIGHT * nodes)
  return keys
}
