import { CONTACT_EVENT } from './channels/webhook-channel.ts'
import type { SignalKind } from './signal.ts'

interface WebhookType {
  readonly type: string
  /** Frequent: an endpoint has to name the type, `*` does not include it. */
  readonly onlyByName: boolean
}

/** The signals that other systems can subscribe to, and the webhook type of each. */
const WEBHOOK_TYPES = {
  'alert-raised': { type: 'churn.alert', onlyByName: false },
  'risk-tier-changed': { type: 'customer.risk_tier_changed', onlyByName: true },
  'consent-changed': { type: 'consent.changed', onlyByName: false },
  'source-late': { type: 'source.late', onlyByName: false },
  'journey-step': { type: 'journey.step', onlyByName: false },
  'task-done': { type: 'task.done', onlyByName: false },
  'send-delivered': { type: 'send.delivered', onlyByName: true },
  'send-failed': { type: 'send.failed', onlyByName: false },
  'quality-anomaly': { type: 'quality.anomaly', onlyByName: false },
  'event-stored': { type: 'event.stored', onlyByName: true },
  'segment-entered': { type: 'segment.entered', onlyByName: true },
  'segment-left': { type: 'segment.left', onlyByName: true },
  'tag-changed': { type: 'tag.changed', onlyByName: true },
  'order-stored': { type: 'order.stored', onlyByName: true },
} as const satisfies Partial<Record<SignalKind, WebhookType>>

export type WebhookSignalKind = keyof typeof WEBHOOK_TYPES

const KINDS = Object.keys(WEBHOOK_TYPES) as WebhookSignalKind[]

export function webhookTypeOf(kind: WebhookSignalKind): string {
  return WEBHOOK_TYPES[kind].type
}

/** Every type that an endpoint can ask for. */
export const WEBHOOK_TYPE_NAMES: readonly string[] = [CONTACT_EVENT, ...KINDS.map(webhookTypeOf)]

/** Whether an endpoint with these events receives a type. */
export function asksFor(events: readonly string[], type: string): boolean {
  if (events.includes(type)) return true
  return events.includes('*') && !KINDS.some((kind) => WEBHOOK_TYPES[kind].type === type && WEBHOOK_TYPES[kind].onlyByName)
}

/** The kinds of signals that endpoints with these events need. */
export function webhookKinds(events: readonly (readonly string[])[]): WebhookSignalKind[] {
  return KINDS.filter((kind) => events.some((each) => asksFor(each, webhookTypeOf(kind))))
}
