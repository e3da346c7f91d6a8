import { customerLine, isReturn, isSale, ofSomeone, realEvent, soldLine } from '../sold-line.ts'

/*
 * The sources of the churn features, each one scan of a table, folded to one row per customer. Point in time: only rows with available_at <= as_of count. Names in scope:
 * as_of, today (days since 1970 in the project's zone), {timeZone}, {share}.
 */

/** Customers that are read: all, or the same part in every table. */
const SAMPLED = `({share:UInt16} = 10000 OR cityHash64(customer_id) % 10000 < {share:UInt16})`

/** Lines folded to orders. Grain: customer x order. */
export const ORDER_FACTS = `
    WITH ${isSale('l')} AS is_sale,
      l.occurred_at > as_of - INTERVAL 365 DAY AS in_year
    SELECT
      customer_id,
      order_id,
      minIf(l.occurred_at, is_sale) AS ordered_at,
      countIf(is_sale) AS sale_lines,
      ifNull(sumIf(toFloat64(l.project_amount), is_sale), 0) AS spend,
      ifNull(sumIf(toFloat64(l.quantity) * toFloat64(l.unit_price) * l.project_rate, is_sale), 0) AS list_price,
      sumIf(toFloat64(l.quantity), is_sale) AS pieces,
      anyIf(l.channel, is_sale) AS order_channel,
      anyIf(l.payment_method, is_sale) AS order_payment,
      countIf(is_sale AND (l.store_id != '' OR l.channel = 'store')) > 0 AS in_store,
      groupUniqArrayIf(l.product_id, is_sale AND in_year) AS order_products,
      groupUniqArrayIf(l.category, is_sale AND l.category != '' AND in_year) AS order_categories,
      sumMapIf([toString(l.category)], [ifNull(toFloat64(l.project_amount), 0)], is_sale AND l.category != '' AND in_year) AS category_spend,
      countIf(${isReturn('l')} AND l.occurred_at > as_of - INTERVAL 90 DAY) > 0 AS returned_90,
      countIf(${isReturn('l')} AND l.occurred_at > as_of - INTERVAL 180 DAY) > 0 AS returned_180,
      maxIf(l.occurred_at, ${isReturn('l')}) AS returned_at,
      -ifNull(sumIf(toFloat64(l.project_amount), ${isReturn('l')} AND in_year), 0) AS returned_365
    FROM order_lines AS l FINAL
    WHERE l.available_at <= as_of AND l.occurred_at <= as_of AND ${customerLine('l')}
      AND ${SAMPLED}
    GROUP BY customer_id, order_id`

