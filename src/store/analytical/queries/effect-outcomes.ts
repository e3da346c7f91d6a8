import { isSale, NOBODY, soldOrReturned } from '../sold-line.ts'

/**
 * Grain: one row per strategy, arm and day of the first order after the decision (0: none within the window). Cost: the decisions of one run and the order lines
 * of its customers within the longest window. A contact that failed or was
 * suppressed costs nothing. Who was merged since the decision counts as the one they were merged into. Money in major units;
 * `unconverted` is what was sold and returned in currencies without a rate, by currency: amounts and lines.
 */
export const EFFECT_OUTCOMES = `
WITH
  {asOf:DateTime64(3,'UTC')} AS as_of,
  alias AS (SELECT from_id, to_id FROM customer_alias FINAL),
  unsent AS (SELECT decision_id FROM touches WHERE kind IN ('failed', 'bounced', 'suppressed')),
  decided AS (
    SELECT
      if(alias.to_id = ${NOBODY}, d.customer_id, alias.to_id) AS person,
      d.strategy_id AS strategy_id, d.arm AS arm, if(toString(d.decision_id) IN (SELECT decision_id FROM unsent), 0, d.cost) AS cost, d.risk_probability AS risk_probability,
      if(d.arm = 'treated', d.assignment_probability, 1 - d.assignment_probability) AS chance,
      transform(d.strategy_id, {strategyIds:Array(String)}, {windowDays:Array(UInt32)}, toUInt32(0)) AS window_days
    FROM (SELECT * FROM decisions FINAL WHERE run_id = {runId:UUID}) AS d
    LEFT JOIN alias ON alias.from_id = d.customer_id
  ),
  lines AS (
    SELECT
      l.customer_id AS person, l.occurred_at AS occurred_at, ifNull(toFloat64(l.project_amount), 0) AS amount, l.project_amount IS NULL AS is_unconverted,
      toString(l.currency) AS currency, toFloat64(l.amount) AS own_amount,
      ${isSale('l')} AS is_order
    FROM (
      SELECT customer_id, occurred_at, project_amount, amount, currency, kind, quantity, unit_price
      FROM order_lines FINAL
      WHERE occurred_at > {asOf:DateTime64(3,'UTC')} AND occurred_at <= {asOf:DateTime64(3,'UTC')} + toIntervalDay({longestDays:UInt32})
        AND ${soldOrReturned()}
    ) AS l
  ),
  people AS (
    SELECT
      decided.person AS person, decided.strategy_id AS strategy_id, any(decided.arm) AS arm, any(decided.cost) AS cost, any(decided.chance) AS chance,
      any(decided.risk_probability) AS risk_probability,
      minIf(lines.occurred_at, lines.is_order AND lines.occurred_at > as_of AND lines.occurred_at <= as_of + toIntervalDay(decided.window_days)) AS first_order_at,
      sumIf(lines.amount, lines.occurred_at > as_of AND lines.occurred_at <= as_of + toIntervalDay(decided.window_days)) AS revenue,
      sumMapIf([lines.currency], [lines.own_amount], [toUInt64(1)],
        lines.is_unconverted AND lines.occurred_at > as_of AND lines.occurred_at <= as_of + toIntervalDay(decided.window_days)) AS unconverted
    FROM decided
    LEFT JOIN lines ON lines.person = decided.person
    GROUP BY person, strategy_id
  )
SELECT
  people.strategy_id AS strategy_id,
  toString(people.arm) AS arm_name,
  if(people.first_order_at > as_of, toUInt32(ceil(dateDiff('millisecond', as_of, people.first_order_at) / 86400000)), 0) AS first_order_day,
  count() AS customers,
  sum(people.revenue) AS revenue_sum,
  sum(people.revenue * people.revenue) AS revenue_squares,
  sumMap(people.unconverted.1, people.unconverted.2, people.unconverted.3) AS unconverted,
  toFloat64(sum(people.cost)) AS cost_sum,
  sum(people.chance) AS treated_chance,
  sum(people.chance * (1 - people.chance)) AS treated_variance,
  sum(people.risk_probability) AS risk_sum
FROM people
GROUP BY strategy_id, arm_name, first_order_day
ORDER BY strategy_id, arm_name, first_order_day`
