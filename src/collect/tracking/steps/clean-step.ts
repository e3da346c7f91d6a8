import { hash } from 'node:crypto'
import { stableId } from '#kernel/id.ts'
import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import { protectedOrder } from '../../orders/order-events.ts'
import { readOrderEvent } from '../../orders/read-order-event.ts'
import { isBotAgent } from '../bot-agent.ts'
import { withCart } from '../cart-fields.ts'
import type { CorrectedTime } from '../correct-time.ts'
import { amountOf, idOf, productOf, textOf, withProductIds } from '../message-fields.ts'
import { withoutPersonalData } from '../personal-fields.ts'
import type { RequestOrigin } from '../request-origin.ts'
import { judgeFacts } from '../../quality-gate.ts'
import { placesOf, type SignUp, signUpOfEvent } from '../../sign-ups/sign-up.ts'
import { deviceTokenOf } from '../device-token.ts'
import { eventFacts } from '../event-facts.ts'
import { readInstant, type ToUtc } from '../read-instant.ts'
import { traitAttributes } from '../trait-attributes.ts'
import { traitFields } from '../trait-fields.ts'
import { traitValues } from '../trait-measure.ts'
import { FORMER_ID, type MessageIdentifier, type TrackedEvent } from '../tracked-event.ts'
import type { JsonObject, TrackingType } from '../tracking-message.ts'
import { isObject } from '../tracking-message.ts'
import type { ParsedMessage } from './parse-step.ts'
import type { StepResult } from './step-result.ts'
import { Quarantined, quarantinedBy } from './step-result.ts'

type CleanOrigin = Pick<
  RequestOrigin,
  'sourceId' | 'receivedAt' | 'putBackAt' | 'inboxId' | 'userIdKind' | 'currency' | 'secret' | 'quality' | 'toUtc' | 'traitMeasures'
>

/** Events of the e-commerce specification whose properties are those of one product. */
const OF_A_PRODUCT: ReadonlySet<string> = new Set([
  'Product Clicked',
  'Product Viewed',
  'Product Added',
  'Product Removed',
  'Product Shared',
  'Product Added to Wishlist',
  'Product Removed from Wishlist',
  'Wishlist Product Added to Cart',
])

/**
 * Clean: the message in the shape of the events table, without personal data. Anything that cannot be stored unchanged is refused; nothing is cut, rounded or
 * guessed. `position` is the place of the message in the inbox row, so that a retry gives a message without an id the same id.
 */
export function cleanStep(
  parsed: ParsedMessage,
  time: CorrectedTime,
  consent: boolean | null,
  origin: CleanOrigin,
  position: number,
): StepResult<TrackedEvent> {
  try {
    return judged(cleaned(parsed, time, consent, origin, position), origin.quality)
  } catch (error) {
    return quarantinedBy('clean', error)
  }
}

/** The event as the rules of quality leave it: kept aside, marked, or as it is. */
function judged(event: TrackedEvent, quality: CleanOrigin['quality']): StepResult<TrackedEvent> {
  if (quality === undefined) return event
  const { refusal, flags } = judgeFacts(quality, eventFacts(event))
  if (refusal !== null) return new Quarantined('clean', 'quality_rule', refusal.field, refusal.message)
  return flags.length === 0 ? event : { ...event, flags }
}

