import { charactersIn } from '#kernel/cut-text.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { RequestOrigin } from '../request-origin.ts'
import type { ParsedMessage } from './parse-step.ts'
import type { StepResult } from './step-result.ts'
import { Quarantined } from './step-result.ts'

/** The longest message id of the specification. */
const MESSAGE_ID_CHARACTERS = 100

/** Validate: says who sent it and, if it is an event, what happened. Its output is the message itself. */
export function validateStep<Message extends Pick<ParsedMessage, 'type' | 'name' | 'userId' | 'anonymousId' | 'previousId' | 'messageId'>>(
  message: Message,
  { userIdKind }: Pick<RequestOrigin, 'userIdKind'>,
): StepResult<Message> {
  const { userId, anonymousId, messageId } = message
  if (userId === '' && anonymousId === '') return refuse('no_user_anon_id', 'userId', 'A message needs a userId or an anonymousId.')
  // Its events would silently belong to no customer.
  if (!canIdentify(userIdKind, userId)) return noIdentifier('userId')
  if (!canIdentify('device', anonymousId)) return noIdentifier('anonymousId')
  if (!canIdentify('device', message.previousId)) return noIdentifier('previousId')
  if (message.type === 'track' && message.name === '') {
    return refuse('no_event_name', 'event', 'A track message needs the name of its event.')
  }
  if (messageId.length > MESSAGE_ID_CHARACTERS && charactersIn(messageId) > MESSAGE_ID_CHARACTERS) {
    return refuse('message_id_too_long', 'messageId', `A messageId has at most ${MESSAGE_ID_CHARACTERS} characters.`)
  }
  return message
}

function canIdentify(kind: string, id: string): boolean {
  return id === '' || normaliseIdentifier(kind, id) !== undefined
}

function noIdentifier(field: string): Quarantined {
  return refuse('unreadable_identifier', field, `The field ${field} can be no identifier: too long, or a number that lost its digits.`)
}

function refuse(reason: Quarantined['reason'], field: string, message: string): Quarantined {
  return new Quarantined('validate', reason, field, message)
}
