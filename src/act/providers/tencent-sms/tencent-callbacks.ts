import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import type { CustomerReply, Inbound, InboundCall, Receipt } from '../provider.ts'
import { readBeijingTime } from '../sms/beijing-time.ts'
import { phoneOf } from '../sms/phone-parts.ts'
import { replyKey } from '../sms/provider-said.ts'
import { failedEvent } from '../sms/receipt-event.ts'
import { TENCENT_RECEIPTS } from './tencent-codes.ts'

const MOST_ITEMS = 2_000
const LONGEST_TEXT = 2_000
const NOTHING = { receipts: [], replies: [], changes: [] } as const
const TAKEN = { status: 200, type: 'application/json', body: '{"result":0,"errmsg":"OK"}' } as const
const REFUSED: Inbound = { ...NOTHING, answer: { status: 400, type: 'application/json', body: '{"error":"not a report"}' } }

/**
 * Reads status callbacks (a list) and reply callbacks (one object), which may come to one address. They are not signed: the secret part of the address was
 * checked before. One item that cannot be read does not take the others with it.
 */
export function readTencentCall(call: InboundCall, now: Date): Inbound {
  const read = call.method === 'POST' ? readProviderJson(call.body.toString('utf8')) : undefined
  if (Array.isArray(read) && read.length <= MOST_ITEMS) {
    const items = (read as readonly unknown[]).map(membersOf)
    return { ...NOTHING, receipts: items.flatMap((item) => receiptOf(item, now)), answer: TAKEN }
  }
  const reply = replyOf(membersOf(read), now)
  return reply === null ? REFUSED : { ...NOTHING, replies: [reply], answer: TAKEN }
}

type Item = Readonly<Record<string, unknown>>

function receiptOf(item: Item, now: Date): Receipt[] {
  const status = textOf(item['report_status'])
  const providerId = textOf(item['sid'])
  const address = phoneOf(textOf(item['mobile']), textOf(item['nationcode']))
  if ((status !== 'SUCCESS' && status !== 'FAIL') || providerId === '' || providerId.length > 255 || address === null) return []
  const at = readBeijingTime(textOf(item['user_receive_time'])) ?? now
  const event = status === 'SUCCESS' ? ({ kind: 'delivered' } as const) : failedEvent(TENCENT_RECEIPTS, textOf(item['errmsg']))
  return [{ sendKey: null, providerId, address, at, event }]
}

function replyOf(item: Item, now: Date): CustomerReply | null {
  const text = item['text']
  const address = phoneOf(textOf(item['mobile']), textOf(item['nationcode']))
  if (typeof text !== 'string' || address === null) return null
  const seconds = Number(textOf(item['time']))
  const isTime = seconds > 1_000_000_000 && seconds < 4_102_444_800
  return {
    address,
    text: text.slice(0, LONGEST_TEXT).toWellFormed(),
    at: isTime ? new Date(seconds * 1_000) : now,
    // They give no id.
    key: replyKey(address, String(seconds), text),
    meaning: null,
  }
}
