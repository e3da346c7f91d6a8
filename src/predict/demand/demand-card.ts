import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { LevelAccuracy } from './back-test-demand.ts'
import type { ExternalOutcome } from './choose-external.ts'
import type { DemandMethod } from './forecast-demand-series.ts'

/** What a person should know about the forecasts before ordering stock. Plain JSON; times as ISO 8601. */
export interface DemandCard {
  readonly asOf: string
  readonly horizonDays: number
  /** Whole days of sales used. */
  readonly historyDays: number
  /** Units in the coming 30 days with the 80 % interval, the baseline, and those of the 30 days before. Null without a forecast. */
  readonly total: {
    readonly units: number
    readonly low: number
    readonly high: number
    readonly baseline: number
    readonly last: number
    /** Value of those units at recent prices, and revenue of the 30 days before; major units of `currency`, null when unknown. */
    readonly amount?: number | null
    readonly lastAmount?: number | null
  } | null
  /** The project's currency; '' on cards of earlier releases. */
  readonly currency?: string
  readonly accuracy: readonly LevelAccuracy[]
  readonly methods: readonly { readonly method: DemandMethod; readonly text: BilingualText; readonly series: number }[]
  /** Holidays within the coming 30 days, and those of the coming year whose effect is known. */
  readonly holidays: readonly { readonly day: string; readonly name: BilingualText; readonly effect: number | null }[]
  /** External series that were offered, and whether they help; absent where there were none. */
  readonly external?: readonly ExternalOutcome[]
  /** Why there is no forecast, or what limits it. */
  readonly note: BilingualText | null
}

export const METHOD_TEXTS: Readonly<Record<DemandMethod, BilingualText>> = {
  combination: {
    zh: '多数日子有销售：指数平滑、阻尼趋势与 Theta 的组合',
    en: 'Sells on most days: combination of exponential smoothing, damped trend and Theta',
  },
  intermittent: { zh: '零星销售：按周预测，再分配到各天', en: 'Sells now and then: forecast by week, spread over the days' },
  new: { zh: '新品：上架以来的平均销量', en: 'New: average since launch' },
  ended: { zh: '已停售：逐渐减至零', en: 'Discontinued: fades to zero' },
  share: {
    zh: '销量很小：按份额分摊本类小商品的总量',
    en: 'Sells little: its share of the joint forecast for small products of its category',
  },
}

export const DEMAND_NOTES = {
  noSales: { zh: '还没有销售记录，请先导入订单。', en: 'There are no sales yet; import orders first.' },
  tooShort: (days: number, needed: number): BilingualText => ({
    zh: `销售记录只有 ${days} 天，至少需要 ${needed} 天才能预测。`,
    en: `There are only ${days} days of sales; a forecast needs ${needed}.`,
  }),
  noneBefore: (day: string): BilingualText => ({
    zh: `这个时间之前没有销售记录：最后一笔在 ${day}。`,
    en: `There are no sales before that time; the last one is on ${day}.`,
  }),
  newest: (day: string): BilingualText => ({
    zh: `最后一笔销售在 ${day}，因此按那一天结束时预测。`,
    en: `The newest sale is from ${day}, so the forecast is as of the end of that day.`,
  }),
  stale: (day: string): BilingualText => ({
    zh: `最后一笔销售在 ${day}，距今过久，无法预测此后的需求；请导入新订单，或指定更早的时间。`,
    en: `The last sale was on ${day}, too long ago to forecast from; import newer orders or choose an earlier as-of time.`,
  }),
  unproven: (days: number, needed: number): BilingualText => ({
    zh: `销售记录只有 ${days} 天，准确率要到 ${needed} 天才能检验，区间也更粗略。`,
    en: `With ${days} days of sales the accuracy is not tested yet (that takes ${needed}), and the intervals are rough.`,
  }),
  noYear: {
    zh: '销售记录不足一年，节假日与大促的影响还学不到。',
    en: 'With less than a year of sales, the effect of holidays and shopping days is not known yet.',
  },
} as const
