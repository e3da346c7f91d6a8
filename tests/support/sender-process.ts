import pg from 'pg'
import type { SendingAccount } from '#act/accounts/sending-account.ts'
import type { Letterhead } from '#act/compose-email.ts'
import type { Provider, ProviderTools } from '#act/providers/provider.ts'
import { SMTP } from '#act/providers/smtp/smtp-provider.ts'
import type { SendStore } from '#act/send-store.ts'
import { strategyMaker } from '#act/strategy-maker.ts'
import { Sender } from '#act/sender.ts'
import type { TouchWriter } from '#act/touch.ts'
import type { Clock } from '#kernel/clock.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { connect } from '#store/relational/connect.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import type { KillPoint } from './send-states.ts'

/** A sender in a process of its own, so that a test can kill it. Its clock may run ahead, so that leases of a killed one have run out. */
const [databaseUrl = '', dataDir = '', port = '', aheadMs = '0', killPoint = ''] = process.argv.slice(2)
const clock: Clock = { now: () => new Date(Date.now() + Number(aheadMs)) }
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
const db = connect(pool)
const keyring = loadKeyring({ dataDir })
const contacts = createContactStore(db, keyring, clock)
const letterhead: Letterhead = {
  shopName: { zh: '店', en: 'Shop' },
  shopUrl: 'https://shop.example.com/',
  fromAddress: 'care@shop.example.com',
  publicUrl: 'http://127.0.0.1:8080',
  defaultLanguage: 'en',
  tokenSecret: Buffer.alloc(32, 7),
  timeZone: 'UTC',
}
const tools: ProviderTools = {
  clock,
  fetch: () => Promise.reject(new Error('SMTP fetches nothing')),
  resolve: (host) => Promise.resolve([{ address: host, family: 4 }]),
  shared: { get: async (_, make) => (await make()).value },
  random: () => 0.5,
}
/** At this point of the way of a message the process dies as by kill -9. */
const mayDie = (point: KillPoint): void => {
  if (point === killPoint) process.kill(process.pid, 'SIGKILL')
}
const store = createSendStore(db)
const sends: SendStore = {
  ...store,
  async claim(owner, options) {
    mayDie('before claim')
    const claimed = await store.claim(owner, options)
    if (claimed.length > 0) mayDie('claimed')
    return claimed
  },
  async commit(block, now, leaseMs) {
    if (block.hand.length > 0) mayDie('before hand-over')
    if (block.settle.length > 0) mayDie('before settlement')
    const done = await store.commit(block, now, leaseMs)
    if (block.hand.length > 0) mayDie('handed')
    if (block.settle.length > 0) mayDie('settled')
    return done
  },
}
const send: Provider['send'] = async (message) => {
  const outcome = await provider.send(message)
  mayDie('accepted by provider')
  return outcome
}
const provider = SMTP.open(
  {
    id: 'smtp',
    settings: { host: '127.0.0.1', port, security: 'none' },
    secrets: {},
    callbackUrl: 'http://127.0.0.1:8080/v1/callbacks/smtp/secret',
  },
  tools,
) as Provider
const account: SendingAccount = {
  id: '0198f3a0-0000-7000-8000-00000000000a',
  channel: 'email',
  provider: 'smtp',
  port: { ...provider, probe: () => provider.probe(), send, close: () => provider.close() },
  pace: { perSecond: 10_000, atOnce: SMTP.pace.atOnce },
  dailyLimit: null,
}
const noTouches: TouchWriter = { write: () => Promise.resolve() }
const sender = new Sender({
  sends,
  messages: createMessageSealer(db, keyring),
  strategies: createStrategyStore(db),
  contacts,
  stopper: contacts,
  channels: new Map(),
  accounts: {
    ready: (channel) => Promise.resolve(channel === 'email' ? [account] : []),
    byId: (id) => Promise.resolve(id === account.id ? account : null),
    halt: () => Promise.resolve(),
  },
  makers: { strategy: (definition) => strategyMaker(definition, letterhead), content: null },
  touches: noTouches,
  coupons: { issue: () => Promise.resolve() },
  couponCodeOf: (sendKey) => sendKey,
  clock,
})
process.send?.('ready')
await sender.drain()
process.send?.('drained')
await pool.end()
process.exit(0)
