import { isDeeper, malformedField } from '../inspect-message.ts'
import { RefusedField, idOf, objectOf, textOf } from '../message-fields.ts'
import type { JsonObject, TrackingType } from '../tracking-message.ts'
import { TRACKING_LIMITS, TRACKING_TYPES, isObject } from '../tracking-message.ts'
import type { StepResult } from './step-result.ts'
import { quarantinedBy } from './step-result.ts'

/** The fields of a message, each of its type, with their values as they came. */
export interface ParsedMessage {
  readonly type: TrackingType
  /** Of the event, the page or the screen; '' where there is none. */
  readonly name: string
  readonly userId: string
  readonly anonymousId: string
  /** What an alias says the sender was called before; '' for all others. */
  readonly previousId: string
  /** What a group call names; '' for all others. */
  readonly groupId: string
  /** '' where the sender gave none. */
  readonly messageId: string
  /** When it happened, as the device wrote it. */
  readonly original: unknown
  /** When it was sent, as the device wrote it. */
  readonly sentAt: unknown
  /** Sent as history: its time is not corrected, and it counts as known since then. */
  readonly historical: boolean
  readonly context: JsonObject
  readonly properties: JsonObject
  readonly traits: JsonObject
}

/** Parse: a JSON object within the limits, of a known type, whose ids are exact and whose parts are objects. */
export function parseStep(raw: unknown): StepResult<ParsedMessage> {
  try {
    return parsed(raw)
  } catch (error) {
    return quarantinedBy('parse', error)
  }
}

function parsed(raw: unknown): ParsedMessage {
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
  const context = objectOf(raw['context'], 'context')
  return {
    type,
    name: nameOf(type, raw),
    userId: idOf(raw['userId'], 'userId'),
    anonymousId: idOf(raw['anonymousId'], 'anonymousId'),
    previousId: type === 'alias' ? idOf(raw['previousId'], 'previousId') : '',
    groupId: type === 'group' ? idOf(raw['groupId'], 'groupId') : '',
    messageId: idOf(raw['messageId'], 'messageId'),
    original: raw['originalTimestamp'] ?? raw['timestamp'],
    sentAt: raw['sentAt'],
    historical: context['historical'] === true,
    context,
    properties: objectOf(raw['properties'], 'properties'),
    traits: objectOf(raw['traits'] ?? context['traits'], 'traits'),
  }
}

function nameOf(type: TrackingType, raw: JsonObject): string {
  if (type === 'track') return textOf(raw['event'], 'event')
  return type === 'page' || type === 'screen' ? textOf(raw['name'], 'name') : ''
}
