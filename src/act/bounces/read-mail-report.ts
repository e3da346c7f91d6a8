import PostalMime from 'postal-mime'
import type { Email } from 'postal-mime'
import { enhancedOf, mailVerdict } from '../channels/mail-status.ts'
import type { MailVerdict } from '../channels/mail-status.ts'
import { sendKeyOfReturnPath } from '../providers/smtp/return-path.ts'
import type { Receipt, ReceiptEvent } from '../providers/provider.ts'

/** More of a mail is not looked at: reports come first in it, and some return the whole original. */
const MOST_BYTES = 500_000
const MOST_DEPTH = 20
const MOST_HEADER_BYTES = 256_000
const MOST_RECIPIENTS = 100
const MOST_TEXT = 20_000

/** What a mail that came back to us is. Personal data stays in it: only codes and our own keys leave. */
export type MailReport =
  /**
   * A report of delivery (RFC 3464) or of a complaint (RFC 5965); without receipts it says nothing that is final or new. One that keeps nothing else of ours names
   * its message by the Message-ID.
   */
  | { readonly kind: 'report'; readonly receipts: readonly Receipt[] }
  /** A report about a message that cannot be told. */
  | { readonly kind: 'unknown_message' }
  /** A program answered: an absence, a ticket. It says nothing of the address. */
  | { readonly kind: 'auto_reply' }
  /** A person, or anything else. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable' }

type Fields = ReadonlyMap<string, string>

/** Reads one raw mail. Never throws for what a stranger may send; `now` is the time of a report without a date of its own or from the future. */
export async function readMailReport(raw: Buffer, now: Date): Promise<MailReport> {
  let mail: Email
  try {
    mail = await PostalMime.parse(raw.subarray(0, MOST_BYTES), {
      forceRfc822Attachments: true,
      attachmentEncoding: 'arraybuffer',
      maxNestingDepth: MOST_DEPTH,
      maxHeadersSize: MOST_HEADER_BYTES,
    })
  } catch {
    return { kind: 'unreadable' }
  }
  const part = (...types: readonly string[]): string | null => {
    const found = mail.attachments.find(({ mimeType }) => types.includes(mimeType.toLowerCase()))
    return found === undefined ? null : textOf(found.content)
  }
  const status = part('message/delivery-status', 'message/global-delivery-status')
  const feedback = part('message/feedback-report')
  const returned = part('message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers') ?? ''
  const head = fieldsOf(mail.headers.map(({ key, value }) => `${key}: ${value}`).join('\r\n'))
  const at = momentOf(mail.date, now)
  if (feedback !== null) {
    const [fields] = groupsOf(feedback)
    const isComplaint = ['abuse', 'fraud'].includes((fields?.get('feedback-type') ?? '').toLowerCase())
    if (!isComplaint) return { kind: 'report', receipts: [] }
    return reportOf(keyOf(head, fields, returned), at, [{ kind: 'complained' }], messageIdIn(head, returned))
  }
  if (status !== null) {
    const [whole, ...recipients] = groupsOf(status)
    const events = recipients.slice(0, MOST_RECIPIENTS).flatMap(eventOf)
    return events.length === 0
      ? { kind: 'report', receipts: [] }
      : reportOf(keyOf(head, whole, returned), at, events, messageIdIn(head, returned))
  }
  if (isAutomatic(head)) return { kind: 'auto_reply' }
  return plainBounce(mail, head, at) ?? { kind: 'other' }
}

/** One message went to one recipient: of several groups the gravest holds. */
function reportOf(sendKey: string | null, at: Date, events: readonly ReceiptEvent[], messageId: string | null = null): MailReport {
  if (sendKey === null && messageId === null) return { kind: 'unknown_message' }
  const order = ['complained', 'failed', 'delivered', 'delayed']
  const [event] = events.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  return {
    kind: 'report',
    receipts:
      event === undefined
        ? []
        : [{ sendKey, providerId: null, address: null, at, event, ...(sendKey === null && messageId !== null ? { messageId } : {}) }],
  }
}

function eventOf(fields: Fields): ReceiptEvent[] {
  const action = (fields.get('action') ?? '').toLowerCase().trim()
  if (action === 'delivered') return [{ kind: 'delivered' }]
  // Handed on to a server, or to the members of a list: nothing is known of the person.
  if (action === 'relayed' || action === 'expanded') return []
  const status = enhancedOf(fields.get('status') ?? '') ?? enhancedOf(fields.get('diagnostic-code') ?? '')
  const verdict = mailVerdict(status, null, 'report')
  if (action === 'delayed') return [{ kind: 'delayed', reason: status === null ? 'mail_later' : verdict.reason }]
  return action === 'failed' ? [failed(verdict)] : []
}

function failed(verdict: MailVerdict): ReceiptEvent {
  const reason = verdict.reason === 'rejected_0' ? 'mail_refused' : verdict.reason
  if (verdict.class === 'hard') return { kind: 'failed', reason, suppress: 'address' }
  return { kind: 'failed', reason, ...(verdict.class === 'soft' ? { count: true } : {}) }
}

