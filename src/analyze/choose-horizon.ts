import type { BilingualText } from '#kernel/bilingual-text.ts'

/** The facts of an order file that limit the prediction window. */
export interface OrderRhythm {
  /** Days from the first order to the as-of time. */
  readonly spanDays: number
  /** Median of the mean days between orders of customers with two or more; null without returning customers. */
  readonly typicalGapDays: number | null
}

export interface ChosenHorizon {
  readonly days: number
  readonly reason: BilingualText
}

/** Days of orders that a backtest of each horizon needs: two horizons and 60 days to look back on, and a little more. */
const HORIZONS = [
  { days: 90, needsDays: 270 },
  { days: 60, needsDays: 190 },
  { days: 30, needsDays: 0 },
] as const

/** Number of orders a typical returning customer should have time for before silence is meaningful. */
const GAPS = 3

/**
 * How many days without an order count as leaving: the longest of 90, 60 and 30 that the history can be tested on, and the shortest that
 * still leaves a returning customer time for three orders.
 */
export function chooseHorizon({ spanDays, typicalGapDays }: OrderRhythm): ChosenHorizon {
  const span = Math.round(spanDays)
  const longest = HORIZONS.find((each) => spanDays >= each.needsDays)?.days ?? 30
  const wanted = typicalGapDays === null ? 90 : (HORIZONS.findLast((each) => GAPS * typicalGapDays <= each.days)?.days ?? 90)
  if (wanted < longest) {
    const gap = Math.max(1, Math.round(typicalGapDays ?? 1))
    return {
      days: wanted,
      reason: {
        zh: `老客户通常约 ${gap} 天下单一次，${wanted} 天没有下单已能说明问题`,
        en: `Returning customers usually order every ${gap === 1 ? 'day' : `${gap} days`}, so ${wanted} days without an order are meaningful`,
      },
    }
  }
  if (longest === 90) {
    return {
      days: 90,
      reason: {
        zh: `订单跨度 ${span} 天，足以用 90 天的预测期在后续数据上检验`,
        en: `The orders span ${span} days, enough to test a horizon of 90 days on later data`,
      },
    }
  }
  return {
    days: longest,
    reason: {
      zh: `订单只有 ${span} 天，更长的预测期无法在后续数据上检验`,
      en: `The orders span only ${span} days; a longer horizon could not be tested on later data`,
    },
  }
}
