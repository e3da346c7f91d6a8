import type { BilingualText } from '#kernel/bilingual-text.ts'

/** A churn definition that fits an industry, to start from. Its numbers are arguments of `churnDefinition`. */
export interface ChurnPack {
  readonly id: string
  readonly name: BilingualText
  /** Contract: the customer ends it at a known moment. Non-contract: they just stop coming. */
  readonly kind: 'contract' | 'non-contract'
  readonly horizonDays: number
  readonly activeWithinDays: number
  readonly why: BilingualText
}

/**
 * Windows follow how often people buy: a horizon of two to three usual gaps, so that a regular customer would have come back, and an audience that leaves out customers who left long
 * ago. Contract packs read subscriptions: who has a running contract, and who has none any more at the end of the horizon, which spans a period with its grace days.
 */
export const CHURN_PACKS: readonly ChurnPack[] = [
  {
    id: 'retail',
    name: { zh: '零售（门店与会员）', en: 'Retail with members' },
    kind: 'non-contract',
    horizonDays: 60,
    activeWithinDays: 180,
    why: {
      zh: '日常消费一般几周一次：60 天不来已是两三个购买周期；半年未买的客户多半已流失，不再参与预测',
      en: 'Everyday shopping comes round every few weeks: 60 days are two or three rounds; who has not bought for half a year is mostly gone already',
    },
  },
  {
    id: 'e-commerce',
    name: { zh: '电商', en: 'E-commerce' },
    kind: 'non-contract',
    horizonDays: 90,
    activeWithinDays: 365,
    why: {
      zh: '线上客户每季度下单一两次，且受大促影响：90 天跨过一次大促，一年内买过的都值得挽留',
      en: 'Online customers order once or twice a quarter and wait for sales: 90 days span one of them, and who bought within a year can still be won back',
    },
  },
  {
    id: 'finance',
    name: { zh: '金融', en: 'Finance' },
    kind: 'contract',
    horizonDays: 90,
    activeWithinDays: 365,
    why: {
      zh: '按产品或账户的合约：90 天（一个季度）后不再有生效合约（销户、到期未续）即视为流失；余额、资产等指标会自动成为特征。导入合约和指标即可，账户只休眠、不销户的，请用电商方案按交易预测',
      en: 'By products and accounts as contracts: who has none running a quarter later has left. Balances and assets become features by themselves. Import contracts and measures; where accounts fall asleep instead of ending, use the e-commerce pack on transactions',
    },
  },
  {
    id: 'telecom',
    name: { zh: '通信', en: 'Telecom' },
    kind: 'contract',
    horizonDays: 60,
    activeWithinDays: 90,
    why: {
      zh: '按月或按合约期：60 天是一个账期加停机宽限期，此后没有生效合约即为离网。导入合约（开始、到期、终止），用量等指标会自动成为特征',
      en: 'By the month or term: 60 days are a bill and its grace period; who has no running contract then has left. Import contracts with start, renewal and end; usage becomes features by itself',
    },
  },
  {
    id: 'education',
    name: { zh: '教育培训', en: 'Education' },
    kind: 'contract',
    horizonDays: 120,
    activeWithinDays: 365,
    why: {
      zh: '按学期续报：120 天从期末跨到下学期报名截止，此后没有在读课程即为流失。把每份报名作为合约导入，到期日为学期结束日',
      en: 'Courses renew by term: 120 days reach from the end of one to the deadline of the next; who has no running course then has left. Import enrolments as contracts that renew when the term ends',
    },
  },
  {
    id: 'saas',
    name: { zh: '软件订阅（SaaS）', en: 'Software subscriptions (SaaS)' },
    kind: 'contract',
    horizonDays: 45,
    activeWithinDays: 60,
    why: {
      zh: '按月订阅：45 天是一个账期加扣款重试的宽限期，此后没有生效订阅即为流失。年付合同请把预测期改为 180 天。席位、用量等指标会自动成为特征',
      en: 'Subscriptions are paid monthly: 45 days are a period and the retries of a failed payment; who has no running one then has left. For yearly contracts set 180 days. Seats and usage become features by themselves',
    },
  },
]
