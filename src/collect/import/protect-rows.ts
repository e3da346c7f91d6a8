import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import type { CustomerOf } from './import-ports.ts'
import type { OrderLine } from './order-line.ts'
import type { TicketRow } from './ticket-row-step.ts'

const REMEMBERED = 50_000

/**
 * What goes to the analytical store of rows whose people are resolved: phone numbers, addresses and cards in names and words replaced, ids that are one
 * stored as a code. Content keys are made before, from the row as it came.
 */
export function rowProtection(secret: string): {
  /** One line after the other as they are asked for: a whole batch of copies would only wait for the one that is being written. */
  readonly orderLines: (lines: readonly CustomerOf<OrderLine>[]) => Iterable<CustomerOf<OrderLine>>
  readonly tickets: (tickets: readonly CustomerOf<TicketRow>[]) => readonly CustomerOf<TicketRow>[]
} {
  const text = remembered(withoutPersonal)
  const id = remembered((value) => protectId(value, secret))
  return {
    *orderLines(lines) {
      for (const line of lines) {
        yield {
          ...line,
          value: {
            ...line.value,
            orderId: id(line.value.orderId),
            productId: id(line.value.productId),
            productName: text(line.value.productName),
            category: text(line.value.category),
            channel: text(line.value.channel),
            storeId: id(line.value.storeId),
            paymentMethod: text(line.value.paymentMethod),
            country: text(line.value.country),
          },
        }
      }
    },
    tickets: (tickets) =>
      tickets.map((ticket) => ({
        ...ticket,
        value: {
          ...ticket.value,
          ticketId: id(ticket.value.ticketId),
          kind: text(ticket.value.kind),
          topic: text(ticket.value.topic),
          channel: text(ticket.value.channel),
        },
      })),
  }
}

/** The same few products and words come with every row. */
function remembered(make: (value: string) => string): (value: string) => string {
  const known = new Map<string, string>()
  return (value) => {
    if (value === '') return ''
    let made = known.get(value)
    if (made === undefined) {
      made = make(value)
      if (known.size >= REMEMBERED) known.clear()
      known.set(value, made)
    }
    return made
  }
}
