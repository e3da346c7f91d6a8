import type { TierCutoffs } from '#segment/lifecycle-tiers.ts'
import type { TierScheme } from '#segment/tier-scheme.ts'
import { OF_RUN } from './profile-limits.ts'
import type { RfmLimits } from './profile-limits.ts'

/** 1 and one more for each limit that a value reaches; 0 for who never bought. */
const level = (value: string, limits: string) =>
  `if(recency_days IS NULL, 0, toUInt8(1 + arrayCount(limit -> ${value} >= limit, {${limits}:Array(Float64)})))`

/**
 * Scores, tier and class of each customer of `profile_facts`, as `lifecycleTierOf` and `valueClassOf` say them. Grain: one row per customer of the run. Cost: one pass over
 * the run, nothing sorted.
 */
export const PROFILE_SCORES = `
SELECT *,
  ${level('-assumeNotNull(recency_days)', 'recencyLimits')} AS r,
  ${level('toFloat64(frequency)', 'frequencyLimits')} AS f,
  ${level('toFloat64(monetary)', 'monetaryLimits')} AS m,
  if(r = 0, NULL, {rWeight:Float64} * r + {fWeight:Float64} * f + {mWeight:Float64} * m) AS combined,
  multiIf(
    ifNull(age_days, inf) <= {newDays:Float64}, 'new',
    recency_days IS NULL OR recency_days > {dormantDays:Float64}, 'dormant',
    lifetime_orders >= {cadenceOrders:UInt32} AND overdue_ratio >= {overdueRatio:Float64}, 'at_risk',
    toFloat64(monetary) >= {highValueMonetary:Float64}, 'high_value',
    'active') AS tier,
  multiIf(
    r = 0, '',
    r >= {recentFrom:Float64}, if((f + m) / 2 >= {highFrom:Float64}, 'high_value', 'potential'),
    (f + m) / 2 >= {formerFrom:Float64}, 'at_risk',
    'general') AS class
FROM profile_facts
WHERE ${OF_RUN}`

/** The bound parameters of `PROFILE_SCORES`. */
export function scoreParams(run: string, { rfm, classes }: TierScheme, limits: RfmLimits, cutoffs: TierCutoffs): Record<string, unknown> {
  return {
    run,
    recencyLimits: limits.recency,
    frequencyLimits: limits.frequency,
    monetaryLimits: limits.monetary,
    rWeight: rfm.weights.r,
    fWeight: rfm.weights.f,
    mWeight: rfm.weights.m,
    ...cutoffs,
    ...classes,
  }
}

/** Writes a run of `profiles`. Grain and cost: those of `PROFILE_SCORES`, and the rows are sorted by customer as they are stored. */
export const WRITE_PROFILES = `
INSERT INTO profiles (as_of, customer_id, definition_version, first_order_at, last_order_at, last_active_at, recency_days, frequency, monetary, average_order,
  mean_gap_days, r_score, f_score, m_score, rfm_score, lifecycle_tier, value_class, favourite_category, main_channel, lifetime_orders, lifetime_spend)
SELECT {asOf:DateTime64(3,'UTC')}, customer_id, {definitionVersion:String}, first_order_at, last_order_at, last_active_at, recency_days, frequency, monetary,
  if(frequency = 0, 0, monetary / greatest(frequency, 1)), mean_gap_days, r, f, m, combined, tier, class, favourite_category, main_channel, lifetime_orders, lifetime_spend
FROM (${PROFILE_SCORES})`

/** Grain: tier and class before by tier and class now, of the customers of a run that is not stored. Cost: as `PROFILE_SCORES`, and two columns of a stored run. */
export const MOVED = `
SELECT b.lifecycle_tier AS tier_before, n.tier AS tier, b.value_class AS class_before, n.class AS class, count() AS customers
FROM (SELECT customer_id, tier, class FROM (${PROFILE_SCORES})) AS n
LEFT JOIN (
  SELECT customer_id, toString(lifecycle_tier) AS lifecycle_tier, toString(value_class) AS value_class FROM profiles FINAL
  WHERE as_of = {before:DateTime64(3,'UTC')}
) AS b ON b.customer_id = n.customer_id
GROUP BY tier_before, tier, class_before, class
ORDER BY tier_before, tier, class_before, class`

/** Grain: one row per tier of the run. Cost: as `PROFILE_SCORES`. */
export const RUN_SIZES = `SELECT lifecycle_tier AS tier, count() AS customers FROM profiles FINAL WHERE as_of = {asOf:DateTime64(3,'UTC')} GROUP BY tier`
