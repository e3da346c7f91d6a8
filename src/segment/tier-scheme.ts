import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { LifecycleTier } from './lifecycle-tiers.ts'

/**
 * How one of recency, frequency and monetary becomes a level. quantiles: levels of equal size, ties by their mid-rank. cutoffs: `at` has one limit fewer than there are levels,
 * ascending. Of frequency and monetary each is the lowest value of the next level; of recency the most days since the last order of the next lower level.
 */
export type Cutting = { readonly by: 'quantiles' } | { readonly by: 'cutoffs'; readonly at: readonly number[] }

export interface RfmScheme {
  /** Orders older than this many days do not count for frequency and monetary. */
  readonly windowDays: number
  /** Scores run from 1 (worst) to this. */
  readonly levels: number
  readonly recency: Cutting
  readonly frequency: Cutting
  readonly monetary: Cutting
  /** Of the combined score; they sum to 1. */
  readonly weights: { readonly r: number; readonly f: number; readonly m: number }
}

/** From which levels on a customer is of a value class; see `valueClassOf`. */
export interface ValueClassScheme {
  /** Recency score of those who bought lately. */
  readonly recentFrom: number
  /** Mean of frequency and monetary scores of a high-value customer among those who bought lately. */
  readonly highFrom: number
  /** The same of a customer at risk among the others. */
  readonly formerFrom: number
}

/** High value by a share of all customers, or by an amount in the project's currency. */
export type HighValueLimit = { readonly by: 'share'; readonly share: number } | { readonly by: 'amount'; readonly amount: number }

export interface TierRules {
  /** fixed: the limits below. fitted: limits chosen so that each tier comes as close to its target as ties allow. */
  readonly mode: 'fixed' | 'fitted'
  readonly newDays: number
  readonly dormantDays: number
  readonly overdueRatio: number
  /** Orders from which on somebody has a rhythm of their own; in both modes. */
  readonly cadenceOrders: number
  readonly highValue: HighValueLimit
  /** Share of all customers planned for each tier; they sum to 1. */
  readonly targets: Readonly<Record<LifecycleTier, number>>
  /** What to do with the customers of a tier; may be empty. */
  readonly hints: Readonly<Record<LifecycleTier, BilingualText>>
}

/** RFM, the four value classes and the five lifecycle tiers as data: saved in versions, every run of profiles names its own. */
export interface TierScheme {
  readonly rfm: RfmScheme
  readonly classes: ValueClassScheme
  readonly tiers: TierRules
}

/** What the product comes with: version 0. */
export const DEFAULT_TIER_SCHEME: TierScheme = {
  rfm: {
    windowDays: 365,
    levels: 5,
    recency: { by: 'quantiles' },
    frequency: { by: 'quantiles' },
    monetary: { by: 'quantiles' },
    weights: { r: 0.4, f: 0.3, m: 0.3 },
  },
  classes: { recentFrom: 3, highFrom: 4, formerFrom: 3 },
  tiers: {
    mode: 'fixed',
    newDays: 60,
    dormantDays: 120,
    overdueRatio: 2,
    cadenceOrders: 3,
    highValue: { by: 'share', share: 0.1 },
    targets: { new: 0.2, at_risk: 0.1, dormant: 0.3, high_value: 0.1, active: 0.3 },
    hints: {
      new: {
        zh: '首单后两周内引导第二次购买：新客礼、使用指南、常购品类推荐。',
        en: 'Win the second order within two weeks: a welcome offer, how-to content, the usual next category.',
      },
      at_risk: {
        zh: '本周内由专人联系，先解决未结投诉，再给限时权益。',
        en: 'Reach out this week: settle open complaints first, then a time-limited benefit.',
      },
      dormant: {
        zh: '低成本渠道分批唤醒，两次无响应即停止打扰。',
        en: 'Wake them in batches over low-cost channels; stop after two messages without a response.',
      },
      high_value: {
        zh: '专属服务与优先权益，少用折扣，提前维护到期权益。',
        en: 'Personal service and early access rather than discounts; renew benefits before they expire.',
      },
      active: {
        zh: '按购买周期提醒补货，交叉推荐，引导升级会员。',
        en: 'Remind them to restock in their own rhythm, cross-sell, and offer the next member level.',
      },
    },
  },
}
