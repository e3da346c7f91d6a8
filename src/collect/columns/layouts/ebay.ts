import type { KnownLayout } from '../known-layout.ts'

/** The total stands on the first row of an order, which sums up the rows of its items; it holds the tax that eBay collects. Orders without a day of payment are unpaid. */
export const EBAY: readonly KnownLayout[] = [
  {
    name: 'ebay-orders',
    label: { zh: 'eBay 订单报告', en: 'eBay orders report' },
    kind: 'orders',
    marks: ['Sales Record Number', 'Order Number', 'Buyer Username', 'Item Title', 'Sold For', 'Total Price', 'Sale Date'],
    rows: 'order',
    dateOrder: 'mdy',
    fields: {
      orderId: 'Order Number',
      lineNumber: 'Transaction ID',
      orderedAt: 'Sale Date',
      paidAt: 'Paid On Date',
      customerId: 'Buyer Username',
      email: 'Buyer Email',
      customerName: 'Buyer Name',
      productId: ['Custom Label', 'Item Number'],
      productName: 'Item Title',
      quantity: 'Quantity',
      orderTotal: 'Total Price',
      shipping: 'Shipping And Handling',
      tax: 'eBay Collected Tax',
      paymentMethod: 'Payment Method',
      country: ['Ship To Country', 'Buyer Country'],
    },
  },
]
