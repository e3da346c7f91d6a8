import pg from 'pg'
import type { SendingAccount } from '#act/accounts/sending-account.ts'
import type { BroadcastAudience } from '#act/broadcasts/broadcast-ports.ts'
import { BroadcastPlanner } from '#act/broadcasts/broadcast-planner.ts'
import { ReceiptService } from '#act/inbound/receipt-service.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import type { Provider, Receipt } from '#act/providers/provider.ts'
import { SendAsker } from '#act/send-asker.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Clock } from '#kernel/clock.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { createAskStore } from '#store/relational/ask-store.ts'
import { createBroadcastLedger } from '#store/relational/broadcast-ledger.ts'
import { createBroadcastStore } from '#store/relational/broadcast-store.ts'
import { connect } from '#store/relational/connect.ts'
import { createContactStore, hashAddress } from '#store/relational/contact-store.ts'
import { createReceiptStore } from '#store/relational/receipt-store.ts'
import { createRecipientReader } from '#store/relational/recipient-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'

/** What a provider says of a message that it is asked about; null: it cannot tell. */
export type AskAnswer = Awaited<ReturnType<NonNullable<Provider['ask']>>>

/** Work beside the sending itself. */
export type SendWork =
  | { readonly kind: 'receipts'; readonly accountId: string; readonly receipts: readonly (Omit<Receipt, 'at'> & { readonly at: string })[] }
  /** By send key. */
  | { readonly kind: 'asks'; readonly accountId: string; readonly answers: Readonly<Record<string, AskAnswer>> }
  | { readonly kind: 'plan'; readonly broadcastId: string; readonly audience: readonly string[] }

/**
 * Does one piece of the work in a process of its own, which dies as by kill -9 right before it sends its statement number `killAt` to the database (-1: never).
 * Its clock may run ahead, so that what a dead one held is free again.
 */
const [databaseUrl = '', dataDir = '', aheadMs = '0', killAt = '-1', said = ''] = process.argv.slice(2)
const work = JSON.parse(said) as SendWork
const clock: Clock = { now: () => new Date(Date.now() + Number(aheadMs)) }
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
const db = connect(pool)
const keyring = loadKeyring({ dataDir })
const contacts = createContactStore(db, keyring, clock)
const addressHash = (channel: Channel, address: string): Buffer => hashAddress(keyring, channel, address)
const receipts = new ReceiptService({
  store: createReceiptStore(db),
  sends: createSendStore(db),
  stopper: contacts,
  touches: { write: () => Promise.resolve() },
  addressHash: (_, address) => Promise.resolve(addressHash('email', address)),
  clock,
})

let statements = 0
const { query } = pg.Client.prototype
pg.Client.prototype.query = function counted(this: pg.Client, ...said: unknown[]) {
  if (statements === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  statements += 1
  return Reflect.apply(query, this, said) as never
}

async function ask(accountId: string, answers: Readonly<Record<string, AskAnswer>>): Promise<void> {
  const account: SendingAccount = {
    id: accountId,
    channel: 'email',
    provider: 'smtp',
    port: {
      probe: () => Promise.reject(new Error('nobody asks for this')),
      send: () => Promise.reject(new Error('nothing is sent here')),
      ask: ({ sendKey }) => Promise.resolve(answers[sendKey] ?? null),
      close: () => undefined,
    },
    pace: { perSecond: 100, atOnce: 1 },
    dailyLimit: null,
  }
  const accounts = { byId: () => Promise.resolve(account) }
  const asker = new SendAsker({ store: createAskStore(db), accounts, contacts, receipts, addressHash, clock })
  await asker.work()
}

async function plan(id: string, ids: readonly string[]): Promise<void> {
  const audience: Pick<BroadcastAudience, 'take' | 'next'> = {
    take: () => Promise.resolve(ids.length),
    next: (_, after, limit) => Promise.resolve(ids.filter((one) => after === null || one > after).slice(0, limit)),
  }
  const text = { zh: 'x', en: 'x' }
  const email = { subject: text, preheader: text, body: { kind: 'text', text } } as const
  const content = { name: 'News', purpose: 'marketing', email, fallbacks: {}, utm: null } as const
  const planner = new BroadcastPlanner({
    store: createBroadcastStore(pool),
    audience: audience as BroadcastAudience,
    recipients: createRecipientReader({ pool, reach: contacts, country: () => 'CN' }),
    contents: { find: (contentId, version) => Promise.resolve({ id: contentId, version, content }) },
    ledger: createBroadcastLedger(db, pool),
    rules: () => Promise.resolve(DEFAULT_RULES),
    readiness: { unready: () => Promise.resolve(new Map()) },
    accounts: { of: () => Promise.resolve([]) },
    zones: createCustomerZones(() => 'Asia/Shanghai'),
    clock,
    blockSize: 5,
  })
  await planner.plan(id)
}

if (work.kind === 'asks') await ask(work.accountId, work.answers)
else if (work.kind === 'plan') await plan(work.broadcastId, work.audience)
else
  await receipts.take(
    work.accountId,
    work.receipts.map((one) => ({ ...one, at: new Date(one.at) })),
  )
await pool.end()
process.exit(0)
