import { createHash } from 'node:crypto'
import { stableId } from '#kernel/id.ts'
import { correctTime } from './correct-time.ts'
import { withoutPersonalData } from './personal-fields.ts'
import type { JsonObject, TrackingType } from './tracking-message.ts'
import { TRACKING_LIMITS, TRACKING_TYPES, isObject } from './tracking-message.ts'

export interface MessageIdentifier {
  readonly kind: string
  readonly value: string
}

/** A message that may be stored. Times in epoch milliseconds; `properties` holds no personal data; `identifiers` do and are only passed on. */
export interface TrackedEvent {
  readonly messageId: string
  readonly messageHash: bigint
  readonly type: TrackingType
  readonly name: string
  readonly channel: string
  readonly anonymousId: string
  readonly occurredAt: number
  readonly receivedAt: number
  readonly availableAt: number
  readonly clockClamped: boolean
  readonly productId: string
  readonly category: string
  readonly amount: number
  readonly properties: JsonObject
  readonly isBot: boolean
  readonly isTest: boolean
  readonly identifiers: readonly MessageIdentifier[]
  readonly personName: string | null
}

export type NormaliseResult =
  | { readonly ok: true; readonly event: TrackedEvent }
  | { readonly ok: false; readonly reason: string; readonly field: string; readonly message: string }

/** Where a message came in; `position` is its place in the inbox row, so that a retry makes the same id for a message without one. */
export interface MessageOrigin {
  readonly receivedAt: number
  readonly sentAt: string | null
  readonly inboxId: string
  readonly position: number
  /** What userId means for this source. */
  readonly userIdKind: string
}

const BOT = /bot\b|crawler|spider|headless|slurp|preview/iu

/** Checks one raw message and brings it into the shape of the events table. Pure. A refused message is a value with its reason, never an exception. */
export function normaliseMessage(raw: JsonObject, origin: MessageOrigin): NormaliseResult {
  const type = TRACKING_TYPES.find((known) => known === raw['type'])
  if (type === undefined) return refuse('unknown_type', 'type', `The type must be one of ${TRACKING_TYPES.join(', ')}.`)
  const userId = text(raw['userId'])
  const anonymousId = text(raw['anonymousId'])
  if (userId === '' && anonymousId === '') return refuse('no_user_anon_id', 'userId', 'A message needs a userId or an anonymousId.')
  if (type === 'track' && text(raw['event']) === '') return refuse('no_event_name', 'event', 'A track message needs the name of its event.')
  const messageId = text(raw['messageId']) || stableId(origin.inboxId, String(origin.position))
  if (messageId.length > 100) return refuse('message_id_too_long', 'messageId', 'A messageId has at most 100 characters.')
  if (JSON.stringify(raw).length > TRACKING_LIMITS.messageBytes) return refuse('message_too_large', '', 'One message has at most 32 KB.')
  const context = isObject(raw['context']) ? raw['context'] : {}
  const historical = context['historical'] === true
  const time = correctTime({
    original: raw['originalTimestamp'] ?? raw['timestamp'],
    sentAt: origin.sentAt,
    receivedAt: origin.receivedAt,
    historical,
  })
  if (time === null) return refuse('bad_timestamp', 'timestamp', 'The timestamp must be an ISO 8601 date and time.')

  const properties = isObject(raw['properties']) ? raw['properties'] : {}
  const traits = isObject(raw['traits']) ? raw['traits'] : isObject(context['traits']) ? context['traits'] : {}
  return {
    ok: true,
    event: {
      messageId,
      messageHash: hash64(messageId),
      type,
      name: nameOf(type, raw),
      channel: channelOf(context, type),
      anonymousId,
      occurredAt: time.occurredAt,
      receivedAt: origin.receivedAt,
      availableAt: historical ? time.occurredAt : origin.receivedAt,
      clockClamped: time.clamped,
      productId: text(properties['product_id'] ?? properties['sku']).slice(0, 200),
      category: text(properties['category']).slice(0, 200),
      amount: amount(properties['revenue'] ?? properties['total'] ?? properties['value'] ?? properties['price']),
      properties: withoutPersonalData(type === 'identify' || type === 'group' ? traits : properties),
      isBot: BOT.test(text(context['userAgent'])),
      isTest: context['test'] === true || properties['test'] === true,
      identifiers: identifiersOf(userId, anonymousId, traits, context, origin.userIdKind),
      personName: type === 'identify' ? text(traits['name']) || null : null,
    },
  }
}

/** First 64 bits of SHA-256, as the events table keeps it. */
export function hash64(value: string): bigint {
  return createHash('sha256').update(value).digest().readBigUInt64BE(0)
}

function identifiersOf(
  userId: string,
  anonymousId: string,
  traits: JsonObject,
  context: JsonObject,
  userIdKind: string,
): readonly MessageIdentifier[] {
  const found: MessageIdentifier[] = []
  const add = (kind: string, value: unknown): void => {
    const known = text(value)
    if (known !== '' && known.length <= 320) found.push({ kind, value: known })
  }
  add(userIdKind, userId)
  add('phone', traits['phone'] ?? traits['mobile'])
  add('email', traits['email'])
  const external = context['externalIds']
  if (Array.isArray(external)) {
    for (const item of external) {
      if (isObject(item) && item['collection'] !== 'accounts') add(text(item['type']), item['id'])
    }
  }
  add('device', anonymousId)
  return found
}

function nameOf(type: TrackingType, raw: JsonObject): string {
  if (type === 'track') return text(raw['event']).slice(0, 200)
  return type === 'page' || type === 'screen' ? text(raw['name']).slice(0, 200) : ''
}

function channelOf(context: JsonObject, type: TrackingType): string {
  const named = text(context['channel'])
  if (named !== '') return named.slice(0, 40)
  if (type === 'screen') return 'app'
  return text(context['userAgent']) === '' ? 'server' : 'web'
}

function refuse(reason: string, field: string, message: string): NormaliseResult {
  return { ok: false, reason, field, message }
}

function text(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
}

function amount(value: unknown): number {
  const parsed = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : 0
  return Number.isFinite(parsed) && Math.abs(parsed) < 1e11 ? parsed : 0
}
