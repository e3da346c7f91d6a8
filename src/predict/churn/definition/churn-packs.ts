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
 * ago. In contract businesses every payment or renewal is an order, and the horizon spans one period with its grace days.
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
      zh: '账户很少销户，而是转入休眠：90 天（一个季度）没有任何交易即视为流失；把每笔交易或还款作为订单导入',
      en: 'Accounts are seldom closed, they fall asleep: a quarter without a transaction counts as churn; import every transaction or repayment as an order',
    },
  },
  {
    id: 'telecom',
    name: { zh: '通信', en: 'Telecom' },
    kind: 'contract',
    horizonDays: 60,
    activeWithinDays: 90,
    why: {
      zh: '按月缴费：60 天是一个账期加停机宽限期，两个账期没有缴费即为离网；把每次缴费或充值作为订单导入',
      en: 'Bills are paid monthly: 60 days are a bill and its grace period, two unpaid in a row is a lost line; import every payment or top-up as an order',
    },
  },
  {
    id: 'education',
    name: { zh: '教育培训', en: 'Education' },
    kind: 'contract',
    horizonDays: 120,
    activeWithinDays: 365,
    why: {
      zh: '按学期续报：120 天从期末跨到下学期报名截止，期间没有续费即为流失；把每次缴费作为订单导入',
      en: 'Courses renew by term: 120 days reach from the end of one to the deadline of the next; import every enrolment that is paid as an order',
    },
  },
  {
    id: 'saas',
    name: { zh: '软件订阅（SaaS）', en: 'Software subscriptions (SaaS)' },
    kind: 'contract',
    horizonDays: 45,
    activeWithinDays: 60,
    why: {
      zh: '按月订阅：45 天是一个账期加扣款重试的宽限期；60 天内没有付费的账号已经离开。年付合同请把预测期改为 180 天、活跃期改为 400 天',
      en: 'Subscriptions are paid monthly: 45 days are a period and the retries of a failed payment; who has not paid for 60 days has left. For yearly contracts set 180 and 400 days',
    },
  },
]
