import { describe, expect, test } from 'vitest'
import { PRICE_SCALE, QUANTITY_SCALE } from '../import/order-line.ts'
import { formatDecimal } from '../import/parse-decimal.ts'
import { RefusedField } from '../tracking/message-fields.ts'
import type { JsonObject } from '../tracking/tracking-message.ts'
import { readOrderEvent } from './read-order-event.ts'

function read(name: string, properties: JsonObject, currency = 'CNY') {
  try {
    const order = readOrderEvent({ name, properties, messageId: 'm1', channel: 'web', isTest: false, currency })
    if (order === null) return null
    const lines = order.lines.map((line) =>
      [
        line.productId || line.productName,
        formatDecimal(line.quantity, QUANTITY_SCALE),
        formatDecimal(line.unitPrice, PRICE_SCALE),
        formatDecimal(line.amount, PRICE_SCALE),
      ].join(' '),
    )
    return {
      kind: order.kind,
      orderId: order.orderId,
      lines,
      currency: order.currency,
      back: order.back === null ? null : formatDecimal(order.back, PRICE_SCALE),
    }
  } catch (error) {
    if (!(error instanceof RefusedField)) throw error
    return `${error.reason} ${error.field}`
  }
}

/** The lines of a completed order, or why there are none. */
function lines(properties: JsonObject): readonly string[] | string | null {
  const answer = read('Order Completed', { order_id: 'Z1', ...properties })
  return answer === null || typeof answer === 'string' ? answer : answer.lines
}

const P1 = { product_id: 'p1', price: 649.5, quantity: 2 }

describe('goods and money of a completed order', () => {
  test.each<readonly [string, JsonObject, readonly string[] | string | null]>([
    ['a total with sign and separators', { revenue: '¥1,299.00', products: [P1] }, ['p1 2 649.5 1299']],
    ['no total', { products: [P1] }, ['p1 2 649.5 1299']],
    [
      'productId and sku',
      {
        products: [
          { productId: 'a', price: 1 },
          { sku: 'b', price: '2.50' },
        ],
      },
      ['a 1 1 1', 'b 1 2.5 2.5'],
    ],
    ['a name alone', { products: [{ name: 'Tea', price: 3 }] }, ['Tea 1 3 3']],
    ['a gift', { products: [P1, { product_id: 'gift', price: 0 }] }, ['p1 2 649.5 1299', 'gift 1 0 0']],
    ['a decimal comma', { revenue: '1.299,00 €', products: [{ product_id: 'p1', price: '649,50', quantity: 2 }] }, ['p1 2 649.5 1299']],
    [
      "Segment's own example: revenue before the discount, subtotal after it",
      {
        total: 27.5,
        subtotal: 22.5,
        revenue: 25,
        shipping: 3,
        tax: 2,
        discount: 2.5,
        products: [
          { product_id: 'm', price: 19, quantity: 1 },
          { product_id: 'u', price: 3, quantity: 2 },
        ],
      },
      ['m 1 19 17.1', 'u 2 3 5.4'],
    ],
    [
      "RudderStack's: the discount is in the prices",
      {
        value: 30,
        revenue: 25,
        shipping: 3,
        tax: 2,
        discount: 2.5,
        products: [
          { product_id: 'm', price: 19 },
          { product_id: 'u', price: 3, quantity: 2 },
        ],
      },
      ['m 1 19 19', 'u 2 3 6'],
    ],
    ['a discount and no total', { discount: '-9.5', products: [{ product_id: 'a', price: 100 }] }, ['a 1 100 90.5']],
    ['rounded prices', { total: 100, products: [{ product_id: 'a', price: 33.33, quantity: 3 }] }, ['a 3 33.33 99.99']],
    [
      'products without prices share the total',
      { revenue: 90, products: [{ product_id: 'a', quantity: 2 }, { product_id: 'b' }] },
      ['a 2 30 60', 'b 1 30 30'],
    ],
    ['no products: shipping and tax are no goods', { total: 110, shipping: 6, tax: 4 }, [' 1 100 100']],
    ['neither goods nor money', { coupon: 'ABC' }, null],
    ['a total that contradicts the products', { total: 500, products: [P1] }, 'contradictory_total properties.total'],
    ['a subtotal that does', { subtotal: 1, products: [P1] }, 'contradictory_total properties.subtotal'],
    ['a price that is NaN', { products: [P1, { product_id: 'a', price: 'NaN' }] }, 'unreadable_amount properties.products.1.price'],
    ['a price that is a list', { products: [{ product_id: 'a', price: [1] }] }, 'unreadable_amount properties.products.0.price'],
    ['a price below zero', { products: [{ product_id: 'a', price: -5 }] }, 'negative_amount properties.products.0.price'],
    ['a total below zero', { revenue: -5 }, 'negative_amount properties.revenue'],
    ['a price missing among others', { products: [P1, { product_id: 'a' }] }, 'no_order_amount properties.products.1.price'],
    ['no piece', { products: [{ product_id: 'a', price: 5, quantity: 0 }] }, 'unreadable_quantity properties.products.0.quantity'],
    [
      'pieces that are a word',
      { products: [{ product_id: 'a', price: 5, quantity: 'two' }] },
      'unreadable_quantity properties.products.0.quantity',
    ],
    ['a product without a name', { products: [{ price: 5 }] }, 'unreadable_product properties.products.0.product_id'],
    ['a product that is a text', { products: ['p1'] }, 'unreadable_product properties.products.0'],
    ['products that are no list', { products: { p1: 5 } }, 'unreadable_product properties.products'],
    ['more than twelve digits', { revenue: 1e15 }, 'amount_out_of_range properties.revenue'],
    [
      'pieces that cost as much together',
      { products: [P1, { product_id: 'a', price: 12.5, quantity: 690_123_456_789 }] },
      'amount_out_of_range properties.products.1.price',
    ],
    [
      'a share of a piece of a total that makes the piece as dear',
      { revenue: 900_000_000_000, products: [{ product_id: 'a', quantity: '0.5' }] },
      'amount_out_of_range properties.products.0.quantity',
    ],
    [
      'the dearest that can be kept',
      { products: [{ product_id: 'a', price: 499_999_999_999, quantity: 2 }] },
      ['a 2 499999999999 999999999998'],
    ],
  ])('%s', (_name, properties, expected) => {
    expect(lines(properties)).toEqual(expected)
  })
})

