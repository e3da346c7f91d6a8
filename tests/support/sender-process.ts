import pg from 'pg'
import { createEmailChannel } from '#act/channels/email-channel.ts'
import { SmtpMailer } from '#act/channels/smtp-mailer.ts'
import { Sender } from '#act/sender.ts'
import type { TouchWriter } from '#act/touch.ts'
import type { Clock } from '#kernel/clock.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { connect } from '#store/relational/connect.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'

/** A sender in a process of its own, so that a test can kill it. Its clock may run ahead, so that leases of a killed one have run out. */
const [databaseUrl = '', dataDir = '', port = '', aheadMs = '0'] = process.argv.slice(2)
const clock: Clock = { now: () => new Date(Date.now() + Number(aheadMs)) }
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
const db = connect(pool)
const keyring = loadKeyring({ dataDir })
const contacts = createContactStore(db, keyring, clock)
const noTouches: TouchWriter = { write: () => Promise.resolve() }
const sender = new Sender({
  sends: createSendStore(db),
  messages: createMessageSealer(db, keyring),
  strategies: createStrategyStore(db),
  contacts,
  stopper: contacts,
  channels: new Map([
    [
      'email',
      createEmailChannel(new SmtpMailer({ host: '127.0.0.1', port: Number(port), secure: false }), {
        shopName: { zh: '店', en: 'Shop' },
        shopUrl: 'https://shop.example.com/',
        fromAddress: 'care@shop.example.com',
        publicUrl: 'http://127.0.0.1:8080',
        defaultLanguage: 'en',
        tokenSecret: Buffer.alloc(32, 7),
        timeZone: 'UTC',
      }),
    ],
  ]),
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
