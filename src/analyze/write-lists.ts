import type { AnalysedCustomer, Analysis, BilingualText } from './analysis.ts'
import { csvList } from './csv-list.ts'
import type { CsvCell } from './csv-list.ts'
import { CAUSE_NAMES, CLASS_NAMES, RISK_NAMES, TIER_NAMES } from './rendering/labels.ts'
import type { ReportLanguage } from './rendering/pen.ts'
import { atRiskByValue } from './worklist.ts'

/** A list to hand to the team. */
export interface CustomerList {
  readonly name: string
  readonly text: string
  readonly rows: number
  readonly holds: BilingualText
}

const ID_NAMES: Readonly<Record<string, BilingualText>> = {
  custom_id: { zh: '客户编号', en: 'customer_id' },
  member_number: { zh: '会员号', en: 'member_number' },
  user_id: { zh: '用户编号', en: 'user_id' },
  phone: { zh: '手机号', en: 'phone' },
  email: { zh: '邮箱', en: 'email' },
}

/** The worklist of customers at risk, and all customers, with headings and words in one language. */
export function customerLists(
  { customers, horizonDays }: Pick<Analysis, 'customers' | 'horizonDays'>,
  language: ReportLanguage,
  timeZone: string,
): CustomerList[] {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const kinds = Object.keys(ID_NAMES).filter((kind) => customers.some(({ ids }) => ids.some((id) => id.kind === kind)))
  const idNames = kinds.map((kind) => ID_NAMES[kind]?.[language] ?? kind)
  const date = dayFormat(timeZone)
  const idsOf = (customer: AnalysedCustomer): string[] =>
    kinds.map((kind) =>
      customer.ids
        .filter((id) => id.kind === kind)
        .map((id) => id.value)
        .join(' '),
    )
  const worklist = atRiskByValue(customers)
  const riskRows = worklist.map(({ customer, risk }, i): CsvCell[] => [
    i + 1,
    ...idsOf(customer),
    customer.lastOrderId,
    date(customer.lastOrderAt),
    percent(risk.probability),
    RISK_NAMES[risk.tier][language],
    round(risk.valueAtRisk),
    CAUSE_NAMES[risk.cause][language],
    ...[0, 1, 2].map((k) => risk.reasons[k]?.[language] ?? ''),
    risk.suggestion === null ? '' : risk.suggestion.name[language],
    risk.suggestion === null ? '' : risk.suggestion.heldOut ? say('对照（不联系）', 'hold out') : say('联系', 'contact'),
    TIER_NAMES[customer.tier][language],
    customer.valueClass === null ? '' : CLASS_NAMES[customer.valueClass][language],
    customer.orders,
    round(customer.monetary),
  ])
  const allRows = customers.map((customer): CsvCell[] => [
    ...idsOf(customer),
    date(customer.firstOrderAt),
    date(customer.lastOrderAt),
    customer.orders,
    round(customer.monetary),
    round(customer.averageOrder),
    customer.r,
    customer.f,
    customer.m,
    TIER_NAMES[customer.tier][language],
    customer.valueClass === null ? '' : CLASS_NAMES[customer.valueClass][language],
    customer.risk === null ? null : percent(customer.risk.probability),
    customer.risk === null ? '' : RISK_NAMES[customer.risk.tier][language],
    customer.risk === null ? null : round(customer.risk.expectedSpend),
    customer.risk === null ? null : round(customer.risk.valueAtRisk),
    customer.favouriteCategory,
  ])
  return [
    {
      name: 'at-risk-customers.csv',
      rows: riskRows.length,
      holds: {
        zh: '可能流失的客户：依据、风险金额、建议策略与分组',
        en: 'Customers likely to leave: reasons, value at risk, suggested strategy and group',
      },
      text: csvList(
        [
          say('优先级', 'priority'),
          ...idNames,
          say('最近订单号', 'last_order_id'),
          say('最近下单日期', 'last_order_date'),
          say('流失概率%', 'churn_probability_percent'),
          say('风险等级', 'risk_tier'),
          say(`${horizonDays}天风险金额`, `value_at_risk_${horizonDays}_days`),
          say('主要依据', 'cause'),
          ...[1, 2, 3].map((k) => say(`依据${k}`, `reason_${k}`)),
          say('建议策略', 'suggested_strategy'),
          say('分组', 'group'),
          say('生命周期分层', 'lifecycle_tier'),
          say('价值分类', 'value_class'),
          say('近一年订单数', 'orders_365_days'),
          say('近一年消费', 'spend_365_days'),
        ],
        riskRows,
      ),
    },
    {
      name: 'customers.csv',
      rows: allRows.length,
      holds: {
        zh: '全部客户：分层、价值分类、RFM、流失概率与预计消费',
        en: 'All customers: tier, class, RFM, churn probability and worth',
      },
      text: csvList(
        [
          ...idNames,
          say('首次下单日期', 'first_order_date'),
          say('最近下单日期', 'last_order_date'),
          say('近一年订单数', 'orders_365_days'),
          say('近一年消费', 'spend_365_days'),
          say('平均客单价', 'average_order'),
          'R',
          'F',
          'M',
          say('生命周期分层', 'lifecycle_tier'),
          say('价值分类', 'value_class'),
          say('流失概率%', 'churn_probability_percent'),
          say('风险等级', 'risk_tier'),
          say(`${horizonDays}天预计消费`, `expected_spend_${horizonDays}_days`),
          say(`${horizonDays}天风险金额`, `value_at_risk_${horizonDays}_days`),
          say('偏好品类', 'favourite_category'),
        ],
        allRows,
      ),
    },
  ]
}

function dayFormat(timeZone: string): (time: Date | null) => string {
  // Swedish dates are yyyy-MM-dd, which every spreadsheet takes for a date.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  return (time) => (time === null ? '' : format.format(time))
}

function percent(probability: number): number {
  return Math.round(probability * 1000) / 10
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100
}
