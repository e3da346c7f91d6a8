import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { PRICE_SCALE, QUANTITY_SCALE } from '#collect/import/order-line.ts'
import { parseDecimal } from '#collect/import/parse-decimal.ts'
import type { OrderStatement, StatedLine, StatementKind } from '#collect/orders/order-statement.ts'

export const ANA = stableId('person', 'ana')
export const BO = stableId('person', 'bo')
const START = Date.parse('2026-05-01T10:00:00Z')

/** Goods as `p1 2 x 649.5`: product, pieces and price; without a price `p1 2`, and all pieces as `p1`. */
export function goods(text: string): StatedLine {
  const [productId = '', pieces = '0', , price = '0'] = text.split(' ')
  const [quantity, unitPrice] = [parseDecimal(pieces, QUANTITY_SCALE) ?? 0n, parseDecimal(price, PRICE_SCALE) ?? 0n]
  const amount = (quantity * unitPrice) / 10n ** BigInt(QUANTITY_SCALE)
  return { kind: 'sale', productId, productName: '', category: '', quantity, unitPrice, amount, refund: 0n }
}

/** A statement of order Z1 that was made so many minutes after the first, and came in at once. */
export function said(
  kind: StatementKind,
  minute: number,
  lines: readonly string[] = [],
  change: Partial<OrderStatement> = {},
): OrderStatement {
  const occurredAt = START + minute * 60_000
  const customerId = change.customerId ?? ANA
  return {
    id: `${kind} ${minute}`,
    kind,
    orderId: 'Z1',
    name: '',
    orderedAt: null,
    lines: lines.map(goods),
    isBare: false,
    back: null,
    currency: 'CNY',
    channel: 'web',
    storeId: '',
    paymentMethod: '',
    country: '',
    couponCode: '',
    isTest: false,
    customerId,
    originId: customerId === NO_CUSTOMER ? stableId('device', 'd') : customerId,
    occurredAt,
    receivedAt: occurredAt,
    availableAt: occurredAt,
    importId: '',
    ...change,
  }
}

/** Money as it is scaled. */
export function money(text: string): bigint {
  return parseDecimal(text, PRICE_SCALE) ?? 0n
}
