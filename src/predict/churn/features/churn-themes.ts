import { type ChurnFeatureName, MEASURE_SLOTS, type MeasureSlot } from './churn-features.ts'

/** Features that mean the same to a reader form one theme; their Shapley values add up to one reason. */
export type ChurnTheme =
  | 'lapse'
  | 'frequency'
  | 'spend'
  | 'breadth'
  | 'returns'
  | 'visits'
  | 'hesitation'
  | 'service'
  | 'price'
  | 'contact'
  | 'tenure'
  | 'habit'
  | 'person'
  | 'season'
  | 'contract'
  | 'contract-price'
  | 'payment'
  | 'seats'
  | `measure-${MeasureSlot}`

const OF_MEASURES = Object.fromEntries(
  MEASURE_SLOTS.map((slot): [string, readonly ChurnFeatureName[]] => [
    `measure-${slot}`,
    [`measure_${slot}_level`, `measure_${slot}_trend_30`, `measure_${slot}_trend_90`, `measure_${slot}_drop`],
  ]),
) as Readonly<Record<`measure-${MeasureSlot}`, readonly ChurnFeatureName[]>>

const THEMES: Readonly<Record<ChurnTheme, readonly ChurnFeatureName[]>> = {
  ...OF_MEASURES,
  contract: [
    'contract_age_days',
    'days_to_renewal',
    'renewal_in_horizon',
    'contracts_running',
    'contract_renewals',
    'contract_period_months',
    'contract_plans',
    'plan_share',
    'plan_ended_share_365',
    'contracts_ended',
  ],
  'contract-price': ['contract_price_month', 'contract_price_change', 'contract_price_rise_90'],
  payment: ['payment_tickets_180'],
  seats: ['contract_seats', 'contract_seats_change'],
  lapse: [
    'recency_days',
    'gap_ratio',
    'longest_gap_ratio',
    'last_gap_ratio',
    'mean_gap_days',
    'gap_spread_days',
    'gap_median_days',
    'gap_p90_days',
    'gap_variation',
    'gap_trend',
    'overdue_days',
    'longer_gap_share',
  ],
  frequency: [
    'orders_30',
    'orders_90',
    'orders_180',
    'orders_365',
    'purchase_days',
    'active_months_6',
    'orders_per_month',
    'orders_trend_90',
    'orders_trend_30',
    'orders_slope_180',
  ],
  spend: [
    'spend_trend_90',
    'spend_trend_30',
    'spend_slope_180',
    'spend_down_80',
    'spend_30',
    'spend_90',
    'spend_180',
    'spend_365',
    'average_order',
    'last_order_ratio',
    'basket_trend_90',
    'order_amount_spread',
    'max_order',
    'first_order',
    'unit_price',
    'unit_price_trend_90',
  ],
  breadth: [
    'products_365',
    'categories_365',
    'lines_per_order',
    'pieces_per_order',
    'repurchase_share_365',
    'new_category_share_90',
    'top_category_share_365',
  ],
  returns: ['return_share_365', 'returns_90', 'returns_trend_90', 'days_since_return'],
  visits: [
    'visit_trend_30',
    'visit_trend_7',
    'visit_trend_90',
    'visits_down_50',
    'visit_days_7',
    'visit_days_30',
    'visit_days_90',
    'days_since_visit',
    'sessions_7',
    'sessions_30',
    'sessions_90',
    'acts_per_session',
    'minutes_per_session',
    'product_views_30',
    'carts_30',
    'searches_30',
    'active_hours_90',
    'night_share_90',
    'devices_90',
    'app_share_90',
    'visit_channels_90',
  ],
  hesitation: ['cart_left_share_90', 'search_no_order_share_90', 'checkouts_90', 'favourites_90'],
  service: [
    'complaint_open_days',
    'complaints_90',
    'complaints_365',
    'tickets_open',
    'ticket_open_days',
    'satisfaction_last',
    'satisfaction_mean',
    'satisfaction_trend',
    'contacts_90',
    'resolution_days',
    'days_since_ticket',
  ],
  price: ['coupon_order_share', 'discount_share_365', 'discounted_order_share', 'coupon_views_90', 'coupons_issued_90', 'coupons_used_90'],
  contact: ['touches_30', 'touches_90', 'opened_90', 'opened_share_90', 'clicks_90', 'days_since_touch', 'unsubscribed'],
  tenure: ['tenure_days', 'registered_days'],
  habit: ['channels_365', 'weekend_share', 'payment_methods_365', 'store_share_365'],
  person: ['age_years', 'region_share', 'member_level_spend'],
  season: ['orders_same_window_last_year', 'month_sin', 'month_cos'],
}

const THEME_OF: ReadonlyMap<string, ChurnTheme> = new Map(
  (Object.keys(THEMES) as ChurnTheme[]).flatMap((theme) => THEMES[theme].map((name): [string, ChurnTheme] => [name, theme])),
)

/** The theme of a feature; undefined for a name that is not a feature. */
export function themeOf(feature: string): ChurnTheme | undefined {
  return THEME_OF.get(feature)
}

/** Numbers that a theme's sentence may need besides the leading feature. */
export const THEME_FACTS: Readonly<Partial<Record<ChurnTheme, readonly ChurnFeatureName[]>>> = {
  lapse: ['recency_days', 'mean_gap_days', 'purchase_days', 'orders_365'],
  frequency: ['orders_90', 'orders_365', 'purchase_days', 'recency_days'],
  spend: ['spend_trend_90', 'spend_365', 'purchase_days'],
  visits: ['visit_trend_30', 'days_since_visit', 'visit_days_30'],
  hesitation: ['cart_left_share_90', 'search_no_order_share_90'],
  service: ['complaint_open_days', 'complaints_90', 'tickets_open', 'satisfaction_last', 'satisfaction_mean', 'contacts_90'],
  price: ['discounted_order_share', 'coupon_order_share'],
  contact: ['unsubscribed', 'touches_90', 'opened_share_90'],
}
