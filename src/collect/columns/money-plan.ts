/**
 * Where the amount of an order line comes from. Refunds, discounts, shipping and tax are never an amount.
 * - amount: a column says what the line cost, discounts taken off.
 * - unit-price: price of a piece times quantity. - line-price: a price that is of the whole line.
 * - paid: what the buyer paid, of a line or of an order. - total: the total of an order.
 */
export type MoneyBasis = 'amount' | 'unit-price' | 'line-price' | 'paid' | 'total'

export interface MoneyPlan {
  readonly basis: MoneyBasis
  /** order: the figure is of the whole order, on its first row or repeated on each: counted once, shared out over its lines by their quantity. */
  readonly level: 'line' | 'order'
  /** Whether the fields `lineDiscount` and `orderDiscount` are taken off; an order's discount is shared out over its lines by their amount. */
  readonly lessLineDiscount: boolean
  readonly lessOrderDiscount: boolean
  /** Whether those fields hold a share of the price, 0 to 1 (0.1, 10%, 9折), and not an amount. */
  readonly discountIsRate: boolean
  /** Whether the column of `refundAmount` is of the whole order, or of the line. */
  readonly refundLevel: 'line' | 'order'
}
