/**
 * Grain: one row per customer of the newest churn scores at or before as-of. Cost: one pass over the newest scores and profiles, and that of `members`. Money in major units.
 * What many have in common stands at the end, so that its text is known by one look.
 *
 * @param members Rows of customer_id and `w0`, `w1` …: words of 32 bits, in which each audience in their order has a bit.
 */
export const decisionCandidates = (members: string, words: number): string => `
WITH
  (SELECT max(as_of) FROM scores WHERE kind = 'churn' AND tier != '' AND as_of <= {asOf:DateTime64(3,'UTC')}) AS scored_at,
  (SELECT max(as_of) FROM profiles WHERE as_of <= {asOf:DateTime64(3,'UTC')}) AS profiled_at,
  profile AS (SELECT * FROM profiles FINAL WHERE profiles.as_of = profiled_at)
SELECT
  toString(s.customer_id) AS customer_id,
  s.probability AS probability,
  s.value AS value,
  toFloat64(profile.average_order) AS average_order,
  ifNull(profile.recency_days, nan) AS recency_days,
  ${Array.from({ length: words }, (_, word) => `members.w${word} AS w${word}`).join(', ')},
  s.tier AS tier,
  s.cause AS cause,
  profile.lifecycle_tier AS lifecycle_tier,
  profile.value_class AS value_class,
  s.model_id AS model_id,
  s.model_version AS model_version,
  profile.favourite_category AS favourite_category
FROM (SELECT * FROM scores FINAL WHERE kind = 'churn' AND scores.as_of = scored_at) AS s
LEFT JOIN profile ON profile.customer_id = s.customer_id
LEFT JOIN (${members}) AS members ON members.customer_id = s.customer_id
ORDER BY s.customer_id`

/** Grain: one row with how many customers of the newest churn scores at or before as-of are in each audience. @param members rows of customer_id and `met_by`: for each audience, in their order, 1 where the customer is in it */
export const audienceSizes = (members: string): string => `
WITH (SELECT max(as_of) FROM scores WHERE kind = 'churn' AND tier != '' AND as_of <= {asOf:DateTime64(3,'UTC')}) AS scored_at
SELECT count() AS scored, sumForEach(met_by) AS sizes
FROM (SELECT customer_id FROM scores FINAL WHERE kind = 'churn' AND scores.as_of = scored_at) AS s
LEFT JOIN (${members}) AS members ON members.customer_id = s.customer_id`
