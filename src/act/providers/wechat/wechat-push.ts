import { DAY_MS } from '#kernel/clock.ts'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import type { AccountValues, AddressChange, CustomerReply, Inbound, InboundCall, Receipt, ReceiptEvent } from '../provider.ts'
import { isPushSignature, openPush } from './push-signature.ts'
import { readWechatXml } from './wechat-xml.ts'

/** A customer-service message may be sent for this long after the customer wrote. */
export const SERVICE_WINDOW_MS = 2 * DAY_MS

const NOTHING = { receipts: [], replies: [], changes: [] } as const
const REFUSED: Inbound = { ...NOTHING, answer: { status: 403, type: 'text/plain', body: 'signature refused' } }
const TAKEN = { status: 200, type: 'text/plain', body: 'success' } as const
type Event = Readonly<Record<string, unknown>>

/**
 * Reads a push of WeChat to an official account or a mini-program, plain or sealed, XML or JSON. An account with an EncodingAESKey takes sealed pushes
 * only: the signature of a plain one does not cover its body.
 */
export function readWechatPush(call: InboundCall, account: AccountValues): Inbound {
  const query = URL.parse(call.url, 'http://localhost')?.searchParams ?? new URLSearchParams()
  const token = account.secrets['token'] ?? ''
  const aesKey = account.secrets['aesKey'] ?? ''
  // A parameter that comes twice was put there by somebody else.
  const given = (name: string): string => (query.getAll(name).length === 1 ? (query.get(name) ?? '') : '')
  if (token === '') return REFUSED
  const isSigned = isPushSignature(given('signature'), token, given('timestamp'), given('nonce'))
  if (call.method === 'GET') {
    if (!isSigned || given('echostr') === '') return REFUSED
    return { ...NOTHING, answer: { status: 200, type: 'text/plain', body: given('echostr').slice(0, 200) } }
  }
  if (aesKey === '' && !isSigned) return REFUSED
  let event = readBody(call.body.toString('utf8'))
  if (aesKey !== '') {
    const encrypted = textOf(event?.['Encrypt'])
    if (encrypted === '' || !isPushSignature(given('msg_signature'), token, given('timestamp'), given('nonce'), encrypted)) return REFUSED
    const plain = openPush(encrypted, aesKey, account.settings['appId'] ?? '')
    if (plain === null) return REFUSED
    event = readBody(plain)
  }
  // Signed and not understood: taken, since telling it again would not help.
  return { ...(event === null ? NOTHING : readEvent(event)), answer: TAKEN }
}

function readBody(text: string): Event | null {
  const trimmed = text.trimStart()
  if (trimmed.startsWith('{')) return membersOf(readProviderJson(trimmed))
  return readWechatXml(trimmed)
}

/** What an event means. Each is known by the sender, its time and its kind; a message by its own id. */
export function readEvent(event: Event): Omit<Inbound, 'answer'> {
  const address = textOf(event['FromUserName'])
  const seconds = Number(textOf(event['CreateTime']))
  // A time that no clock shows (before 2011 or after 2100) is of no use for the order of things.
  if (address === '' || !(seconds > 1_293_840_000 && seconds < 4_102_444_800)) return NOTHING
  const at = new Date(seconds * 1_000)
  const type = textOf(event['MsgType'])
  if (type !== 'event') return { ...NOTHING, replies: [replyOf(event, address, type, at)] }
  const name = textOf(event['Event'])
  const key = `${address}:${seconds}:${name}`
  switch (name) {
    case 'subscribe':
      return { ...NOTHING, changes: [{ address, at, key, change: 'followed' }] }
    case 'unsubscribe':
      return { ...NOTHING, changes: [{ address, at, key, change: 'unfollowed' }] }
    case 'TEMPLATESENDJOBFINISH':
      return { ...NOTHING, receipts: [templateReceipt(event, address, at)] }
    case 'subscribe_msg_popup_event':
    case 'subscribe_msg_change_event':
      return { ...NOTHING, changes: subscriptionsOf(event, address, at, key) }
    case 'subscribe_msg_sent_event':
      return { ...NOTHING, receipts: subscribeReceipts(event, address, at) }
    default:
      return NOTHING
  }
}

function replyOf(event: Event, address: string, type: string, at: Date): CustomerReply {
  const text = type === 'text' ? textOf(event['Content']) : `[${type.replaceAll(/[^a-z]/g, '').slice(0, 20)}]`
  return {
    address,
    text: text.slice(0, 2_000),
    at,
    key: textOf(event['MsgId']) || `${address}:${at.getTime()}`,
    meaning: null,
    windowUntil: new Date(at.getTime() + SERVICE_WINDOW_MS),
  }
}

/** `success`, `failed:user block`, `failed: system failed`, and seen also `failed:freq limit`. */
function templateReceipt(event: Event, address: string, at: Date): Receipt {
  const status = textOf(event['Status']).replaceAll(/\s+/g, ' ').trim()
  return { sendKey: null, providerId: textOf(event['MsgID']) || null, address, at, event: templateEvent(status) }
}

function templateEvent(status: string): ReceiptEvent {
  if (status === 'success') return { kind: 'delivered' }
  if (status.includes('user block')) return { kind: 'failed', reason: 'blocked_by_person', suppress: 'address' }
  if (status.includes('freq limit')) return { kind: 'failed', reason: 'too_fast' }
  return { kind: 'failed', reason: 'system_failed' }
}

/** Whose key is `accept` or `reject`, for one template after the other. XML nests the list under a name of the event, JSON has it at the top. */
function subscriptionsOf(event: Event, address: string, at: Date, key: string): AddressChange[] {
  return itemsOf(event).flatMap((item) => {
    const templateCode = textOf(item['TemplateId'])
    const status = textOf(item['SubscribeStatusString'])
    if (templateCode === '' || (status !== 'accept' && status !== 'reject')) return []
    return [
      {
        address,
        at,
        key: `${key}:${templateCode}`,
        change: status === 'accept' ? ('subscribed' as const) : ('unsubscribed' as const),
        templateCode,
      },
    ]
  })
}

/** Names of the members are from third-party code and not verified; a code other than 0 is a failure. */
function subscribeReceipts(event: Event, address: string, at: Date): Receipt[] {
  return itemsOf(event).flatMap((item) => {
    const providerId = textOf(item['MsgID'])
    if (providerId === '') return []
    const code = textOf(item['ErrorCode'])
    const failed: ReceiptEvent =
      code === '43101'
        ? { kind: 'failed', reason: 'not_subscribed' }
        : { kind: 'failed', reason: `code_${code.replaceAll(/\D/g, '').slice(0, 10)}` }
    return [{ sendKey: null, providerId, address, at, event: code === '0' ? { kind: 'delivered' } : failed }]
  })
}

function itemsOf(event: Event): readonly Event[] {
  const holders = [event, ...Object.entries(event).flatMap(([name, value]) => (name.startsWith('SubscribeMsg') ? [membersOf(value)] : []))]
  return holders.flatMap((holder) => {
    const list: unknown = holder['List'] ?? holder['list']
    if (list === undefined || list === '') return []
    return (Array.isArray(list) ? (list as readonly unknown[]) : [list]).map(membersOf)
  })
}
