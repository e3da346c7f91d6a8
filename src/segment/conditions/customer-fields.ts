import type { AttributeType } from '#collect/columns/attribute.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { OUTLIER_KEY } from '../clusters/cluster-customers.ts'
import { LIFECYCLE_LABELS, VALUE_LABELS } from '../segment-labels.ts'
import type { ConditionField, FieldType } from './condition-field.ts'
import { choicesOf } from './condition-field.ts'

/** Said of a customer now; what was said before is not kept by time. */
const said = (name: string, type: FieldType, zh: string, en: string): ConditionField => ({
  name: `customer.${name}`,
  type,
  label: { zh, en },
  hasPast: false,
})

/** Worked out of orders and behaviour, run by run. */
const worked = (name: string, type: FieldType, zh: string, en: string): ConditionField => ({
  name: `profile.${name}`,
  type,
  label: { zh, en },
  hasPast: true,
})

/** Known of subscriptions and contracts, also as of earlier times. */
const agreed = (name: string, type: FieldType, zh: string, en: string): ConditionField => ({
  name: `contract.${name}`,
  type,
  label: { zh, en },
  hasPast: true,
})

/** Fields that every project has. Those of a score come from the stage that makes it. */
export const CUSTOMER_FIELDS: readonly ConditionField[] = [
  said('id', 'text', '客户编号', 'Customer id'),
  said('region', 'text', '地区', 'Region'),
  said('gender', 'text', '性别', 'Gender'),
  said('age', 'number', '年龄', 'Age'),
  said('member_level', 'text', '会员等级', 'Member level'),
  said('source', 'text', '来源', 'Source'),
  said('registered_at', 'time', '注册时间', 'Registered'),
  said('first_seen_at', 'time', '首次出现时间', 'First seen'),
  { ...worked('tier', 'choice', '生命周期', 'Lifecycle tier'), choices: choicesOf(LIFECYCLE_LABELS) },
  { ...worked('value_class', 'choice', '价值分类', 'Value class'), choices: choicesOf(VALUE_LABELS) },
  worked('recency_days', 'number', '距上次下单天数', 'Days since the last order'),
  worked('frequency', 'number', '近 365 天下单次数', 'Orders in 365 days'),
  worked('monetary', 'money', '近 365 天消费金额', 'Spend in 365 days'),
  worked('average_order', 'money', '近 365 天客单价', 'Average order in 365 days'),
  worked('lifetime_orders', 'number', '累计下单次数', 'Orders ever'),
  worked('lifetime_spend', 'money', '累计消费金额', 'Spend ever'),
  worked('mean_gap_days', 'number', '平均下单间隔天数', 'Usual days between orders'),
  worked('r', 'number', 'R 分', 'R score'),
  worked('f', 'number', 'F 分', 'F score'),
  worked('m', 'number', 'M 分', 'M score'),
  worked('favourite_category', 'text', '偏好品类', 'Favourite category'),
  worked('main_channel', 'text', '常用渠道', 'Usual channel'),
  worked('first_order_at', 'time', '首次下单时间', 'First order'),
  worked('last_order_at', 'time', '最近下单时间', 'Last order'),
  worked('last_active_at', 'time', '最近活跃时间', 'Last active'),
  // Worked out every night; what it was earlier is kept for nobody.
  { ...worked('completeness', 'share', '画像完整度', 'Portrait completeness'), hasPast: false },
  agreed('running', 'number', '有效合约数', 'Running contracts'),
  agreed('plan', 'text', '当前套餐', 'Current plan'),
  agreed('renews_at', 'time', '下次续约时间', 'Next renewal'),
  agreed('started_at', 'time', '首次签约时间', 'First contract'),
  agreed('ended_at', 'time', '最近终止时间', 'Last contract ended'),
  agreed('seats', 'number', '当前席位数', 'Seats now'),
]

/** The cluster that a customer is in by the newest run, with the clusters of today as its choices. */
export function clusterFieldOf(clusters: readonly { readonly key: string; readonly name: BilingualText }[]): ConditionField {
  const choices = [...clusters, { key: OUTLIER_KEY, name: { zh: '异常客户', en: 'Outliers' } }].map(({ key, name }) => ({
    value: key,
    label: name,
  }))
  return { name: 'cluster.key', type: 'choice', label: { zh: '聚类', en: 'Cluster' }, choices, hasPast: false }
}

const ATTRIBUTE_FIELDS: Readonly<Record<AttributeType, FieldType>> = { text: 'text', number: 'number', 'yes-no': 'flag', date: 'day' }

/** An attribute as a field. Personal ones are none: their values are known nowhere in clear. */
export function attributeFieldOf({ name, label, type }: { name: string; label: string; type: AttributeType }): ConditionField {
  const both: BilingualText = { zh: label, en: label }
  return { name: `attribute.${name}`, type: ATTRIBUTE_FIELDS[type], label: both, hasPast: false }
}
