import type { RefusalReason } from '#collect/import/row-step.ts'
import type { ChurnCause } from '#predict/churn/churn-reasons.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import type { BilingualText, RiskTierName } from '../analysis.ts'

/** Names of the product's terms, as in the glossary. */
export const TIER_NAMES: Readonly<Record<LifecycleTier, BilingualText>> = {
  new: { zh: '新客', en: 'New' },
  at_risk: { zh: '流失风险', en: 'At risk' },
  dormant: { zh: '沉睡', en: 'Dormant' },
  high_value: { zh: '高价值', en: 'High value' },
  active: { zh: '活跃', en: 'Active' },
}

export const CLASS_NAMES: Readonly<Record<ValueClass, BilingualText>> = {
  high_value: { zh: '高价值', en: 'High value' },
  potential: { zh: '潜力', en: 'Potential' },
  general: { zh: '一般', en: 'General' },
  at_risk: { zh: '风险', en: 'At risk' },
}

export const RISK_NAMES: Readonly<Record<RiskTierName, BilingualText>> = {
  high: { zh: '高', en: 'High' },
  medium: { zh: '中', en: 'Medium' },
  low: { zh: '低', en: 'Low' },
}

export const CAUSE_NAMES: Readonly<Record<ChurnCause, BilingualText>> = {
  'lapsed-cadence': { zh: '超过自身购买节奏', en: 'Past their own rhythm' },
  'spend-drop': { zh: '消费下降', en: 'Spending fell' },
  'visit-drop': { zh: '到访减少', en: 'Visits fell' },
  'service-problem': { zh: '服务问题', en: 'Service problem' },
  'one-time-buyer': { zh: '只买过一次', en: 'Bought only once' },
  'price-sensitive': { zh: '对价格敏感', en: 'Price sensitive' },
  other: { zh: '其他', en: 'Other' },
}

export const CHANNEL_NAMES: Readonly<Record<string, BilingualText>> = {
  email: { zh: '邮件', en: 'E-mail' },
  agent_task: { zh: '人工回访', en: 'Personal contact' },
  webhook: { zh: '推送到自有系统', en: 'Own system' },
}

export const RUNG_NAMES: Readonly<Record<string, BilingualText>> = {
  rules: { zh: '固定规则', en: 'Fixed rules' },
  cadence: { zh: '自身购买节奏', en: 'Own cadence' },
  'mbg-nbd': { zh: '购买过程（MBG/NBD）', en: 'Purchase process (MBG/NBD)' },
  logistic: { zh: '逻辑回归', en: 'Logistic regression' },
  forest: { zh: '随机森林', en: 'Random forest' },
  trees: { zh: '梯度提升树', en: 'Boosted trees' },
}

/** Why rows were refused, by the reason codes of imports. */
export const REFUSAL_NAMES: Readonly<Record<string, BilingualText>> = {
  'wrong-number-of-columns': { zh: '列数与表头不符', en: 'Another number of columns than the heading' },
  'missing-value': { zh: '必填内容为空', en: 'Empty' },
  'unreadable-date': { zh: '日期无法识别', en: 'Not a date that can be read' },
  'date-out-of-range': { zh: '日期超出合理范围', en: 'Date out of range' },
  'unreadable-number': { zh: '数字无法识别', en: 'Not a number that can be read' },
  'number-out-of-range': { zh: '数值超出合理范围', en: 'Number out of range' },
  'unreadable-identifier': { zh: '客户标识无法识别', en: 'Not an id, phone number or address that can be read' },
  'no-identifier': { zh: '没有客户标识', en: 'Names no customer' },
  'value-too-long': { zh: '内容过长', en: 'Too long' },
  'digits-lost': { zh: '长号码在表格软件里丢了位数', en: 'A long number that lost digits in a spreadsheet' },
  'unreadable-text': { zh: '文字已损坏', en: 'Damaged text' },
  'store-refused': { zh: '数据库不接受', en: 'Refused by the database' },
} satisfies Readonly<Record<RefusalReason, BilingualText>>
