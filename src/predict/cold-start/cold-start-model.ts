import type { BilingualText } from '#kernel/bilingual-text.ts'

/** Days since the first interaction at which a provisional portrait is made; each customer has that of the last one passed. */
export const COLD_DAYS = [0, 1, 3, 7, 14] as const
export type ColdDay = (typeof COLD_DAYS)[number]

/** A customer is new for so many days, as long as they placed fewer orders than `NEW_ORDERS`. */
export const NEW_FOR_DAYS = 14
export const NEW_ORDERS = 2

/** Days after the first two weeks over which it shows what became of customers; the longest for which there are enough. */
export const HORIZONS = [90, 60, 30] as const
/** Fewest customers whose later behaviour is known: to learn from, and to test on. */
export const LEAST_LEARN = 300
export const LEAST_TEST = 100

/**
 * What is expected. category: where most will be spent, of those who buy. spend: how much. class: how often. churn: whether nothing happens in the second half of the horizon. next: whether
 * they buy within 30 days.
 */
export const COLD_TARGETS = ['category', 'spend', 'class', 'churn', 'next'] as const
export type ColdTarget = (typeof COLD_TARGETS)[number]

/** What customers are alike by: all of it was known at the day of the portrait. In the order of `cold-start-facts.ts`. */
export const COLD_FEATURES = [
  'first_act',
  'channel',
  'category',
  'product',
  'source',
  'store',
  'payment',
  'country',
  'registered',
  'time',
  'orders',
  'acts',
  'active_days',
  'last_category',
  'last_act',
  'spent',
] as const
export type ColdFeature = (typeof COLD_FEATURES)[number] | `answer:${string}`

export const SPEND_BANDS = ['none', 'low', 'middle', 'high'] as const
export const BUYER_CLASSES = ['none', 'once', 'repeat'] as const
/** Every value that is not among the most frequent. */
export const OTHER = '~'

export const SPEND_LABELS: Readonly<Record<(typeof SPEND_BANDS)[number], BilingualText>> = {
  none: { zh: '不消费', en: 'nothing' },
  low: { zh: '低', en: 'low' },
  middle: { zh: '中', en: 'middle' },
  high: { zh: '高', en: 'high' },
}
export const CLASS_LABELS: Readonly<Record<(typeof BUYER_CLASSES)[number], BilingualText>> = {
  none: { zh: '不购买', en: 'does not buy' },
  once: { zh: '购买一次', en: 'buys once' },
  repeat: { zh: '重复购买', en: 'buys again' },
}

/** Customers who are alike in the features so far: how many, and the shares of what became of them. */
export interface ColdCell {
  readonly n: number
  readonly shares: readonly number[]
}

/** How one target is told at one day: the root is the overall rate, each level adds one feature to those before it. Keys are values joined by U+001F. */
export interface ColdForecast {
  readonly day: ColdDay
  readonly target: ColdTarget
  readonly labels: readonly string[]
  readonly features: readonly ColdFeature[]
  readonly root: ColdCell
  readonly levels: readonly Readonly<Record<string, ColdCell>>[]
}

export type ColdVerdict = 'better' | 'no-better' | 'not-enough'

/** How well a target was told of customers of a later time than those it was learned from. */
export interface ColdQuality {
  readonly day: ColdDay
  readonly target: ColdTarget
  readonly verdict: ColdVerdict
  readonly features: readonly ColdFeature[]
  /** Customers of the test. */
  readonly customers: number
  /** Shares whose most likely outcome came true: by the forecast, and by the overall rate. */
  readonly accuracy: number
  readonly baseline: number
  /** Mean probability of the most likely outcome. */
  readonly confidence: number
  /** Mean distance between confidence and accuracy, over ten bins weighted by customers. */
  readonly calibrationError: number
  /** Mean logarithmic loss, in nats. */
  readonly loss: number
  readonly baselineLoss: number
}

export interface ColdCard {
  readonly version: number
  readonly trainedAt: string
  readonly horizonDays: number
  /** From when on the customers of the test came. */
  readonly testFrom: string
  readonly learned: number
  readonly tested: number
  /** Limits between the bands of spend, in the project's currency. */
  readonly spendLimits: readonly [number, number]
  readonly quality: readonly ColdQuality[]
}

export interface ColdModel {
  readonly horizonDays: number
  readonly spendLimits: readonly [number, number]
  readonly features: readonly ColdFeature[]
  /** Values of each feature that are told apart. */
  readonly keep: readonly (readonly string[])[]
  readonly forecasts: readonly ColdForecast[]
}
