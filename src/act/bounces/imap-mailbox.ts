import { hash } from 'node:crypto'
import { isIP } from 'node:net'
import { ImapFlow } from 'imapflow'
import type { ResolvedAddress } from '../webhook-address.ts'
import { MailboxFailure } from './mailbox.ts'
import type { MailboxSettings, OpenMailbox } from './mailbox.ts'

/** Reports come first in a mail; some return the whole original, which is not looked at. */
const MOST_BYTES = 500_000
const CONNECT_MS = 10_000
const SILENCE_MS = 30_000

/**
 * Opens a folder over IMAP (RFC 9051, 3501). The name is looked up and checked once and that very address is connected to; the certificate is made out to the name.
 * @throws MailboxFailure
 */
export async function openImapMailbox(
  settings: MailboxSettings,
  resolve: (host: string) => Promise<readonly ResolvedAddress[]>,
): Promise<OpenMailbox> {
  const { host, port, security, user, password, folder, after, moveTo } = settings
  const [found] = await resolve(host).catch((error: unknown) => {
    throw failureOf(error)
  })
  const client = new ImapFlow({
    host: found?.address ?? host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    port,
    secure: security === 'tls',
    ...(security === 'tls' ? {} : { doSTARTTLS: security === 'starttls' }),
    auth: { user, pass: password },
    clientInfo: { name: 'Liuke' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // What a server may make us hold: a mail is asked for by its first part.
    maxLiteralSize: 2 * MOST_BYTES,
    maxResponseSize: 4 * MOST_BYTES,
    maxLineLength: 16 * MOST_BYTES,
  })
  // Without a listener a connection that breaks would end the process; the call that waits fails by itself.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    client.close()
    throw failureOf(error)
  }
  const tried = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw failureOf(error, !client.usable)
    }
  }
  try {
    const box = await client.mailboxOpen(folder, { readOnly: after === 'leave' })
    return {
      uidValidity: String(box.uidValidity),
      place: hash('sha256', JSON.stringify([host, port, user, folder]), 'hex').slice(0, 32),
      uidsAfter: (last, since) =>
        tried(async () => {
          const found = await client.search({ uid: `${last + 1}:*`, ...(since === null ? {} : { since }) }, { uid: true })
          if (!Array.isArray(found)) throw new MailboxFailure('mailbox_refused')
          // `n:*` names the last message whatever its number.
          return found.filter((uid) => uid > last).toSorted((one, other) => one - other)
        }),
      read: (uid) =>
        tried(async () => {
          const message = await client.fetchOne(String(uid), { uid: true, source: { start: 0, maxLength: MOST_BYTES } }, { uid: true })
          if (message === false || message.source === undefined) return null
          return Buffer.from(message.source)
        }),
      finish: (uids) =>
        tried(async () => {
          if (uids.length === 0 || after === 'leave') return true
          const range = uids.join(',')
          if (after === 'seen') return await client.messageFlagsAdd(range, ['\\Seen'], { uid: true })
          if ((await client.messageMove(range, moveTo, { uid: true }).catch(() => false)) !== false) return true
          await client.mailboxCreate(moveTo)
          return (await client.messageMove(range, moveTo, { uid: true })) !== false
        }),
      close: async () => {
        await client.logout().catch(() => undefined)
        client.close()
      },
    }
  } catch (error) {
    const isThere = client.usable
    client.close()
    throw isThere ? new MailboxFailure('folder_missing') : failureOf(error)
  }
}

/** By what the library and Node say of it; the server's words are left out, since they may name people. */
function failureOf(error: unknown, isWhole = true): MailboxFailure {
  if (error instanceof MailboxFailure) return error
  const of = (name: string): unknown => (error instanceof Error ? Reflect.get(error, name) : undefined)
  const code = typeof of('code') === 'string' ? String(of('code')) : ''
  const text = error instanceof Error ? error.message : ''
  if (of('authenticationFailed') === true) return new MailboxFailure('secret_wrong')
  if (text === 'name_not_found' || text === 'address_not_allowed') return new MailboxFailure(text)
  if (code === 'ECONNREFUSED') return new MailboxFailure('connection_refused')
  if (/TIMEOUT|ETIMEDOUT/u.test(code)) return new MailboxFailure('timeout')
  if (code.includes('CERT') || code.includes('SSL') || code.includes('TLS') || code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return new MailboxFailure('certificate_wrong')
  return isWhole ? new MailboxFailure('connection_lost') : new MailboxFailure('not_fetched', false)
}
