export type ChurnFeatureGroup =
  | 'transactions'
  | 'cadence'
  | 'trend'
  | 'behaviour'
  | 'service'
  | 'profile'
  | 'exposure'
  | 'season'
  | 'measures'
  | 'contract'

export interface ChurnFeature {
  readonly name: string
  readonly labelZh: string
  readonly labelEn: string
  readonly group: ChurnFeatureGroup
  /** 'log' for counts and amounts with a long tail: a linear model reads sign(x)·log(1 + |x|). Trees read both alike. */
  readonly scale: 'linear' | 'log'
}

const feature = <N extends string>(
  group: ChurnFeatureGroup,
  name: N,
  labelZh: string,
  labelEn: string,
  scale: ChurnFeature['scale'] = 'linear',
): ChurnFeature & { readonly name: N } => ({ name, labelZh, labelEn, group, scale })

/**
 * The features of one customer at one as-of time, in the order of the values of a `ChurnFeatureRow`. NaN means unknown or
 * undefined (a mean gap of a customer with one purchase day). Windows are days before the as-of time. A trend is
 * (now - before) / (now + before), from -1 (stopped) through 0 to 1 (new), NaN when both are zero.
 */
export const SHOP_FEATURES = [
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
  feature('transactions', 'discount_share_365', '近一年优惠金额占比', 'Share of the list price saved by discounts in a year'),
  feature('transactions', 'discounted_order_share', '近一年享受优惠的订单占比', 'Share of a year’s orders with a discount'),
  feature('transactions', 'pieces_per_order', '每单件数', 'Pieces in an order', 'log'),
  feature('transactions', 'repurchase_share_365', '近一年复购同款的占比', 'Share of products in a year’s orders bought before'),
  feature('transactions', 'new_category_share_90', '近 90 天新品类占比', 'Share of categories of 90 days that are new'),
  feature('transactions', 'top_category_share_365', '最常买品类的消费占比', 'Share of a year’s spend in the top category'),
  feature('transactions', 'unit_price_trend_90', '近 90 天单件价格变化', 'Change of the price of a piece, 90 days against before'),
  feature('transactions', 'order_amount_spread', '订单金额的波动', 'Spread of order amounts against their mean', 'log'),
  feature('transactions', 'max_order', '最大一单金额', 'Largest order', 'log'),
  feature('transactions', 'first_order', '首单金额', 'First order', 'log'),
  feature('transactions', 'payment_methods_365', '近一年支付方式数', 'Payment methods in a year'),
  feature('transactions', 'store_share_365', '近一年门店订单占比', 'Share of a year’s orders in a store'),
  feature('transactions', 'returns_trend_90', '近 90 天退货变化', 'Change of returns, 90 days against the 90 before'),
  feature('transactions', 'days_since_return', '距上次退货天数', 'Days since the last return', 'log'),
  feature('cadence', 'purchase_days', '购买天数', 'Days with an order', 'log'),
  feature('cadence', 'mean_gap_days', '平均购买间隔（天）', 'Mean days between orders', 'log'),
  feature('cadence', 'gap_spread_days', '购买间隔的波动（天）', 'Variation in days between orders', 'log'),
  feature('cadence', 'gap_ratio', '距上次下单与平均间隔之比', 'Time since the last order vs. the customer’s mean gap', 'log'),
  feature('cadence', 'longest_gap_ratio', '距上次下单与最长间隔之比', 'Time since the last order vs. the customer’s longest gap', 'log'),
  feature('cadence', 'last_gap_ratio', '最近间隔与平均间隔之比', 'Last interval vs. average', 'log'),
  feature('cadence', 'active_months_6', '近 6 个月中有购买的月数', 'Months with an order, of the last 6'),
  feature('cadence', 'orders_per_month', '月均订单数', 'Orders a month since the first', 'log'),
  feature('cadence', 'gap_median_days', '购买间隔中位数（天）', 'Median days between orders', 'log'),
  feature('cadence', 'gap_p90_days', '较长的购买间隔（天，九成位）', 'Long gap between orders (ninth decile, days)', 'log'),
  feature('cadence', 'gap_variation', '购买节奏的不规律程度', 'Irregularity of the buying interval', 'log'),
  feature('cadence', 'gap_trend', '最近三次间隔与更早间隔之比', 'Last three intervals vs. earlier ones', 'log'),
  feature('cadence', 'overdue_days', '比平时晚的天数', 'Days beyond the usual gap', 'log'),
  feature('cadence', 'longer_gap_share', '曾有更长间隔的占比', 'Share of past gaps at least as long as the current one'),
  feature('trend', 'spend_trend_90', '近 90 天消费变化', 'Change of spend, 90 days against the 90 before'),
  feature('trend', 'orders_trend_90', '近 90 天订单变化', 'Change of orders, 90 days against the 90 before'),
  feature('trend', 'spend_trend_30', '近 30 天消费变化', 'Change of spend, 30 days against the 30 before'),
  feature('trend', 'orders_trend_30', '近 30 天订单变化', 'Change of orders, 30 days against the 30 before'),
  feature('trend', 'spend_slope_180', '近半年月消费趋势', 'Slope of monthly spend over half a year'),
  feature('trend', 'orders_slope_180', '近半年月订单趋势', 'Slope of monthly orders over half a year'),
  feature('trend', 'basket_trend_90', '近 90 天客单价变化', 'Change of the average order, 90 days against before'),
  feature('trend', 'spend_down_80', '近 90 天消费下降八成', 'Spend in 90 days down 80 %'),
  feature('trend', 'visits_down_50', '近 30 天访问下降一半', 'Visits in 30 days down 50 %'),
  feature('trend', 'visit_trend_7', '近 7 天访问变化', 'Change of visits, 7 days against the 7 before'),
  feature('trend', 'visit_trend_90', '近 90 天访问变化', 'Change of visits, 90 days against the 90 before'),
  feature('behaviour', 'visit_days_7', '近 7 天访问天数', 'Days with a visit in 7 days', 'log'),
  feature('behaviour', 'visit_days_30', '近 30 天访问天数', 'Days with a visit in 30 days', 'log'),
  feature('behaviour', 'visit_days_90', '近 90 天访问天数', 'Days with a visit in 90 days', 'log'),
  feature('behaviour', 'visit_trend_30', '近 30 天访问变化', 'Change of visits, 30 days against the 30 before'),
  feature('behaviour', 'days_since_visit', '距上次访问天数', 'Days since the last visit', 'log'),
  feature('behaviour', 'carts_30', '近 30 天加购次数', 'Added to cart in 30 days', 'log'),
  feature('behaviour', 'searches_30', '近 30 天搜索次数', 'Searches in 30 days', 'log'),
  feature('behaviour', 'sessions_7', '近 7 天访问次数', 'Sessions in 7 days', 'log'),
  feature('behaviour', 'sessions_30', '近 30 天访问次数', 'Sessions in 30 days', 'log'),
  feature('behaviour', 'sessions_90', '近 90 天访问次数', 'Sessions in 90 days', 'log'),
  feature('behaviour', 'acts_per_session', '每次访问的深度（动作数）', 'Depth of a session (acts)', 'log'),
  feature('behaviour', 'minutes_per_session', '每次访问停留分钟', 'Minutes in a session', 'log'),
  feature('behaviour', 'product_views_30', '近 30 天浏览商品次数', 'Products viewed in 30 days', 'log'),
  feature('behaviour', 'cart_left_share_90', '加购后未下单的占比', 'Share of days with a cart but no order'),
  feature('behaviour', 'search_no_order_share_90', '搜索后未下单的占比', 'Share of days with a search but no order'),
  feature('behaviour', 'favourites_90', '近 90 天收藏次数', 'Favourites in 90 days', 'log'),
  feature('behaviour', 'checkouts_90', '近 90 天进入结算次数', 'Checkouts started in 90 days', 'log'),
  feature('behaviour', 'coupon_views_90', '近 90 天查看优惠次数', 'Coupons looked at in 90 days', 'log'),
  feature('behaviour', 'active_hours_90', '活跃的不同时段数', 'Different hours of the day with a visit'),
  feature('behaviour', 'night_share_90', '夜间访问占比', 'Share of visits at night'),
  feature('behaviour', 'devices_90', '近 90 天设备数', 'Devices in 90 days', 'log'),
  feature('behaviour', 'app_share_90', '应用内访问占比', 'Share of visits in an app'),
  feature('behaviour', 'visit_channels_90', '近 90 天访问渠道数', 'Channels visited in 90 days'),
  feature('service', 'tickets_open', '未解决的工单', 'Open service tickets', 'log'),
  feature('service', 'complaints_90', '近 90 天投诉次数', 'Complaints in 90 days', 'log'),
  feature('service', 'complaint_open_days', '最久未解决投诉的天数', 'Days the oldest open complaint has waited', 'log'),
  feature('service', 'satisfaction_last', '最近一次满意度', 'Last satisfaction score'),
  feature('service', 'satisfaction_mean', '平均满意度', 'Mean satisfaction score'),
  feature('service', 'satisfaction_trend', '最近一次满意度与平均之差', 'Last satisfaction score against the mean'),
  feature('service', 'contacts_90', '近 90 天联系客服次数', 'Contacts with service in 90 days', 'log'),
  feature('service', 'complaints_365', '近一年投诉次数', 'Complaints in a year', 'log'),
  feature('service', 'ticket_open_days', '最久未解决工单的天数', 'Days the oldest open ticket has waited', 'log'),
  feature('service', 'resolution_days', '工单平均解决天数', 'Mean days to close a ticket', 'log'),
  feature('service', 'days_since_ticket', '距上次联系客服天数', 'Days since the last contact with service', 'log'),
  feature('profile', 'tenure_days', '距首次下单天数', 'Days since the first order', 'log'),
  feature('profile', 'registered_days', '注册天数', 'Days since registration', 'log'),
  feature('profile', 'channels_365', '近一年购买渠道数', 'Channels bought on in a year'),
  feature('profile', 'weekend_share', '周末订单占比', 'Share of orders on weekends'),
  feature('profile', 'age_years', '年龄', 'Age'),
  feature('profile', 'region_share', '所在地区客户占比', 'Share of customers in the same region'),
  feature('profile', 'member_level_spend', '会员等级的平均年消费', 'Mean yearly spend of the member level', 'log'),
  feature('exposure', 'touches_30', '近 30 天触达次数', 'Messages sent in 30 days', 'log'),
  feature('exposure', 'opened_90', '近 90 天打开次数', 'Messages opened in 90 days', 'log'),
  feature('exposure', 'coupon_order_share', '用券订单占比', 'Coupons used for each order'),
  feature('exposure', 'touches_90', '近 90 天触达次数', 'Messages sent in 90 days', 'log'),
  feature('exposure', 'opened_share_90', '近 90 天打开率', 'Share of 90 days’ messages opened'),
  feature('exposure', 'clicks_90', '近 90 天点击次数', 'Clicks on messages in 90 days', 'log'),
  feature('exposure', 'coupons_issued_90', '近 90 天获得的优惠券', 'Coupons issued in 90 days', 'log'),
  feature('exposure', 'coupons_used_90', '近 90 天使用的优惠券', 'Coupons used in 90 days', 'log'),
  feature('exposure', 'days_since_touch', '距上次触达天数', 'Days since the last message', 'log'),
  feature('exposure', 'unsubscribed', '已退订', 'Unsubscribed'),
  feature('season', 'orders_same_window_last_year', '去年同期订单数', 'Orders in the same window of last year', 'log'),
  feature('season', 'month_sin', '季节（正弦）', 'Season of the year (sine)'),
  feature('season', 'month_cos', '季节（余弦）', 'Season of the year (cosine)'),
] as const satisfies readonly ChurnFeature[]

