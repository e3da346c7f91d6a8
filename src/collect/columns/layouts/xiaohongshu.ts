import type { KnownLayout } from '../known-layout.ts'

/** One row per item. 用户应付金额 is what the user pays; the shop's income also includes the platform's part. 用户编号 identifies buyers. */
export const XIAOHONGSHU: readonly KnownLayout[] = [
  {
    name: 'xiaohongshu-orders',
    label: { zh: '小红书千帆订单', en: 'Xiaohongshu (Qianfan) orders' },
    kind: 'orders',
    marks: ['订单号', '订单状态', '售后状态', 'SKU件数', '商品总价(元)', '用户应付金额(元)', '订单创建时间'],
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    fields: {
      orderId: '订单号',
      orderedAt: '订单创建时间',
      paidAt: '支付时间',
      userId: '用户编号',
      productId: ['商家编码', '小红书编码', '规格ID'],
      productName: ['商品名称', 'SKU名称'],
      quantity: 'SKU件数',
      paidAmount: '用户应付金额(元)',
      subtotal: '商品总价(元)',
      shipping: '包裹总运费(元)',
      status: '订单状态',
      refundStatus: '售后状态',
      storeId: '店铺名称',
      paymentMethod: '支付方式',
      remark: '用户备注',
    },
    statuses: {
      待付款: 'unpaid',
      待支付: 'unpaid',
      待配货: 'paid',
      配货中: 'paid',
      已发货: 'paid',
      已签收: 'paid',
      已完成: 'paid',
      已取消: 'cancelled',
      售后完成: 'refunded',
    },
    withoutCustomer: {
      zh: '这份导出没有“用户编号”列：导出时请勾选。',
      en: 'This export has no 用户编号: tick it when exporting.',
    },
  },
]
