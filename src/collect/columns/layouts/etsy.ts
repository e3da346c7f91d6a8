import type { KnownLayout } from '../known-layout.ts'

/**
 * The orders file has the amount charged, and next to it the adjusted total: the amount kept after a partial refund or a change, and 0
 * if nothing changed (according to public code); a full refund shows only in the status. The items file has no refunds. Whether its
 * Item Total is before or after discount follows from price and quantity. Dates are month first.
 */
export const ETSY: readonly KnownLayout[] = [
  {
    name: 'etsy-orders',
    label: { zh: 'Etsy 订单（EtsySoldOrders）', en: 'Etsy orders (EtsySoldOrders)' },
    kind: 'orders',
    marks: ['Sale Date', 'Order ID', 'Number of Items', 'Order Value', 'Order Total', 'Order Net'],
    never: ['Item Total'],
    rows: 'order',
    dateOrder: 'mdy',
    keptTotal: 'Adjusted Order Total',
    fields: {
      orderId: 'Order ID',
      orderedAt: 'Sale Date',
      customerId: ['Buyer User ID', 'Buyer'],
      customerName: 'Full Name',
      quantity: 'Number of Items',
      orderTotal: 'Order Total',
      shipping: ['Shipping', 'Delivery'],
      tax: 'Sales Tax',
      currency: 'Currency',
      paymentMethod: 'Payment Method',
      couponCode: 'Coupon Code',
      country: ['Ship Country', 'Delivery Country'],
      status: 'Status',
      productId: 'SKU',
    },
  },
  {
    name: 'etsy-order-items',
    label: { zh: 'Etsy 订单明细（EtsySoldOrderItems）', en: 'Etsy order items (EtsySoldOrderItems)' },
    kind: 'orders',
    marks: ['Sale Date', 'Item Name', 'Quantity', 'Price', 'Item Total', 'Transaction ID', 'Order ID'],
    rows: 'line',
    dateOrder: 'mdy',
    fields: {
      orderId: 'Order ID',
      lineNumber: 'Transaction ID',
      orderedAt: 'Sale Date',
      customerId: 'Buyer',
      customerName: 'Ship Name',
      productId: ['SKU', 'Listing ID'],
      productName: 'Item Name',
      quantity: 'Quantity',
      unitPrice: 'Price',
      amount: 'Item Total',
      lineDiscount: 'Discount Amount',
      currency: 'Currency',
      couponCode: 'Coupon Code',
      country: ['Ship Country', 'Delivery Country'],
      paidAt: 'Date Paid',
    },
  },
]
