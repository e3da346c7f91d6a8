import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { RefusalReason } from '#collect/import/row-step.ts'

/** Names of the product's terms, as in the glossary and the console. */
export { LIFECYCLE_LABELS as TIER_NAMES, VALUE_LABELS as CLASS_NAMES } from '#segment/segment-labels.ts'
export { CAUSE_LABELS as CAUSE_NAMES, RISK_LABELS as RISK_NAMES } from '#predict/churn/tiers/churn-labels.ts'

export const CHANNEL_NAMES: Readonly<Record<string, BilingualText>> = {
  email: { zh: '邮件', en: 'E-mail' },
  sms: { zh: '短信', en: 'SMS' },
  wechat: { zh: '微信', en: 'WeChat' },
  push: { zh: 'App 推送', en: 'App push' },
  agent_task: { zh: '人工任务', en: 'Personal contact' },
  webhook: { zh: '推送到自有系统', en: 'Own system' },
}

export const RUNG_NAMES: Readonly<Record<string, BilingualText>> = {
  rules: { zh: '固定规则', en: 'Fixed rules' },
  cadence: { zh: '自身购买节奏', en: 'Own cadence' },
  'base-rate': { zh: '总体流失率', en: 'Overall rate' },
  'mbg-nbd': { zh: '购买过程（MBG/NBD）', en: 'Purchase process (MBG/NBD)' },
  logistic: { zh: '逻辑回归', en: 'Logistic regression' },
  forest: { zh: '随机森林', en: 'Random forest' },
  trees: { zh: '梯度提升树', en: 'Boosted trees' },
  'trees-search': { zh: '梯度提升树（搜索参数）', en: 'Boosted trees, settings searched' },
}

/** Why rows were rejected, by the import's reason codes. */
export const REFUSAL_NAMES: Readonly<Record<string, BilingualText>> = {
  'wrong-number-of-columns': { zh: '列数与表头不符', en: 'Another number of columns than the heading' },
  'missing-value': { zh: '必填内容为空', en: 'Empty' },
  'unreadable-date': { zh: '日期无法识别', en: 'Not a date that can be read' },
  'date-out-of-range': { zh: '日期超出合理范围', en: 'Date out of range' },
  'unreadable-number': { zh: '数字无法识别', en: 'Not a number that can be read' },
  'number-out-of-range': { zh: '数值超出合理范围', en: 'Number out of range' },
  'unknown-currency': { zh: '币种无法识别', en: 'Unknown currency' },
  'unreadable-identifier': { zh: '客户标识无法识别', en: 'Not an id, phone number or address that can be read' },
  'no-identifier': { zh: '没有客户标识', en: 'Names no customer' },
  'shared-identifier': { zh: '标识多人共用或已屏蔽', en: 'Only shared or blocked identifiers' },
  'value-too-long': { zh: '内容过长', en: 'Too long' },
  'digits-lost': { zh: '长号码在表格软件里丢了位数', en: 'A long number that lost digits in a spreadsheet' },
  'unreadable-text': { zh: '文字已损坏', en: 'Damaged text' },
  'store-refused': { zh: '数据库不接受', en: 'Refused by the database' },
  'unknown-status': { zh: '订单状态无法识别', en: 'Unknown order status' },
  'contradictory-total': { zh: '订单金额与明细不符', en: 'Total contradicts the lines' },
  'contradictory-status': { zh: '状态与日期矛盾', en: 'Status contradicts the dates' },
  'quality-rule': { zh: '不符合质量规则', en: 'Breaks a quality rule' },
  'not-wanted': { zh: '客户未同意', en: 'Not agreed to' },
  'identifier-not-agreed': { zh: '标识与约定不符', en: 'Not by the agreed identifier' },
  'unknown-customer': { zh: '不是已知客户', en: 'No known customer' },
  'unreadable-line': { zh: '不符合日志格式', en: 'Not in the format of the log' },
  'line-too-long': { zh: '行过长', en: 'Line too long' },
  'row-of-sync': { zh: '属于同步的表，已另有结果', en: 'Row of a synced table, settled there' },
} satisfies Readonly<Record<RefusalReason, BilingualText>>
