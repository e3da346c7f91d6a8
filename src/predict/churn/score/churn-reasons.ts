import { CHURN_FEATURES, featureValue, type ChurnFeatureRow } from '../features/churn-features.ts'
import { THEME_FACTS, themeOf, type ChurnTheme } from '../features/churn-themes.ts'

export { reasonSentence } from './reason-sentence.ts'

/** One reason behind a score: its leading feature, that feature's value and the reason's contribution to the log-odds of churn. */
export interface ChurnReason {
  readonly feature: string
  /** Null when it is unknown. */
  readonly value: number | null
  readonly contribution: number
  /** The other numbers its sentence needs. */
  readonly facts: Readonly<Record<string, number>>
}

export type ChurnCause = 'lapsed-cadence' | 'spend-drop' | 'visit-drop' | 'service-problem' | 'one-time-buyer' | 'price-sensitive' | 'other'

/** For a customer who bought once these all mean the same, so they count as one reason. */
const SAME_OF_ONE_ORDER: ReadonlySet<ChurnTheme> = new Set(['lapse', 'frequency', 'breadth', 'tenure'])

/** Reasons below this share of the strongest one explain nothing. */
const WEAKEST_SHARE = 0.15

/**
 * The strongest reasons for churn, at most `limit` (3): contributions (ordered as CHURN_FEATURES) are added up by theme, the largest
 * positive ones come first. When nothing raises the risk, returns the strongest reasons that lower it.
 */
export function topReasons(row: ChurnFeatureRow, contributions: ArrayLike<number>, limit = 3): ChurnReason[] {
  const oneTime = featureValue(row, 'purchase_days') === 1
  const totals = new Map<ChurnTheme, { sum: number; lead: string; leading: number }>()
  CHURN_FEATURES.forEach(({ name }, i) => {
    const own = themeOf(name)
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
    for (const name of THEME_FACTS[theme] ?? []) {
      const fact = featureValue(row, name)
      if (Number.isFinite(fact)) facts[name] = fact
    }
    return { feature: total.lead, value: Number.isFinite(value) ? value : null, contribution: total.sum, facts }
  })
}

/**
 * The cause a strategy should address: that of the first reason that raises the risk and that the customer's own numbers support;
 * failing that, the cause the numbers alone suggest; otherwise 'other'.
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
    const theme = themeOf(reason.feature)
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
