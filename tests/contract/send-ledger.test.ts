import { afterAll, beforeAll } from 'vitest'
import { systemClock } from '#kernel/clock.ts'
import { createAskStore } from '#store/relational/ask-store.ts'
import { createBroadcastLedger } from '#store/relational/broadcast-ledger.ts'
import { createReceiptStore } from '#store/relational/receipt-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'
import { sendLedgerCase } from './send-ledger.case.ts'

let world: RetentionWorld
let customers: string[]

beforeAll(async () => {
  world = await openRetentionWorld(systemClock)
  const customer = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  customers = await seedCustomers(
    world,
    systemClock.now(),
    Array.from({ length: 6 }, (_, i) => ({ ...customer, email: `p${i}@example.com` })),
  )
})
afterAll(() => world.stop())

sendLedgerCase(async () => {
  const { db, engines } = world
  await engines.pg.query(
    'TRUNCATE send_ledger, send_leases, unrecorded_sends, sent_messages, early_receipts, account_days, channel_beats CASCADE',
  )
  return {
    sends: createSendStore(db),
    receipts: createReceiptStore(db),
    asks: createAskStore(db),
    broadcasts: createBroadcastLedger(db, engines.pg),
    customers: customers.toSorted(),
    async row(sendKey) {
      const row = await db.selectFrom('send_ledger').selectAll().where('send_key', '=', sendKey).executeTakeFirstOrThrow()
      return { state: row.state, reason: row.reason, attempts: row.attempts, notBefore: row.not_before }
    },
  }
})
