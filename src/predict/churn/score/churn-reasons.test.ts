import { describe, expect, it } from 'vitest'
import { CHURN_FEATURE_NAMES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { themeOf } from '../features/churn-themes.ts'
import { causeOf, reasonSentence, topReasons } from './churn-reasons.ts'

function rowOf(values: Readonly<Record<string, number>>): ChurnFeatureRow {
  return { customerId: 'c', label: null, values: Float64Array.from(CHURN_FEATURE_NAMES, (name) => values[name] ?? Number.NaN) }
}

function adding(amounts: Readonly<Record<string, number>>): Float64Array {
  return Float64Array.from(CHURN_FEATURE_NAMES, (name) => amounts[name] ?? 0)
}

const LAPSED = rowOf({ recency_days: 45, mean_gap_days: 12, gap_ratio: 3.75, purchase_days: 6, orders_90: 2, orders_365: 9 })

describe('topReasons', () => {
  it('adds up redundant features and puts the strongest first', () => {
    const reasons = topReasons(LAPSED, adding({ recency_days: 0.3, gap_ratio: 0.4, orders_90: 0.5, products_365: -0.2 }))
    expect(reasons.map(({ feature }) => feature)).toEqual(['gap_ratio', 'orders_90'])
    expect(reasons[0]?.contribution).toBeCloseTo(0.7, 12)
    expect(reasons[0]?.value).toBe(3.75)
  })

  it('leaves out negligible reasons', () => {
    expect(topReasons(LAPSED, adding({ gap_ratio: 1, return_share_365: 0.05 }))).toHaveLength(1)
  })

  it('gives reasons against churn when there are none for it', () => {
    expect(topReasons(LAPSED, adding({ orders_90: -0.5, gap_ratio: -0.1 })).map(({ feature }) => feature)).toEqual([
      'orders_90',
      'gap_ratio',
    ])
  })

  it('mentions a single purchase once', () => {
    const oneTime = rowOf({ purchase_days: 1, recency_days: 40, products_365: 2, orders_365: 1 })
    const reasons = topReasons(oneTime, adding({ products_365: 0.3, orders_365: 0.3, recency_days: 0.1, gap_ratio: 0.1 }))
    expect(reasons).toHaveLength(1)
    expect(reasons.map((reason) => reasonSentence(reason))).toEqual([
      { zh: '只下过一次单，距今已 40 天', en: 'Only one order, 40 days ago' },
    ])
  })
})

describe('reasonSentence', () => {
  const sentence = (row: Readonly<Record<string, number>>, feature: string) => {
    const reason = topReasons(rowOf(row), adding({ [feature]: 1 }))[0]
    return reason === undefined ? undefined : reasonSentence(reason)
  }

  it.each([
    [
      { recency_days: 45.2, mean_gap_days: 12.4, purchase_days: 6 },
      'gap_ratio',
      '已 45 天没有下单，平时约 12 天一次',
      'No order for 45 days; usually every 12 days',
    ],
    [
      { recency_days: 1, mean_gap_days: 1, purchase_days: 6 },
      'recency_days',
      '已 1 天没有下单，平时约 1 天一次',
      'No order for 1 day; usually every 1 day',
    ],
    [
      { spend_trend_90: -2 / 3, purchase_days: 3 },
      'spend_90',
      '近 90 天消费比前 90 天下降 80%',
      'Spend in 90 days down 80 % on the 90 days before',
    ],
    [
      { spend_trend_90: -1, purchase_days: 3 },
      'spend_90',
      '近 90 天没有消费，而前 90 天有',
      'No spend in 90 days, after some in the 90 days before',
    ],
    [{ visit_trend_30: -1 / 3 }, 'visit_days_30', '近 30 天访问比前 30 天下降 50%', 'Visits in 30 days down 50 % on the 30 days before'],
    [{ visit_trend_30: 1, days_since_visit: 20 }, 'carts_30', '已 20 天没有访问', 'No visit for 20 days'],
    [
      { cart_left_share_90: 0.75 },
      'cart_left_share_90',
      '近 90 天有加购的日子中，75% 当天未下单',
      'On 75 % of the days with a cart in 90 days no order followed',
    ],
    [{ discounted_order_share: 0.4 }, 'discount_share_365', '近一年 40% 的订单享受了优惠', '40 % of a year’s orders had a discount'],
    [{ unsubscribed: 1, touches_90: 4 }, 'unsubscribed', '已退订营销消息', 'Unsubscribed from messages'],
    [{ touches_90: 3, opened_share_90: 0 }, 'touches_90', '近 90 天的 3 条消息都没有打开', 'None of 3 messages of 90 days opened'],
    [{ contacts_90: 3 }, 'days_since_ticket', '近 90 天联系客服 3 次', '3 contacts with service in 90 days'],
    [{ tenure_days: 210.4 }, 'tenure_days', '首次下单距今 210 天', 'First ordered 210 days ago'],
    [{ categories_365: 1 }, 'categories_365', '近一年只买过 1 个品类', '1 category bought in a year'],
    [{ returns_90: 2 }, 'returns_90', '近 90 天退货 2 次', '2 returns in 90 days'],
    [{ days_since_return: 1.61 }, 'days_since_return', '上次退货在 2 天前', 'Last return 2 days ago'],
    [{ weekend_share: 0.5 }, 'weekend_share', '周末订单占比：50%', 'Share of orders on weekends: 50 %'],
    [{ complaint_open_days: 3.4 }, 'tickets_open', '有投诉未解决，已 3 天', 'A complaint has been open for 3 days'],
    [{ complaints_90: 2 }, 'complaints_90', '近 90 天投诉 2 次', '2 complaints in 90 days'],
    [{ return_share_365: 0.5 }, 'return_share_365', '近一年退货占消费的 50%', '50 % of a year’s spend returned'],
    [
      { orders_365: 2, orders_90: 0, purchase_days: 2 },
      'orders_365',
      '近一年下单 2 次，其中近 90 天 0 次',
      '2 orders in a year, none of them in the last 90 days',
    ],
  ])('%j by %s', (row, feature, zh, en) => {
    expect(sentence(row, feature)).toEqual({ zh, en })
  })

  it('has a theme for every feature', () => expect(CHURN_FEATURE_NAMES.filter((name) => themeOf(name) === undefined)).toEqual([]))

  it('never shows NaN or undefined, whatever is missing', () => {
    for (const feature of CHURN_FEATURE_NAMES) {
      const text = sentence({}, feature)
      expect(`${text?.zh} ${text?.en}`).not.toMatch(/NaN|undefined|null/)
    }
  })
})

describe('causeOf', () => {
  it.each([
    [{ recency_days: 45, gap_ratio: 3.75, purchase_days: 6 }, 'gap_ratio', 'lapsed-cadence'],
    [{ spend_trend_90: -0.6, gap_ratio: 0.5, purchase_days: 6 }, 'spend_90', 'spend-drop'],
    [{ visit_trend_30: -0.5, gap_ratio: 0.5, purchase_days: 6 }, 'visit_days_30', 'visit-drop'],
    [{ complaint_open_days: 4, gap_ratio: 3, purchase_days: 6 }, 'complaints_90', 'service-problem'],
    [{ purchase_days: 1, recency_days: 50 }, 'recency_days', 'one-time-buyer'],
    [{ coupon_order_share: 0.8, gap_ratio: 0.5, purchase_days: 6 }, 'coupon_order_share', 'price-sensitive'],
    // A reason that the customer's own numbers do not support is skipped.
    [{ visit_trend_30: 0.5, days_since_visit: 1, gap_ratio: 0.5, purchase_days: 6 }, 'visit_days_30', 'other'],
  ])('%j led by %s is %s', (values, feature, cause) => {
    const row = rowOf(values)
    expect(causeOf(topReasons(row, adding({ [feature]: 1 })), row)).toBe(cause)
  })

  it('falls back to the numbers when there are no reasons', () => {
    expect(causeOf([], rowOf({ complaint_open_days: 0 }))).toBe('service-problem')
    expect(causeOf([], rowOf({ gap_ratio: 2, purchase_days: 4 }))).toBe('lapsed-cadence')
    expect(causeOf([], rowOf({ gap_ratio: 1, purchase_days: 4 }))).toBe('other')
  })
})
