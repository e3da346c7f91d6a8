import type { ContactRoute } from '../contact-reader.ts'
import type { OutgoingMessage } from '../outgoing-message.ts'

/**
 * Why WeChat would refuse a message before it is asked: a customer-service message outside the time that the customer opened by writing, a subscription message that
 * the customer did not agree to, or got already. Null: it may be handed over, as every other kind of message.
 */
export function wechatBlock(
  message: OutgoingMessage,
  route: Pick<ContactRoute, 'windowUntil' | 'subscriptions'> | undefined,
  now: Date,
): 'window_closed' | 'not_subscribed' | null {
  if (message.channel !== 'wechat' || route === undefined) return null
  if (message.kind === 'service') return route.windowUntil !== null && route.windowUntil > now ? null : 'window_closed'
  if (message.kind !== 'subscribe' || message.template === null) return null
  const { code } = message.template
  return route.subscriptions.some(({ template, left }) => template === code && left > 0) ? null : 'not_subscribed'
}