/** Measures that a model may read, each in a slot of its own. */
export const MEASURE_SLOTS = ['1', '2', '3', '4', '5', '6'] as const
export type MeasureSlot = (typeof MEASURE_SLOTS)[number]

const MEASURE_FEATURES = MEASURE_SLOTS.flatMap((slot) => [
  feature('measures', `measure_${slot}_level`, `指标${slot}：最近的值`, `Measure ${slot}: last value`, 'log'),
  feature(
    'measures',
    `measure_${slot}_trend_30`,
    `指标${slot}：近一个月变化`,
    `Measure ${slot}: change, last month against the month before`,
  ),
  feature(
    'measures',
    `measure_${slot}_trend_90`,
    `指标${slot}：近一季变化`,
    `Measure ${slot}: change, last quarter against the quarter before`,
  ),
  feature('measures', `measure_${slot}_drop`, `指标${slot}：与自身以往相比`, `Measure ${slot}: last value against its own past`),
])

const CONTRACT_FEATURES = [
  feature('contract', 'contract_age_days', '合约已持续天数', 'Age of the contract (days)', 'log'),
  feature('contract', 'days_to_renewal', '距到期天数', 'Days to renewal'),
  feature('contract', 'renewal_in_horizon', '预测期内到期', 'Renewal falls within the prediction window'),
  feature('contract', 'contracts_running', '生效合约数', 'Running contracts', 'log'),
  feature('contract', 'contract_price_month', '合约月均价格', 'Contract price per month', 'log'),
  feature('contract', 'contract_price_change', '价格较签约时的变化', 'Price change since the start'),
  feature('contract', 'contract_price_rise_90', '近 90 天涨价幅度', 'Price change in 90 days'),
  feature('contract', 'contract_renewals', '续费次数', 'Renewals so far', 'log'),
  feature('contract', 'contract_period_months', '计费周期（月）', 'Billing period (months)', 'log'),
  feature('contract', 'contract_seats', '席位数', 'Seats', 'log'),
  feature('contract', 'contract_seats_change', '席位数变化', 'Change of seats since the start'),
  feature('contract', 'contract_plans', '用过的套餐数', 'Plans so far'),
  feature('contract', 'plan_share', '同套餐客户占比', 'Share of customers on the same plan'),
  feature('contract', 'plan_ended_share_365', '同套餐近一年终止占比', 'Share of the plan’s contracts that ended in a year'),
  feature('contract', 'contracts_ended', '此前终止的合约数', 'Contracts that ended before', 'log'),
  feature('contract', 'payment_tickets_180', '近 180 天付款问题工单', 'Tickets about payments in 180 days', 'log'),
] as const satisfies readonly ChurnFeature[]

