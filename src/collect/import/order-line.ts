import type { ClaimedIdentifier } from '../identity-claim.ts'
import { formatDecimal } from './parse-decimal.ts'

/** sale; return: goods came back for money; adjustment: fees, corrections, stock written off, orders that never became one. */
export type OrderLineKind = 'sale' | 'return' | 'adjustment'

/** Quantity has 4 decimals, prices and amounts 6. Amount is what the line cost, discounts taken off. */
export const QUANTITY_SCALE = 4
export const PRICE_SCALE = 6

export interface OrderLine {
  readonly orderId: string
  readonly kind: OrderLineKind
  readonly occurredAt: number
  readonly productId: string
  readonly productName: string
  readonly category: string
  readonly quantity: bigint
  readonly unitPrice: bigint
  readonly amount: bigint
  /** What was given back of a sale, 0 to its amount: kept as a line of its own, a return without pieces unless all was given back. */
  readonly refund: bigint
  readonly currency: string
  readonly channel: string
  readonly storeId: string
  readonly paymentMethod: string
  readonly country: string
  /** Code of the coupon that the order used, as the file has it, or ''. */
  readonly couponCode: string
  readonly isTest: boolean
  /** The file has a status word that nobody has answered for: until then the line is no sale and nothing else. */
  readonly isUnanswered: boolean
  readonly customerName: string
  readonly identifiers: readonly ClaimedIdentifier[]
}

/**
 * A negative quantity at a price is a return, and so is a negative amount without pieces; at no price it is stock written off, which nobody returned. A
 * price that is negative here is a correction of the books or a fee.
 */
export function kindOf(quantity: bigint, unitPrice: bigint, amount: bigint): OrderLineKind {
  if (unitPrice < 0n) return 'adjustment'
  if (quantity === 0n && amount < 0n) return 'return'
  if (quantity >= 0n) return 'sale'
  return unitPrice === 0n ? 'adjustment' : 'return'
}

/** The decimal text of a line's numbers, as the analytical store takes them. */
export function lineMoneyText(line: Pick<OrderLine, 'quantity' | 'unitPrice' | 'amount'>): {
  readonly quantity: string
  readonly unitPrice: string
  readonly amount: string
} {
  return {
    quantity: formatDecimal(line.quantity, QUANTITY_SCALE),
    unitPrice: formatDecimal(line.unitPrice, PRICE_SCALE),
    amount: formatDecimal(line.amount, PRICE_SCALE),
  }
}

/** The line of what was given back of a sale: a return of its own, with the pieces only where all of it was given back. */
export function refundLine(line: OrderLine): OrderLine {
  const whole = line.refund >= line.amount
  return { ...line, kind: 'return', quantity: whole ? -line.quantity : 0n, amount: -line.refund, refund: 0n, couponCode: '' }
}
