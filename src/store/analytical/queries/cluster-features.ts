import { ACTIVITY_WINDOW_DAYS, CLUSTER_TRAITS } from '#segment/clusters/cluster-features.ts'
import { customerLine, isReturn, isSale, ofSomeone, realEvent } from '../sold-line.ts'

/** The columns of each row after the customer's id, in the order of CLUSTER_TRAITS; the last says whether an amount of theirs has no rate. */
const TRAIT_SQL: Readonly<Record<(typeof CLUSTER_TRAITS)[number], string>> = {
  recency: 'p.recency_days',
  orders: 'p.frequency',
  spend: 'toFloat64(p.monetary)',
  averageOrder: 'toFloat64(p.lifetime_spend) / p.lifetime_orders',
  gap: 'p.mean_gap_days',
  activeDays: 'e.active_days',
  returnedShare: 'if(b.spent > 0, least(1, greatest(0, b.returned / b.spent)), 0)',
  categories: 'b.categories',
  tenure: "greatest(0, dateDiff('second', p.first_order_at, as_of) / 86400)",
  lifetimeOrders: 'p.lifetime_orders',
}

/**
 * What buyers are clustered by, for the format JSONCompactEachRow. Grain: one row per customer with an order in the profiles of the as-of time, by
 * customer id. Cost: one pass over those profiles, one over the order lines up to as-of and one over the events of 90 days. Reads only what was available.
 */
export const CLUSTER_FEATURES_QUERY = `
WITH {asOf:DateTime64(3,'UTC')} AS as_of
SELECT
  toString(p.customer_id) AS customer_id,
  ${CLUSTER_TRAITS.map((trait) => TRAIT_SQL[trait]).join(',\n  ')},
  b.unconverted > 0 AS is_unconverted
FROM (
  SELECT customer_id, recency_days, frequency, monetary, lifetime_spend, lifetime_orders, mean_gap_days, first_order_at
  FROM profiles FINAL
  WHERE as_of = {asOf:DateTime64(3,'UTC')} AND lifetime_orders > 0
) AS p
LEFT JOIN (
  WITH ${isSale('l')} AS is_sale
  SELECT
    customer_id,
    uniqExactIf(l.category, is_sale AND l.category != '') AS categories,
    ifNull(sumIf(toFloat64(l.project_amount), is_sale), 0) AS spent,
    ifNull(sumIf(toFloat64(-l.project_amount), ${isReturn('l')}), 0) AS returned,
    countIf(is_sale AND l.project_amount IS NULL) AS unconverted
  FROM order_lines AS l FINAL
  WHERE l.available_at <= {asOf:DateTime64(3,'UTC')} AND l.occurred_at <= {asOf:DateTime64(3,'UTC')} AND ${customerLine('l')}
  GROUP BY customer_id
) AS b ON b.customer_id = p.customer_id
LEFT JOIN (
  SELECT customer_id, uniqExact(toDate(occurred_at)) AS active_days
  FROM events
  WHERE available_at <= {asOf:DateTime64(3,'UTC')} AND occurred_at <= {asOf:DateTime64(3,'UTC')}
    AND occurred_at > {asOf:DateTime64(3,'UTC')} - toIntervalDay(${ACTIVITY_WINDOW_DAYS}) AND ${realEvent()} AND ${ofSomeone()}
  GROUP BY customer_id
) AS e ON e.customer_id = p.customer_id
ORDER BY p.customer_id`
