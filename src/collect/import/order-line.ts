import type { ClaimedIdentifier } from '../identity-claim.ts'
import { formatDecimal } from './parse-decimal.ts'

/** sale; return: goods came back for money; adjustment: fees, corrections, stock written off, orders that never became one. */
export type OrderLineKind = 'sale' | 'return' | 'adjustment'

/** Quantity has 4 decimals, prices and amounts 6. Amount is the cost of the line after discounts. */
export const QUANTITY_SCALE = 4
export const PRICE_SCALE = 6
/** The analytical store keeps 18 digits in all of each of them. */
const NUMBER_LIMIT = 10n ** 18n

/** Whether a scaled quantity, price or amount has more digits than the analytical store keeps. */
export function isBeyondStore(scaled: bigint): boolean {
  return scaled >= NUMBER_LIMIT || scaled <= -NUMBER_LIMIT
}

/** Goods of an order, and what they cost. */
export interface OrderGoods {
  readonly kind: OrderLineKind
  readonly productId: string
  readonly productName: string
  readonly category: string
  readonly quantity: bigint
  readonly unitPrice: bigint
  readonly amount: bigint
}

/** How and where an order was placed. */
export interface OrderContext {
  readonly currency: string
  readonly channel: string
  readonly storeId: string
  readonly paymentMethod: string
  readonly country: string
}

export function goodsOf({ kind, productId, productName, category, quantity, unitPrice, amount }: OrderGoods): OrderGoods {
  return { kind, productId, productName, category, quantity, unitPrice, amount }
}

export function contextOf({ currency, channel, storeId, paymentMethod, country }: OrderContext): OrderContext {
  return { currency, channel, storeId, paymentMethod, country }
}

export interface OrderLine extends OrderGoods, OrderContext {
  readonly orderId: string
  readonly occurredAt: number
  /** Refund of a sale, 0 to its amount: stored as a return line of its own, without pieces unless fully refunded. */
  readonly refund: bigint
  /** Coupon code used by the order, as in the file, or ''. */
  readonly couponCode: string
  readonly isTest: boolean
  /** The file has a status word without an answer yet: until then the line counts as nothing. */
  readonly isUnanswered: boolean
  readonly customerName: string
  readonly identifiers: readonly ClaimedIdentifier[]
}

/**
 * A negative quantity with a price is a return, and so is a negative amount without pieces; without a price it is stock written off, not returned. A
 * negative price here is an accounting correction or a fee.
 */
export function kindOf(quantity: bigint, unitPrice: bigint, amount: bigint): OrderLineKind {
  if (unitPrice < 0n) return 'adjustment'
  if (quantity === 0n && amount < 0n) return 'return'
  if (quantity >= 0n) return 'sale'
  return unitPrice === 0n ? 'adjustment' : 'return'
}

/** The decimal text of a line's numbers for the analytical store. */
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

/** The refund line of a sale: a separate return, with the pieces only if fully refunded. */
export function refundLine(line: OrderLine): OrderLine {
  const whole = line.refund >= line.amount
  return { ...line, kind: 'return', quantity: whole ? -line.quantity : 0n, amount: -line.refund, refund: 0n, couponCode: '' }
}
