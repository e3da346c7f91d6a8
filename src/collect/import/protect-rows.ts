import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import type { CustomerOf } from './import-ports.ts'
import type { OrderLine } from './order-line.ts'
import type { Feedback } from '../records/read-feedback.ts'
import type { TicketRow } from './ticket-row-step.ts'

const REMEMBERED = 50_000

/**
 * Prepares resolved rows for the analytical store: phone numbers, addresses and cards in names and texts are replaced, and ids that are one
 * are stored as a code. Content keys are computed earlier, from the original row.
 */
export function rowProtection(secret: string): {
  /** Lazily, one line at a time: a whole batch of copies would only sit in memory while another is written. */
  readonly orderLines: (lines: readonly CustomerOf<OrderLine>[]) => Iterable<CustomerOf<OrderLine>>
  readonly tickets: (tickets: readonly CustomerOf<TicketRow>[]) => readonly CustomerOf<TicketRow>[]
  readonly feedback: (feedback: readonly CustomerOf<Feedback>[]) => readonly CustomerOf<Feedback>[]
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
    feedback: (feedback) =>
      feedback.map((one) => ({
        ...one,
        value: {
          ...one.value,
          feedbackId: id(one.value.feedbackId),
          topic: text(one.value.topic),
          comment: withoutPersonal(one.value.comment),
          productId: id(one.value.productId),
          orderId: id(one.value.orderId),
          storeId: id(one.value.storeId),
          channel: text(one.value.channel),
        },
      })),
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

/** Rows repeat the same few products and words. */
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
