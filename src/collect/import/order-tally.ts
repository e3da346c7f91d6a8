import { NO_CUSTOMER } from '#kernel/id.ts'
import { KeyCounter } from './key-counter.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { MoneyByCurrency } from '../columns/truth-table.ts'
import { type OrderLine, PRICE_SCALE } from './order-line.ts'

/** The totals of a file's order lines. Test orders count only as lines. */
export interface OrderFacts {
  readonly lines: number
  /** Exact copies of an earlier line, which are not counted, and what they would add to the sales. */
  readonly copies: number
  readonly copiedSales: MoneyByCurrency
  /** Rows with an amount but no quantity, which are not counted. */
  readonly withoutPieces: number
  readonly withoutPiecesSales: MoneyByCurrency
  /** Lines without a customer. */
  readonly anonymousLines: number
  readonly returnLines: number
  /** Lines with an amount other than 0. */
  readonly paidLines: number
  /**
   * As everywhere in the product: one order number of one customer with a sale at a price. The same number for two customers is two orders; gifts,
   * returns, corrections and lines without a customer do not count.
   */
  readonly orders: number
  /** One order number of one customer, or without a customer, with returned goods. */
  readonly returns: number
  /** Distinct order numbers among the orders, and how many of them belong to several customers. */
  readonly orderNumbers: number
  readonly sharedNumbers: number
  /** Among the first order numbers checked: how many, and how many recur on another day. */
  readonly watchedNumbers: number
  readonly returningNumbers: number
  /** Customers with an order, and the largest number of orders of one customer. */
  readonly buyers: number
  readonly mostOfOne: number
  /** Epoch milliseconds; null without a line. */
  readonly firstAt: number | null
  readonly lastAt: number | null
  /** Distinct order numbers with a sale but no customer. */
  readonly anonymousOrders: number
  /** Of these, those that do name somebody, by nothing but a phone or an address that several customers have; and their sales. */
  readonly sharedOrders: number
  readonly sharedSales: MoneyByCurrency
  /** Sales before refunds; and refunds including returns. */
  readonly sales: MoneyByCurrency
  readonly refunds: MoneyByCurrency
  readonly tests: { readonly orders: number; readonly sales: MoneyByCurrency }
  /** Orders with an unknown status word, excluded from all other figures. */
  readonly unanswered: { readonly orders: number; readonly amounts: MoneyByCurrency }
  /** In the file's time zone, first month first. */
  readonly months: readonly { readonly month: string; readonly orders: number; readonly sales: MoneyByCurrency }[]
}

/** Order numbers that restart do so early in a file. */
const MOST_WATCHED = 5_000

/** Adds up the order lines of a file. Two customers that a later row shows to be one still count as two here. */
export class OrderTally {
  readonly #anonymousNumbers = new KeyCounter()
  readonly #sharedNumbers = new KeyCounter()
  readonly #sharedSales = new Map<string, bigint>()
  readonly #testNumbers = new KeyCounter()
  readonly #sales = new Map<string, bigint>()
  readonly #refunds = new Map<string, bigint>()
  readonly #unansweredNumbers = new KeyCounter()
  readonly #unansweredAmounts = new Map<string, bigint>()
  readonly #testSales = new Map<string, bigint>()
  readonly #months = new Map<string, { orders: number; sales: Map<string, bigint> }>()
  readonly #monthOf: (time: number) => string
  readonly #orders = new KeyCounter()
  readonly #returns = new KeyCounter()
  readonly #numbers = new KeyCounter()
  readonly #buyers = new KeyCounter()
  readonly #copiedSales = new Map<string, bigint>()
  readonly #withoutPiecesSales = new Map<string, bigint>()
  #copies = 0
  #withoutPieces = 0
  #lines = 0
  #anonymous = 0
  #returned = 0
  #paid = 0
  #shared = 0
  #mostOfOne = 0
  #firstAt: number | null = null
  #lastAt: number | null = null
  /** Order -> the day of its first line; undefined once it recurs on another day. */
  readonly #days = new Map<string, number | undefined>()
  #returning = 0
  /** The order of the previous line: most files have the lines of an order together. */
  #last = ''

  constructor(timeZone: string) {
    this.#monthOf = monthReader(timeZone)
  }

