import { stableId } from '#kernel/id.ts'
import type { Channel } from '#decide/strategy.ts'
import { strategyOf } from './send-source.ts'
import type { SendSubject } from './send-store.ts'

export type TouchKind =
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'failed'
  | 'suppressed'
  | 'opened'
  | 'clicked'
  | 'unsubscribed'
  | 'complained'
  | 'task_created'
  | 'task_done'
  | 'webhook_delivered'
  | 'coupon_issued'
  | 'coupon_used'

/** Something that was done to a customer, or that they did with it. Written to the analytical store; the same id again changes nothing. */
export interface Touch {
  readonly touchId: string
  readonly sendKey: string
  readonly customerId: string
  /** Empty: no decision of a run was behind it. */
  readonly decisionId: string
  /** Empty: it came from no strategy and counts for none; `detail` names its source. */
  readonly strategyId: string
  readonly channel: Channel
  readonly kind: TouchKind
  readonly occurredAt: Date
  readonly isMachine: boolean
  readonly detail: Readonly<Record<string, string | number | boolean>>
}

export interface TouchWriter {
  write(touches: readonly Touch[], receivedAt: Date): Promise<void>
}

type TouchSubject = Pick<SendSubject, 'sendKey' | 'customerId' | 'decisionId' | 'source' | 'channel'>

/** A touch whose id follows from the send, the kind and, where it can happen more than once, the time. */
export function newTouch(
  send: TouchSubject,
  kind: TouchKind,
  occurredAt: Date,
  options: { readonly isMachine?: boolean; readonly detail?: Touch['detail']; readonly repeatable?: boolean } = {},
): Touch {
  const { sendKey, customerId, decisionId, source, channel } = send
  const strategyId = strategyOf(source)
  const touchId = options.repeatable === true ? stableId(sendKey, kind, occurredAt.toISOString()) : stableId(sendKey, kind)
  return {
    touchId,
    sendKey,
    customerId,
    decisionId: decisionId ?? '',
    strategyId: strategyId ?? '',
    channel,
    kind,
    occurredAt,
    isMachine: options.isMachine ?? false,
    detail: { ...(strategyId === null ? { source: source.kind, sourceId: source.id } : {}), ...options.detail },
  }
}
