import type { KnownLayout } from '../known-layout.ts'

/**
 * The total stands on the first row of an order, which sums up the rows of its items and is none of them (read in public code). It holds tax and fees that
 * eBay collects and keeps where its own column says Yes: these are taken off. Orders without a day of payment are unpaid; refunds and cancelled orders are
 * not in the report. Whether Sold For is of a piece or of the line differs by report, so the total is taken and Sold For is not.
 */
export const EBAY: readonly KnownLayout[] = [
  {
    name: 'ebay-orders',
    label: { zh: 'eBay 订单报告', en: 'eBay orders report' },
    kind: 'orders',
    marks: ['Sales Record Number', 'Order Number', 'Buyer Username', 'Item Title', 'Sold For', 'Total Price', 'Sale Date'],
    rows: 'order',
    dateOrder: 'mdy',
    blankInSummary: 'Item Number',
    notOurs: {
      headings: [
        'eBay Collected Tax',
        'Electronic Waste Recycling Fee',
        'Mattress Recycling Fee',
        'Battery Recycling Fee',
        'White Goods Disposal Tax',
        'Tire Recycling Fee',
        'Additional Fee',
        'Lumber Fee',
        'Prepaid Wireless Fee',
        'Road Improvement And Food Delivery Fee',
        'eBay Collected Charges',
      ],
      where: { heading: 'eBay Collected Tax and Fees Included in Total', words: ['Yes', 'yes', 'YES', 'Y'] },
    },
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
