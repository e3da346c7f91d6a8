import { CHURN_FEATURE_NAMES, type ChurnFeatureRow } from '#predict/churn/churn-features.ts'

export interface ChurnFeaturesRequest {
  readonly asOf: Date
  /** Days after `asOf` in which an order means "stayed". */
  readonly horizonDays: number
  /** Only customers whose last order is at most so many days old; 0 takes everyone who ever ordered. */
  readonly activeWithinDays: number
  /** Whether the horizon has passed, so that labels can be read; without it every label is null. */
  readonly labelled: boolean
}

export interface ChurnFeaturesQuery {
  readonly query: string
  readonly params: Readonly<Record<string, string | number>>
}

/**
 * The SQL of all churn features of one as-of time, for the format JSONCompactEachRow: [customer_id, label, ...CHURN_FEATURES].
 * Bind `params`; turn each row into a `ChurnFeatureRow` by `churnFeatureRow`.
 */
export function churnFeaturesQuery(request: ChurnFeaturesRequest): ChurnFeaturesQuery {
  return {
    query: CHURN_FEATURES_SQL,
    params: {
      asOf: request.asOf.toISOString().slice(0, 23).replace('T', ' '),
      horizonDays: request.horizonDays,
      activeWithinDays: request.activeWithinDays,
      labelled: request.labelled ? 1 : 0,
    },
  }
}

/** One row of the answer. Null (how JSON says NaN) becomes NaN. */
export function churnFeatureRow(row: readonly unknown[]): ChurnFeatureRow {
  const label = row[1]
  return {
    customerId: String(row[0]),
    label: label === null ? null : Number(label) === 1 ? 1 : 0,
    values: Float64Array.from(CHURN_FEATURE_NAMES, (_, i) => {
      const value = row[i + 2]
      return value === null || value === undefined ? Number.NaN : Number(value)
    }),
  }
}

/** Names of page views, screens and other acts of a visitor; identify, group and alias are sent by machines. */
const VISIT_TYPES = `('page', 'screen', 'track')`

/*
 * Grain: customer. One scan of each fact table, all sorted by customer; order_lines is folded to orders first, then to customers.
 * Point in time: only rows with available_at <= asOf feed the features. A ticket is rewritten when it is closed, so one that was
 * opened before and closed after counts as open. Attributes that are overwritten in place (member level, region) are left out: a row that was changed
 * later would tell the future. Events are read without FINAL, which would cost most of the time: a repeated message is dropped before it is
 * stored, and days with a visit do not count repeats. Labels read what occurred in (asOf, asOf + horizon].
 */
