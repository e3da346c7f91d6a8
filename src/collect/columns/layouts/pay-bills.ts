import type { KnownLayout } from '../known-layout.ts'

/** Bills of payment services: each payment is a row, and a refund is another row of the same order. */
export const PAY_BILLS: readonly KnownLayout[] = [
  {
    name: 'wechat-pay-bill',
    label: { zh: '微信支付商户交易账单', en: 'WeChat Pay merchant bill' },
    kind: 'orders',
    marks: ['交易时间', '商户号', '微信订单号', '商户订单号', '用户标识', '交易状态', '退款金额'],
    rows: 'line',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: ['商户订单号', '微信订单号'],
      orderedAt: '交易时间',
      userId: '用户标识',
      productName: '商品名称',
      paidAmount: ['应结订单金额', '总金额', '订单金额'],
      status: '交易状态',
      currency: '货币种类',
      paymentMethod: '付款银行',
      channel: '交易类型',
    },
    statuses: { SUCCESS: 'paid', REFUND: 'paid', REVOKED: 'cancelled' },
    onlyRows: { heading: '交易状态', words: ['SUCCESS', 'REFUND', 'REVOKED'] },
    refundRows: { heading: '交易状态', words: ['REFUND'], amount: '退款金额' },
  },
  {
    name: 'alipay-bill',
    label: { zh: '支付宝商家账单', en: 'Alipay merchant bill' },
    kind: 'orders',
    marks: ['支付宝交易号', '商户订单号', '业务类型', '创建时间', '对方账户', '订单金额（元）', '商家实收（元）'],
    rows: 'line',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: ['商户订单号', '支付宝交易号'],
      orderedAt: ['创建时间', '完成时间'],
      customerId: '对方账户',
      productName: '商品名称',
      paidAmount: '订单金额（元）',
      storeId: '门店名称',
      remark: '备注',
    },
    refundRows: { heading: '业务类型', words: ['退款', '交易退款'], amount: '订单金额（元）' },
    withoutCustomer: {
      zh: '账单中的对方账户已打码，无法区分顾客。请用收银或商城系统的订单导出。',
      en: 'The accounts in the bill are masked. Use the orders of the till or the shop system.',
    },
  },
]
