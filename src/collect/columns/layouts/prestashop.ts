import type { KnownLayout } from '../known-layout.ts'

/** One row per order; headings are in the back office language. The total is the amount paid, with tax. */
export const PRESTASHOP: readonly KnownLayout[] = [
  {
    name: 'prestashop-orders',
    label: { zh: 'PrestaShop 订单导出', en: 'PrestaShop orders export' },
    kind: 'orders',
    marks: ['ID', 'Reference', 'New client', 'Delivery', 'Customer', 'Total', 'Payment', 'Status', 'Date'],
    rows: 'order',
    fields: {
      orderId: ['Reference', 'ID'],
      orderedAt: 'Date',
      orderTotal: 'Total',
      status: 'Status',
      paymentMethod: 'Payment',
      country: 'Delivery',
    },
    withoutCustomer: {
      zh: '订单列表只有“首字母加姓氏”形式的客户名，无法区分客户。请用“高级参数 → 数据库”的 SQL 导出带邮箱的订单。',
      en: 'The order list has only an initial and a last name. Export orders with email addresses in SQL Manager (Advanced Parameters, Database).',
    },
  },
]
