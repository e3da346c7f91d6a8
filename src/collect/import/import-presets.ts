import { AppError } from '#kernel/app-error.ts'
import type { ColumnMapping, ImportKind } from './import-fields.ts'
import type { DateOrder } from './parse-instant.ts'

/** A known layout: no guessing. What is not given comes from the project's settings. */
export interface ImportPreset {
  readonly name: string
  readonly kind: ImportKind
  readonly mapping: ColumnMapping
  readonly timeZone?: string
  readonly currency?: string
  readonly dateOrder?: DateOrder
  /** Orders whose number begins so are corrections of the books, whatever the sign of their price. */
  readonly adjustmentPrefix?: string
}

export const IMPORT_PRESETS: readonly ImportPreset[] = [
  {
    // UCI Online Retail (Chen, Sain & Guo 2012): London wall clock, invoices that begin with A adjust bad debt.
    name: 'online-retail',
    kind: 'orders',
    timeZone: 'Europe/London',
    currency: 'GBP',
    adjustmentPrefix: 'A',
    mapping: {
      orderId: 'InvoiceNo',
      productId: 'StockCode',
      productName: 'Description',
      quantity: 'Quantity',
      orderedAt: 'InvoiceDate',
      unitPrice: 'UnitPrice',
      customerId: 'CustomerID',
      country: 'Country',
    },
  },
  {
    name: 'liuke-orders',
    kind: 'orders',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    mapping: {
      orderId: '订单号',
      lineType: '类型',
      memberNumber: '会员号',
      phone: '手机号',
      orderedAt: '下单时间',
      productId: '商品编码',
      productName: '商品名称',
      category: '品类',
      quantity: '数量',
      unitPrice: '单价',
      channel: '渠道',
      storeId: '门店',
      paymentMethod: '支付方式',
      couponCode: '优惠券码',
    },
  },
  {
    name: 'liuke-customers',
    kind: 'customers',
    timeZone: 'Asia/Shanghai',
    mapping: {
      memberNumber: '会员号',
      customerName: '姓名',
      phone: '手机号',
      email: '邮箱',
      gender: '性别',
      birthYear: '出生年份',
      region: '城市',
      memberLevel: '会员等级',
      registeredAt: '注册时间',
      source: '注册渠道',
      marketingConsent: '营销授权',
    },
  },
  {
    name: 'liuke-tickets',
    kind: 'tickets',
    timeZone: 'Asia/Shanghai',
    mapping: {
      ticketId: '工单号',
      memberNumber: '会员号',
      openedAt: '创建时间',
      closedAt: '关闭时间',
      kind: '类型',
      topic: '主题',
      channel: '渠道',
      satisfaction: '满意度',
    },
  },
]

/** The preset of that name for that kind; undefined for `generic`, which is guessing. @throws AppError `unknown-preset`, listing them. */
export function findPreset(name: string, kind: ImportKind): ImportPreset | undefined {
  if (name === 'generic') return undefined
  const preset = IMPORT_PRESETS.find((one) => one.name === name && one.kind === kind)
  if (preset !== undefined) return preset
  const names = [...IMPORT_PRESETS.filter((one) => one.kind === kind).map((one) => one.name), 'generic']
  throw new AppError('invalid-input', 'unknown-preset', `There is no preset "${name}" for ${kind}: use one of ${names.join(', ')}.`, {
    details: { preset: name, presets: names.join(', ') },
  })
}
