import type { BilingualText } from '#kernel/bilingual-text.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { AnalysedCustomer, Analysis, CustomerRisk } from './analysis.ts'
import { csvList } from '#report/csv-list.ts'
import type { CsvCell } from '#report/csv-list.ts'
import { CAUSE_NAMES, CLASS_NAMES, RISK_NAMES, TIER_NAMES } from './rendering/labels.ts'
import type { ReportLanguage } from '#report/pen.ts'
import { worklist } from './worklist.ts'

/** A list to hand to the team. */
export interface CustomerList {
  readonly name: string
  readonly text: string
  readonly rows: number
  readonly holds: BilingualText
}

/** Input of the lists. */
type ListContent = Pick<Analysis, 'customers' | 'horizonDays' | 'asOf'> & {
  readonly churn: Pick<Analysis['churn'], 'atRiskFrom' | 'listed'>
}

const ID_NAMES: Readonly<Record<string, BilingualText>> = {
  custom_id: { zh: '客户编号', en: 'customer_id' },
  member_number: { zh: '会员号', en: 'member_number' },
  user_id: { zh: '用户编号', en: 'user_id' },
  phone: { zh: '手机号', en: 'phone' },
  email: { zh: '邮箱', en: 'email' },
}

const AT_RISK_FILE = 'at-risk-customers.csv'
const BY_SPEND_FILE = 'customers-by-spend.csv'
const ALL_FILE = 'customers.csv'

/** Every name that a list may have. */
export const LIST_FILES: readonly string[] = [AT_RISK_FILE, BY_SPEND_FILE, ALL_FILE]

interface ListColumn {
  readonly name: string
  readonly cell: (customer: AnalysedCustomer, i: number) => CsvCell
}

/**
 * The list to work through, and all customers, with headings and words in one language. Without a reliable prediction the first is ordered by spend, and
 * neither contains a probability or a risk tier.
 */
