import { realEvent, soldLine } from '../sold-line.ts'
import { IS_PERSON } from './customer-groups.ts'

const KNOWN_THEN = "available_at <= {asOf:DateTime64(3,'UTC')} AND occurred_at <= {asOf:DateTime64(3,'UTC')}"
const IN_WINDOW = "occurred_at > {asOf:DateTime64(3,'UTC')} - toIntervalDay({windowDays:UInt32})"
const NEVER = "toDateTime64(0, 3, 'UTC')"

/** Of two texts with the same figure, one is always chosen; numbers are compared several times faster than tuples. */
const tieOf = (text: string) => `(cityHash64(${text}) % 4294967296)`

/** Money of a group in the millionths in which it is kept, before lines, before the tie. */
const MOST_SPENT = `bitShiftLeft(toInt256(toInt128(spent * 1000000)), 96) + bitShiftLeft(toInt256(lines), 32) + toInt256(${tieOf('kind_of')})`

/**
 * Grain: one row per customer known at the as-of time (registered or seen by then). Reads only facts that were available at as-of; test
 * customers are left out. Cost: one pass over the events; one over the lines by order, and one over their categories alone, since an order has several; a hash table of the
 * customers for each, which spills to disk where it is larger than the memory given (`PROFILE_SETTINGS`). Channels and categories are grouped by their hash, of a fixed length.
 */
export const PROFILE_FACTS_READ = `
WITH
  {asOf:DateTime64(3,'UTC')} AS as_of,
  known AS (
    SELECT customer_id, registered_at
    FROM customers FINAL
    WHERE first_seen_at <= as_of AND ${IS_PERSON}
  ),
  bought AS (
    SELECT customer_id, min(first_at) AS first_order_at, max(last_at) AS last_order_at, sum(orders) AS lifetime_orders, sum(spent) AS lifetime_spend,
      sum(recent_orders) AS frequency, sum(recent_spent) AS monetary, argMax(used, bitShiftLeft(orders, 32) + ${tieOf('used')}) AS order_channel
    FROM (
      SELECT customer_id, any(channel) AS used, min(occurred_at) AS first_at, max(occurred_at) AS last_at, count() AS orders, ifNull(sum(amount), 0) AS spent,
        countIf(${IN_WINDOW}) AS recent_orders, ifNull(sumIf(amount, ${IN_WINDOW}), 0) AS recent_spent
      FROM (SELECT customer_id, occurred_at, available_at, amount, channel FROM orders)
      WHERE ${KNOWN_THEN}
      GROUP BY customer_id, cityHash64(channel)
    )
    GROUP BY customer_id
  ),
  liked AS (
    SELECT customer_id, argMax(kind_of, ${MOST_SPENT}) AS favourite_category
    FROM (
      SELECT customer_id, any(category) AS kind_of, ifNull(sum(project_amount), 0) AS spent, count() AS lines
      FROM order_lines FINAL
      WHERE ${KNOWN_THEN} AND ${soldLine()} AND category != ''
      GROUP BY customer_id, cityHash64(category)
    )
    GROUP BY customer_id
  ),
  seen AS (
    SELECT customer_id, max(last_at) AS last_event_at, argMax(used, bitShiftLeft(acts, 32) + ${tieOf('used')}) AS event_channel
    FROM (
      SELECT customer_id, any(channel) AS used, count() AS acts, max(occurred_at) AS last_at
      FROM events
      WHERE ${KNOWN_THEN} AND ${realEvent()}
      GROUP BY customer_id, cityHash64(channel)
    )
    GROUP BY customer_id
  ),
  joined AS (
    SELECT known.customer_id AS customer_id, registered_at, lifetime_orders, lifetime_spend, frequency, monetary, favourite_category,
      if(lifetime_orders > 0, bought.first_order_at, NULL) AS first_order_at,
      if(lifetime_orders > 0, bought.last_order_at, NULL) AS last_order_at,
      if(lifetime_orders > 0 OR last_event_at > ${NEVER}, greatest(bought.last_order_at, last_event_at), NULL) AS last_active_at,
      if(lifetime_orders > 1, dateDiff('second', bought.first_order_at, bought.last_order_at) / 86400 / (lifetime_orders - 1), NULL) AS mean_gap_days,
      if(order_channel != '', order_channel, event_channel) AS main_channel
    FROM known
    LEFT JOIN bought ON bought.customer_id = known.customer_id
    LEFT JOIN liked ON liked.customer_id = known.customer_id
    LEFT JOIN seen ON seen.customer_id = known.customer_id
  )
SELECT {run:UUID}, customer_id, (toUnixTimestamp64Milli(as_of) - toUnixTimestamp64Milli(ifNull(first_order_at, registered_at))) / 86400000,
  first_order_at, last_order_at, last_active_at, (toUnixTimestamp64Milli(as_of) - toUnixTimestamp64Milli(last_order_at)) / 86400000 AS recency,
  frequency, monetary, lifetime_orders, lifetime_spend, mean_gap_days, ifNull(recency / greatest(mean_gap_days, 1), 0), favourite_category, main_channel
FROM joined`

/** The same, kept for the steps that follow. */
export const PROFILE_FACTS = `
INSERT INTO profile_facts (run_id, customer_id, age_days, first_order_at, last_order_at, last_active_at, recency_days, frequency, monetary, lifetime_orders, lifetime_spend,
  mean_gap_days, overdue_ratio, favourite_category, main_channel)
${PROFILE_FACTS_READ}`

/** Work that no page waits for: hash tables past a quarter of what one query may hold are grouped on disk. Nothing of a run is kept twice, so no block is looked up. */
export const PROFILE_SETTINGS = {
  max_execution_time: 1_800,
  max_bytes_ratio_before_external_group_by: 0.25,
  max_bytes_ratio_before_external_sort: 0.25,
  insert_deduplicate: 0,
} as const
