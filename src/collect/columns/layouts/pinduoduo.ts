import type { KnownLayout } from '../known-layout.ts'

/** One product per order. The amount paid by the user is price and postage less all discounts. Partial refunds are only in the after-sale file. */
export const PINDUODUO: readonly KnownLayout[] = [
  {
    name: 'pinduoduo-orders',
    label: { zh: '拼多多订单', en: 'Pinduoduo orders' },
    kind: 'orders',
    marks: ['商品', '订单号', '订单状态', '商品总价(元)', '用户实付金额(元)', '商家实收金额(元)', '商品数量(件)'],
    rows: 'order',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: '订单号',
      orderedAt: ['订单成交时间', '拼单成功时间', '订单确认时间', '支付时间'],
      paidAt: '支付时间',
      productId: ['商品id', '商家编码-商品维度'],
      productName: '商品',
      quantity: '商品数量(件)',
      paidAmount: '用户实付金额(元)',
      subtotal: '商品总价(元)',
      shipping: '邮费(元)',
      status: '订单状态',
      refundStatus: '售后状态',
      paymentMethod: '支付方式',
      remark: '买家留言',
    },
    statuses: {
      待支付: 'unpaid',
      待发货: 'paid',
      '已发货，待签收': 'paid',
      '已发货，待收货': 'paid',
      已签收: 'paid',
      已收货: 'paid',
      '未发货，退款成功': 'refunded',
      '已发货，退款成功': 'refunded',
      已取消: 'cancelled',
      交易关闭: 'cancelled',
    },
    withoutCustomer: {
      zh: '拼多多不提供可识别的买家。可用拼多多“客户管理”或自有会员系统（扫码入会）补上会员。',
      en: 'Pinduoduo orders have nothing that identifies a buyer. Import members from your own member system, joined through a code in the parcel.',
    },
  },
]
