import type { KnownLayout } from '../known-layout.ts'

/** Amounts are in whole units of the charged currency; refunds are in a separate column and not subtracted. */
export const STRIPE: readonly KnownLayout[] = [
  {
    name: 'stripe-payments',
    label: { zh: 'Stripe 付款', en: 'Stripe payments' },
    kind: 'orders',
    marks: ['id', 'Amount', 'Amount Refunded', 'Currency', 'Status', 'Customer ID'],
    rows: 'order',
    timeZone: 'UTC',
    fields: {
      orderId: 'id',
      orderedAt: ['Created date (UTC)', 'Created (UTC)'],
      customerId: ['Customer ID', 'Customer Email', 'Card ID'],
      email: ['Customer Email', 'Customer Description'],
      orderTotal: 'Amount',
      refundAmount: 'Amount Refunded',
      currency: 'Currency',
      status: 'Status',
      productName: 'Description',
    },
    flags: { Captured: { false: 'unpaid', FALSE: 'unpaid', False: 'unpaid' } },
    statuses: {
      Paid: 'paid',
      Succeeded: 'paid',
      Refunded: 'refunded',
      'Partially refunded': 'part-refunded',
      Failed: 'cancelled',
      canceled: 'cancelled',
      Blocked: 'cancelled',
      Pending: 'unpaid',
      Uncaptured: 'unpaid',
      Incomplete: 'unpaid',
      requires_action: 'unpaid',
      requires_payment_method: 'unpaid',
      Disputed: 'refund-pending',
    },
  },
]
