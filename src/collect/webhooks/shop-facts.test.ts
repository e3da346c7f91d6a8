import { expect, test } from 'vitest'
import { shopifyFact } from './shopify-facts.ts'
import { woocommerceFact } from './woocommerce-facts.ts'

test('a line of Shopify costs its price less what was allocated to it, and gives back no more than that', () => {
  const fact = shopifyFact('orders/updated', {
    id: 1,
    name: '#1',
    financial_status: 'partially_refunded',
    email: null,
    contact_email: 'a@b.example',
    test: true,
    line_items: [{ id: 5, quantity: 3, price: '0.10', variant_id: 77, discount_allocations: [{ amount: '0.05' }, { amount: '0.05' }] }],
    refunds: [{ refund_line_items: [{ line_item_id: 5, subtotal: 9 }] }],
  })
  expect(fact).toMatchObject({
    kind: 'order',
    externalId: '1',
    record: {
      orderId: '#1',
      email: 'a@b.example',
      status: 'partially refunded',
      remark: 'test order',
      lines: [{ productId: '77', quantity: '3', amount: '0.2', refundAmount: '0.2' }],
    },
  })
})

test('a refund of money alone gives back that money, and one of nothing says nothing', () => {
  const refund = { id: 9, order_id: 1, created_at: '2026-01-01T00:00:00Z' }
  expect(
    shopifyFact('refunds/create', {
      ...refund,
      transactions: [
        { kind: 'refund', amount: '5.50' },
        { kind: 'void', amount: '9' },
      ],
    }),
  ).toMatchObject({
    kind: 'refund',
    refund: { lines: [], money: '5.5' },
  })
  expect(shopifyFact('refunds/create', refund)).toBeNull()
})

test('consent is what the person said: pending and never asked are neither yes nor no', () => {
  const of = (state: string) => shopifyFact('customers/update', { id: 1, email: 'a@b.example', email_marketing_consent: { state } })
  expect(of('subscribed')).toMatchObject({ record: { emailConsent: 'yes' } })
  expect(of('unsubscribed')).toMatchObject({ record: { emailConsent: 'no' } })
  expect(of('pending')?.kind === 'customer' && 'emailConsent' in (of('pending') as { record: object }).record).toBe(false)
})

test('times of WooCommerce are UTC where it says so, its customer numbers name nobody, and drafts are no orders', () => {
  const order = { id: 7, number: '0007', customer_id: 5, status: 'completed', date_created_gmt: '2026-01-01T00:00:00', line_items: [] }
  const fact = woocommerceFact('order.updated', order)
  expect(fact).toMatchObject({ record: { orderId: '0007', orderedAt: '2026-01-01T00:00:00Z' } })
  expect(JSON.stringify(fact)).not.toContain('customerId')
  expect(woocommerceFact('order.updated', { ...order, status: 'checkout-draft' })).toBeNull()
  expect(woocommerceFact('coupon.updated', order)).toBeNull()
  expect(shopifyFact('toString', {})).toBeNull()
})
