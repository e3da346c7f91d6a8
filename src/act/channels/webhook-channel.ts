import { strategyOf } from '../send-source.ts'
import type { WebhookQueue } from '../webhook-service.ts'
import type { ChannelPort, Delivery, Outcome } from './channel.ts'

/** The event that endpoints subscribe to. */
export const CONTACT_EVENT = 'retention.contact'

/** Puts a message without personal data into the queue of every endpoint that asked for it; the queue has its own retries. */
export function createWebhookChannel(queue: WebhookQueue): ChannelPort {
  const publish = async (sendKey: string, data: object, now: Date): Promise<Outcome> => {
    const endpoints = await queue.publish(CONTACT_EVENT, sendKey, data, now)
    return endpoints === 0 ? { kind: 'rejected', reason: 'no_webhook_endpoint' } : { kind: 'delivered', providerId: null }
  }
  return {
    prepare({ send, definition, now }: Delivery) {
      const { offer } = definition
      const data = {
        sendKey: send.sendKey,
        decisionId: send.decisionId,
        runId: send.runId,
        customerId: send.customerId,
        strategyId: strategyOf(send.source),
        source: { ...send.source, version: send.sourceVersion },
        strategyVersion: send.sourceVersion,
        strategyName: definition.name,
        offer: { kind: offer.kind, discount: offer.discount, validDays: offer.validDays },
      }
      return { message: { subject: CONTACT_EVENT, text: '' }, deliver: () => publish(send.sendKey, data, now) }
    },
    prepareMade({ send, made, now }) {
      if (made.kind !== 'webhook') throw new Error('A webhook channel carries webhooks alone')
      const data = {
        sendKey: send.sendKey,
        decisionId: send.decisionId,
        runId: send.runId,
        customerId: send.customerId,
        strategyId: null,
        source: { ...send.source, version: send.sourceVersion },
        content: send.content,
        purpose: send.purpose,
        note: made.note,
      }
      return { message: { subject: CONTACT_EVENT, text: made.note }, deliver: () => publish(send.sendKey, data, now) }
    },
    close: () => undefined,
  }
}
