import { CHURN_FEATURES, churnFeature, featureValue, type ChurnFeatureRow } from './churn-features.ts'

/** One reason behind a score: its leading feature, that feature's value and what the reason adds to the log-odds of churn. */
export interface ChurnReason {
  readonly feature: string
  /** Null when it is unknown. */
  readonly value: number | null
  readonly contribution: number
  /** The other numbers its sentence needs. */
  readonly facts: Readonly<Record<string, number>>
}

export type ChurnCause = 'lapsed-cadence' | 'spend-drop' | 'visit-drop' | 'service-problem' | 'one-time-buyer' | 'price-sensitive' | 'other'

type Theme =
  | 'lapse'
  | 'frequency'
  | 'spend'
  | 'breadth'
  | 'returns'
  | 'visits'
  | 'service'
  | 'price'
  | 'contact'
  | 'tenure'
  | 'habit'
  | 'season'

/** Features that say the same to a reader are one reason; their Shapley values add up. */
const THEMES: Readonly<Record<Theme, readonly string[]>> = {
  lapse: ['recency_days', 'gap_ratio', 'longest_gap_ratio', 'last_gap_ratio', 'mean_gap_days', 'gap_spread_days'],
  frequency: [
    'orders_30',
    'orders_90',
    'orders_180',
    'orders_365',
    'purchase_days',
    'active_months_6',
    'orders_per_month',
    'orders_trend_90',
  ],
  spend: [
    'spend_trend_90',
    'spend_trend_30',
    'spend_30',
    'spend_90',
    'spend_180',
    'spend_365',
    'average_order',
    'last_order_ratio',
    'unit_price',
  ],
  breadth: ['products_365', 'categories_365', 'lines_per_order'],
  returns: ['return_share_365', 'returns_90'],
  visits: ['visit_trend_30', 'visit_days_7', 'visit_days_30', 'visit_days_90', 'days_since_visit', 'carts_30', 'searches_30'],
  service: ['complaint_open_days', 'complaints_90', 'tickets_open', 'satisfaction_last'],
  price: ['coupon_order_share'],
  contact: ['touches_30', 'opened_90'],
  tenure: ['tenure_days', 'registered_days'],
  habit: ['channels_365', 'weekend_share'],
  season: ['orders_same_window_last_year', 'month_sin', 'month_cos'],
}

const THEME_OF: ReadonlyMap<string, Theme> = new Map(
  (Object.keys(THEMES) as Theme[]).flatMap((theme) => THEMES[theme].map((name): [string, Theme] => [name, theme])),
)

/** Of somebody who bought once these all say the same, so that they are one reason. */
const SAME_OF_ONE_ORDER: ReadonlySet<Theme> = new Set(['lapse', 'frequency', 'breadth', 'tenure'])

/** Numbers that a theme's sentence may need beside the leading feature. */
const FACTS: Readonly<Partial<Record<Theme, readonly string[]>>> = {
  lapse: ['recency_days', 'mean_gap_days', 'purchase_days', 'orders_365'],
  frequency: ['orders_90', 'orders_365', 'purchase_days', 'recency_days'],
  spend: ['spend_trend_90', 'spend_365', 'purchase_days'],
  visits: ['visit_trend_30', 'days_since_visit', 'visit_days_30'],
  service: ['complaint_open_days', 'complaints_90', 'tickets_open', 'satisfaction_last'],
}

/** What adds less than this share of the strongest reason explains nothing. */
const WEAKEST_SHARE = 0.15

/**
 * The strongest reasons for churn, at most `limit` (3): contributions (ordered as CHURN_FEATURES) are added up by theme, the largest
 * positive ones come first. When nothing raises the risk, the strongest against it.
 */
