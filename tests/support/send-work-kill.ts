import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { BroadcastDefinition } from '#act/broadcasts/broadcast.ts'
import { contactKey } from '#act/send-source.ts'
import { systemClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { createBroadcastStore } from '#store/relational/broadcast-store.ts'
import { createContactStore, hashAddress } from '#store/relational/contact-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { openRetentionWorld, seedCustomers } from '../contract/retention-world.ts'
import type { AskAnswer, SendWork } from './send-work-process.ts'

/** Longer than anything that a dead one held. */
const LATER_MS = 10 * 60_000
const LEASE_MS = 60_000

export interface Walk {
  /** How many points of the work somebody died at. */
  readonly points: number
  /** The ends that the work came to after that, each once. */
  readonly ends: readonly unknown[]
  /** What was seen at some moment and must not be. */
  readonly wrong: readonly string[]
}

/** A piece of work whose processes die at each statement that they send to the database, one after the other; then one does it that does not die. */
export async function openWorkKills(): Promise<{
  readonly receipts: (nodes: number) => Promise<Walk>
  readonly asks: (nodes: number) => Promise<Walk>
  readonly plan: (nodes: number) => Promise<Walk>
  readonly stop: () => Promise<void>
}> {
  const world = await openRetentionWorld(systemClock)
  const { db, engines, dataDir, keyring } = world
  const sends = createSendStore(db)
  const contacts = createContactStore(db, keyring, systemClock)
  const broadcasts = createBroadcastStore(engines.pg)
  const person = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  let people = 0
  const newPeople = async (many: number): Promise<{ id: string; email: string }[]> => {
    const emails = Array.from({ length: many }, () => `w${(people += 1)}@example.com`)
    const ids = await seedCustomers(
      world,
      new Date(),
      emails.map((email) => ({ ...person, email })),
    )
    return ids.map((id, i) => ({ id, email: emails[i] ?? '' }))
  }
  /** True: it was killed. */
  const run = (work: SendWork, aheadMs: number, killAt: number): Promise<boolean> => {
    const url = String(engines.pg.options.connectionString)
    const child = fork(join(import.meta.dirname, 'send-work-process.ts'), [
      url,
      dataDir,
      String(aheadMs),
      String(killAt),
      JSON.stringify(work),
    ])
    return new Promise((resolve, reject) =>
      child.on('exit', (code, signal) => {
        if (signal === null && code !== 0) reject(new Error(`The process ended with ${code}.`))
        else resolve(signal === 'SIGKILL')
      }),
    )
  }
  /** Messages of a run that were handed over to an account. */
  const handedOver = async (count: number, runId: string, accountId: string) => {
    const some = await newPeople(count)
    const now = new Date()
    const keys = some.map(({ id }) => contactKey(runId, id))
    await sends.planContacts(some.map(({ id }) => contactOf(runId, id, 1, now)))
    await sends.claim('w', {
      channel: 'email',
      account: { id: accountId, day: '', limit: null },
      dueBy: now,
      now,
      leaseMs: LEASE_MS,
      limit: 100,
    })
    const hand = some.map(({ email }, i) => ({
      sendKey: keys[i] ?? '',
      owner: 'w',
      message: null,
      accountId,
      addressHash: hashAddress(keyring, 'email', email),
      repeatMs: null,
      hasCoupon: false,
    }))
    await sends.commit({ settle: [], hand }, now, LEASE_MS)
    return { some, keys, now }
  }
  const rowsOf = async (runId: string) => {
    const rows = await db
      .selectFrom('send_ledger')
      .select(['send_key', 'state', 'reason', 'attempts'])
      .where('run_id', '=', runId)
      .execute()
    return new Map(rows.map((row) => [row.send_key, `${row.state} ${row.reason} ${row.attempts}`.replace('  ', ' ')]))
  }
  const isSumOf = (runId: string, planned: number) => async (): Promise<string | null> => {
    const sum = Object.values(await sends.counts(runId)).reduce((total, n) => total + n, 0)
    return sum === planned ? null : `${planned} were planned and the states add up to ${sum}`
  }
  interface Scene {
    readonly work: SendWork
    /** What must not be, at this moment. */
    readonly look: () => Promise<string | null>
    readonly end: () => Promise<unknown>
  }
  const walk = async (nodes: number, aheadMs: number, scene: () => Promise<Scene>): Promise<Walk> => {
    const [ends, wrong] = [new Set<string>(), new Set<string>()]
    for (let point = 0; ; point += 1) {
      const { work, look, end } = await scene()
      const stop = new AbortController()
      const looks = (async () => {
        while (!stop.signal.aborted) {
          const seen = await look()
          if (seen !== null) wrong.add(seen)
          await setTimeout(5)
        }
      })()
      const killed = await Promise.all(Array.from({ length: nodes }, () => run(work, aheadMs, point)))
      await run(work, aheadMs + LATER_MS, -1)
      stop.abort()
      await looks
      ends.add(JSON.stringify(await end()))
      if (!killed.includes(true)) return { points: point, ends: [...ends].map((one) => JSON.parse(one) as unknown), wrong: [...wrong] }
    }
  }
  return {
    receipts: (nodes) =>
      walk(nodes, 0, async () => {
        const [runId, accountId] = [newId(new Date()), newId(new Date())]
        const { some, keys, now } = await handedOver(4, runId, accountId)
        const [arrived = '', bounced = '', complained = '', unsettled = ''] = keys
        for (const [i, key] of [arrived, bounced, complained].entries())
          await sends.settle(key, 'w', { kind: 'accepted', providerId: `${runId}-${i}` }, now)
        const open = contactKey(runId, some[2]?.id ?? '', 2)
        await sends.planContacts([contactOf(runId, some[2]?.id ?? '', 2, now)])
        const told = (providerId: string | null, sendKey: string | null, event: object) =>
          ({ sendKey, providerId, address: null, at: now.toISOString(), event }) as never
        const receipts = [
          told(`${runId}-0`, null, { kind: 'delivered' }),
          told(`${runId}-1`, null, { kind: 'failed', reason: 'bounced', suppress: 'address' }),
          told(`${runId}-2`, null, { kind: 'complained' }),
          told(null, unsettled, { kind: 'delivered' }),
          told(`${runId}-none`, null, { kind: 'delivered' }),
        ]
        return {
          work: { kind: 'receipts', accountId, receipts },
          look: isSumOf(runId, 5),
          end: async () => {
            const rows = await rowsOf(runId)
            const early = await engines.pg.query('SELECT FROM early_receipts WHERE account_id = $1', [accountId])
            const reach = await contacts.addressOf(
              some.map(({ id }) => id),
              'email',
            )
            return {
              states: [arrived, bounced, complained, unsettled, open].map((key) => rows.get(key)),
              early: early.rowCount,
              suppressed: some.map(({ id }) => reach.find(({ customerId }) => customerId === id)?.suppressed ?? null),
            }
          },
        }
      }),
    asks: (nodes) =>
      walk(nodes, 2 * LEASE_MS, async () => {
        const [runId, accountId] = [newId(new Date()), newId(new Date())]
        const { keys, now } = await handedOver(4, runId, accountId)
        for (const key of keys) await sends.settle(key, 'w', { kind: 'unknown', reason: 'timeout' }, now)
        const [has = '', hasNot = '', mute = '', bounced = ''] = keys
        const answers: Record<string, AskAnswer> = {
          [has]: { kind: 'delivered' },
          [hasNot]: { kind: 'notSent' },
          [mute]: null,
          [bounced]: { kind: 'failed', reason: 'bounced' },
        }
        return {
          work: { kind: 'asks', accountId, answers },
          look: isSumOf(runId, 4),
          end: async () => {
            const rows = await rowsOf(runId)
            return keys.map((key) => rows.get(key))
          },
        }
      }),
    plan: (nodes) =>
      walk(nodes, 0, async () => {
        const some = await newPeople(12)
        const id = newId(new Date())
        await broadcasts.add({ id, definition: WISH, createdAt: new Date(), createdBy: 'user:test' })
        await broadcasts.schedule(id, 1, { by: 'user:test', at: new Date() })
        return {
          work: { kind: 'plan', broadcastId: id, audience: some.map((one) => one.id).toSorted() },
          // The sums first: of what they speak there are rows, whatever comes in between.
          look: async () => {
            const said = (await broadcasts.get(id))?.progress.sums.audience ?? 0
            const sum = Object.values(await sends.counts(id)).reduce((total, n) => total + n, 0)
            return said <= sum && sum <= some.length ? null : `${said} are planned, the states add up to ${sum}`
          },
          end: async () => {
            const rows = await db.selectFrom('send_ledger').select(['customer_id', 'state', 'reason']).where('run_id', '=', id).execute()
            const found = await broadcasts.get(id)
            const { sums, audience } = found?.progress ?? { sums: null, audience: null }
            const heldOut = rows.filter(({ reason }) => reason === 'held_out').length
            return {
              state: found?.state,
              audience,
              rows: rows.length,
              customers: new Set(rows.map((row) => row.customer_id)).size,
              saysSo:
                sums?.planned === rows.filter(({ state }) => state === 'planned').length && (sums.reasons['held_out'] ?? 0) === heldOut,
            }
          },
        }
      }),
    stop: () => world.stop(),
  }
}

const CONTENT = { id: '0198f3a0-0000-7000-8000-000000000001', version: 1 }
const WISH: BroadcastDefinition = {
  name: 'Spring',
  audience: { all: [] },
  content: CONTENT,
  channels: ['email'],
  when: { kind: 'now' },
  holdout: 0.2,
  holdoutWaiver: '',
  expiresHours: 72,
  priority: 50,
  windowDays: 14,
  unitCosts: {},
}

function contactOf(runId: string, customerId: string, step: number, now: Date) {
  return {
    sendKey: contactKey(runId, customerId, step),
    runId,
    customerId,
    source: { kind: 'broadcast', id: runId },
    sourceVersion: 1,
    step,
    content: CONTENT,
    purpose: 'marketing',
    priority: 0,
    channel: 'email',
    nextChannels: [],
    notBefore: now,
    expiresAt: null,
    plannedAt: now,
    costMinor: null,
    suppressed: null,
  } as const
}
