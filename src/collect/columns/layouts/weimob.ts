import type { KnownLayout } from '../known-layout.ts'

/** From memory of the product; a fully refunded order can still read 已完成, so the refund status counts too. */
export const WEIMOB: readonly KnownLayout[] = [
  {
    name: 'weimob-orders',
    label: { zh: '微盟订单', en: 'Weimob orders' },
    kind: 'orders',
    marks: ['订单编号', '下单时间', '付款时间', '订单状态', '商品名称', '商品总额', '实付金额', '客户手机号'],
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: '订单编号',
      orderedAt: '下单时间',
      paidAt: '付款时间',
      phone: ['客户手机号', '会员手机号'],
      customerName: ['客户昵称', '客户姓名'],
      productName: '商品名称',
      productId: '商品编码',
      quantity: '商品数量',
      paidAmount: '实付金额',
      subtotal: '商品总额',
      shipping: '运费',
      refundAmount: ['退款金额', '已退款金额'],
      refundStatus: ['售后状态', '退款状态'],
      status: '订单状态',
    },
  },
]
