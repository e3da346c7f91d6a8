import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { messageOf } from '#kernel/app-error.ts'
import type { OutgoingEmail } from '../compose-email.ts'
import type { Outcome } from './channel.ts'
import { composeMail } from './compose-mail.ts'
import { enhancedOf, mailVerdict } from './mail-status.ts'

export interface SmtpOptions {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (port 465). Otherwise `tls` says what becomes of STARTTLS; absent: it is used when the server offers it. */
  readonly secure: boolean
  readonly tls?: 'required' | 'none'
  readonly user?: string
  readonly password?: string
  /** Connections kept open between messages. */
  readonly connections?: number
  /** The addresses that the host may be reached at; absent: whatever its name says. Throws when there are none. */
  readonly resolve?: (host: string) => Promise<readonly { readonly address: string }[]>
  /** How long a silent server is waited for, in milliseconds; by default 25 seconds. */
  readonly silenceMs?: number
  /** Signs the whole message. */
  readonly sign?: (message: Buffer) => Buffer
}

/** What one message has on its envelope beside the two addresses. */
export interface MailEnvelope {
  /** Where bounces go; absent: to the sender. */
  readonly returnPath?: string
  /** RFC 3461: comes back with a report, where the servers on the way know it. */
  readonly envelopeId?: string
}

const CONNECT_TIMEOUT_MS = 10_000
const SOCKET_TIMEOUT_MS = 25_000
const MESSAGES_PER_CONNECTION = 100

/** What a failed attempt says about itself. */
export interface SmtpFailure {
  readonly responseCode: number | null
  readonly command: string
  readonly code: string
  /** The server had asked for the message body, and we had begun to give it. */
  readonly dataStarted: boolean
  /** RFC 3463, such as 5.1.1; null: the server gave none. */
  readonly enhanced?: string | null
}

interface OpenConnection {
  readonly connection: SMTPConnection
  sent: number
}

/**
 * Sends over kept SMTP connections. Nodemailer's own pool sends a message again by itself when a connection breaks, which could double it; here each
 * call is one attempt, and the answer says whether the server can have taken the message.
 */
export class SmtpMailer {
  readonly #options: SmtpOptions
  readonly #idle: OpenConnection[] = []

  constructor(options: SmtpOptions) {
    this.#options = options
  }

