import type { SettledSend } from './send-store.ts'
import { newTouch } from './touch.ts'
import type { Touch, TouchKind } from './touch.ts'

/** What a settled send leaves in the customer's history. `offerKind` is that of its strategy. Uncertain sends leave nothing; the same touches again change nothing. */
export function settledTouches(send: SettledSend, offerKind: string): Touch[] {
  const at = send.finishedAt
  if (send.state === 'failed') {
    const kind: TouchKind = send.reason.startsWith('hard_bounce') ? 'bounced' : 'failed'
    return [newTouch(send, kind, at, { detail: { reason: send.reason } })]
  }
  if (send.state === 'suppressed') return [newTouch(send, 'suppressed', at, { detail: { reason: send.reason } })]
  if (send.state !== 'delivered' && send.state !== 'accepted') return []
  if (send.channel === 'agent_task') return [newTouch(send, 'task_created', at)]
  if (send.channel === 'webhook') return [newTouch(send, 'sent', at)]
  const touches = [newTouch(send, 'sent', send.handedAt ?? at, send.hourKind === undefined ? {} : { detail: { hourKind: send.hourKind } })]
  if (send.state === 'delivered') touches.push(newTouch(send, 'delivered', at))
  // Not every provider tells what arrived: a code that was accepted for delivery is one that the customer may use.
  if (send.hasCoupon || offerKind === 'coupon' || offerKind === 'gift') touches.push(newTouch(send, 'coupon_issued', at))
  return touches
}