test.each<readonly [JsonObject, string, string]>([
  [{}, 'CNY', ''],
  [{ currency: 'eur' }, 'CNY', 'EUR'],
  [{ currency: '元' }, 'USD', 'CNY'],
  [{ revenue: '$12.00' }, 'CNY', 'USD'],
  [{ revenue: '$12.00' }, 'CAD', ''],
  [{ revenue: '$12.00', currency: 'AUD' }, 'CNY', 'AUD'],
  [{ revenue: '¥12' }, 'CNY', ''],
  [{ revenue: 'HK$12' }, 'CNY', 'HKD'],
  [{ revenue: '¥12', currency: 'JPY' }, 'CNY', 'JPY'],
])('%j is in the currency of its code or sign (project %s)', (properties, own, expected) => {
  expect(read('Order Completed', { order_id: 'Z1', revenue: 12, ...properties }, own)).toMatchObject({ currency: expected })
})

test.each<readonly [JsonObject, string]>([
  [{ currency: 'XXQ' }, 'unknown_currency properties.currency'],
  [{ currency: 'CNY', revenue: '€12' }, 'unknown_currency properties.revenue'],
  [{ revenue: '€12', shipping: '£2' }, 'unknown_currency properties.shipping'],
])('%j is refused', (properties, expected) => {
  expect(read('Order Completed', { order_id: 'Z1', revenue: 12, ...properties })).toBe(expected)
})

test('a refund names what came back, an amount, or nothing: all of it', () => {
  const refund = (properties: JsonObject) => read('Order Refunded', { order_id: 'Z1', ...properties })
  expect(refund({ products: [{ product_id: 'p1', quantity: 1, price: 649.5 }] })).toMatchObject({ lines: ['p1 1 649.5 0'], back: null })
  expect(refund({ products: [{ product_id: 'p1' }] })).toMatchObject({ lines: ['p1 0 0 0'], back: null })
  expect(refund({ total: -30 })).toMatchObject({ lines: [], back: '30' })
  expect(refund({})).toMatchObject({ lines: [], back: null })
})

test('every event of an order but its completion must name it', () => {
  expect(read('Order Completed', { revenue: 5 })).toMatchObject({ orderId: 'm1' })
  for (const name of ['Order Updated', 'Order Refunded', 'Order Cancelled']) {
    expect(read(name, { revenue: 5 })).toBe('no_order_id properties.order_id')
  }
  expect(read('Order Canceled', { order_id: 7 })).toMatchObject({ kind: 'cancelled', orderId: '7', lines: [] })
  expect(read('Product Viewed', { order_id: 'Z1', revenue: 5 })).toBeNull()
})