/** Orders folded to customers, of those whose last order is recent enough. Grain: customer. */
export const ORDER_TOTALS = `
    WITH sale_lines > 0 AS is_order,
      is_order AND ordered_at > as_of - INTERVAL 30 DAY AS in_30,
      is_order AND ordered_at > as_of - INTERVAL 60 DAY AS in_60,
      is_order AND ordered_at > as_of - INTERVAL 90 DAY AS in_90,
      is_order AND ordered_at > as_of - INTERVAL 180 DAY AS in_180,
      is_order AND ordered_at > as_of - INTERVAL 365 DAY AS in_365,
      -- Half-years have six months of 30 days; the newest weighs 2.5, the oldest -2.5.
      2.5 - least(intDiv(dateDiff('second', ordered_at, as_of), 2592000), 5) AS month_weight
    SELECT
      customer_id,
      dateDiff('millisecond', maxIf(ordered_at, is_order), as_of) / 86400000 AS recency,
      dateDiff('millisecond', minIf(ordered_at, is_order), as_of) / 86400000 AS tenure,
      countIf(is_order) AS orders_all,
      countIf(in_30) AS o30,
      countIf(in_60) AS o60,
      countIf(in_90) AS o90,
      countIf(in_180) AS o180,
      countIf(in_365) AS o365,
      countIf(in_365 AND ordered_at <= as_of - INTERVAL 365 DAY + toIntervalDay({horizonDays:UInt16})) AS o_last_year,
      sumIf(spend, is_order) AS s_all,
      sumIf(spend, in_30) AS s30,
      sumIf(spend, in_60) AS s60,
      sumIf(spend, in_90) AS s90,
      sumIf(spend, in_180) AS s180,
      sumIf(spend, in_365) AS s365,
      sumIf(list_price, in_365) AS list365,
      countIf(in_365 AND spend < 0.995 * list_price) AS discounted,
      argMaxIf(spend, (ordered_at, order_id), is_order) AS last_spend,
      argMinIf(spend, (ordered_at, order_id), is_order) AS first_spend,
      maxIf(spend, is_order) AS max_spend,
      stddevPopIf(spend, is_order) AS spread_spend,
      sumIf(pieces, is_order) AS pieces_all,
      sumIf(pieces, in_90) AS pieces90,
      sumIf(sale_lines, is_order) AS lines_all,
      uniqExactArrayIf(order_products, is_order) AS products,
      sumIf(length(order_products), is_order) AS products_of_orders,
      uniqExactArrayIf(order_categories, is_order) AS categories,
      groupUniqArrayArrayIf(order_categories, in_90) AS categories_90,
      groupUniqArrayArrayIf(order_categories, is_order AND NOT in_90) AS categories_before,
      arrayMax(arrayPushBack(sumMap(category_spend.1, category_spend.2).2, 0)) AS top_category,
      arraySum(sumMap(category_spend.1, category_spend.2).2) AS with_category,
      sum(returned_365) AS returned,
      countIf(returned_90) AS returns,
      countIf(returned_180) AS returns_180,
      max(returned_at) AS last_return,
      uniqExactIf(order_channel, in_365) AS channels,
      uniqExactIf(order_payment, in_365 AND order_payment != '') AS payments,
      countIf(in_365 AND in_store) AS store_orders,
      countIf(is_order AND toDayOfWeek(ordered_at, 0, {timeZone:String}) >= 6) AS weekend_orders,
      uniqExactIf(intDiv(dateDiff('day', ordered_at, as_of), 30), in_180) AS months,
      sumIf(spend * month_weight, in_180) AS spend_slope,
      sumIf(month_weight, in_180) AS orders_slope,
      arraySort(groupUniqArrayIf(toInt32(toDate(ordered_at, {timeZone:String})), is_order)) AS days,
      arrayPopFront(arrayDifference(days)) AS gaps,
      arraySort(gaps) AS sorted_gaps
    FROM order_facts
    GROUP BY customer_id
    HAVING orders_all > 0 AND ({activeWithinDays:UInt16} = 0 OR recency <= {activeWithinDays:UInt16})`

/** Names of page views, screens and other acts of a visitor; identify, group and alias are sent by machines. */
const VISIT_TYPES = `('page', 'screen', 'track')`

/**
 * Visits of a customer. Events are read without FINAL, which would cost most of the time: a repeated message is dropped before it is stored. A session ends after half
 * an hour without an act.
 */
export const VISITS = `
    WITH occurred_at > as_of - INTERVAL 30 DAY AS in_30,
      occurred_at > as_of - INTERVAL 90 DAY AS in_90,
      toInt32(toDate(occurred_at, {timeZone:String})) AS day,
      toHour(occurred_at, {timeZone:String}) AS hour
    SELECT
      customer_id,
      groupUniqArrayIf(day, occurred_at > as_of - INTERVAL 180 DAY) AS visit_days,
      arrayCount(d -> d >= today - 7, visit_days) AS v7,
      arrayCount(d -> d >= today - 14 AND d < today - 7, visit_days) AS v14,
      arrayCount(d -> d >= today - 30, visit_days) AS v30,
      arrayCount(d -> d >= today - 60 AND d < today - 30, visit_days) AS v60,
      arrayCount(d -> d >= today - 90, visit_days) AS v90,
      length(visit_days) - v90 AS v180,
      dateDiff('millisecond', max(occurred_at), as_of) / 86400000 AS last_visit,
      countIf(in_90) AS acts,
      arraySort(groupArrayIf(toInt64(toUnixTimestamp(occurred_at)), in_90)) AS stamps,
      arrayDifference(stamps) AS steps,
      arrayFilter((stamp, step, i) -> i = 1 OR step > 1800, stamps, steps, arrayEnumerate(stamps)) AS starts,
      length(starts) AS sessions,
      arrayCount(start -> start > toUnixTimestamp(as_of) - 2592000, starts) AS sessions30,
      arrayCount(start -> start > toUnixTimestamp(as_of) - 604800, starts) AS sessions7,
      arraySum(step -> if(step <= 1800, step, 0), steps) / 60 AS minutes,
      countIf(name = 'Product Added' AND in_30) AS carts,
      countIf(name = 'Products Searched' AND in_30) AS searches,
      countIf(name = 'Product Viewed' AND in_30) AS views,
      countIf(name = 'Product Added to Wishlist' AND in_90) AS favourites,
      countIf(name = 'Checkout Started' AND in_90) AS checkouts,
      countIf(name IN ('Coupon Viewed', 'Promotion Viewed', 'Promotion Clicked') AND in_90) AS coupon_views,
      groupUniqArrayIf(day, name = 'Product Added' AND in_90) AS cart_days,
      groupUniqArrayIf(day, name = 'Products Searched' AND in_90) AS search_days,
      uniqExactIf(hour, in_90) AS hours,
      countIf(in_90 AND (hour >= 22 OR hour < 6)) AS night_acts,
      uniqExactIf(anonymous_id, in_90 AND anonymous_id != '') AS devices,
      countIf(in_90 AND (type = 'screen' OR channel IN ('app', 'ios', 'android', 'mini', 'wechat', 'mini-program'))) AS app_acts,
      uniqExactIf(channel, in_90) AS visit_channels
    FROM events
    WHERE available_at <= as_of AND occurred_at <= as_of AND occurred_at > as_of - INTERVAL 365 DAY
      AND type IN ${VISIT_TYPES} AND ${realEvent()} AND ${ofSomeone()} AND ${SAMPLED}
    GROUP BY customer_id`

