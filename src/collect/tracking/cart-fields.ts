import { formatDecimal, parseDecimal, rescale } from '../import/parse-decimal.ts'
import { AMOUNT_SCALE, readAmount } from './message-fields.ts'
import type { JsonObject } from './tracking-message.ts'
import { isObject } from './tracking-message.ts'

/** Events of carts, checkouts and coupons by the e-commerce specification of Segment. */
const CART_EVENTS: ReadonlySet<string> = new Set([
  'Product Added',
  'Product Removed',
  'Cart Viewed',
  'Cart Shared',
  'Checkout Started',
  'Checkout Step Viewed',
  'Checkout Step Completed',
  'Payment Info Entered',
  'Coupon Entered',
  'Coupon Applied',
  'Coupon Denied',
  'Coupon Removed',
])
const CART_IDS = ['cart_id', 'cartId', 'checkout_id', 'checkoutId', 'order_id', 'orderId'] as const
const CART_VALUES = ['value', 'total', 'revenue'] as const
const PIECES_SCALE = 4

/**
 * The properties of an event of a cart with `cart_id` and `cart_value` beside what was sent, whatever they are called there, so that rules and features read one
 * name: the checkout or the order stands for a cart without an id; its value is what it says, or what its products cost. What cannot be read is left out.
 */
export function withCart(name: string, properties: JsonObject): JsonObject {
  if (!CART_EVENTS.has(name)) return properties
  const [id] = CART_IDS.map((field) => properties[field]).filter(
    (value) => (typeof value === 'string' && value !== '') || typeof value === 'number',
  )
  const value = valueOf(properties)
  return {
    ...properties,
    ...(id === undefined ? {} : { cart_id: id }),
    ...(value === null ? {} : { cart_value: Number(formatDecimal(value, AMOUNT_SCALE)) }),
  }
}

function valueOf(properties: JsonObject): bigint | null {
  for (const field of CART_VALUES) {
    const amount = amountIn(properties[field])
    if (amount !== null) return amount
  }
  const { products } = properties
  const items = Array.isArray(products) ? products.filter(isObject) : [properties]
  const costs = items.map(costOf)
  return costs.length === 0 || costs.includes(null) ? null : costs.reduce<bigint>((sum, cost) => sum + (cost ?? 0n), 0n)
}

function costOf(item: JsonObject): bigint | null {
  const price = amountIn(item['price'])
  const said = item['quantity'] ?? 1
  const pieces = typeof said === 'string' || typeof said === 'number' ? parseDecimal(String(said), PIECES_SCALE) : undefined
  return price === null || pieces === undefined ? null : rescale(price * pieces, PIECES_SCALE)
}

function amountIn(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isFinite(value) ? (readAmount(String(value)) ?? null) : null
  return typeof value === 'string' && value.length <= 100 ? (readAmount(value.trim()) ?? null) : null
}
