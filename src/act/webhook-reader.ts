import { everyone } from '#access/scope.ts'
import { stableId } from '#kernel/id.ts'
import type { Clock } from '#kernel/clock.ts'
import { toMinor } from '#kernel/money.ts'
import type { ChurnAlertStore } from '#predict/churn/alerts/churn-alert-service.ts'
import type { ChurnAlert } from '#predict/churn/alerts/churn-alerts.ts'
import type { HeldSignal, SignalReader } from './signal.ts'
import type { WebhookQueue } from './webhook-service.ts'
import { webhookTypeOf } from './webhook-types.ts'
import type { WebhookSignalKind } from './webhook-types.ts'

export interface WebhookReaderParts {
  /** Nobody is told of made-up customers. */
  readonly isMuted: () => Promise<boolean>
  readonly webhooks: WebhookQueue
  readonly alerts: Pick<ChurnAlertStore, 'get'>
  readonly project: { readonly currency: string }
  readonly clock: Clock
}

export const WEBHOOKS = 'webhooks'

/**
 * Puts a signed webhook about each signal into the queue of every endpoint that asked for its type. The id of the message follows from the signal, so that one
 * that is read again is queued once. Bodies hold ids and figures: the receiver knows the customer by the id.
 */
export function createWebhookReader({ isMuted, webhooks, alerts, project, clock }: WebhookReaderParts): SignalReader<WebhookSignalKind> {
  return {
    name: WEBHOOKS,
    async read(signal) {
      if (await isMuted()) return
      const message = signal.kind === 'alert-raised' ? await alertMessage(signal) : messageOf(signal)
      if (message !== null) await webhooks.publish(webhookTypeOf(signal.kind), message.id, message.data, clock.now())
    },
  }

  /** The alert as it is now; null when it is gone, because its customer is. */
  async function alertMessage({ payload }: HeldSignal<'alert-raised'>): Promise<{ id: string; data: object } | null> {
    const alert = await alerts.get(everyone('a webhook is told of every alert, by ids'), payload.alertId)
    if (alert === null) return null
    return { id: payload.hasRisen ? stableId(alert.id, payload.tier) : alert.id, data: alertBody(alert, project.currency) }
  }
}

function messageOf({ id, kind, customerId, occurredAt, payload }: HeldSignal): { id: string; data: object } {
  return { id: stableId('signal', kind, id), data: { customerId, occurredAt: occurredAt.toISOString(), ...payload } }
}

function alertBody(alert: ChurnAlert, currency: string): object {
  return {
    alertId: alert.id,
    customerId: alert.customerId,
    tier: alert.tier,
    fromTier: alert.fromTier,
    probability: alert.probability,
    value: { minor: toMinor(alert.value, currency), currency },
    cause: alert.cause,
    reasons: alert.reasons,
    raisedAt: alert.raisedAt.toISOString(),
    dueAt: alert.dueAt?.toISOString() ?? null,
  }
}