  /** `isShared`: the line names nobody, as what it names is shared by several customers. */
  add(line: OrderLine, customerId: string, isShared = false): void {
    const { kind, amount, occurredAt } = line
    this.#lines += 1
    if (customerId === NO_CUSTOMER) this.#anonymous += 1
    if (amount !== 0n) this.#paid += 1
    this.#firstAt = Math.min(this.#firstAt ?? occurredAt, occurredAt)
    this.#lastAt = Math.max(this.#lastAt ?? occurredAt, occurredAt)
    if (kind === 'return') this.#returned += 1
    if (line.isUnanswered) {
      this.#unansweredNumbers.addText(line.orderId)
      addTo(this.#unansweredAmounts, line.currency, amount)
      return
    }
    if (line.isTest) {
      if (!isSold(line)) return
      this.#testNumbers.addText(line.orderId)
      addTo(this.#testSales, line.currency, amount)
      return
    }
    if (kind === 'return' || line.refund > 0n) {
      this.#returns.addText(`${customerId}\u0000${line.orderId}`)
      addTo(this.#refunds, line.currency, kind === 'return' ? -amount : line.refund)
    }
    if (kind === 'sale' && line.quantity === 0n && amount > 0n) {
      this.#withoutPieces += 1
      addTo(this.#withoutPiecesSales, line.currency, amount)
    }
    if (!isSold(line)) return
    addTo(this.#sales, line.currency, amount)
    if (isShared) {
      this.#sharedNumbers.addText(line.orderId)
      addTo(this.#sharedSales, line.currency, amount)
    }
    const month = this.#month(occurredAt)
    addTo(month.sales, line.currency, amount)
    this.#watchDay(`${customerId}\u0000${line.orderId}`, occurredAt)
    if (this.#addOrder(line.orderId, customerId)) month.orders += 1
  }

  /** An exact copy of an earlier line. */
  addCopy(line: OrderLine): void {
    if (line.isTest || (!isSold(line) && line.kind !== 'return')) return
    this.#copies += 1
    addTo(this.#copiedSales, line.currency, line.amount)
  }

  facts(): OrderFacts {
    return {
      lines: this.#lines,
      copies: this.#copies,
      copiedSales: moneyOf(this.#copiedSales),
      withoutPieces: this.#withoutPieces,
      withoutPiecesSales: moneyOf(this.#withoutPiecesSales),
      anonymousLines: this.#anonymous,
      returnLines: this.#returned,
      paidLines: this.#paid,
      orders: this.#orders.size,
      returns: this.#returns.size,
      orderNumbers: this.#numbers.size,
      sharedNumbers: this.#shared,
      watchedNumbers: this.#days.size,
      returningNumbers: this.#returning,
      buyers: this.#buyers.size,
      mostOfOne: this.#mostOfOne,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      anonymousOrders: this.#anonymousNumbers.size,
      sharedOrders: this.#sharedNumbers.size,
      sharedSales: moneyOf(this.#sharedSales),
      sales: moneyOf(this.#sales),
      refunds: moneyOf(this.#refunds),
      unanswered: { orders: this.#unansweredNumbers.size, amounts: moneyOf(this.#unansweredAmounts) },
      tests: { orders: this.#testNumbers.size, sales: moneyOf(this.#testSales) },
      months: [...this.#months]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([month, { orders, sales }]) => ({ month, orders, sales: moneyOf(sales) })),
    }
  }

  /** Whether the order is new. */
  #addOrder(orderId: string, customerId: string): boolean {
    const order = `${customerId}\u0000${orderId}`
    if (order === this.#last) return false
    this.#last = order
    if (customerId === NO_CUSTOMER) return this.#anonymousNumbers.addText(orderId) === 0
    if (this.#orders.addText(order) > 0) return false
    if (this.#numbers.addText(orderId) === 1) this.#shared += 1
    this.#mostOfOne = Math.max(this.#mostOfOne, this.#buyers.addText(customerId) + 1)
    return true
  }

  #watchDay(order: string, time: number): void {
    const first = this.#days.get(order)
    if (first === undefined) {
      if (this.#days.size < MOST_WATCHED && !this.#days.has(order)) this.#days.set(order, time)
    } else if (Math.abs(time - first) > 2 * DAY_MS) {
      this.#returning += 1
      this.#days.set(order, undefined)
    }
  }

  #month(time: number): { orders: number; sales: Map<string, bigint> } {
    const name = this.#monthOf(time)
    let month = this.#months.get(name)
    if (month === undefined) this.#months.set(name, (month = { orders: 0, sales: new Map() }))
    return month
  }
}

function isSold({ kind, quantity, unitPrice }: OrderLine): boolean {
  return kind === 'sale' && quantity > 0n && unitPrice > 0n
}

function addTo(sums: Map<string, bigint>, currency: string, amount: bigint): void {
  sums.set(currency, (sums.get(currency) ?? 0n) + amount)
}

function moneyOf(sums: ReadonlyMap<string, bigint>): MoneyByCurrency {
  const cent = 10n ** BigInt(PRICE_SCALE - 2)
  const rounded = (sum: bigint): number => Number((sum >= 0n ? sum + cent / 2n : sum - cent / 2n) / cent) / 100
  return Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => [currency, rounded(sum)]))
}

/** Cached by day, because calling Intl for every line would take longer than reading it. */
function monthReader(timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' })
  const months = new Map<number, string>()
  return (time) => {
    const slot = Math.floor(time / (DAY_MS / 96))
    let month = months.get(slot)
    if (month === undefined) {
      month = format.format(time).slice(0, 7)
      if (months.size > 200_000) months.clear()
      months.set(slot, month)
    }
    return month
  }
}
