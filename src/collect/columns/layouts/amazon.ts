import type { KnownLayout } from '../known-layout.ts'

const STATUSES: KnownLayout['statuses'] = {
  Shipped: 'paid',
  Unshipped: 'paid',
  Shipping: 'paid',
  PartiallyShipped: 'paid',
  Pending: 'unpaid',
  PendingAvailability: 'unpaid',
  Unfulfillable: 'cancelled',
  Cancelled: 'cancelled',
  Canceled: 'cancelled',
}

/**
 * Prices are for the whole line; promotions are positive and must be subtracted. Amazon's "ordered product sales" are prices before promotions, without
 * shipping, gift wrap and (outside the EU) tax: our sales are these less promotions. A line can be cancelled in a shipped order. Refunds are in neither
 * report.
 */
export const AMAZON: readonly KnownLayout[] = [
  {
    name: 'amazon-all-orders',
    label: { zh: 'Amazon 所有订单报告', en: 'Amazon all orders report' },
    kind: 'orders',
    marks: ['amazon-order-id', 'purchase-date', 'order-status', 'item-price', 'quantity'],
    price: 'line',
    rows: 'line',
    fields: {
      orderId: 'amazon-order-id',
      orderedAt: 'purchase-date',
      productId: ['sku', 'asin'],
      productName: 'product-name',
      quantity: 'quantity',
      unitPrice: 'item-price',
      lineDiscount: 'item-promotion-discount',
      shipping: 'shipping-price',
      tax: 'item-tax',
      status: 'order-status',
      currency: 'currency',
      channel: 'sales-channel',
      country: 'ship-country',
    },
    flags: { 'item-status': { Cancelled: 'cancelled', Canceled: 'cancelled' } },
    statuses: STATUSES,
    withoutCustomer: {
      zh: 'Amazon 的所有订单报告没有买家。“新订单”报告带有 buyer-email（亚马逊的转发地址），可区分买家。',
      en: "Amazon's report of all orders has no buyer. The new-orders report has buyer-email, an address of Amazon that tells buyers apart.",
    },
  },
  {
    name: 'amazon-new-orders',
    label: { zh: 'Amazon 新订单报告', en: 'Amazon new orders report' },
    kind: 'orders',
    marks: ['order-id', 'order-item-id', 'purchase-date', 'quantity-purchased', 'item-price'],
    price: 'line',
    rows: 'line',
    fields: {
      orderId: 'order-id',
      lineNumber: 'order-item-id',
      orderedAt: 'purchase-date',
      paidAt: 'payments-date',
      email: 'buyer-email',
      customerName: 'buyer-name',
      productId: 'sku',
      productName: 'product-name',
      quantity: 'quantity-purchased',
      unitPrice: 'item-price',
      lineDiscount: 'item-promotion-discount',
      shipping: 'shipping-price',
      tax: 'item-tax',
      currency: 'currency',
      country: 'ship-country',
    },
    withoutCustomer: {
      zh: '这份报告没有 buyer-email 列：请在卖家后台的报告设置中加入买家信息。',
      en: 'This report has no buyer-email: add the buyer columns in the report settings of Seller Central.',
    },
  },
  {
    // Headings taken from the documentation of the Selling Partner API.
    name: 'amazon-unshipped-orders',
    label: { zh: 'Amazon 未发货订单报告', en: 'Amazon unshipped orders report' },
    kind: 'orders',
    marks: ['order-id', 'order-item-id', 'purchase-date', 'quantity-purchased', 'quantity-to-ship'],
    never: ['item-price'],
    fields: { orderId: 'order-id', orderedAt: 'purchase-date', email: 'buyer-email', quantity: 'quantity-purchased' },
    refused: {
      zh: '未发货订单报告没有价格，算不出销售额。请导入同一时段的“新订单”或“所有订单”报告。',
      en: 'The unshipped orders report has no prices. Import the new orders report or the all orders report for the same days.',
    },
  },
  {
    name: 'amazon-settlement',
    label: { zh: 'Amazon 结算报告', en: 'Amazon settlement report' },
    kind: 'orders',
    marks: ['settlement-id', 'transaction-type', 'amount-type', 'amount-description'],
    fields: { orderId: 'order-id', orderedAt: 'posted-date', amount: 'amount' },
    refused: {
      zh: '结算报告按每笔款项一行，商品、佣金、运费各占一行，不是订单。请导入同一时段的“所有订单”报告。',
      en: 'The settlement report lists payments, commissions and shipping, not orders. Import the all orders report for the same days.',
    },
  },
]