export function customerLists(
  { customers, horizonDays, asOf, churn }: ListContent,
  language: ReportLanguage,
  timeZone: string,
): CustomerList[] {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const column = (zh: string, en: string, cell: ListColumn['cell']): ListColumn => ({ name: say(zh, en), cell })
  const ofRisk = (zh: string, en: string, cell: (risk: CustomerRisk) => CsvCell): ListColumn =>
    column(zh, en, ({ risk }) => (risk === null ? null : cell(risk)))
  const ids = idColumns(customers, language)
  const day = dayFormat(timeZone)
  const lastDay = column('最近下单日期', 'last_order_date', ({ lastOrderAt }) => day(lastOrderAt))
  const lastOrder = [column('最近订单号', 'last_order_id', ({ lastOrderId }) => lastOrderId), lastDay]
  const year = [
    column('近一年订单数', 'orders_365_days', ({ orders }) => orders),
    column('近一年消费', 'spend_365_days', ({ monetary }) => round(monetary)),
  ]
  const groups = [
    column('生命周期分层', 'lifecycle_tier', ({ tier }) => TIER_NAMES[tier][language]),
    column('价值分类', 'value_class', ({ valueClass }) => (valueClass === null ? '' : CLASS_NAMES[valueClass][language])),
  ]
  const usual = ofRisk(`${horizonDays}天平常消费`, `usual_spend_${horizonDays}_days`, ({ spendIfStayed }) => round(spendIfStayed))
  const value = ofRisk(`${horizonDays}天风险金额`, `value_at_risk_${horizonDays}_days`, ({ valueAtRisk }) => round(valueAtRisk))
  const risk = [
    ofRisk('流失概率%', 'churn_probability_percent', ({ probability }) => percent(probability)),
    ofRisk('风险等级', 'risk_tier', ({ tier }) => (tier === '' ? '' : RISK_NAMES[tier][language])),
  ]
  const from = churn.atRiskFrom
  const first = worklist(customers, from, churn.listed).map(({ customer }) => customer)
  return [
    from === null
      ? {
          name: BY_SPEND_FILE,
          rows: first.length,
          holds: {
            zh: '按平常消费从高到低排列的近期客户，仅为联系顺序，不代表谁会流失',
            en: 'Recent customers by usual spend: a working order, not a churn prediction',
          },
          text: listText(first, [
            column('序号', 'position', (_, i) => i + 1),
            ...ids,
            ...lastOrder,
            column('距最近下单天数', 'days_since_last_order', ({ lastOrderAt }) => daysBefore(asOf, lastOrderAt)),
            usual,
            ...groups,
            ...year,
          ]),
        }
      : {
          name: AT_RISK_FILE,
          rows: first.length,
          holds: {
            zh: '有流失风险的客户，按风险金额排列：依据、建议策略与分组',
            en: 'Customers at risk by value at risk: reasons, suggested strategy and group',
          },
          text: listText(first, [
            column('优先级', 'priority', (_, i) => i + 1),
            ...ids,
            ...lastOrder,
            ...risk,
            value,
            ofRisk('主要依据', 'cause', ({ cause }) => CAUSE_NAMES[cause][language]),
            ...[0, 1, 2].map((k) => ofRisk(`依据${k + 1}`, `reason_${k + 1}`, ({ reasons }) => reasons[k]?.[language] ?? '')),
            ofRisk('建议策略', 'suggested_strategy', ({ suggestion }) => suggestion?.name[language] ?? ''),
            ofRisk('分组', 'group', ({ suggestion }) =>
              suggestion === null ? '' : suggestion.heldOut ? say('对照（不联系）', 'hold out') : say('联系', 'contact'),
            ),
            ...groups,
            ...year,
          ]),
        },
    {
      name: ALL_FILE,
      rows: customers.length,
      holds:
        from === null
          ? { zh: '全部客户：分层、价值分类、RFM 与平常消费', en: 'All customers: tier, class, RFM and usual spend' }
          : {
              zh: '全部客户：分层、价值分类、RFM、流失概率与预计消费',
              en: 'All customers: tier, class, RFM, churn probability and expected spend',
            },
      text: listText(customers, [
        ...ids,
        column('首次下单日期', 'first_order_date', ({ firstOrderAt }) => day(firstOrderAt)),
        lastDay,
        ...year,
        column('平均客单价', 'average_order', ({ averageOrder }) => round(averageOrder)),
        column('R', 'R', ({ r }) => r),
        column('F', 'F', ({ f }) => f),
        column('M', 'M', ({ m }) => m),
        ...groups,
        ...(from === null
          ? [usual]
          : [
              ...risk,
              ofRisk('有流失风险', 'at_risk', ({ probability }) => (probability >= from ? say('是', 'yes') : say('否', 'no'))),
              ofRisk(`${horizonDays}天预计消费`, `expected_spend_${horizonDays}_days`, ({ expectedSpend }) => round(expectedSpend)),
              value,
            ]),
        column('偏好品类', 'favourite_category', ({ favouriteCategory }) => favouriteCategory),
      ]),
    },
  ]
}

function idColumns(customers: readonly AnalysedCustomer[], language: ReportLanguage): ListColumn[] {
  const kinds = Object.keys(ID_NAMES).filter((kind) => customers.some(({ ids }) => ids.some((id) => id.kind === kind)))
  return kinds.map((kind) => ({
    name: ID_NAMES[kind]?.[language] ?? kind,
    cell: ({ ids }) =>
      ids
        .filter((id) => id.kind === kind)
        .map((id) => id.value)
        .join(' '),
  }))
}

function listText(customers: readonly AnalysedCustomer[], columns: readonly ListColumn[]): string {
  return csvList(
    columns.map(({ name }) => name),
    customers.map((customer, i) => columns.map(({ cell }) => cell(customer, i))),
  )
}

function daysBefore(asOf: Date, time: Date | null): number | null {
  return time === null ? null : Math.floor((asOf.getTime() - time.getTime()) / DAY_MS)
}

function dayFormat(timeZone: string): (time: Date | null) => string {
  // The Swedish format is yyyy-MM-dd, which every spreadsheet reads as a date.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  return (time) => (time === null ? '' : format.format(time))
}

function percent(probability: number): number {
  return Math.round(probability * 1000) / 10
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100
}
