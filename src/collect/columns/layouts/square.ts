import type { KnownLayout } from '../known-layout.ts'

/** A refund is a row of its own with negative amounts. Net sales are goods less discounts, without tax and tips. Date and time are in two columns. */
export const SQUARE: readonly KnownLayout[] = [
  {
    name: 'square-transactions',
    label: { zh: 'Square 交易', en: 'Square transactions' },
    kind: 'orders',
    marks: ['Date', 'Time', 'Gross Sales', 'Net Sales', 'Total Collected', 'Transaction ID', 'Event Type'],
    never: ['Item', 'Qty'],
    rows: 'order',
    fields: {
      orderId: 'Transaction ID',
      orderedAt: 'Date',
      orderedTime: 'Time',
      orderedZone: 'Time Zone',
      customerId: ['Customer ID', 'Customer Reference ID'],
      customerName: 'Customer Name',
      amount: 'Net Sales',
      tax: 'Tax',
      lineType: 'Event Type',
      channel: 'Source',
      storeId: 'Location',
      productName: 'Description',
    },
    withoutCustomer: {
      zh: '这份导出的 Customer ID 是空的：收银时需关联客户，或开通 Square 顾客目录。',
      en: 'Customer ID is blank in this export: attach customers at the till, or use the Square customer directory.',
    },
  },
  {
    name: 'square-items',
    label: { zh: 'Square 商品明细', en: 'Square item sales' },
    kind: 'orders',
    marks: ['Date', 'Time', 'Item', 'Qty', 'Gross Sales', 'Net Sales', 'Transaction ID'],
    rows: 'line',
    fields: {
      orderId: 'Transaction ID',
      orderedAt: 'Date',
      orderedTime: 'Time',
      orderedZone: 'Time Zone',
      customerId: ['Customer ID', 'Customer Reference ID'],
      customerName: 'Customer Name',
      category: 'Category',
      productName: 'Item',
      productId: 'SKU',
      quantity: 'Qty',
      amount: 'Net Sales',
      tax: 'Tax',
      lineType: 'Event Type',
      storeId: 'Location',
    },
    withoutCustomer: {
      zh: '这份导出的 Customer ID 是空的：收银时需关联客户，或开通 Square 顾客目录。',
      en: 'Customer ID is blank in this export: attach customers at the till, or use the Square customer directory.',
    },
  },
]