function cleaned(
  parsed: ParsedMessage,
  time: CorrectedTime,
  consent: boolean | null,
  { sourceId, receivedAt, putBackAt, inboxId, userIdKind, currency = '', secret, toUtc, traitMeasures = [] }: CleanOrigin,
  position: number,
): TrackedEvent {
  const { type, context, properties, traits } = parsed
  const messageId = protectId(parsed.messageId || stableId(inboxId, String(position)), secret)
  const isTest = context['test'] === true || properties['test'] === true
  const channel = channelOf(context, type)
  const fields = type === 'identify' ? traitFields(traits, new Date(receivedAt).getUTCFullYear()) : undefined
  const measures = type === 'identify' ? traitValues(traits, traitMeasures) : []
  const isBot = typeof context['userAgent'] === 'string' && isBotAgent(context['userAgent'])
  const said = type !== 'identify' || isBot || isTest ? undefined : traitAttributes(traits, traitMeasures)
  const signUp = type !== 'identify' || isBot || isTest ? undefined : signUpOf(parsed, time.occurredAt, secret, toUtc)
  const device = isBot ? undefined : deviceTokenOf(context)
  const order = type === 'track' ? readOrderEvent({ name: parsed.name, properties, messageId, channel, isTest, currency }) : null
  return {
    sourceId,
    messageId,
    messageHash: hash64(messageId),
    type,
    name: withoutPersonal(parsed.name),
    channel,
    anonymousId: protectId(parsed.anonymousId, secret),
    ...(parsed.groupId === '' ? {} : { groupId: protectId(parsed.groupId, secret) }),
    occurredAt: time.occurredAt,
    receivedAt,
    inboxId,
    availableAt: parsed.historical ? time.occurredAt : (putBackAt ?? receivedAt),
    clockClamped: time.clamped,
    productId: protectId(idText(productOf(properties), 'properties.product_id'), secret),
    category: withoutPersonal(textOf(properties['category'], 'properties.category')),
    amount: amountOf(properties),
    currency: withoutPersonal(textOf(properties['currency'], 'properties.currency')).toUpperCase(),
    properties: withoutPersonalData(
      type === 'identify' || type === 'group' ? traits : withProductIds(withCart(parsed.name, properties)),
      secret,
      namesAThing(parsed),
    ),
    isBot,
    isTest,
    order: order === null ? null : protectedOrder(order, secret),
    identifiers: identifiersOf(parsed, userIdKind),
    ...(measures.length === 0 ? {} : { measures }),
    ...(fields === undefined ? {} : { fields }),
    ...(said === undefined ? {} : { traits: said }),
    consent,
    personName: type === 'identify' ? textOf(traits['name'], 'traits.name') || null : null,
    ...(signUp === undefined ? {} : { signUp }),
    ...(device === undefined ? {} : { device }),
  }
}

/** Whether the property `name` is that of a product, of a company, or the page's own once more, as the programs of Segment send it. */
function namesAThing({ type, name, properties }: ParsedMessage): boolean {
  // The name of a company.
  if (type === 'group') return true
  if (type === 'page' || type === 'screen') return name !== '' && properties['name'] === name
  return type === 'track' && OF_A_PRODUCT.has(name) && productOf(properties) !== undefined
}

/** Where somebody who is identified signed up: by the address and the device that the message names, and by when it says that the account was made. */
function signUpOf({ context, traits, anonymousId }: ParsedMessage, occurredAt: number, secret: string, toUtc: ToUtc): SignUp | undefined {
  const device = isObject(context['device']) ? context['device']['id'] : undefined
  const address = context['ip']
  const places = placesOf(
    { address: typeof address === 'string' ? address : '', device: typeof device === 'string' && device !== '' ? device : anonymousId },
    secret,
  )
  return signUpOfEvent(places, occurredAt, readInstant(traits['createdAt'] ?? traits['created_at'], toUtc))
}

/** First 64 bits of SHA-256, as the events table keeps it. */
export function hash64(value: string): bigint {
  return BigInt(`0x${hash('sha256', value, 'hex').slice(0, 16)}`)
}

function identifiersOf(
  { userId, anonymousId, previousId, traits, context }: ParsedMessage,
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
  add(FORMER_ID, previousId)
  return found
}

/** An id where also something else may stand (a list, a flag), which then is none; a number that lost digits is refused all the same. */
function idText(value: unknown, field: string): string {
  return typeof value === 'string' || typeof value === 'number' ? idOf(value, field) : ''
}

function channelOf(context: JsonObject, type: TrackingType): string {
  const named = textOf(context['channel'], 'context.channel')
  if (named !== '') return withoutPersonal(named)
  if (type === 'screen') return 'app'
  return typeof context['userAgent'] === 'string' && context['userAgent'].trim() !== '' ? 'web' : 'server'
}
