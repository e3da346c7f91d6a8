import type { KnownLayout } from '../known-layout.ts'

/**
 * The total is on the first row of an order, which summarises its item rows and is not an item (according to public code). It includes tax and fees that
 * eBay collects and keeps where its own column says Yes: these are subtracted. Orders without a payment date are unpaid; refunds and cancelled orders are
 * not in the report. Whether Sold For is per piece or per line differs by report, so the total is used instead.
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
