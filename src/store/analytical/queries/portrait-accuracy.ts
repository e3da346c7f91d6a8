import { NEW_FOR_DAYS } from '#predict/cold-start/cold-start-model.ts'
import { CATEGORY_DAYS } from '#predict/portrait-accuracy.ts'
import { realEvent, soldLine } from '../sold-line.ts'
import { IS_COUNTED } from './customer-groups.ts'

const TIME = "DateTime64(3, 'UTC')"

/** Up to when it is known what came: where orders come from files, to the end of these. Otherwise everybody would look as if they had not bought. */
const KNOWN_UNTIL = `least({now:${TIME}}, (SELECT max(occurred_at) FROM order_lines FINAL WHERE ${soldLine()}) + toIntervalDay(1))`

/**
 * Of the newest predictions whose time is over: whether the next purchase was of the category that was expected, of those who bought. Grain: one row. Cost: one run of predictions and one pass over the lines after it.
 *
 * @param whose A condition over customer_id
 */
export function nextCategoryAccuracy(whose: string): string {
  return `
WITH (SELECT max(as_of) FROM value_predictions WHERE as_of + toIntervalDay(${CATEGORY_DAYS}) <= ${KNOWN_UNTIL}) AS run
SELECT count() AS checked, countIf(expected = came) AS hits, any(told_at) AS as_of
FROM (SELECT customer_id, toString(next_category) AS expected, as_of AS told_at FROM value_predictions FINAL WHERE as_of = run AND next_category != '' AND ${IS_COUNTED} AND ${whose}) AS p
INNER JOIN (
  SELECT customer_id, argMin(toString(category), (occurred_at, -ifNull(toFloat64(project_amount), 0))) AS came
  FROM order_lines FINAL
  WHERE ${soldLine()} AND category != '' AND occurred_at > run AND occurred_at <= run + toIntervalDay(${CATEGORY_DAYS})
  GROUP BY customer_id
) AS o USING (customer_id)`
}

/**
 * Of provisional portraits whose time is over, the first of each customer at each day: what was expected against what came. Where nothing was expected nothing is checked. Grain: one row per day.
 * Cost: the portraits of 400 days, and one pass over lines and events of those customers.
 */
export function provisionalAccuracy(whose: string): string {
  return `
WITH
  told AS (
    SELECT customer_id, day, argMin((as_of, category, class, churn, next), as_of) AS said, min(as_of) AS told_at, any(first_at) + toIntervalDay(${NEW_FOR_DAYS} + {horizon:UInt16}) AS ends_at
    FROM (SELECT customer_id, day, as_of, first_at, toString(category) AS category, toString(class) AS class, churn, next FROM provisional_portraits FINAL
      WHERE model_version IN {versions:Array(UInt32)} AND first_at + toIntervalDay(${NEW_FOR_DAYS} + {horizon:UInt16}) <= ${KNOWN_UNTIL} AND ${IS_COUNTED} AND ${whose})
    GROUP BY customer_id, day
  ),
  came AS (
    SELECT customer_id, day,
      uniqExactIf(order_id, order_id != '' AND at > told_at AND at <= ends_at) AS orders,
      uniqExactIf(order_id, order_id != '' AND at > told_at AND at <= least(told_at + toIntervalDay(30), ends_at)) AS soon,
      countIf(at > ends_at - toIntervalDay(intDiv({horizon:UInt16}, 2)) AND at <= ends_at) AS late,
      sumMapIf([category], [spent], category != '' AND at > told_at AND at <= ends_at) AS spent_on
    FROM (
      SELECT t.customer_id AS customer_id, t.day AS day, t.told_at AS told_at, t.ends_at AS ends_at, a.at AS at, a.order_id AS order_id, a.category AS category, a.spent AS spent
      FROM (
        SELECT customer_id, occurred_at AS at, order_id, toString(category) AS category, ifNull(toFloat64(project_amount), 0) AS spent FROM order_lines FINAL WHERE ${soldLine()}
        UNION ALL SELECT customer_id, occurred_at, '', '', 0 FROM events WHERE customer_id IN (SELECT customer_id FROM told) AND ${realEvent()}
      ) AS a INNER JOIN told AS t ON t.customer_id = a.customer_id
    ) GROUP BY customer_id, day
  )
SELECT t.day AS day,
  countIf(t.said.2 NOT IN ('', '~') AND c.orders > 0) AS category_checked,
  countIf(t.said.2 NOT IN ('', '~') AND c.orders > 0 AND t.said.2 = arrayReduce('argMax', c.spent_on.1, c.spent_on.2)) AS category_hits,
  countIf(t.said.3 != '') AS class_checked,
  countIf(t.said.3 != '' AND t.said.3 = multiIf(c.orders = 0, 'none', c.orders = 1, 'once', 'repeat')) AS class_hits,
  countIf(t.said.4 IS NOT NULL) AS churn_checked,
  countIf(ifNull((t.said.4 >= 0.5) = (c.late = 0), 0)) AS churn_hits,
  countIf(t.said.5 IS NOT NULL) AS next_checked,
  countIf(ifNull((t.said.5 >= 0.5) = (c.soon > 0), 0)) AS next_hits
FROM told AS t LEFT JOIN came AS c ON c.customer_id = t.customer_id AND c.day = t.day
GROUP BY t.day ORDER BY t.day`
}
