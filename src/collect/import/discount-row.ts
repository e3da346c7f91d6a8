import type { OrderDraft } from './order-draft.ts'

const DISCOUNT =
  /discount|coupon|voucher|promo|rebate|markdown|rabatt|gutschein|nachlass|remise|réduction|descuento|desconto|sconto|korting|скидк|indirim|rabat|折扣|优惠|满减|红包|抵扣|代金券|折让|立减|折讓|優惠|割引|値引|クーポン|할인|쿠폰/i
const GIVEN_BACK = /refund|return|chargeback|storno|rückgabe|remboursement|reembolso|rimborso|возврат|退款|退货|退貨|返品|返金|환불|반품/i

/**
 * Whether a row with a negative amount is a discount on the goods of its order; otherwise it is a return. It is a discount by its name, or if it has no
 * product while the goods have.
 *
 * @param goods The rows of the order with a positive amount.
 */
export function isDiscountRow(row: OrderDraft, goods: readonly OrderDraft[]): boolean {
  if (goods.length === 0 || row.returned) return false
  const text = `${row.productId} ${row.productName} ${row.category}`
  if (GIVEN_BACK.test(text)) return false
  return DISCOUNT.test(text) || (row.productId === '' && row.productName !== '' && goods.every(({ productId }) => productId !== ''))
}
