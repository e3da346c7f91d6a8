import { DAY_MS } from '#kernel/clock.ts'

/** How often a subscription is billed; '' where nobody said. */
export const BILLING_PERIODS = ['week', 'month', 'quarter', 'half-year', 'year'] as const
export type BillingPeriod = (typeof BILLING_PERIODS)[number]

/** Calendar months of a period; a week has none. */
export const PERIOD_MONTHS: Readonly<Record<BillingPeriod, number>> = { week: 0, month: 1, quarter: 3, 'half-year': 6, year: 12 }

const WORDS: readonly (readonly [BillingPeriod, RegExp])[] = [
  ['half-year', /^(?:半年付?|半年缴|每半年|half.?year(?:ly)?|semi.?annual(?:ly)?|6 ?months?|6个月|六个月)$/u],
  ['week', /^(?:周付?|每周|按周|weekly|week|1 ?week)$/u],
  ['month', /^(?:月付?|月缴|每月|按月|包月|monthly|month|month.?to.?month|1 ?month|1个月|一个月|p1m)$/u],
  ['quarter', /^(?:季付?|季缴|季度|每季度?|按季|包季|quarterly|quarter|3 ?months?|3个月|三个月|p3m)$/u],
  ['year', /^(?:年付?|年缴|每年|按年|包年|年度|yearly|annual(?:ly)?|year|1 ?year|one.?year|12 ?months?|12个月|1年|一年|p1y)$/u],
]

/** A period as people write it: monthly, 年付, 3个月; undefined for anything else. */
export function billingPeriodOf(text: string): BillingPeriod | undefined {
  const plain = text.normalize('NFKC').trim().toLowerCase()
  return WORDS.find(([, pattern]) => pattern.test(plain))?.[0]
}

/** A time moved by whole periods, by the calendar in UTC: the 31st of January and a month is the last of February. @param count May be negative. */
export function addPeriods(time: number, period: BillingPeriod, count: number): number {
  if (period === 'week') return time + count * 7 * DAY_MS
  const date = new Date(time)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count * PERIOD_MONTHS[period])
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}
