import type { KnownLayout } from '../known-layout.ts'

/** One row per item; date and time are in two columns; the second set of delivery columns is the billing address. */
export const WIX: readonly KnownLayout[] = [
  {
    name: 'wix-orders',
    label: { zh: 'Wix 订单导出', en: 'Wix orders export' },
    kind: 'orders',
    marks: ['Order number', 'Date created', 'Contact email', 'Item', 'Qty', 'Price', 'Payment status'],
    price: 'piece',
    rows: 'order',
    fields: {
      orderId: 'Order number',
      orderedAt: 'Date created',
      orderedTime: 'Time',
      email: 'Contact email',
      phone: 'Billing phone',
      customerName: 'Billing name',
      productId: 'SKU',
      productName: 'Item',
      quantity: 'Qty',
      unitPrice: 'Price',
      orderTotal: 'Total',
      shipping: 'Shipping rate',
      tax: 'Total tax',
      refundAmount: 'Refunded amount',
      status: 'Payment status',
      currency: 'Currency',
      paymentMethod: 'Payment method',
      couponCode: 'Coupon code',
      country: 'Delivery country',
      remark: 'Note from customer',
    },
  },
]