/** Service. A ticket is rewritten when it is closed, so one that was opened before and closed after counts as open. */
export const TICKETS = `
    WITH closed_at IS NULL OR closed_at > as_of AS is_open,
      NOT is_open AND available_at <= as_of AS is_done
    SELECT
      customer_id,
      countIf(is_open) AS open_tickets,
      countIf(kind = 'complaint' AND opened_at > as_of - INTERVAL 90 DAY) AS complaints,
      countIf(kind = 'complaint' AND opened_at > as_of - INTERVAL 365 DAY) AS complaints_year,
      countIf(opened_at > as_of - INTERVAL 90 DAY) AS service_contacts,
      dateDiff('millisecond', minOrNullIf(opened_at, is_open AND kind = 'complaint'), as_of) / 86400000 AS complaint_age,
      dateDiff('millisecond', minOrNullIf(opened_at, is_open), as_of) / 86400000 AS ticket_age,
      dateDiff('millisecond', maxOrNull(opened_at), as_of) / 86400000 AS last_ticket,
      argMaxOrNullIf(satisfaction, closed_at, is_done AND satisfaction IS NOT NULL) AS last_satisfaction,
      avgOrNullIf(satisfaction, is_done) AS mean_satisfaction,
      avgOrNullIf(dateDiff('second', opened_at, closed_at) / 86400, is_done) AS resolution
    FROM service_tickets FINAL
    WHERE opened_at <= as_of AND (available_at <= as_of OR closed_at > as_of) AND ${ofSomeone()} AND ${SAMPLED}
    GROUP BY customer_id`

/** What was sent to a customer and what came of it. */
export const CONTACTS = `
    WITH occurred_at > as_of - INTERVAL 90 DAY AS in_90
    SELECT
      customer_id,
      countIf(kind = 'sent' AND occurred_at > as_of - INTERVAL 30 DAY) AS sent,
      countIf(kind = 'sent' AND in_90) AS sent_90,
      countIf(kind = 'opened' AND is_machine = 0 AND in_90) AS opened,
      countIf(kind = 'clicked' AND is_machine = 0 AND in_90) AS clicked,
      countIf(kind = 'coupon_used' AND occurred_at > as_of - INTERVAL 365 DAY) AS coupons,
      countIf(kind = 'coupon_used' AND in_90) AS coupons_used,
      countIf(kind = 'coupon_issued' AND in_90) AS coupons_issued,
      countIf(kind = 'unsubscribed') > 0 AS has_unsubscribed,
      dateDiff('millisecond', maxOrNullIf(occurred_at, kind = 'sent'), as_of) / 86400000 AS last_sent
    FROM touches FINAL
    WHERE available_at <= as_of AND occurred_at <= as_of AND ${ofSomeone()} AND ${SAMPLED}
    GROUP BY customer_id`

/**
 * Attributes. The year of birth and the region do not change with buying; the member level does and is overwritten in place, so that a row changed later would tell the
 * future: it is read only at times since which hardly any row was changed, which is to say, for new snapshots.
 */
export const PEOPLE = `
    SELECT customer_id, registered_at, region, birth_year, member_level, is_test AS is_test_customer, updated_at > as_of AS was_changed
    FROM customers FINAL`

/** Who ordered in the horizon. */
export const LATER = `
    SELECT customer_id, toUInt8(1) AS ordered_later
    FROM order_lines FINAL
    WHERE {labelled:UInt8} = 1 AND occurred_at > as_of AND occurred_at <= as_of + toIntervalDay({horizonDays:UInt16})
      AND ${soldLine()} AND ${SAMPLED}
    GROUP BY customer_id`
