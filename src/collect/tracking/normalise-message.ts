import { createHash } from 'node:crypto'
import { charactersIn } from '#kernel/cut-text.ts'
import { stableId } from '#kernel/id.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import { correctTime } from './correct-time.ts'
import { isDeeper, malformedField } from './inspect-message.ts'
import type { MessageRefusal } from './message-fields.ts'
import { RefusedField, amountOf, idOf, objectOf, textOf } from './message-fields.ts'
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
  /** Code of the amount's currency as the message has it, in capitals; '' where it names none: the project's own. */
  readonly currency: string
  readonly properties: JsonObject
  readonly isBot: boolean
  readonly isTest: boolean
  readonly identifiers: readonly MessageIdentifier[]
  readonly personName: string | null
}

export type NormaliseResult =
  | { readonly ok: true; readonly event: TrackedEvent }
  | { readonly ok: false; readonly reason: MessageRefusal; readonly field: string; readonly message: string }

/** Where a message was received; `position` is its place in the inbox row, so that a retry gives a message without an id the same id. */
export interface MessageOrigin {
  readonly receivedAt: number
  readonly sentAt: string | null
  readonly inboxId: string
  readonly position: number
  /** What userId means for this source. */
  readonly userIdKind: string
  /** Secret of the installation: ids that are an email address or a phone number are stored as a code made with it. */
  readonly secret: string
}

const BOT = /bot\b|crawler|spider|headless|slurp|preview/iu

/**
 * Checks one raw message and converts it to the shape of the events table. Pure. Anything that cannot be stored unchanged is refused: as a value with its reason, never an
 * exception; nothing is cut, rounded or guessed.
 */
export function normaliseMessage(raw: unknown, origin: MessageOrigin): NormaliseResult {
  try {
    return { ok: true, event: eventOf(raw, origin) }
  } catch (error) {
    if (error instanceof RefusedField) return { ok: false, reason: error.reason, field: error.field, message: error.message }
    // Whatever one message does to the code below, the others continue.
    return { ok: false, reason: 'unreadable_message', field: '', message: 'The message cannot be read.' }
  }
}

function eventOf(raw: unknown, origin: MessageOrigin): TrackedEvent {
  if (!isObject(raw)) throw new RefusedField('not_an_object', '', 'A message must be a JSON object.')
  if (isDeeper(raw, TRACKING_LIMITS.depth))
    throw new RefusedField('too_deep', '', `A message nests at most ${TRACKING_LIMITS.depth} levels.`)
  const json = JSON.stringify(raw)
  if (json.length > TRACKING_LIMITS.messageBytes) throw new RefusedField('message_too_large', '', 'One message has at most 32 KB.')
  const malformed = malformedField(raw, json)
  if (malformed !== undefined) {
    throw new RefusedField('malformed_text', malformed, 'A text is broken: half of a character (a surrogate without its pair) or a NUL.')
  }
  const type = TRACKING_TYPES.find((known) => known === raw['type'])
  if (type === undefined) throw new RefusedField('unknown_type', 'type', `The type must be one of ${TRACKING_TYPES.join(', ')}.`)
  const userId = senderOf(raw['userId'], 'userId', origin.userIdKind)
  const anonymousId = senderOf(raw['anonymousId'], 'anonymousId', 'device')
  if (userId === '' && anonymousId === '') {
    throw new RefusedField('no_user_anon_id', 'userId', 'A message needs a userId or an anonymousId.')
  }
  const name = nameOf(type, raw)
  if (type === 'track' && name === '') throw new RefusedField('no_event_name', 'event', 'A track message needs the name of its event.')
  const context = objectOf(raw['context'], 'context')
  const properties = objectOf(raw['properties'], 'properties')
  const traits = objectOf(raw['traits'] ?? context['traits'], 'traits')
  const historical = context['historical'] === true
  const time = timeOf(raw, origin, historical)
  const messageId = protectId(messageIdOf(raw, origin), origin.secret)
  return {
    messageId,
    messageHash: hash64(messageId),
    type,
    name: withoutPersonal(name),
    channel: channelOf(context, type),
    anonymousId: protectId(anonymousId, origin.secret),
    occurredAt: time.occurredAt,
    receivedAt: origin.receivedAt,
    availableAt: historical ? time.occurredAt : origin.receivedAt,
    clockClamped: time.clamped,
    productId: protectId(idText(properties['product_id'] ?? properties['sku'], 'properties.product_id'), origin.secret),
    category: withoutPersonal(textOf(properties['category'], 'properties.category')),
    amount: amountOf(properties),
    currency: withoutPersonal(textOf(properties['currency'], 'properties.currency')).toUpperCase(),
    properties: withoutPersonalData(type === 'identify' || type === 'group' ? traits : properties, origin.secret),
    isBot: typeof context['userAgent'] === 'string' && BOT.test(context['userAgent']),
    isTest: context['test'] === true || properties['test'] === true,
    identifiers: identifiersOf(userId, anonymousId, traits, context, origin.userIdKind),
    personName: type === 'identify' ? textOf(traits['name'], 'traits.name') || null : null,
  }
}