  async send(email: OutgoingEmail & { readonly replyTo?: string }, envelope: MailEnvelope = {}): Promise<Outcome> {
    const made = await composeMail(email)
    const message = this.#options.sign?.(made) ?? made
    let open: OpenConnection | undefined
    const kept = this.#idle.pop()
    try {
      open = kept ?? (await this.#connect())
    } catch (error) {
      return outcomeOf(failureOf(error, false))
    }
    const first = await this.#attempt(open, email, message, envelope)
    // A kept connection may have been closed by the server in the meantime: before the body has begun, a second try on a new one is safe.
    if (first.kind !== 'deferred' || kept === undefined || first.reason !== 'smtp_connection') return first
    try {
      return await this.#attempt(await this.#connect(), email, message, envelope)
    } catch (error) {
      return outcomeOf(failureOf(error, false))
    }
  }

  /** Connects and logs in, and sends nothing. Null: it works; otherwise what went wrong. */
  async verify(): Promise<SmtpFailure | null> {
    try {
      const { connection } = await this.#connect()
      connection.quit()
      return null
    } catch (error) {
      return failureOf(error, false)
    }
  }

  close(): void {
    for (const { connection } of this.#idle.splice(0)) connection.quit()
  }

  async #attempt(open: OpenConnection, email: OutgoingEmail, message: Buffer, { returnPath, envelopeId }: MailEnvelope): Promise<Outcome> {
    const body = new MailBody(message)
    return new Promise((resolve) => {
      const envelope = {
        from: returnPath ?? email.from.address,
        to: [email.to],
        size: message.length,
        ...(envelopeId === undefined
          ? {}
          : { dsn: { id: envelopeId, return: 'headers' as const, notify: ['failure' as const, 'delay' as const] } }),
      }
      open.connection.send(envelope, body, (error, info) => {
        if (error !== null && error !== undefined) {
          open.connection.close()
          resolve(outcomeOf(failureOf(error, body.isStarted)))
          return
        }
        open.sent += 1
        this.#keep(open)
        resolve({ kind: 'delivered', providerId: (info?.response ?? '').slice(0, 200) })
      })
    })
  }

  #keep(open: OpenConnection): void {
    if (open.sent >= MESSAGES_PER_CONNECTION || this.#idle.length >= (this.#options.connections ?? 8)) open.connection.quit()
    else this.#idle.push(open)
  }

  async #connect(): Promise<OpenConnection> {
    const { host, port, secure, tls, user, password, resolve: addressesOf } = this.#options
    const [found] = (await addressesOf?.(host)) ?? []
    const connection = new SMTPConnection({
      host: found?.address ?? host,
      // Certificates are made out to the name.
      ...(found === undefined || found.address === host ? {} : { tls: { servername: host } }),
      port,
      secure,
      ...(secure || tls === undefined ? {} : { requireTLS: tls === 'required', ignoreTLS: tls === 'none' }),
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: this.#options.silenceMs ?? SOCKET_TIMEOUT_MS,
    })
    const open: OpenConnection = { connection, sent: 0 }
    return await new Promise((resolve, reject) => {
      // Errors of a message reach its own callback too; without a listener the process would end.
      connection.on('error', reject)
      connection.on('end', () => {
        const place = this.#idle.indexOf(open)
        if (place >= 0) this.#idle.splice(place, 1)
        reject(new Error('The connection ended'))
      })
      connection.connect((error) => {
        if (error !== null && error !== undefined) {
          reject(error)
          return
        }
        if (user === undefined) {
          resolve(open)
          return
        }
        connection.login({ user, pass: password ?? '' }, (refusal) => {
          if (refusal !== null && refusal !== undefined) {
            // Closing ends the connection, and what is told first counts.
            reject(refusal)
            connection.close()
          } else resolve(open)
        })
      })
    })
  }
}

/** The body of one message. Nodemailer asks for it to be piped only after the server's go-ahead (354); piping a stream would take longer than all of its writing. */
class MailBody extends Readable {
  readonly #message: Buffer
  /** Some of it may have left. */
  isStarted = false

  constructor(message: Buffer) {
    super()
    this.#message = message
  }

  override pipe<To extends NodeJS.WritableStream>(to: To): To {
    this.isStarted = true
    to.end(this.#message)
    return to
  }
}

/**
 * What a failure means. Only an answer of the server to the message itself, or silence before the body began, is certain.
 * 4xx: try again later (RFC 5321, 4.2.1). 5xx to the recipient: the address is dead; to the body: refused. Trouble with the connection, the log-in or
 * the sender address is not the recipient's: try again later.
 */
export function outcomeOf(failure: SmtpFailure): Outcome {
  const { responseCode, command, code, dataStarted } = failure
  if (dataStarted && !(command === 'DATA' && responseCode !== null)) return { kind: 'unknown', reason: 'connection_lost_after_data' }
  if (responseCode === null) {
    return code === 'EENVELOPE' ? { kind: 'rejected', reason: 'bad_address' } : { kind: 'deferred', reason: 'smtp_connection' }
  }
  if (command !== 'RCPT TO' && command !== 'DATA') return { kind: 'deferred', reason: `smtp_${responseCode}` }
  const verdict = mailVerdict(failure.enhanced ?? null, responseCode, command === 'DATA' ? 'body' : 'recipient')
  if (responseCode < 500) {
    // What a server says of policy for now is said of us, not of this mailbox.
    return { kind: 'deferred', reason: verdict.class === 'policy' ? verdict.reason : `smtp_${responseCode}` }
  }
  return { kind: 'rejected', reason: verdict.reason }
}

/** The server's text is left out on purpose: it often repeats the address. */
function failureOf(error: unknown, dataStarted: boolean): SmtpFailure {
  const text = (name: string): string => {
    const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined
    return typeof value === 'string' ? value : ''
  }
  const responseCode: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined
  return {
    responseCode: typeof responseCode === 'number' ? responseCode : null,
    command: text('command'),
    code: text('code') || messageOf(error),
    dataStarted,
    enhanced: enhancedOf(text('response')),
  }
}
