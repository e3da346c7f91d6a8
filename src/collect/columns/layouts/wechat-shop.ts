import type { KnownLayout } from '../known-layout.ts'

/** One row per item, with the total paid for it and the amount refunded. */
export const WECHAT_SHOP: readonly KnownLayout[] = [
  {
    name: 'wechat-shop-orders',
    label: { zh: '微信小店 / 视频号订单', en: 'WeChat shop orders' },
    kind: 'orders',
    marks: ['订单号', '订单下单时间', '订单状态', '订单实际支付金额', '商品名称', '商品实际价格(总共)', '商品数量'],
    rows: 'line',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: '订单号',
      orderedAt: '订单下单时间',
      paidAt: '支付时间',
      productId: ['SKU编码(自定义)', '商品编码(平台)'],
      productName: '商品名称',
      quantity: '商品数量',
      listPrice: '商品价格(单件)',
      amount: '商品实际价格(总共)',
      shipping: '订单运费',
      refundAmount: '商品已退款金额',
      refundStatus: '商品售后',
      status: '订单状态',
    },
    withoutCustomer: {
      zh: '微信小店的订单没有可识别的买家。可用小程序会员、企业微信或有赞等自有会员系统的导出补上。',
      en: 'WeChat shop orders have nothing that identifies a buyer. Import members from your own member system (mini program, WeCom, Youzan).',
    },
  },
]
