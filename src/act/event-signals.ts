import { Dropped } from '#collect/tracking/steps/step-result.ts'
import { signalStep } from '#collect/tracking/steps/signal-step.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { Signal, SignalKind } from './signal.ts'

/** The kinds of signals that events can be. */
export const EVENT_KINDS = ['event-stored', 'order-stored'] as const satisfies readonly SignalKind[]

const ORDER_EVENT = 'Order Completed'

/** What stored events signal, of the kinds that somebody reads. */
export function eventSignals(events: readonly StoredEvent[], kinds: ReadonlySet<SignalKind>): Signal[] {
  return events.flatMap((event): Signal[] => {
    const verdict = signalStep(event)
    if (verdict instanceof Dropped) return []
    const { messageId, type, name } = event
    const about = {
      customerId: event.customerId === NO_CUSTOMER ? null : event.customerId,
      occurredAt: new Date(event.occurredAt),
      origin: `event:${messageId}`,
      historical: verdict === 'historical',
    }
    const signals: Signal[] = []
    if (kinds.has('event-stored')) signals.push({ ...about, kind: 'event-stored', payload: { messageId, type, name } })
    if (kinds.has('order-stored') && type === 'track' && name === ORDER_EVENT) {
      signals.push({ ...about, kind: 'order-stored', payload: { orderId: orderIdOf(event) } })
    }
    return signals
  })
}

/** The message stands for an order that it does not name. */
function orderIdOf({ properties, messageId }: StoredEvent): string {
  const order = properties['order_id']
  return typeof order === 'string' || typeof order === 'number' ? String(order) : messageId
}
