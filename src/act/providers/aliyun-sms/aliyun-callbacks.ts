import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import type { CustomerReply, Inbound, InboundCall, Receipt } from '../provider.ts'
import { readBeijingTime } from '../sms/beijing-time.ts'
import { phoneOf } from '../sms/phone-parts.ts'
import { replyKey } from '../sms/provider-said.ts'
import { failedEvent } from '../sms/receipt-event.ts'
import { ALIYUN_RECEIPTS } from './aliyun-codes.ts'

/** More than Alibaba Cloud puts into one call; what is longer comes from somebody else. */
const MOST_ITEMS = 2_000
const LONGEST_TEXT = 2_000
const NOTHING = { receipts: [], replies: [], changes: [] } as const
// They only look whether `code` is a number; anything else is told again after 1, 5 and 10 minutes and then dropped.
const TAKEN = { status: 200, type: 'application/json', body: '{"code":0,"msg":"ok"}' } as const
const REFUSED: Inbound = { ...NOTHING, answer: { status: 400, type: 'application/json', body: '{"error":"not a report"}' } }

/**
 * Reads receipts (SmsReport) and uplinks (SmsUp), which come to one address and differ by their members. They are not signed: the secret part of the address
 * was checked before. One item that cannot be read does not take the others with it.
 */
export function readAliyunCall(call: InboundCall, now: Date): Inbound {
  const read = call.method === 'POST' ? readProviderJson(call.body.toString('utf8')) : undefined
  if (!Array.isArray(read) || read.length > MOST_ITEMS) return REFUSED
  const items = (read as readonly unknown[]).map(membersOf)
  return {
    receipts: items.flatMap((item) => receiptOf(item, now)),
    replies: items.flatMap((item) => replyOf(item, now)),
    changes: [],
    answer: TAKEN,
  }
}

type Item = Readonly<Record<string, unknown>>

function receiptOf(item: Item, now: Date): Receipt[] {
  const success = item['success']
  const address = phoneOf(textOf(item['phone_number']))
  if (typeof success !== 'boolean' || address === null) return []
  const sendKey = shortText(item['out_id'])
  const providerId = shortText(item['biz_id'])
  if (sendKey === null && providerId === null) return []
  return [
    {
      sendKey,
      providerId,
      address,
      at: timeOf(item['report_time']) ?? timeOf(item['send_time']) ?? now,
      event: success ? { kind: 'delivered' } : failedEvent(ALIYUN_RECEIPTS, textOf(item['err_code'])),
    },
  ]
}

function replyOf(item: Item, now: Date): CustomerReply[] {
  const text = item['content']
  const address = phoneOf(textOf(item['phone_number']))
  if (typeof text !== 'string' || address === null || typeof item['success'] === 'boolean') return []
  const sent = textOf(item['send_time'])
  // Text in the present documentation, a number in older ones.
  const id = shortText(item['sequence_id'])
  return [
    {
      address,
      text: text.slice(0, LONGEST_TEXT).toWellFormed(),
      at: readBeijingTime(sent) ?? now,
      key: id === null ? replyKey(address, sent, text) : `sequence:${id}`,
      meaning: null,
    },
  ]
}

const timeOf = (value: unknown): Date | null => readBeijingTime(textOf(value))

function shortText(value: unknown): string | null {
  const text = textOf(value)
  return text === '' || text.length > 255 ? null : text
}
