import type { KnownLayout } from '../known-layout.ts'

/** One row per order, with its goods in one cell. A full refund has a column of its own; partial refund amounts are only in the bill. */
export const MEITUAN: readonly KnownLayout[] = [
  {
    name: 'meituan-orders',
    label: { zh: '美团外卖商家订单', en: 'Meituan merchant orders' },
    kind: 'orders',
    marks: ['订单编号', '下单时间', '订单状态', '商品信息', '是否全额退款', '订单实付', '商品原价'],
    rows: 'order',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: '订单编号',
      orderedAt: '下单时间',
      productName: '商品信息',
      paidAmount: '订单实付',
      shipping: '配送费',
      status: '订单状态',
      refundStatus: '是否全额退款',
      storeId: ['门店名称', '门店id'],
    },
    flags: { 是否部分退款: { 是: 'part-refunded' } },
    statuses: { 已完成: 'paid', 已取消: 'cancelled', 订单取消: 'cancelled' },
    withoutCustomer: {
      zh: '美团不提供可识别的顾客。可用自有会员系统（扫码入会、小程序）补上会员。',
      en: 'Meituan orders have nothing that identifies a customer. Import members from your own member system.',
    },
  },
]
