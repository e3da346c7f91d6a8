import type { StoredEvent } from '#collect/tracking/load-events.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { Signal, SignalKind } from './signal.ts'

/** An event that comes in later than this tells of the past. */
const LATE_MS = DAY_MS

/** The kinds of signals that events can be. */
export const EVENT_KINDS = ['event-stored', 'order-stored'] as const satisfies readonly SignalKind[]

const ORDER_EVENT = 'Order Completed'

/**
 * What stored events signal, of the kinds that somebody reads. Test records, programs and the second of two clicks signal nothing; what came more than a day
 * late, or was sent as history, is historical.
 */
export function eventSignals(events: readonly StoredEvent[], kinds: ReadonlySet<SignalKind>): Signal[] {
  return events.flatMap((event): Signal[] => {
    if (event.isTest || event.isBot || event.isRepeat) return []
    const { messageId, type, name } = event
    const about = {
      customerId: event.customerId === NO_CUSTOMER ? null : event.customerId,
      occurredAt: new Date(event.occurredAt),
      origin: `event:${messageId}`,
      historical: event.availableAt < event.receivedAt || event.receivedAt - event.occurredAt > LATE_MS,
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
