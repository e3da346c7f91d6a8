import pg from 'pg'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import { JourneyReader } from '#act/journeys/journey-reader.ts'
import { JourneyWorker } from '#act/journeys/journey-worker.ts'
import { planJourneySends } from '#act/journeys/plan-journey-sends.ts'
import { readSignals } from '#act/read-signals.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { connect } from '#store/relational/connect.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { createEntryDesk } from '#store/relational/entry-desk.ts'
import { createJourneyBook } from '#store/relational/journey-book.ts'
import { createRecipientReader } from '#store/relational/recipient-store.ts'
import { createRunLedger } from '#store/relational/run-ledger.ts'
import { createSignalOutbox } from '#store/relational/signal-outbox.ts'

/**
 * Reads what waits for journeys and takes their runs on, in a process of its own, which dies as by kill -9 right before it sends its statement number `killAt` to the database (-1:
 * never). Its clock may run ahead, so that what a dead one held is free again.
 */
const [databaseUrl = '', dataDir = '', aheadMs = '0', killAt = '-1'] = process.argv.slice(2)
const clock: Clock = { now: () => new Date(Date.now() + Number(aheadMs)) }
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
const db = connect(pool)
const contacts = createContactStore(db, loadKeyring({ dataDir }), clock)
const zones = createCustomerZones(() => 'Asia/Shanghai')
const text = { zh: 'x', en: 'x' }
const content = {
  name: 'News',
  purpose: 'marketing',
  email: { subject: text, preheader: text, body: { kind: 'text', text } },
  fallbacks: {},
  utm: null,
} as const
const everybody = (customerIds: readonly string[], conditions: readonly unknown[]) =>
  Promise.resolve(conditions.map(() => new Set(customerIds)))
const book = createJourneyBook(pool)
const reader = new JourneyReader({
  book,
  desk: createEntryDesk(db),
  events: () => Promise.resolve(new Map()),
  products: { said: () => Promise.resolve(new Map()), lookedAt: () => Promise.resolve([]) },
  whoMeets: everybody,
  timeZone: () => 'Asia/Shanghai',
  clock,
  newId,
})
const worker = new JourneyWorker({
  book,
  ledger: createRunLedger(db),
  whoMeets: everybody,
  planSends: (asks, now) =>
    planJourneySends(
      asks,
      {
        recipients: createRecipientReader({ pool, reach: contacts, country: () => 'CN' }),
        contents: { find: (id, version) => Promise.resolve({ id, version, content }) },
        rules: () => Promise.resolve(DEFAULT_RULES),
        readiness: { unready: () => Promise.resolve(new Map()) },
        zones,
        hours: () => Promise.resolve(new Map()),
      },
      now,
    ),
  sayAttribute: () => Promise.resolve(),
  zones,
  clock,
  onFailure: ({ error }) => {
    throw error
  },
})

let statements = 0
const { query } = pg.Client.prototype
pg.Client.prototype.query = function counted(this: pg.Client, ...said: unknown[]) {
  if (statements === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  statements += 1
  return Reflect.apply(query, this, said) as never
}

const outbox = createSignalOutbox(db)
const onFailure = ({ error }: { readonly error: unknown }) => {
  throw error
}
for (let turn = 0; turn < 3; turn += 1) {
  while ((await readSignals(reader, { outbox, clock, onFailure })) > 0);
  while (await worker.work());
}
await pool.end()
process.exit(0)
