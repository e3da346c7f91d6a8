import { fork } from 'node:child_process'
import { join } from 'node:path'
import { assignArm } from '#decide/assign-arm.ts'
import { retailStrategies } from '#decide/strategy-library-retail.ts'
import type { SendCounts } from '#decide/decision.ts'
import { systemClock } from '#kernel/clock.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { catchMail, openRetentionWorld, seedCustomers } from '../contract/retention-world.ts'
import { addDecidedRun, plannedSend } from './planned-send.ts'

/** Where a sender dies, in the order in which one message comes to them. */
export const KILL_POINTS = [
  'before claim',
  'claimed',
  'before hand-over',
  'handed',
  'accepted by provider',
  'before settlement',
  'settled',
] as const
export type KillPoint = (typeof KILL_POINTS)[number]

const PAST_A_LEASE_MS = 61_000

export interface KillOutcome {
  /** The ledger after the death. */
  readonly dead: SendCounts
  /** And when another sender has worked, after the leases of the dead have run out. */
  readonly end: SendCounts
  readonly mails: number
  readonly killed: number
}

/** One message at a time, and senders that die without warning at a point of its way; then one that does not die. */
export async function openKillPoints(): Promise<{
  readonly killAt: (point: KillPoint, nodes: number) => Promise<KillOutcome>
  readonly stop: () => Promise<void>
}> {
  const world = await openRetentionWorld(systemClock)
  const server = await catchMail()
  const { db, engines, dataDir } = world
  const definition = retailStrategies((yuan) => ({ minor: yuan * 100, currency: 'CNY' })).find(
    ({ id }) => id === 'lapsed-coupon',
  )?.definition
  if (definition === undefined) throw new Error('The library lacks the strategy of this test.')
  const began = new Date()
  await createStrategyStore(db).add({ id: 'lapsed-coupon', version: 1, state: 'active', definition, createdAt: began, createdBy: 'test' })
  const person = { consent: true, risk: 0.7, tier: 'high', cause: 'lapsed-cadence' } as const
  const ids = await seedCustomers(
    world,
    began,
    Array.from({ length: 80 }, (_, i) => ({ ...person, email: `p${i}@example.com` })),
  )
  const sends = createSendStore(db)
  const run = (aheadMs: number, point: string): Promise<boolean> => {
    const child = fork(join(import.meta.dirname, 'sender-process.ts'), [
      String(engines.pg.options.connectionString),
      dataDir,
      String(server.port),
      String(aheadMs),
      point,
    ])
    return new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal === 'SIGKILL')))
  }
  return {
    async killAt(point, nodes) {
      const now = new Date()
      const runId = await addDecidedRun(db, now)
      const place = ids.findIndex((id) => assignArm(runId, 'lapsed-coupon', id, definition.holdout) === 'treated')
      const [customerId = ''] = ids.splice(place, 1)
      const send = plannedSend({ runId, customerId, now }, { variables: { daysSinceLastOrder: 75, favouriteCategory: '' } })
      await sends.plan([send])
      const killed = (await Promise.all(Array.from({ length: nodes }, () => run(0, point)))).filter(Boolean).length
      const dead = await sends.counts(runId)
      await run(PAST_A_LEASE_MS, '')
      const mails = server.mails.filter(({ sendKey }) => sendKey === send.sendKey).length
      return { dead, end: await sends.counts(runId), mails, killed }
    },
    async stop() {
      await server.close()
      await world.stop()
    },
  }
}
