import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { StatusReading } from './interpretation.ts'

/** Amounts by currency: rounded to the cent, never added across. */
export type MoneyByCurrency = Readonly<Record<string, number>>

/** A row as it was understood, with personal values masked. */
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
  /** For a refused row: the reason code. */
  readonly reason?: string
  /** Status word and its meaning, or why the row is refused. */
  readonly remark: BilingualText
}

/** The figures that an import of an order file would produce. */
export interface TruthTable {
  readonly orders: number
  /** Orders without a customer; included in `orders` only if no order of the file has one. */
  readonly anonymousOrders: number
  readonly customers: number
  /** Sales before refunds, without test orders. */
  readonly sales: MoneyByCurrency
  readonly refunds: MoneyByCurrency
  /** Orders with a return or refund. */
  readonly returns: number
  /** ISO 8601, null without a line. */
  readonly firstAt: string | null
  readonly lastAt: string | null
  readonly statuses: readonly StatusReading[]
  /** Orders with an unknown status word: excluded from all other figures until it is answered. */
  readonly unanswered: { readonly orders: number; readonly amounts: MoneyByCurrency }
  /** Apparent test orders, excluded from every figure. */
  readonly tests: { readonly orders: number; readonly sales: MoneyByCurrency }
  readonly months: readonly { readonly month: string; readonly orders: number; readonly sales: MoneyByCurrency }[]
  readonly understood: readonly UnderstoodRow[]
}
