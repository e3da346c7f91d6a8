import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import type { StoredEvent } from '../tracking/tracked-event.ts'
import { messageKey } from '../tracking/steps/dedupe-step.ts'
import type { OrderStatement, StatedOrder } from './order-statement.ts'

/** An order fit for the analytical store: no phone number, address or card in its ids and texts, in the same words as a file's. */
export function protectedOrder(order: StatedOrder, secret: string): StatedOrder {
  return {
    ...order,
    orderId: protectId(order.orderId, secret),
    name: protectId(order.name, secret),
    channel: withoutPersonal(order.channel),
    storeId: protectId(order.storeId, secret),
    paymentMethod: withoutPersonal(order.paymentMethod),
    country: withoutPersonal(order.country),
    couponCode: withoutPersonal(order.couponCode),
    lines: order.lines.map((line) => ({
      ...line,
      productId: protectId(line.productId, secret),
      productName: withoutPersonal(line.productName),
      category: withoutPersonal(line.category),
    })),
  }
}

/** What stored events say of orders, under their owners. `currency`: the project's, of amounts without one. */
export function orderStatements(events: readonly StoredEvent[], currency: string): OrderStatement[] {
  return events.flatMap((event): OrderStatement[] => {
    const { order, originId, customerId, occurredAt, receivedAt, availableAt, isBot } = event
    if (order === null) return []
    return [
      {
        ...order,
        currency: order.currency === '' ? currency : order.currency,
        isTest: order.isTest || isBot,
        id: `event ${messageKey(event)}`,
        originId,
        customerId,
        occurredAt,
        receivedAt,
        availableAt,
        importId: '',
      },
    ]
  })
}
