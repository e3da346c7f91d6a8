import { expect, test } from 'vitest'
import { withCart } from './cart-fields.ts'
import type { JsonObject } from './tracking-message.ts'

test.each<readonly [string, JsonObject, unknown, unknown]>([
  ['Product Added', { cart_id: 'c1', product_id: 'p', price: 12.5, quantity: 2 }, 'c1', 25],
  ['Product Removed', { cartId: 7, price: '¥12.50' }, 7, 12.5],
  ['Cart Viewed', { cart_id: 'c1', products: [{ price: 10, quantity: 3 }, { price: '2,50' }] }, 'c1', 32.5],
  ['Cart Viewed', { cart_id: 'c1', products: [{ price: 10 }, { name: 'no price' }] }, 'c1', undefined],
  ['Cart Viewed', { products: [] }, undefined, undefined],
  ['Checkout Started', { order_id: 'o1', value: 99, products: [{ price: 1 }] }, 'o1', 99],
  ['Checkout Started', { cart_id: 'c1', order_id: 'o1', total: '1,299.00' }, 'c1', 1299],
  ['Checkout Step Viewed', { checkout_id: 'k1', step: 2 }, 'k1', undefined],
  ['Coupon Applied', { cart_id: 'c1', coupon_id: 'X', discount: 5 }, 'c1', undefined],
  ['Coupon Denied', { checkoutId: 'k1', value: 'NaN' }, 'k1', undefined],
])('%s names its cart and its value: %j', (name, properties, id, value) => {
  const cart = withCart(name, properties)
  expect([cart['cart_id'], cart['cart_value']]).toEqual([id, value])
  expect(cart).toMatchObject(properties)
})

test('other events stay as they are', () => {
  const properties = { order_id: 'o1', value: 5 }
  expect(withCart('Order Completed', properties)).toBe(properties)
})
