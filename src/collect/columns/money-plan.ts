/**
 * Where the amount of an order line comes from. Refunds, discounts, shipping and tax are never an amount.
 * - amount: a column holds the cost of the line after discounts.
 * - unit-price: price of a piece times quantity. - line-price: a price for the whole line.
 * - paid: what the buyer paid, per line or per order. - total: the total of an order.
 */
export type MoneyBasis = 'amount' | 'unit-price' | 'line-price' | 'paid' | 'total'

export interface MoneyPlan {
  readonly basis: MoneyBasis
  /** order: the figure is for the whole order, on its first row or repeated on each: counted once and distributed over its lines by quantity. */
  readonly level: 'line' | 'order'
  /** Whether `lineDiscount` and `orderDiscount` are subtracted; an order discount is distributed over its lines by amount. */
  readonly lessLineDiscount: boolean
  readonly lessOrderDiscount: boolean
  /** Whether those fields hold a share of the price, 0 to 1 (0.1, 10%, 9折), instead of an amount. */
  readonly discountIsRate: boolean
  /** Whether `refundAmount` is for the whole order or for the line. */
  readonly refundLevel: 'line' | 'order'
}
