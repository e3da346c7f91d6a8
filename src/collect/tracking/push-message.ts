import { RefusedField } from './message-fields.ts'
import { isObject } from './tracking-message.ts'
import type { JsonObject } from './tracking-message.ts'

/** What a browser that takes pushes, or no longer does, is called among the events. */
export const WEB_SUBSCRIBED = 'Web Push Subscribed'
export const WEB_UNSUBSCRIBED = 'Web Push Unsubscribed'

/**
 * The message that a browser's subscription comes in as: an event of whoever is named, with the subscription as the token of the device, so that it waits, is
 * identified and dropped by consent like any other. @throws RefusedField without a subscription or somebody that it is of
 */
export function pushMessage(body: unknown): JsonObject {
  if (!isObject(body)) throw new RefusedField('not_an_object', '', 'A subscription must be a JSON object.')
  const { subscription, userId, anonymousId, messageId, state } = body
  if (!isObject(subscription) || typeof subscription['endpoint'] !== 'string') {
    throw new RefusedField('not_an_object', 'subscription', 'The subscription must be what PushSubscription.toJSON() gives.')
  }
  if ((userId ?? '') === '' && (anonymousId ?? '') === '') {
    throw new RefusedField('no_user_anon_id', 'anonymousId', 'Say whose subscription it is: userId or anonymousId.')
  }
  return {
    type: 'track',
    event: state === 'unsubscribed' ? WEB_UNSUBSCRIBED : WEB_SUBSCRIBED,
    ...(userId === undefined ? {} : { userId }),
    ...(anonymousId === undefined ? {} : { anonymousId }),
    ...(messageId === undefined ? {} : { messageId }),
    context: { channel: 'web', device: { service: 'web', token: JSON.stringify(subscription) } },
  }
}