export function topReasons(row: ChurnFeatureRow, contributions: ArrayLike<number>, limit = 3): ChurnReason[] {
  const oneTime = featureValue(row, 'purchase_days') === 1
  const totals = new Map<Theme, { sum: number; lead: string; leading: number }>()
  CHURN_FEATURES.forEach(({ name }, i) => {
    const own = THEME_OF.get(name)
    const amount = contributions[i] as number
    if (own === undefined || amount === 0) return
    const merged = oneTime && SAME_OF_ONE_ORDER.has(own)
    const theme = merged ? 'lapse' : own
    const held = totals.get(theme) ?? { sum: 0, lead: merged ? 'recency_days' : name, leading: Number.NEGATIVE_INFINITY }
    held.sum += amount
    if (!merged && amount > held.leading) Object.assign(held, { lead: name, leading: amount })
    totals.set(theme, held)
  })
  const sorted = [...totals].sort(([, a], [, b]) => b.sum - a.sum)
  const strongest = sorted[0]?.[1].sum ?? 0
  const raising = sorted.filter(([, total]) => total.sum > 0 && total.sum >= WEAKEST_SHARE * strongest)
  const chosen = raising.length > 0 ? raising : sorted.toReversed()
  return chosen.slice(0, limit).map(([theme, total]) => {
    const value = featureValue(row, total.lead)
    const facts: Record<string, number> = {}
    for (const name of FACTS[theme] ?? []) {
      const fact = featureValue(row, name)
      if (Number.isFinite(fact)) facts[name] = fact
    }
    return { feature: total.lead, value: Number.isFinite(value) ? value : null, contribution: total.sum, facts }
  })
}

/** A reason as a sentence in both languages. It states facts of the customer; that they go with churn is an association, not a cause. */
export function reasonSentence(reason: ChurnReason): { readonly zh: string; readonly en: string } {
  const { facts } = reason
  const recency = facts['recency_days']
  const gap = facts['mean_gap_days']
  const theme = THEME_OF.get(reason.feature)
  if (theme === 'lapse' && recency !== undefined) {
    const days = Math.round(recency)
    if (facts['purchase_days'] === 1) {
      return (facts['orders_365'] ?? 1) > 1
        ? { zh: `只在 ${days} 天前的一天下过单`, en: `Ordered on one day only, ${inDays(days)} ago` }
        : { zh: `只下过一次单，距今已 ${days} 天`, en: `Only one order, ${inDays(days)} ago` }
    }
    if (gap !== undefined) {
      const usual = Math.max(1, Math.round(gap))
      return { zh: `已 ${days} 天没有下单，平时约 ${usual} 天一次`, en: `No order for ${inDays(days)}; usually every ${inDays(usual)}` }
    }
    return { zh: `已 ${days} 天没有下单`, en: `No order for ${inDays(days)}` }
  }
  if (theme === 'frequency') {
    const [recent, year] = [facts['orders_90'] ?? 0, facts['orders_365'] ?? 0]
    return {
      zh: `近一年下单 ${year} 次，其中近 90 天 ${recent} 次`,
      en: `${year} ${year === 1 ? 'order' : 'orders'} in a year, ${recent === 0 ? 'none' : recent} of them in the last 90 days`,
    }
  }
  if (theme === 'spend') {
    const change = relativeChange(facts['spend_trend_90'])
    const several = facts['purchase_days'] !== 1
    if (several && change !== undefined && change <= -0.995) {
      return { zh: '近 90 天没有消费，而前 90 天有', en: 'No spend in 90 days, after some in the 90 days before' }
    }
    if (several && change !== undefined && change <= -0.1) {
      const percent = Math.round(-100 * change)
      return { zh: `近 90 天消费比前 90 天下降 ${percent}%`, en: `Spend in 90 days down ${percent} % on the 90 days before` }
    }
    const amount = facts['spend_365']
    if (amount !== undefined) {
      return { zh: `近一年消费 ${amountText(amount, 'zh-CN')}`, en: `Spend of ${amountText(amount, 'en')} in a year` }
    }
  }
  if (theme === 'visits') {
    const change = relativeChange(facts['visit_trend_30'])
    if (change !== undefined && change <= -0.1) {
      const percent = Math.round(-100 * change)
      return { zh: `近 30 天到访比前 30 天下降 ${percent}%`, en: `Visits in 30 days down ${percent} % on the 30 days before` }
    }
    const since = facts['days_since_visit']
    if (since !== undefined && since >= 14) {
      return { zh: `已 ${Math.round(since)} 天没有到访`, en: `No visit for ${inDays(Math.round(since))}` }
    }
    const visits = facts['visit_days_30']
    if (visits !== undefined) return { zh: `近 30 天到访 ${visits} 天`, en: `Visits on ${visits} of the last 30 days` }
  }
  if (theme === 'service') return serviceSentence(facts)
  if (reason.feature === 'products_365' && reason.value !== null) {
    return {
      zh: `近一年买过 ${reason.value} 种商品`,
      en: `${reason.value} ${reason.value === 1 ? 'product' : 'products'} bought in a year`,
    }
  }
  if (theme === 'returns' && reason.value === 0) return { zh: '近期没有退货', en: 'No returns lately' }
  if (reason.feature === 'return_share_365' && reason.value !== null) {
    const percent = Math.round(100 * reason.value)
    return percent > 0
      ? { zh: `近一年退货占消费的 ${percent}%`, en: `${percent} % of a year’s spend returned` }
      : { zh: '近一年没有退货', en: 'Nothing returned in a year' }
  }
  return plainSentence(reason)
}

