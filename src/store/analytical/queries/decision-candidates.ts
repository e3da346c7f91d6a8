/**
 * Grain: one row per customer of the newest churn scores at or before as-of. Cost: one pass over the newest scores and profiles. Money in major units.
 */
export const DECISION_CANDIDATES = `
WITH
  (SELECT max(as_of) FROM scores WHERE kind = 'churn' AND tier != '' AND as_of <= {asOf:DateTime64(3,'UTC')}) AS scored_at,
  (SELECT max(as_of) FROM profiles WHERE as_of <= {asOf:DateTime64(3,'UTC')}) AS profiled_at,
  profile AS (SELECT * FROM profiles FINAL WHERE profiles.as_of = profiled_at)
SELECT
  toString(s.customer_id) AS customer_id,
  s.probability AS probability,
  s.value AS value,
  s.tier AS tier,
  s.cause AS cause,
  s.model_id AS model_id,
  s.model_version AS model_version,
  profile.lifecycle_tier AS lifecycle_tier,
  profile.value_class AS value_class,
  toFloat64(profile.average_order) AS average_order,
  profile.recency_days AS recency_days,
  profile.favourite_category AS favourite_category
FROM (SELECT * FROM scores FINAL WHERE kind = 'churn' AND scores.as_of = scored_at) AS s
LEFT JOIN profile ON profile.customer_id = s.customer_id
ORDER BY s.customer_id`

/** Grain: one row per combination of what an audience can ask for, over the newest churn scores at or before as-of. */
export const CANDIDATE_GROUPS = `
WITH
  (SELECT max(as_of) FROM scores WHERE kind = 'churn' AND tier != '' AND as_of <= {asOf:DateTime64(3,'UTC')}) AS scored_at,
  (SELECT max(as_of) FROM profiles WHERE as_of <= {asOf:DateTime64(3,'UTC')}) AS profiled_at
SELECT s.tier AS tier, s.cause AS cause, p.lifecycle_tier AS lifecycle_tier, p.value_class AS value_class, count() AS customers
FROM (SELECT customer_id, tier, cause FROM scores FINAL WHERE kind = 'churn' AND scores.as_of = scored_at) AS s
LEFT JOIN (SELECT customer_id, lifecycle_tier, value_class FROM profiles FINAL WHERE profiles.as_of = profiled_at) AS p ON p.customer_id = s.customer_id
GROUP BY tier, cause, lifecycle_tier, value_class`
