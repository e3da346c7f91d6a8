import type { KnownLayout } from '../known-layout.ts'

/** One row per order. 实付款 is what the buyer paid; subsidies are paid by the platform or the streamer. */
export const KUAISHOU: readonly KnownLayout[] = [
  {
    name: 'kuaishou-orders',
    label: { zh: '快手小店订单', en: 'Kuaishou shop orders' },
    kind: 'orders',
    marks: ['订单号', '订单创建时间', '订单支付时间', '订单状态', '实付款', '成交数量', '商品名称'],
    rows: 'order',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: '订单号',
      orderedAt: '订单创建时间',
      paidAt: '订单支付时间',
      customerId: '买家ID',
      productId: ['SKU编码', '商品ID'],
      productName: '商品名称',
      quantity: '成交数量',
      listPrice: '商品单价',
      paidAmount: '实付款',
      shipping: '快递费',
      status: '订单状态',
      refundStatus: '售后状态',
      channel: '渠道',
      paymentMethod: '支付方式',
      remark: '买家留言',
    },
    statuses: {
      待付款: 'unpaid',
      待发货: 'paid',
      已发货: 'paid',
      已收货: 'paid',
      交易成功: 'paid',
      交易关闭: 'cancelled',
      交易失败: 'cancelled',
    },
    withoutCustomer: {
      zh: '快手订单没有买家列。售后单带有“买家ID”；会员可用快手“会员运营”的导出。',
      en: 'Kuaishou orders have no buyer. The after-sales file has 买家ID, or import a member list.',
    },
  },
]
