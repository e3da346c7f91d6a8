import type { KnownLayout } from '../known-layout.ts'

/** One row per order. Base amounts are in the shop's currency, purchased amounts in the order's. Closed means refunded in full. */
export const MAGENTO: readonly KnownLayout[] = [
  {
    name: 'magento-orders',
    label: { zh: 'Magento / Adobe Commerce 订单表', en: 'Magento / Adobe Commerce orders grid' },
    kind: 'orders',
    marks: ['ID', 'Purchase Point', 'Purchase Date', 'Bill-to Name', 'Grand Total (Base)', 'Status'],
    rows: 'order',
    fields: {
      orderId: 'ID',
      orderedAt: 'Purchase Date',
      email: 'Customer Email',
      customerName: ['Customer Name', 'Bill-to Name'],
      orderTotal: ['Grand Total (Base)', 'Grand Total (Purchased)'],
      subtotal: 'Subtotal',
      shipping: 'Shipping and Handling',
      refundAmount: 'Total Refunded',
      status: 'Status',
      storeId: 'Purchase Point',
      paymentMethod: 'Payment Method',
    },
    statuses: {
      complete: 'paid',
      processing: 'paid',
      pending: 'unpaid',
      'pending payment': 'unpaid',
      'payment review': 'unpaid',
      'suspected fraud': 'unpaid',
      'on hold': 'unpaid',
      canceled: 'cancelled',
      closed: 'refunded',
    },
    withoutCustomer: {
      zh: '订单表默认不显示 Customer Email：在列设置中勾选后再导出。',
      en: 'The grid hides Customer Email by default: tick it under Columns, then export again.',
    },
  },
]