const CHURN_FEATURES_SQL = `
WITH
  {asOf:DateTime64(3, 'UTC')} AS as_of,
  toInt32(toDate(as_of)) AS today,
  toUUID('00000000-0000-0000-0000-000000000000') AS nobody,
  order_facts AS (
    WITH l.kind = 'sale' AND l.quantity > 0 AND l.unit_price > 0 AS is_sale
    SELECT
      customer_id,
      order_id,
      minIf(l.occurred_at, is_sale) AS ordered_at,
      countIf(is_sale) AS sale_lines,
      sumIf(toFloat64(l.amount), is_sale) AS spend,
      sumIf(toFloat64(l.quantity), is_sale) AS pieces,
      anyIf(l.channel, is_sale) AS order_channel,
      groupUniqArrayIf(l.product_id, is_sale AND l.occurred_at > as_of - INTERVAL 365 DAY) AS order_products,
      groupUniqArrayIf(l.category, is_sale AND l.category != '' AND l.occurred_at > as_of - INTERVAL 365 DAY) AS order_categories,
      countIf(l.kind = 'return' AND l.occurred_at > as_of - INTERVAL 90 DAY) > 0 AS returned_90,
      -sumIf(toFloat64(l.amount), l.kind = 'return' AND l.occurred_at > as_of - INTERVAL 365 DAY) AS returned_365
    FROM order_lines AS l FINAL
    WHERE l.available_at <= as_of AND l.occurred_at <= as_of AND l.is_duplicate = 0 AND l.is_test = 0 AND l.customer_id != nobody
    GROUP BY customer_id, order_id
  ),
  order_totals AS (
    WITH sale_lines > 0 AS is_order
    SELECT
      customer_id,
      dateDiff('millisecond', maxIf(ordered_at, is_order), as_of) / 86400000 AS recency,
      dateDiff('millisecond', minIf(ordered_at, is_order), as_of) / 86400000 AS tenure,
      countIf(is_order) AS orders_all,
      countIf(is_order AND ordered_at > as_of - INTERVAL 30 DAY) AS o30,
      countIf(is_order AND ordered_at > as_of - INTERVAL 90 DAY) AS o90,
      countIf(is_order AND ordered_at > as_of - INTERVAL 180 DAY) AS o180,
      countIf(is_order AND ordered_at > as_of - INTERVAL 365 DAY) AS o365,
      countIf(is_order AND ordered_at > as_of - INTERVAL 365 DAY
        AND ordered_at <= as_of - INTERVAL 365 DAY + toIntervalDay({horizonDays:UInt16})) AS o_last_year,
      sumIf(spend, is_order) AS s_all,
      sumIf(spend, is_order AND ordered_at > as_of - INTERVAL 30 DAY) AS s30,
      sumIf(spend, is_order AND ordered_at > as_of - INTERVAL 60 DAY) AS s60,
      sumIf(spend, is_order AND ordered_at > as_of - INTERVAL 90 DAY) AS s90,
      sumIf(spend, is_order AND ordered_at > as_of - INTERVAL 180 DAY) AS s180,
      sumIf(spend, is_order AND ordered_at > as_of - INTERVAL 365 DAY) AS s365,
      argMaxIf(spend, (ordered_at, order_id), is_order) AS last_spend,
      sumIf(pieces, is_order) AS pieces_all,
      sumIf(sale_lines, is_order) AS lines_all,
      uniqExactArrayIf(order_products, is_order) AS products,
      uniqExactArrayIf(order_categories, is_order) AS categories,
      sum(returned_365) AS returned,
      countIf(returned_90) AS returns,
      uniqExactIf(order_channel, is_order AND ordered_at > as_of - INTERVAL 365 DAY) AS channels,
      countIf(is_order AND toDayOfWeek(ordered_at) >= 6) AS weekend_orders,
      uniqExactIf(intDiv(dateDiff('day', ordered_at, as_of), 30), is_order AND ordered_at > as_of - INTERVAL 180 DAY) AS months,
      arraySort(groupUniqArrayIf(toInt32(toDate(ordered_at)), is_order)) AS days,
      arrayPopFront(arrayDifference(days)) AS gaps
    FROM order_facts
    GROUP BY customer_id
    HAVING orders_all > 0 AND ({activeWithinDays:UInt16} = 0 OR recency <= {activeWithinDays:UInt16})
  ),
  visits AS (
    SELECT
      customer_id,
      groupUniqArrayIf(toInt32(toDate(occurred_at)), occurred_at > as_of - INTERVAL 90 DAY) AS visit_days,
      arrayCount(day -> day >= today - 7, visit_days) AS v7,
      arrayCount(day -> day >= today - 30, visit_days) AS v30,
      arrayCount(day -> day >= today - 60 AND day < today - 30, visit_days) AS v60,
      length(visit_days) AS v90,
      dateDiff('millisecond', max(occurred_at), as_of) / 86400000 AS last_visit,
      countIf(name = 'Product Added' AND occurred_at > as_of - INTERVAL 30 DAY) AS carts,
      countIf(name = 'Products Searched' AND occurred_at > as_of - INTERVAL 30 DAY) AS searches
    FROM events
    WHERE available_at <= as_of AND occurred_at <= as_of AND occurred_at > as_of - INTERVAL 365 DAY
      AND type IN ${VISIT_TYPES} AND is_bot = 0 AND is_test = 0 AND is_repeat = 0 AND customer_id != nobody
    GROUP BY customer_id
  ),
  tickets AS (
    WITH closed_at IS NULL OR closed_at > as_of AS is_open
    SELECT
      customer_id,
      countIf(is_open) AS open_tickets,
      countIf(kind = 'complaint' AND opened_at > as_of - INTERVAL 90 DAY) AS complaints,
      dateDiff('millisecond', minOrNullIf(opened_at, is_open AND kind = 'complaint'), as_of) / 86400000 AS complaint_age,
      argMaxOrNullIf(satisfaction, closed_at, NOT is_open AND satisfaction IS NOT NULL AND available_at <= as_of) AS last_satisfaction
    FROM service_tickets FINAL
    WHERE opened_at <= as_of AND (available_at <= as_of OR closed_at > as_of) AND customer_id != nobody
    GROUP BY customer_id
  ),
  contacts AS (
    SELECT
      customer_id,
      countIf(kind = 'sent' AND occurred_at > as_of - INTERVAL 30 DAY) AS sent,
      countIf(kind = 'opened' AND is_machine = 0 AND occurred_at > as_of - INTERVAL 90 DAY) AS opened,
      countIf(kind = 'coupon_used' AND occurred_at > as_of - INTERVAL 365 DAY) AS coupons
    FROM touches FINAL
    WHERE available_at <= as_of AND occurred_at <= as_of AND customer_id != nobody
    GROUP BY customer_id
  ),
  people AS (SELECT customer_id, registered_at, is_test AS is_test_customer FROM customers FINAL),
  later AS (
    SELECT customer_id, toUInt8(1) AS ordered_later
    FROM order_lines FINAL
    WHERE {labelled:UInt8} = 1 AND occurred_at > as_of AND occurred_at <= as_of + toIntervalDay({horizonDays:UInt16})
      AND kind = 'sale' AND quantity > 0 AND unit_price > 0 AND is_duplicate = 0 AND is_test = 0
    GROUP BY customer_id
  )
SELECT
  toString(t.customer_id) AS customer_id,
  if({labelled:UInt8} = 1, 1 - ordered_later, NULL) AS label,
  recency AS recency_days,
  o30 AS orders_30,
  o90 AS orders_90,
  o180 AS orders_180,
  o365 AS orders_365,
  s30 AS spend_30,
  s90 AS spend_90,
  s180 AS spend_180,
  s365 AS spend_365,
  s_all / orders_all AS average_order,
  last_spend / (s_all / orders_all) AS last_order_ratio,
  s_all / pieces_all AS unit_price,
  lines_all / orders_all AS lines_per_order,
  products AS products_365,
  categories AS categories_365,
  if(s365 > 0, least(returned / s365, 1), nan) AS return_share_365,
  returns AS returns_90,
  length(days) AS purchase_days,
  if(empty(gaps), nan, arrayAvg(gaps)) AS mean_gap_days,
  if(length(gaps) < 2, nan, sqrt(greatest(arrayAvg(x -> x * x, gaps) - pow(arrayAvg(gaps), 2), 0))) AS gap_spread_days,
  if(empty(gaps), nan, recency / arrayAvg(gaps)) AS gap_ratio,
  if(empty(gaps), nan, recency / arrayMax(gaps)) AS longest_gap_ratio,
  if(length(gaps) < 2, nan, gaps[-1] / arrayAvg(gaps)) AS last_gap_ratio,
  months AS active_months_6,
  orders_all / greatest(tenure / 30, 1) AS orders_per_month,
  if(s180 > 0, (2 * s90 - s180) / s180, nan) AS spend_trend_90,
  if(o180 > 0, (2 * o90 - o180) / o180, nan) AS orders_trend_90,
  if(s60 > 0, (2 * s30 - s60) / s60, nan) AS spend_trend_30,
  v7 AS visit_days_7,
  v30 AS visit_days_30,
  v90 AS visit_days_90,
  if(v30 + v60 > 0, (v30 - v60) / (v30 + v60), nan) AS visit_trend_30,
  if(v.customer_id = nobody, nan, last_visit) AS days_since_visit,
  carts AS carts_30,
  searches AS searches_30,
  open_tickets AS tickets_open,
  complaints AS complaints_90,
  complaint_age AS complaint_open_days,
  last_satisfaction AS satisfaction_last,
  tenure AS tenure_days,
  if(registered_at IS NULL OR registered_at > as_of, NULL, dateDiff('millisecond', registered_at, as_of) / 86400000) AS registered_days,
  channels AS channels_365,
  weekend_orders / orders_all AS weekend_share,
  sent AS touches_30,
  opened AS opened_90,
  coupons / orders_all AS coupon_order_share,
  if(tenure >= 365, o_last_year, NULL) AS orders_same_window_last_year,
  sin(2 * pi() * toDayOfYear(as_of) / 365.25) AS month_sin,
  cos(2 * pi() * toDayOfYear(as_of) / 365.25) AS month_cos
FROM order_totals AS t
LEFT ANY JOIN visits AS v ON v.customer_id = t.customer_id
LEFT ANY JOIN tickets AS k ON k.customer_id = t.customer_id
LEFT ANY JOIN contacts AS c ON c.customer_id = t.customer_id
LEFT ANY JOIN people AS p ON p.customer_id = t.customer_id
LEFT ANY JOIN later AS f ON f.customer_id = t.customer_id
WHERE is_test_customer = 0
ORDER BY t.customer_id`
