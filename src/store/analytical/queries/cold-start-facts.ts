import { ANSWERED_EVENT } from '#act/questionnaires/questionnaire.ts'
import { COLD_DAYS, COLD_FEATURES, COLD_TARGETS, NEW_FOR_DAYS, NEW_ORDERS, OTHER } from '#predict/cold-start/cold-start-model.ts'
import { ofSomeone, realEvent, soldLine } from '../sold-line.ts'
import { IS_PERSON } from './customer-groups.ts'

/** With more customers than this a share of them is drawn, the same at any time. */
export const MOST_LEARNED = 200_000

const TIME = "DateTime64(3, 'UTC')"
const AS_OF = `{asOf:${TIME}}`
/** What was known of a customer at the day. */
const KNOWN = 'at <= seen_to AND known_at <= seen_to'
const ORDERED = `order_id != '' AND ${KNOWN}`
const LATER = 'at > seen_to AND at <= ends_at'
const LATER_ORDER = `order_id != '' AND ${LATER}`

const band = (count: string, ...limits: readonly number[]) =>
  `multiIf(${limits.map((limit) => `${count} <= ${limit}, '${limit}'`).join(', ')}, '>${limits.at(-1) ?? 0}')`

/** In the order of COLD_FEATURES. */
const FEATURES: Readonly<Record<(typeof COLD_FEATURES)[number], string>> = {
  first_act: `argMinIf(what, (at, what), ${KNOWN})`,
  channel: `argMinIf(channel, (at, channel), channel != '' AND ${KNOWN})`,
  category: `argMinIf(category, (at, category), category != '' AND ${KNOWN})`,
  product: `argMinIf(product, (at, product), product != '' AND ${KNOWN})`,
  source: `argMinIf(source, (at, source), source != '' AND ${KNOWN})`,
  store: `argMinIf(store, (at, store), store != '' AND ${KNOWN})`,
  payment: `argMinIf(payment, (at, payment), payment != '' AND ${KNOWN})`,
  country: `argMinIf(country, (at, country), country != '' AND ${KNOWN})`,
  registered: `if(countIf(what = 'registered' AND ${KNOWN}) > 0, 'yes', 'no')`,
  time: "concat(if(toDayOfWeek(toTimeZone(any(first_at), {zone:String})) >= 6, 'weekend ', 'weekday '), toString(intDiv(toHour(toTimeZone(any(first_at), {zone:String})), 6)))",
  orders: `toString(least(uniqExactIf(order_id, ${ORDERED}), ${NEW_ORDERS}))`,
  acts: band(`countIf(${KNOWN})`, 1, 3, 9),
  active_days: band(`uniqExactIf(toDate(at), ${KNOWN})`, 1, 2, 4),
  last_category: `argMaxIf(category, (at, category), category != '' AND ${KNOWN})`,
  last_act: `argMaxIf(what, (at, what), ${KNOWN})`,
  spent: `if(sumIf(spent, ${ORDERED}) <= 0, '', toString(floor(log2(sumIf(spent, ${ORDERED})))))`,
}

const ACTS = `
SELECT customer_id, occurred_at AS at, available_at AS known_at, toString(name) AS what, toString(channel) AS channel, toString(category) AS category, product_id AS product,
  toString(source_id) AS source, '' AS store, '' AS payment, '' AS country, '' AS order_id, toFloat64(0) AS spent, if(name = '${ANSWERED_EVENT}', properties, '') AS answers
FROM events WHERE ${realEvent()} AND ${ofSomeone()} AND occurred_at <= ${AS_OF}
UNION ALL
SELECT customer_id, occurred_at, available_at, 'order', toString(channel), toString(category), product_id, '', toString(store_id), toString(payment_method), toString(country), order_id,
  ifNull(toFloat64(project_amount), 0), ''
FROM order_lines FINAL WHERE ${soldLine()} AND occurred_at <= ${AS_OF}
UNION ALL
SELECT customer_id, assumeNotNull(registered_at), assumeNotNull(registered_at), 'registered', '', '', '', '', '', '', '', '', 0, ''
FROM customers FINAL WHERE ${IS_PERSON} AND registered_at IS NOT NULL AND registered_at <= ${AS_OF}`

/**
 * Facts of customers at the days of COLD_DAYS after their first interaction (the first thing they did, or that they registered): of those whose time is over at each day with what became of them, of new ones at the last day
 * passed. Only who had placed fewer than NEW_ORDERS orders by then. What is known of a record now and carries no time (region, gender) is left out: that it became known may itself be
 * what came later. Grain: one row per customer and day. Cost: two passes over acts; hash tables of the customers, which spill to disk (`PROFILE_SETTINGS`).
 *
 * @param horizonDays Days after the first two weeks; null: of new customers alone.
 */
