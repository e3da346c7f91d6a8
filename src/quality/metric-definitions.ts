import type { BilingualText } from '#kernel/bilingual-text.ts'

/** A metric over all stored data; the SQL of each is in `store/analytical/metric-sql.ts`. */
export type StoredMetric = 'lines' | 'invoices' | 'customers' | 'revenue' | 'returns'

/** The one definition of a metric: its name and description in the API, the console and the command line. */
export interface MetricDefinition {
  readonly id: StoredMetric | 'activeCustomers'
  readonly label: BilingualText
  readonly meaning: BilingualText
  /** Its versions, newest first: the version of all definitions in which it changed. */
  readonly history: readonly MetricVersion[]
}

export interface MetricVersion {
  readonly version: string
  /** YYYY-MM-DD. */
  readonly since: string
  readonly change: BilingualText
}

const RECORDED: readonly MetricVersion[] = [
  {
    version: '3',
    since: '2026-11-22',
    change: { zh: '词典从这一版开始记录', en: 'The dictionary begins with this version' },
  },
]

/** People are counted without test records, and since this version without fake registrations. */
const WITHOUT_FAKES: readonly MetricVersion[] = [
  {
    version: '4',
    since: '2026-11-29',
    change: {
      zh: '被质量规则认定为虚假注册的客户不再计入，与测试客户相同',
      en: 'Customers whom a quality rule takes for fake registrations no longer count, like test records',
    },
  },
  ...RECORDED,
]

/** Changes whenever a definition does; answers carry it. */
export const METRICS_VERSION = '4'

/** Days within which a purchase or an interaction makes a customer active. */
export const ACTIVE_DAYS = 30

export const METRIC_DEFINITIONS: readonly MetricDefinition[] = [
  {
    id: 'lines',
    label: { zh: '订单行数', en: 'Order lines' },
    meaning: {
      zh: '已识别客户的销售行，数量和单价均大于零；不含测试订单和完全重复的行',
      en: 'Sale lines of known customers with quantity and price above zero; without test orders and exact copies',
    },
    history: RECORDED,
  },
  {
    id: 'invoices',
    label: { zh: '订单数', en: 'Orders' },
    meaning: {
      zh: '上述行中不同的订单号，按客户分别计：两位客户的同一订单号算两单',
      en: 'Distinct order numbers per customer among those lines; the same number for two customers counts as two orders',
    },
    history: RECORDED,
  },
  {
    id: 'customers',
    label: { zh: '购买客户数', en: 'Customers' },
    meaning: { zh: '上述行中不同的客户', en: 'Distinct customers among those lines' },
    history: RECORDED,
  },
  {
    id: 'revenue',
    label: { zh: '销售额', en: 'Revenue' },
    meaning: {
      zh: '上述行按下单日汇率折算为项目币种后的金额之和，退货不抵扣；没有汇率的币种不计入，另行列出',
      en: "Sum of the amounts of those lines in the project's currency at the rate of their day; returns are not taken off. Currencies without a rate are left out and listed separately",
    },
    history: RECORDED,
  },
  {
    id: 'returns',
    label: { zh: '退货单数', en: 'Returns' },
    meaning: {
      zh: '含退货行的不同单号，按客户分别计；没有登记客户的退货也计入',
      en: 'Distinct order numbers per customer with returned lines; returns without a customer count too',
    },
    history: RECORDED,
  },
  {
    id: 'activeCustomers',
    label: { zh: '活跃客户', en: 'Active customers' },
    meaning: {
      zh: `最近 ${ACTIVE_DAYS} 天内有购买或互动的客户；不含测试客户和被认定为虚假注册的客户`,
      en: `Customers with a purchase or an interaction in the last ${ACTIVE_DAYS} days; without test records and fake registrations`,
    },
    history: WITHOUT_FAKES,
  },
]
