import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ChurnCause } from '../score/churn-reasons.ts'
import type { RiskTierName } from './risk-tiers.ts'

/** Groups of the score. They never use the words of the lifecycle tiers or of the value classes. */
export const RISK_LABELS: Readonly<Record<RiskTierName, BilingualText>> = {
  high: { zh: '高风险', en: 'High risk' },
  medium: { zh: '中风险', en: 'Medium risk' },
  watch: { zh: '关注', en: 'Watch' },
  low: { zh: '低风险', en: 'Low risk' },
}

/** The leading cause of a customer's score, the same words on every page, in the reports and in the exports. */
export const CAUSE_LABELS: Readonly<Record<ChurnCause, BilingualText>> = {
  'lapsed-cadence': { zh: '超过平时购买间隔', en: 'Past their usual interval' },
  'spend-drop': { zh: '消费下降', en: 'Spending down' },
  'visit-drop': { zh: '访问减少', en: 'Visits down' },
  'service-problem': { zh: '服务问题未解决', en: 'Unresolved service problem' },
  'one-time-buyer': { zh: '只买过一次', en: 'Bought once' },
  'price-sensitive': { zh: '多在优惠时购买', en: 'Buys mostly on offer' },
  other: { zh: '其他', en: 'Other' },
}
