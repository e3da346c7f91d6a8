export type ChurnFeatureGroup = 'transactions' | 'cadence' | 'trend' | 'behaviour' | 'service' | 'profile' | 'exposure' | 'season'

export interface ChurnFeature {
  readonly name: string
  readonly labelZh: string
  readonly labelEn: string
  readonly group: ChurnFeatureGroup
  /** 'log' for counts and amounts with a long tail: a linear model reads sign(x)·log(1 + |x|). Trees read both alike. */
  readonly scale: 'linear' | 'log'
}

const feature = (
  group: ChurnFeatureGroup,
  name: string,
  labelZh: string,
  labelEn: string,
  scale: ChurnFeature['scale'] = 'linear',
): ChurnFeature => ({ name, labelZh, labelEn, group, scale })

/**
 * What a churn model knows of one customer at one as-of time, in the order of the values of a `ChurnFeatureRow`. NaN means unknown or
 * undefined (a mean gap of a customer with one purchase day). Windows are days before the as-of time. A trend is
 * (now - before) / (now + before), from -1 (stopped) through 0 to 1 (new), NaN when both are zero.
 */
export const CHURN_FEATURES = [
  feature('transactions', 'recency_days', '距上次下单天数', 'Days since the last order', 'log'),
  feature('transactions', 'orders_30', '近 30 天订单数', 'Orders in 30 days', 'log'),
  feature('transactions', 'orders_90', '近 90 天订单数', 'Orders in 90 days', 'log'),
  feature('transactions', 'orders_180', '近 180 天订单数', 'Orders in 180 days', 'log'),
  feature('transactions', 'orders_365', '近一年订单数', 'Orders in a year', 'log'),
  feature('transactions', 'spend_30', '近 30 天消费', 'Spend in 30 days', 'log'),
  feature('transactions', 'spend_90', '近 90 天消费', 'Spend in 90 days', 'log'),
  feature('transactions', 'spend_180', '近 180 天消费', 'Spend in 180 days', 'log'),
  feature('transactions', 'spend_365', '近一年消费', 'Spend in a year', 'log'),
  feature('transactions', 'average_order', '平均客单价', 'Average order', 'log'),
  feature('transactions', 'last_order_ratio', '最近一单与平均客单价之比', 'Last order against the average', 'log'),
  feature('transactions', 'unit_price', '平均单件价格', 'Average price of a piece', 'log'),
  feature('transactions', 'lines_per_order', '每单商品种类', 'Lines in an order', 'log'),
  feature('transactions', 'products_365', '近一年购买的商品种数', 'Products bought in a year', 'log'),
  feature('transactions', 'categories_365', '近一年购买的品类数', 'Categories bought in a year', 'log'),
  feature('transactions', 'return_share_365', '近一年退货金额占比', 'Share of spend returned in a year'),
  feature('transactions', 'returns_90', '近 90 天退货次数', 'Returns in 90 days', 'log'),
  feature('cadence', 'purchase_days', '购买天数', 'Days with an order', 'log'),
  feature('cadence', 'mean_gap_days', '平均购买间隔（天）', 'Mean days between orders', 'log'),
  feature('cadence', 'gap_spread_days', '购买间隔的波动（天）', 'Spread of the days between orders', 'log'),
  feature('cadence', 'gap_ratio', '距上次下单与平均间隔之比', 'Time since the last order against the own mean gap', 'log'),
  feature('cadence', 'longest_gap_ratio', '距上次下单与最长间隔之比', 'Time since the last order against the own longest gap', 'log'),
  feature('cadence', 'last_gap_ratio', '最近间隔与平均间隔之比', 'Last gap against the own mean gap', 'log'),
  feature('cadence', 'active_months_6', '近 6 个月中有购买的月数', 'Months with an order, of the last 6'),
  feature('cadence', 'orders_per_month', '月均订单数', 'Orders a month since the first', 'log'),
  feature('trend', 'spend_trend_90', '近 90 天消费变化', 'Change of spend, 90 days against the 90 before'),
  feature('trend', 'orders_trend_90', '近 90 天订单变化', 'Change of orders, 90 days against the 90 before'),
  feature('trend', 'spend_trend_30', '近 30 天消费变化', 'Change of spend, 30 days against the 30 before'),
  feature('behaviour', 'visit_days_7', '近 7 天到访天数', 'Days with a visit in 7 days', 'log'),
  feature('behaviour', 'visit_days_30', '近 30 天到访天数', 'Days with a visit in 30 days', 'log'),
  feature('behaviour', 'visit_days_90', '近 90 天到访天数', 'Days with a visit in 90 days', 'log'),
  feature('behaviour', 'visit_trend_30', '近 30 天到访变化', 'Change of visits, 30 days against the 30 before'),
  feature('behaviour', 'days_since_visit', '距上次到访天数', 'Days since the last visit', 'log'),
  feature('behaviour', 'carts_30', '近 30 天加购次数', 'Added to cart in 30 days', 'log'),
  feature('behaviour', 'searches_30', '近 30 天搜索次数', 'Searches in 30 days', 'log'),
  feature('service', 'tickets_open', '未解决的服务单', 'Open service tickets', 'log'),
  feature('service', 'complaints_90', '近 90 天投诉次数', 'Complaints in 90 days', 'log'),
  feature('service', 'complaint_open_days', '最久未解决投诉的天数', 'Days the oldest open complaint has waited', 'log'),
  feature('service', 'satisfaction_last', '最近一次满意度', 'Last satisfaction score'),
  feature('profile', 'tenure_days', '距首次下单天数', 'Days since the first order', 'log'),
  feature('profile', 'registered_days', '注册天数', 'Days since registration', 'log'),
  feature('profile', 'channels_365', '近一年购买渠道数', 'Channels bought on in a year'),
  feature('profile', 'weekend_share', '周末订单占比', 'Share of orders on weekends'),
  feature('exposure', 'touches_30', '近 30 天触达次数', 'Messages sent in 30 days', 'log'),
  feature('exposure', 'opened_90', '近 90 天打开次数', 'Messages opened in 90 days', 'log'),
  feature('exposure', 'coupon_order_share', '用券订单占比', 'Coupons used for each order'),
  feature('season', 'orders_same_window_last_year', '去年同期订单数', 'Orders in the same window of last year', 'log'),
  feature('season', 'month_sin', '季节（正弦）', 'Season of the year (sine)'),
  feature('season', 'month_cos', '季节（余弦）', 'Season of the year (cosine)'),
] as const satisfies readonly ChurnFeature[]

export const CHURN_FEATURE_NAMES: readonly string[] = CHURN_FEATURES.map((each) => each.name)

const POSITIONS: ReadonlyMap<string, number> = new Map(CHURN_FEATURE_NAMES.map((name, i) => [name, i]))

/** One customer at one as-of time. `values` is ordered as CHURN_FEATURES; `label` is 1 when no order followed, null when unknown yet. */
export interface ChurnFeatureRow {
  readonly customerId: string
  readonly values: Float64Array
  readonly label: 0 | 1 | null
}

/** The value of a named feature; NaN when it is unknown. Throws a RangeError for a name that is not in CHURN_FEATURES. */
export function featureValue(row: ChurnFeatureRow, name: string): number {
  const position = POSITIONS.get(name)
  if (position === undefined) throw new RangeError(`There is no churn feature named ${name}.`)
  return row.values[position] ?? Number.NaN
}

/** The feature of that name, or undefined. */
export function churnFeature(name: string): ChurnFeature | undefined {
  const position = POSITIONS.get(name)
  return position === undefined ? undefined : CHURN_FEATURES[position]
}
