import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Money } from '#kernel/money.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import type { Condition } from '#segment/conditions/condition.ts'

export const CHANNELS = ['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook'] as const
export type Channel = (typeof CHANNELS)[number]

/** Channels that end at the customer: they need an address and the customer's consent. A task or a webhook is a word to the shop's own people and systems. */
export const DIRECT_CHANNELS = ['email', 'sms', 'wechat', 'push'] as const satisfies readonly Channel[]

export function isDirect(channel: Channel): boolean {
  return (DIRECT_CHANNELS as readonly Channel[]).includes(channel)
}

export const RISK_TIERS = ['high', 'medium', 'watch', 'low'] as const
export type RiskTier = (typeof RISK_TIERS)[number]

/** Every cause a score may name; the type is that of the prediction. */
export const CHURN_CAUSES: readonly ChurnCause[] = [
  'lapsed-cadence',
  'spend-drop',
  'visit-drop',
  'service-problem',
  'one-time-buyer',
  'price-sensitive',
  'other',
]

export interface Offer {
  readonly kind: 'none' | 'coupon' | 'gift' | 'service'
  /** Share of the order for coupons, 0-1. */
  readonly discount: number
  readonly validDays: number
  readonly label: BilingualText
}

export interface StrategyDefinition {
  readonly name: BilingualText
  readonly summary: BilingualText
  readonly pack: string
  /** Whom it is for, of the customers who have a score. */
  readonly audience: Condition
  /** The one that is used where it can be. */
  readonly channel: Channel
  /** Others in order of preference, for whom the first cannot be used. Absent: none. */
  readonly nextChannels?: readonly Channel[]
  readonly offer: Offer
  /** LiquidJS templates, see message-template.ts for the variables. */
  readonly content: { readonly subject: BilingualText; readonly body: BilingualText }
  /** Cost of one contact, without the discount. */
  readonly contactCost: Money
  /** Expected change in the probability that a customer who would otherwise leave stays, until a measured effect replaces it. */
  readonly expectedEffect: number
  /** Share of the matched customers held out as the control group. */
  readonly holdout: number
  /** Why there is no control group; required when `holdout` is 0. */
  readonly holdoutWaiver?: string
  readonly budget: Money | null
  readonly cooldownDays: number
  readonly windowDays: number
  readonly slaHours: number
  /** What is drawn as one: the account (who is in none is drawn alone), or each person. Absent: the account. */
  readonly drawBy?: DrawBy
}

/** The channels of a strategy, the preferred one first. */
export function channelsOf({ channel, nextChannels = [] }: Pick<StrategyDefinition, 'channel' | 'nextChannels'>): readonly Channel[] {
  return [channel, ...nextChannels]
}

export const DRAW_BY = ['account', 'person'] as const
export type DrawBy = (typeof DRAW_BY)[number]

export const STRATEGY_STATES = ['draft', 'active', 'paused', 'retired'] as const
export type StrategyState = (typeof STRATEGY_STATES)[number]

/** One version of a strategy. The highest version is the current one. */
export interface Strategy {
  readonly id: string
  readonly version: number
  readonly state: StrategyState
  readonly definition: StrategyDefinition
  readonly createdAt: Date
  readonly createdBy: string
}

/** Control group share unless a strategy sets its own. */
export const DEFAULT_HOLDOUT = 0.2
