import { NO_CUSTOMER } from '#kernel/id.ts'
import { contentKey } from './content-key.ts'
import { KeyCounter } from './key-counter.ts'
import type { OrderLine } from './order-row-step.ts'

/** What the order lines of a file add up to. Test orders count as lines and as nothing else. */
export interface OrderFacts {
  readonly lines: number
  /** Lines that name no customer. */
  readonly anonymousLines: number
  readonly returnLines: number
  /** Lines with an amount other than 0. */
  readonly paidLines: number
  /**
   * As everywhere in the product: one order number of one customer with a sale at a price. The same number of two customers is two orders; gifts,
   * returns, corrections and lines of nobody are none.
   */
  readonly orders: number
  /** One order number of one customer, or of nobody, with goods that came back. */
  readonly returns: number
  /** Different order numbers among the orders, and how many of them belong to several customers. */
  readonly orderNumbers: number
  readonly sharedNumbers: number
  /** Customers with an order, and how many orders the one with the most has. */
  readonly buyers: number
  readonly mostOfOne: number
  /** Epoch milliseconds; null without a line. */
  readonly firstAt: number | null
  readonly lastAt: number | null
}

/** Adds up the order lines of a file. A customer who turns out to be another one only further down the file stays two here. */
export class OrderTally {
  readonly #orders = new KeyCounter()
  readonly #returns = new KeyCounter()
  readonly #numbers = new KeyCounter()
  readonly #buyers = new KeyCounter()
  #lines = 0
  #anonymous = 0
  #returned = 0
  #paid = 0
  #shared = 0
  #mostOfOne = 0
  #firstAt: number | null = null
  #lastAt: number | null = null
  /** The order of the line before: most files have the lines of an order one after the other. */
  #last = ''

  add(line: OrderLine, customerId: string): void {
    const { kind, amount, occurredAt } = line
    this.#lines += 1
    if (customerId === NO_CUSTOMER) this.#anonymous += 1
    if (amount !== 0n) this.#paid += 1
    this.#firstAt = Math.min(this.#firstAt ?? occurredAt, occurredAt)
    this.#lastAt = Math.max(this.#lastAt ?? occurredAt, occurredAt)
    if (kind === 'return') this.#returned += 1
    if (line.isTest) return
    if (kind === 'return') this.#returns.add(contentKey('', 'order', `${customerId}\u0000${line.orderId}`))
    if (kind === 'sale' && line.quantity > 0n && line.unitPrice > 0n && customerId !== NO_CUSTOMER) this.#addOrder(line.orderId, customerId)
  }

  facts(): OrderFacts {
    return {
      lines: this.#lines,
      anonymousLines: this.#anonymous,
      returnLines: this.#returned,
      paidLines: this.#paid,
      orders: this.#orders.size,
      returns: this.#returns.size,
      orderNumbers: this.#numbers.size,
      sharedNumbers: this.#shared,
      buyers: this.#buyers.size,
      mostOfOne: this.#mostOfOne,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
    }
  }

  #addOrder(orderId: string, customerId: string): void {
    const order = `${customerId}\u0000${orderId}`
    if (order === this.#last) return
    this.#last = order
    if (this.#orders.add(contentKey('', 'order', order)) > 0) return
    if (this.#numbers.add(contentKey('', 'number', orderId)) === 1) this.#shared += 1
    this.#mostOfOne = Math.max(this.#mostOfOne, this.#buyers.add(contentKey('', 'buyer', customerId)) + 1)
  }
}