export function coldStartFacts(horizonDays: number | null, questions: number): string {
  const isKnown = horizonDays === null ? '0' : `first_at + toIntervalDay(${NEW_FOR_DAYS} + {horizon:UInt16}) <= ${AS_OF}`
  const answers = Array.from(
    { length: questions },
    (_, i) =>
      `argMaxIf(JSONExtractString(answers, {q${i}:String}), at, answers != '' AND JSONExtractString(answers, {q${i}:String}) != '' AND ${KNOWN})`,
  )
  const features = [...COLD_FEATURES.map((name) => FEATURES[name]), ...answers]
  return `
INSERT INTO cold_start_facts (run_id, customer_id, day, first_at, is_known, features, next_category, later_spend, later_orders, late_acts, soon_orders)
WITH
  firsts AS (
    SELECT customer_id, min(at) AS began FROM (${ACTS}) GROUP BY customer_id
    HAVING customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${IS_PERSON})
  ),
  chosen AS (
    SELECT customer_id, began AS first_at, ${isKnown} AS is_known, began + toIntervalDay(${NEW_FOR_DAYS} + {horizon:UInt16}) AS ends_at
    FROM firsts
    WHERE (is_known AND cityHash64(customer_id) % (intDiv((SELECT count() FROM firsts), ${MOST_LEARNED}) + 1) = 0) OR first_at > ${AS_OF} - toIntervalDay(${NEW_FOR_DAYS})
  ),
  days AS (
    SELECT customer_id, first_at, is_known, ends_at, arrayJoin([${COLD_DAYS.join(', ')}]) AS day,
      if(day = 0, first_at + toIntervalHour(1), first_at + toIntervalDay(day)) AS seen_to
    FROM chosen
    WHERE is_known OR day = 0 OR seen_to <= ${AS_OF}
  ),
  wanted AS (
    SELECT customer_id, first_at, is_known, ends_at, day, seen_to FROM days WHERE is_known
    UNION ALL
    SELECT customer_id, first_at, is_known, ends_at, day, seen_to FROM days WHERE NOT is_known ORDER BY day DESC LIMIT 1 BY customer_id
  ),
  rows AS (
    SELECT w.customer_id AS customer_id, w.day AS day, w.first_at AS first_at, w.is_known AS is_known, w.ends_at AS ends_at,
      if(w.is_known, w.seen_to, ${AS_OF}) AS seen_to, a.at AS at, a.known_at AS known_at, a.what AS what, a.channel AS channel, a.category AS category, a.product AS product,
      a.source AS source, a.store AS store, a.payment AS payment, a.country AS country, a.order_id AS order_id, a.spent AS spent, a.answers AS answers
    FROM (${ACTS}) AS a INNER JOIN wanted AS w ON w.customer_id = a.customer_id
  )
SELECT {run:UUID}, customer_id, day, any(first_at), any(is_known), [${features.join(',\n  ')}],
  arrayReduce('argMax', (sumMapIf([category], [spent], category != '' AND ${LATER_ORDER}) AS spent_on).1, spent_on.2),
  sumIf(spent, ${LATER_ORDER}), uniqExactIf(order_id, ${LATER_ORDER}), countIf(at > ends_at - toIntervalDay(intDiv({horizon:UInt16}, 2)) AND at <= ends_at),
  uniqExactIf(order_id, ${LATER_ORDER} AND at <= seen_to + toIntervalDay(30))
FROM rows
GROUP BY customer_id, day
HAVING uniqExactIf(order_id, ${ORDERED}) < ${NEW_ORDERS}`
}

const COMMON = `has(k, v) OR v = ''`

/** Facts of a run with values that are seldom seen put together, outcomes as labels, and the part that each customer plays. */
const LABELLED = `
SELECT customer_id, day, first_at, arrayMap((v, k) -> if(${COMMON}, v, '${OTHER}'), features, CAST({keep:Array(Array(String))} AS Array(Array(String)))) AS x,
  [
    if(later_orders = 0 OR next_category = '', '', if(has({categories:Array(String)}, next_category), next_category, '${OTHER}')),
    multiIf(later_orders = 0, 'none', later_spend <= {low:Float64}, 'low', later_spend <= {high:Float64}, 'middle', 'high'),
    multiIf(later_orders = 0, 'none', later_orders = 1, 'once', 'repeat'),
    if(late_acts = 0, 'left', 'stayed'),
    if(soon_orders > 0, 'yes', 'no')
  ] AS y,
  multiIf(first_at >= {testFrom:${TIME}}, 'test', first_at + toIntervalDay(${NEW_FOR_DAYS} + {horizon:UInt16}) > {testFrom:${TIME}}, 'between', cityHash64(customer_id, 'part') % 4 = 0, 'choose', 'fit') AS part
FROM cold_start_facts WHERE run_id = {run:UUID} AND is_known`

/** Counts of outcomes by further features beside those chosen. Grain: feature x values x outcome. Cost: one pass over the run. */
export const COLD_START_COUNTS = `
SELECT f - 1 AS feature, arrayStringConcat(arrayMap(i -> concat('\\x1f', x[i]), CAST({chosen:Array(UInt8)} AS Array(UInt8)))) AS parent, x[f] AS value, y[{target:UInt8}] AS label,
  countIf(part = 'fit') AS fit, countIf(part = 'choose') AS choose, countIf(part = 'between') AS between, countIf(part = 'test') AS test
FROM (SELECT x, y, part, arrayJoin(arrayEnumerate(x)) AS f FROM (${LABELLED}) WHERE day = {day:UInt8} AND y[{target:UInt8}] != '')
GROUP BY feature, parent, value, label`

/** The place of a target among the labels, from 1. */
export const targetPlace = (target: (typeof COLD_TARGETS)[number]): number => COLD_TARGETS.indexOf(target) + 1
