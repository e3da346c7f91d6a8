import { IS_SURVIVOR } from '../customer-of-origin.ts'
import { ofSomeone, realEvent, soldLine } from '../sold-line.ts'

/**
 * Grain: one row per customer known at the as-of time (registered or seen by then). Cost: one pass over orders and one over events up to as-of.
 * Reads only facts that were available at as-of; test customers are left out.
 */
export const PROFILE_FACTS = `
WITH
  {asOf:DateTime64(3,'UTC')} AS as_of,
  known AS (
    SELECT customer_id, argMax(registered_at, updated_at) AS registered_at
    FROM customers
    WHERE first_seen_at <= as_of AND ${ofSomeone()} AND ${IS_SURVIVOR}
    GROUP BY customer_id
    HAVING argMax(is_test, updated_at) = 0
  ),
  bought AS (
    SELECT
      customer_id,
      min(occurred_at) AS first_order_at,
      max(occurred_at) AS last_order_at,
      count() AS lifetime_orders,
      ifNull(sum(amount), 0) AS lifetime_spend,
      countIf(occurred_at > as_of - toIntervalDay({windowDays:UInt32})) AS frequency,
      ifNull(sumIf(amount, occurred_at > as_of - toIntervalDay({windowDays:UInt32})), 0) AS monetary,
      topK(1)(channel)[1] AS main_channel
    FROM orders
    WHERE available_at <= as_of AND occurred_at <= as_of
    GROUP BY customer_id
  ),
  liked AS (
    SELECT customer_id, argMax(category, (spent, lines, category)) AS favourite_category
    FROM (
      SELECT customer_id, category, ifNull(sum(project_amount), 0) AS spent, count() AS lines
      FROM order_lines FINAL
      WHERE available_at <= as_of AND occurred_at <= as_of AND ${soldLine()} AND category != ''
      GROUP BY customer_id, category
    )
    GROUP BY customer_id
  ),
  seen AS (
    SELECT customer_id, max(occurred_at) AS last_event_at, topK(1)(channel)[1] AS event_channel
    FROM events
    WHERE available_at <= as_of AND occurred_at <= as_of AND ${realEvent()}
    GROUP BY customer_id
  )
SELECT
  toString(known.customer_id) AS customer_id,
  toUnixTimestamp64Milli(known.registered_at) AS registered_ms,
  if(lifetime_orders > 0, toUnixTimestamp64Milli(first_order_at), null) AS first_order_ms,
  if(lifetime_orders > 0, toUnixTimestamp64Milli(last_order_at), null) AS last_order_ms,
  if(lifetime_orders > 0 OR last_event_at > toDateTime64(0, 3, 'UTC'), toUnixTimestamp64Milli(greatest(last_order_at, last_event_at)), null) AS last_active_ms,
  lifetime_orders,
  toFloat64(lifetime_spend) AS all_spent,
  frequency,
  toFloat64(monetary) AS spent,
  if(lifetime_orders > 1, dateDiff('second', first_order_at, last_order_at) / 86400 / (lifetime_orders - 1), null) AS mean_gap_days,
  favourite_category,
  if(main_channel != '', main_channel, event_channel) AS usual_channel
FROM known
LEFT JOIN bought ON bought.customer_id = known.customer_id
LEFT JOIN liked ON liked.customer_id = known.customer_id
LEFT JOIN seen ON seen.customer_id = known.customer_id
ORDER BY known.customer_id`
