// The two ways that the benchmarks of sending compare: an account for the sender, and the bare client with as many connections to the same local server.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createTransport } from 'nodemailer'
import type { SendingAccount } from '#act/accounts/sending-account.ts'
import { SmtpMailer } from '#act/channels/smtp-mailer.ts'
import type { OutgoingMessage } from '#act/outgoing-message.ts'
import type { Outcome } from '#act/providers/provider.ts'
import { createProviderNetwork } from '#act/providers/provider-fetch.ts'
import { twilio } from '#act/providers/twilio/twilio.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { TWILIO_ACCOUNT } from '../../tests/support/providers/twilio-adapter.ts'
import { startTwilioServer } from '../../tests/support/providers/twilio-server.ts'
import { noProvider } from './send-shop.ts'
import type { SendShop } from './send-shop.ts'

export interface Way {
  readonly account: SendingAccount
  /** So many messages by the client without a ledger. */
  bare(messages: number): Promise<unknown>
  close(): void
}

const CONNECTIONS = 8
const PLACES = 16

/** Mails to a local server in a process of its own, which counts what arrives (`count`). */
export async function mailWay(shop: SendShop, clock: Clock): Promise<Way & { readonly server: ChildProcess }> {
  const server = fork(new URL('mail-server.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ port }] = (await once(server, 'message')) as [{ port: number }]
  const mailer = new SmtpMailer({ host: '127.0.0.1', port, secure: false, connections: CONNECTIONS })
  const accepted = (outcome: Outcome): Outcome =>
    outcome.kind === 'delivered' ? { kind: 'accepted', providerId: outcome.providerId } : outcome
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
  })
  const one = shop.sample(0)
  return {
    server,
    account: {
      id: newId(clock.now()),
      channel: 'email',
      provider: 'smtp',
      port: {
        ...noProvider,
        send: async (message) => accepted(await mailer.send(message as Extract<OutgoingMessage, { channel: 'email' }>)),
      },
      pace: { perSecond: 100_000, atOnce: CONNECTIONS },
      dailyLimit: null,
    },
    bare: (messages) =>
      inLanes(messages, CONNECTIONS * 4, (i) =>
        transport.sendMail({ ...one, to: `p${i}@example.com`, headers: { ...one.headers, 'X-Liuke-Send-Key': `bare-${i}` } }),
      ),
    close: () => {
      transport.close()
      mailer.close()
      server.kill()
    },
  }
}

/** Text messages to a local server of Twilio in this process, which checks what it is sent. */
export async function textWay(shop: SendShop, clock: Clock): Promise<Way> {
  const network = createProviderNetwork(['127.0.0.1'])
  const server = await startTwilioServer({ clock, ...TWILIO_ACCOUNT })
  const { accountSid, from, authToken } = TWILIO_ACCOUNT
  const port = twilio.open(
    {
      id: 'bench',
      settings: { accountSid, from, endpoint: server.url },
      secrets: { authToken },
      callbackUrl: 'https://crm.example.com/v1/callbacks/bench/secret',
    },
    {
      clock,
      fetch: network.fetch,
      resolve: network.resolve,
      shared: { get: async (_, make) => (await make()).value },
      random: () => 0.5,
    },
  )
  const text = shop.sample(0).text.slice(0, 300)
  return {
    account: {
      id: newId(clock.now()),
      channel: 'sms',
      provider: 'twilio',
      port,
      pace: { perSecond: 100_000, atOnce: PLACES },
      dailyLimit: null,
    },
    bare: (messages) =>
      inLanes(messages, PLACES, (i) =>
        port.send({
          channel: 'sms',
          sendKey: `bare:${i}`,
          purpose: 'marketing',
          to: `+1415${String(5_550_000 + i).padStart(7, '0')}`,
          text,
          template: null,
        }),
      ),
    close: () => network.close(),
  }
}

async function inLanes(count: number, lanes: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) await work(i)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
