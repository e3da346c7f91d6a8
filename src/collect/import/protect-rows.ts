import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import type { CustomerOf } from './import-ports.ts'
import type { OrderLine } from './order-line.ts'
import type { Feedback, FeedbackRow } from './feedback-row-step.ts'
import type { TicketRow } from './ticket-row-step.ts'

const REMEMBERED = 50_000

/**
 * Prepares resolved rows for the analytical store: phone numbers, addresses and cards in names and texts are replaced, and ids that are one
 * are stored as a code. Content keys are computed earlier, from the original row.
 */
export function rowProtection(secret: string): {
  readonly id: (value: string) => string
  /** Lazily, one line at a time: a whole batch of copies would only sit in memory while another is written. */
  readonly orderLines: (lines: readonly CustomerOf<OrderLine>[]) => Iterable<CustomerOf<OrderLine>>
  readonly tickets: (tickets: readonly CustomerOf<TicketRow>[]) => readonly CustomerOf<TicketRow>[]
  /** One for each answer of the rows. */
  readonly feedback: (rows: readonly CustomerOf<FeedbackRow>[]) => readonly CustomerOf<Feedback>[]
} {
  const text = remembered(withoutPersonal)
  const id = remembered((value) => protectId(value, secret))
  return {
    id,
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
    feedback: (rows) =>
      rows.flatMap((row) =>
        row.value.answers.map((answer) => ({
          ...row,
          value: {
            ...answer,
            feedbackId: answer.feedbackId === '' ? namelessId(answer, row.originId) : id(answer.feedbackId),
            topic: text(answer.topic),
            comment: withoutPersonal(answer.comment),
            productId: id(answer.productId),
            orderId: id(answer.orderId),
            storeId: id(answer.storeId),
            channel: text(answer.channel),
          },
        })),
      ),
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

/** What tells an answer without a number from others: whose it is, when, and what was asked. The same answer with another score replaces it. */
function namelessId({ answeredAt, kind, topic, productId, orderId }: Feedback, originId: string): string {
  if (originId === NO_CUSTOMER) throw new Error('Feedback of nobody has a number of its own.')
  return stableId('feedback', originId, String(answeredAt), kind, topic, productId, orderId)
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
