import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { Clock } from '#kernel/clock.ts'
import type { MailVerdict } from './mail-policy.ts'
import { parseMail } from './parse-mail.ts'
import type { ParsedMail } from './parse-mail.ts'

/** One message that arrived for one recipient. */
export interface ReceivedMail extends ParsedMail {
  readonly to: string
  readonly receivedAt: Date
}

export interface Mailbox {
  readonly host: string
  readonly port: number
  /** Everything that arrived, oldest first; `html` and `text` are kept for the last `keepBodies` only. */
  readonly mails: readonly ReceivedMail[]
  readonly bounced: number
  readonly deferred: number
  close(): Promise<void>
}

export interface MailboxOptions {
  /** 0 picks a free port. */
  readonly port: number
  readonly clock: Clock
  readonly verdict: (address: string) => MailVerdict
  readonly keepBodies?: number
  /** Milliseconds that the server takes to say that it has a message; it has it by then. */
  readonly answerAfterMs?: number
}

class Refusal extends Error {
  readonly responseCode: number

  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

const MAX_MESSAGE_BYTES = 1024 * 1024

/** A real SMTP server on loopback that plays all mail providers: 550 for addresses that do not exist, 451 once for busy ones. */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const mails: ReceivedMail[] = []
  const keepBodies = options.keepBodies ?? 200
  const waited = new Set<string>()
  let bounced = 0
  let deferred = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MESSAGE_BYTES,
    logger: false,
    closeTimeout: 500,
    onRcptTo(address, _session, callback) {
      const verdict = options.verdict(address.address)
      if (verdict === 'bounce') {
        bounced += 1
        return callback(new Refusal(550, 'No such user here'))
      }
      const key = address.address.toLowerCase()
      if (verdict === 'defer' && !waited.has(key)) {
        waited.add(key)
        deferred += 1
        return callback(new Refusal(451, 'Busy, try again later'))
      }
      return callback()
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', callback)
      stream.on('end', () => {
        const parsed = parseMail(Buffer.concat(chunks).toString('utf8'))
        for (const recipient of session.envelope.rcptTo) {
          mails.push({ ...parsed, to: recipient.address, receivedAt: options.clock.now() })
          const faded = mails[mails.length - keepBodies - 1]
          if (faded !== undefined) mails[mails.length - keepBodies - 1] = { ...faded, html: '', text: '' }
        }
        if (options.answerAfterMs === undefined) callback()
        else setTimeout(callback, options.answerAfterMs)
      })
    },
  })
  server.on('error', () => {
    // A client that hangs up must not end the shop.
  })
  const socket = server.listen(options.port, '127.0.0.1')
  await Promise.race([once(socket, 'listening'), once(server, 'error').then(([error]) => Promise.reject(error as Error))])
  return {
    host: '127.0.0.1',
    port: (socket.address() as AddressInfo).port,
    mails,
    get bounced() {
      return bounced
    },
    get deferred() {
      return deferred
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
