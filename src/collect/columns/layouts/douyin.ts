import type { KnownLayout } from '../known-layout.ts'

/** One row per sub-order. The amount due is the buyer's share of that sub-order after discounts. The streamer (达人) is not the customer; names and phones are encrypted. */
export const DOUYIN: readonly KnownLayout[] = [
  {
    name: 'douyin-orders',
    label: { zh: '抖店订单', en: 'Douyin shop orders' },
    kind: 'orders',
    marks: ['主订单编号', '子订单编号', '选购商品', '商品数量', '订单应付金额', '订单提交时间', '订单状态'],
    rows: 'line',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: '主订单编号',
      lineNumber: '子订单编号',
      orderedAt: '订单提交时间',
      paidAt: '支付完成时间',
      productId: ['商家编码', '商品ID'],
      productName: '选购商品',
      quantity: '商品数量',
      listPrice: ['商品单价', '商品金额'],
      paidAmount: '订单应付金额',
      shipping: '运费',
      status: '订单状态',
      refundStatus: '售后状态',
      channel: 'APP渠道',
      paymentMethod: '支付方式',
      remark: '买家留言',
    },
    statuses: {
      待支付: 'unpaid',
      备货中: 'paid',
      待发货: 'paid',
      已发货: 'paid',
      已完成: 'paid',
      已关闭: 'cancelled',
      '同意退款,退款成功': 'refunded',
      '同意退款,退款中': 'refund-pending',
      '同意退款,退款失败': 'paid',
      售后中: 'refund-pending',
    },
    withoutCustomer: {
      zh: '抖店订单的收件人和手机号是密文，达人不是买家，没有可识别的客户。可用抖店“人群运营 / 会员通”的导出补上会员。',
      en: 'Douyin encrypts the names and phones in orders, and the streamer is not the buyer, so customers cannot be told apart. Import the member list of the shop instead.',
    },
  },
]