/** The features of a model, in the order of the values of a row; a row may end before those that its definition does not read. */
export const CHURN_FEATURES = [...SHOP_FEATURES, ...MEASURE_FEATURES, ...CONTRACT_FEATURES] as const

/** Where measures begin, and where contracts do. */
export const SHOP_FEATURE_COUNT = SHOP_FEATURES.length
export const CONTRACT_FEATURES_FROM = SHOP_FEATURES.length + MEASURE_FEATURES.length
export const FEATURES_OF_MEASURE = 4

/** A measure in the slot that a model has for it. */
export interface SlottedMeasure {
  readonly name: string
  readonly unit: string
}

export type ChurnFeatureName = (typeof CHURN_FEATURES)[number]['name']

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

/** The feature of that name, or undefined. With the measures of a model, a slot is called by its measure. */
export function churnFeature(name: string, measures: readonly SlottedMeasure[] = []): ChurnFeature | undefined {
  const position = POSITIONS.get(name)
  const known: ChurnFeature | undefined = position === undefined ? undefined : CHURN_FEATURES[position]
  const slot = /^measure_(\d+)_/.exec(name)?.[1]
  const measure = slot === undefined ? undefined : measures[Number(slot) - 1]
  if (known === undefined || measure === undefined) return known
  return {
    ...known,
    labelZh: known.labelZh.replace(`指标${slot}`, `“${measure.name}”`),
    labelEn: known.labelEn.replace(`Measure ${slot}`, `“${measure.name}”`),
  }
}