/**
 * What a strategy should answer to: the first reason that raises the risk and is borne out by the customer's own numbers decides;
 * then the numbers alone; else 'other'.
 */
export function causeOf(reasons: readonly ChurnReason[], row: ChurnFeatureRow): ChurnCause {
  const value = (name: string): number => featureValue(row, name)
  const oneTime = value('purchase_days') === 1
  const lapsed = value('gap_ratio') > 1
  const spendFell = value('spend_trend_90') < -0.1
  const visitsFell = value('visit_trend_30') < -0.1 || value('days_since_visit') > 30
  const complained = value('complaint_open_days') >= 0 || value('complaints_90') > 0 || value('satisfaction_last') <= 2
  for (const reason of reasons) {
    if (reason.contribution <= 0) continue
    const theme = THEME_OF.get(reason.feature)
    if (theme === 'service' && complained) return 'service-problem'
    if (theme === 'price' && value('coupon_order_share') >= 0.5) return 'price-sensitive'
    if (theme === 'visits' && visitsFell) return 'visit-drop'
    if (theme === 'spend' && spendFell && !oneTime) return 'spend-drop'
    if (theme === 'lapse' || theme === 'frequency' || theme === 'breadth' || theme === 'tenure') {
      if (oneTime) return 'one-time-buyer'
      if (theme === 'lapse' && lapsed) return 'lapsed-cadence'
      if (theme === 'frequency' && spendFell) return 'spend-drop'
    }
  }
  if (value('complaint_open_days') >= 0) return 'service-problem'
  if (oneTime) return 'one-time-buyer'
  if (value('gap_ratio') > 1.5) return 'lapsed-cadence'
  return 'other'
}

/** A whole amount with thousands marked; the currency is that of the page it stands on. */
function amountText(amount: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(amount)
}

/** now / before - 1 from the trend (now - before) / (now + before). */
function relativeChange(trend: number | undefined): number | undefined {
  return trend === undefined || trend >= 1 ? undefined : (1 + trend) / (1 - trend) - 1
}

function serviceSentence(facts: Readonly<Record<string, number>>): { zh: string; en: string } {
  const waiting = facts['complaint_open_days']
  if (waiting !== undefined) {
    const days = Math.round(waiting)
    return { zh: `有投诉未解决，已 ${days} 天`, en: `A complaint has been open for ${inDays(days)}` }
  }
  const complaints = facts['complaints_90'] ?? 0
  if (complaints > 0) {
    return { zh: `近 90 天投诉 ${complaints} 次`, en: `${complaints} ${complaints === 1 ? 'complaint' : 'complaints'} in 90 days` }
  }
  const open = facts['tickets_open'] ?? 0
  if (open > 0) return { zh: `有 ${open} 个服务单未解决`, en: `${open} open service ${open === 1 ? 'ticket' : 'tickets'}` }
  const score = facts['satisfaction_last']
  if (score !== undefined) return { zh: `最近一次满意度 ${score} 分`, en: `Last satisfaction score ${score}` }
  return { zh: '近 90 天没有投诉', en: 'No complaint in 90 days' }
}

function plainSentence(reason: ChurnReason): { zh: string; en: string } {
  const named = churnFeature(reason.feature)
  const number = reason.value === null ? undefined : Number(reason.value.toPrecision(3))
  return {
    zh: `${named?.labelZh ?? reason.feature}：${number ?? '未知'}`,
    en: `${named?.labelEn ?? reason.feature}: ${number ?? 'unknown'}`,
  }
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}
