import type { CustomerReply, Inbound, InboundCall, Receipt, ReceiptEvent } from '../provider.ts'
import { phoneOf } from '../sms/phone-parts.ts'
import { failedEvent } from '../sms/receipt-event.ts'
import { TWILIO_RECEIPTS } from './twilio-codes.ts'
import { isTwilioSignature } from './twilio-signature.ts'

const NOTHING = { receipts: [], replies: [], changes: [] } as const
const REFUSED: Inbound = { ...NOTHING, answer: { status: 403, type: 'text/plain', body: 'signature refused' } }
/** An empty answer sends nothing back to the customer. */
const TAKEN = { status: 200, type: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' } as const
const LONGEST_TEXT = 2_000
const MESSAGE_SID = /^(?:SM|MM)[0-9a-f]{32}$/
const MEANINGS: Readonly<Record<string, CustomerReply['meaning']>> = { STOP: 'stop', START: 'start', HELP: 'help' }

/**
 * Reads status callbacks and incoming messages, both forms signed with the auth token over the address that Twilio called. `callbackUrl` is that address as
 * they were told it: behind a proxy the one that we see is another.
 */
export function readTwilioCall(
  call: InboundCall,
  { authToken, accountSid, callbackUrl }: { readonly authToken: string; readonly accountSid: string; readonly callbackUrl: string },
  now: Date,
): Inbound {
  const question = call.url.indexOf('?')
  const url = callbackUrl + (question < 0 ? '' : call.url.slice(question))
  const given = call.headers['x-twilio-signature'] ?? ''
  const contentType = call.headers['content-type'] ?? ''
  if (call.method !== 'POST' || !isTwilioSignature(given, authToken, { url, contentType, body: call.body })) return REFUSED
  const form = new URLSearchParams(call.body.toString('utf8'))
  const of = (name: string): string => form.get(name) ?? ''
  const sid = of('MessageSid')
  // Signed and of another account, or not understood: taken, since telling it again would not help.
  if (of('AccountSid') !== accountSid || !MESSAGE_SID.test(sid)) return { ...NOTHING, answer: TAKEN }
  const status = of('MessageStatus')
  if (status !== '') {
    const event = statusEvent(status, of('ErrorCode'))
    if (event === null) return { ...NOTHING, answer: TAKEN }
    const sendKey = URL.parse(url)?.searchParams.get('key') ?? ''
    const receipt: Receipt = { sendKey: sendKey === '' ? null : sendKey, providerId: sid, address: phoneOf(of('To')), at: now, event }
    return { ...NOTHING, receipts: [receipt], answer: TAKEN }
  }
  const address = phoneOf(of('From'))
  if (address === null || !form.has('Body')) return { ...NOTHING, answer: TAKEN }
  const meaning = MEANINGS[of('OptOutType')] ?? null
  return {
    ...NOTHING,
    replies: [{ address, text: of('Body').slice(0, LONGEST_TEXT).toWellFormed(), at: now, key: sid, meaning }],
    answer: TAKEN,
  }
}

/** What a status of a message says; null: nothing that is known. `sent` may be the last that is heard of a message. */
export function statusEvent(status: string, errorCode: string): ReceiptEvent | null {
  switch (status) {
    case 'delivered':
      return { kind: 'delivered' }
    case 'read':
      return { kind: 'opened' }
    case 'undelivered':
    case 'failed':
      return failedEvent(TWILIO_RECEIPTS, errorCode)
    case 'canceled':
      return { kind: 'failed', reason: 'cancelled' }
    case 'accepted':
    case 'scheduled':
    case 'queued':
    case 'sending':
    case 'sent':
      return { kind: 'delayed', reason: 'on_its_way' }
    default:
      return null
  }
}
