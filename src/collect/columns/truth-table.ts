import type { StatusReading } from './interpretation.ts'

/** Amounts by currency: rounded to the cent, never added across. */
export type MoneyByCurrency = Readonly<Record<string, number>>

/** A row as it was understood. What is personal is masked. */
export interface UnderstoodRow {
  readonly line: number
  readonly orderId: string
  readonly customer: string
  readonly at: string
  readonly kind: 'sale' | 'return' | 'adjustment' | 'refused'
  readonly product: string
  readonly quantity: number
  readonly amount: number
  readonly refund: number
  readonly currency: string
  /** Of a refused row: the code of why. */
  readonly reason?: string
  /** Status word and what it means, or why the row is refused. */
  readonly remark: { readonly zh: string; readonly en: string }
}

/** What would be true after the import of a file of orders: the same figures as the import then gives. */
export interface TruthTable {
  readonly orders: number
  /** Orders that name no customer; part of `orders` where no order of the file does. */
  readonly anonymousOrders: number
  readonly customers: number
  /** What was sold, refunds not taken off; test orders left out. */
  readonly sales: MoneyByCurrency
  readonly refunds: MoneyByCurrency
  /** Orders with something that came back or was refunded. */
  readonly returns: number
  /** ISO 8601, null without a line. */
  readonly firstAt: string | null
  readonly lastAt: string | null
  readonly statuses: readonly StatusReading[]
  /** Orders whose status word is not known: they are in no other figure until it is answered. */
  readonly unanswered: { readonly orders: number; readonly amounts: MoneyByCurrency }
  /** What looks like a test and is left out of every figure. */
  readonly tests: { readonly orders: number; readonly sales: MoneyByCurrency }
  readonly months: readonly { readonly month: string; readonly orders: number; readonly sales: MoneyByCurrency }[]
  readonly understood: readonly UnderstoodRow[]
}