/** Some servers write a bounce in words only: it counts where our return path says which message, and a status stands in the words. */
function plainBounce(mail: Email, head: Fields, at: Date): MailReport | null {
  const from = (mail.from !== undefined && 'address' in mail.from ? (mail.from.address ?? '') : '').toLowerCase()
  const isServer = /^(?:mailer-daemon|postmaster)@/u.test(from) || (head.get('return-path') ?? '').trim() === '<>'
  if (!isServer) return null
  const sendKey = keyOf(head, undefined, '')
  const status = enhancedOf((mail.text ?? '').slice(0, MOST_TEXT).replaceAll(/[()#<>,;:]/gu, ' '))
  if (sendKey === null || status === null) return { kind: 'unknown_message' }
  const verdict = mailVerdict(status, null, 'report')
  return reportOf(sendKey, at, [verdict.isFinal ? failed(verdict) : { kind: 'delayed', reason: verdict.reason }])
}

/** RFC 3834, and what older programs write. */
function isAutomatic(head: Fields): boolean {
  const submitted = (head.get('auto-submitted') ?? 'no').toLowerCase().trim()
  if (submitted !== 'no' && submitted !== '') return true
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-response-suppress', 'x-vacation'].some((name) => head.has(name)))
    return true
  return ['auto_reply', 'auto-reply', 'junk'].includes((head.get('precedence') ?? '').toLowerCase().trim())
}

/** The key of the send, by the surest way that the report has: our return path, the envelope id, our header, the signed link that a returned header keeps. */
function keyOf(head: Fields, status: Fields | undefined, returned: string): string | null {
  const paths = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to'].flatMap((name) => addressesIn(head.get(name) ?? ''))
  const original = groupsOf(returned)[0]
  for (const path of [
    ...paths,
    ...addressesIn(status?.get('original-mail-from') ?? ''),
    ...addressesIn(original?.get('return-path') ?? ''),
  ]) {
    const found = sendKeyOfReturnPath(path)
    if (found !== null) return found
  }
  const envelope = xtext((status?.get('original-envelope-id') ?? '').trim())
  const named = [envelope, (original?.get('x-liuke-send-key') ?? '').trim(), keyOfLink(original?.get('list-unsubscribe') ?? '')]
  return named.find((key) => /^[\w:.-]{3,120}$/u.test(key) && key.includes(':')) ?? null
}

/** The Message-ID of the original in the form of ours, by the headers that came back, or by what the report says that it answers. */
function messageIdIn(head: Fields, returned: string): string | null {
  const named = [groupsOf(returned)[0]?.get('message-id'), head.get('in-reply-to'), head.get('references')]
  for (const text of named) {
    const found = /<([0-9a-f]{32})@/u.exec((text ?? '').slice(0, 4_000))?.[1]
    if (found !== undefined) return found
  }
  return null
}

function keyOfLink(text: string): string {
  const token = /\/u\/([\w-]{4,400})\.[\w-]{10,100}/u.exec(text)?.[1]
  return token === undefined ? '' : Buffer.from(token, 'base64url').toString('utf8')
}

function addressesIn(text: string): string[] {
  return text.slice(0, 4_000).match(/[^\s<>,;"]{1,80}@[^\s<>,;"]{1,255}/gu) ?? []
}

/** RFC 3461 4. */
function xtext(text: string): string {
  return text.replaceAll(/\+([0-9A-F]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Groups of fields apart by blank lines; of a field that is there twice the first counts. */
function groupsOf(text: string): readonly Fields[] {
  return text
    .slice(0, MOST_HEADER_BYTES)
    .replaceAll(/\r\n?/gu, '\n')
    .trim()
    .split(/\n[ \t]*\n/u, MOST_RECIPIENTS + 1)
    .map(fieldsOf)
}

function fieldsOf(text: string): Fields {
  const found = new Map<string, string>()
  let name = ''
  for (const line of text.replaceAll(/\r\n?/gu, '\n').split('\n')) {
    if (/^[ \t]/u.test(line)) {
      if (name !== '') found.set(name, `${found.get(name) ?? ''} ${line.trim()}`)
      continue
    }
    const colon = line.indexOf(':')
    const key = colon < 1 ? '' : line.slice(0, colon).trim().toLowerCase()
    name = key === '' || found.has(key) ? '' : key
    if (name !== '') found.set(name, line.slice(colon + 1).trim())
  }
  return found
}

function textOf(content: ArrayBuffer | Uint8Array | string): string {
  return typeof content === 'string'
    ? content
    : Buffer.from(content instanceof Uint8Array ? content : new Uint8Array(content)).toString('utf8')
}

function momentOf(text: string | undefined, now: Date): Date {
  const at = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) || at > now.getTime() ? now : new Date(at)
}