/** First 64 bits of SHA-256, as the events table keeps it. */
export function hash64(value: string): bigint {
  return createHash('sha256').update(value).digest().readBigUInt64BE(0)
}

/** The sender; refused if given but not a valid identifier, because its events would silently belong to no customer. */
function senderOf(value: unknown, field: string, kind: string): string {
  const id = idOf(value, field)
  if (id !== '' && normaliseIdentifier(kind, id) === undefined) {
    throw new RefusedField(
      'unreadable_identifier',
      field,
      `The field ${field} can be no identifier: too long, or a number that lost its digits.`,
    )
  }
  return id
}

function messageIdOf(raw: JsonObject, origin: MessageOrigin): string {
  const id = idOf(raw['messageId'], 'messageId')
  if (charactersIn(id) > 100) throw new RefusedField('message_id_too_long', 'messageId', 'A messageId has at most 100 characters.')
  return id || stableId(origin.inboxId, String(origin.position))
}

function timeOf(raw: JsonObject, origin: MessageOrigin, historical: boolean): { readonly occurredAt: number; readonly clamped: boolean } {
  const time = correctTime({
    original: raw['originalTimestamp'] ?? raw['timestamp'],
    sentAt: origin.sentAt,
    receivedAt: origin.receivedAt,
    historical,
  })
  if (typeof time === 'object') return time
  throw new RefusedField(
    time,
    'timestamp',
    time === 'bad_timestamp'
      ? 'The timestamp must be an ISO 8601 date and time, or milliseconds since 1970.'
      : 'The time, corrected by the clock of the device, lies before 1970 or after 2200.',
  )
}

function identifiersOf(
  userId: string,
  anonymousId: string,
  traits: JsonObject,
  context: JsonObject,
  userIdKind: string,
): readonly MessageIdentifier[] {
  const found: MessageIdentifier[] = []
  const add = (kind: string, value: string): void => {
    if (value !== '') found.push({ kind, value })
  }
  add(userIdKind, userId)
  add('phone', idText(traits['phone'] ?? traits['mobile'], 'traits.phone'))
  add('email', idText(traits['email'], 'traits.email'))
  const external = context['externalIds']
  if (Array.isArray(external)) {
    for (const item of external) {
      if (isObject(item) && item['collection'] !== 'accounts') {
        add(textOf(item['type'], 'context.externalIds'), idOf(item['id'], 'context.externalIds'))
      }
    }
  }
  add('device', anonymousId)
  return found
}

/** An id where also something else may stand (a list, a flag), which then is none; a number that lost digits is refused all the same. */
function idText(value: unknown, field: string): string {
  return typeof value === 'string' || typeof value === 'number' ? idOf(value, field) : ''
}

function nameOf(type: TrackingType, raw: JsonObject): string {
  if (type === 'track') return textOf(raw['event'], 'event')
  return type === 'page' || type === 'screen' ? textOf(raw['name'], 'name') : ''
}

function channelOf(context: JsonObject, type: TrackingType): string {
  const named = textOf(context['channel'], 'context.channel')
  if (named !== '') return withoutPersonal(named)
  if (type === 'screen') return 'app'
  return typeof context['userAgent'] === 'string' && context['userAgent'].trim() !== '' ? 'web' : 'server'
}
