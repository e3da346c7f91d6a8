import { isSale, NOBODY, soldOrReturned } from '../sold-line.ts'

/** Grain: one row: whether a company of this run has people of several strategies. Cost: a range of the primary key of decisions. */
export const SHARED_COMPANIES = `
SELECT count() > 0 AS is_shared
FROM (
  SELECT d.draw_unit AS company FROM (SELECT draw_unit, strategy_id FROM decisions FINAL WHERE run_id = {runId:UUID} AND draw_unit != ${NOBODY}) AS d
  GROUP BY company HAVING uniqExact(d.strategy_id) > 1
)`

const NEVER_SENT = "kind IN ('failed', 'bounced', 'suppressed')"

/**
 * `decided`: everybody whose arm counts, with the start of their window: person, strategy_id, arm, chance of the contact group, cost in major units, risk_probability, company
 * they were drawn with, as_of and window_days. Reads the aliases as `alias`.
 */
const OF_RUN = `
  unsent AS (
    SELECT decision_id FROM touches WHERE ${NEVER_SENT}
      AND decision_id NOT IN (SELECT decision_id FROM touches WHERE kind = 'delivered')
  ),
  decided AS (
    SELECT
      if(alias.to_id = ${NOBODY}, d.customer_id, alias.to_id) AS person,
      d.strategy_id AS strategy_id, d.arm AS arm, if(toString(d.decision_id) IN (SELECT decision_id FROM unsent), 0, d.cost) AS cost, d.risk_probability AS risk_probability,
      round(if(d.arm = 'treated', d.assignment_probability, 1 - d.assignment_probability), 9) AS chance,
      d.draw_unit AS company, {asOf:DateTime64(3,'UTC')} AS as_of,
      transform(d.strategy_id, {strategyIds:Array(String)}, {windowDays:Array(UInt32)}, toUInt32(0)) AS window_days
    FROM (SELECT * FROM decisions FINAL WHERE run_id = {runId:UUID}) AS d
    LEFT JOIN alias ON alias.from_id = d.customer_id
  )`

const OF_BROADCAST = `
  own AS (
    SELECT send_key, kind FROM touches
    WHERE occurred_at >= {asOf:DateTime64(3,'UTC')} AND startsWith(send_key, concat(toString({runId:UUID}), ':'))
  ),
  unsent AS (SELECT send_key FROM own WHERE ${NEVER_SENT} AND send_key NOT IN (SELECT send_key FROM own WHERE kind = 'delivered')),
  decided AS (
    SELECT
      if(alias.to_id = ${NOBODY}, b.customer_id, alias.to_id) AS person,
      toString(b.run_id) AS strategy_id, b.arm AS arm,
      if(concat(toString(b.run_id), ':', toString(b.customer_id), ':1') IN (SELECT send_key FROM unsent), 0, b.cost) AS cost, 0. AS risk_probability, round(b.chance, 9) AS chance,
      ${NOBODY} AS company, b.meant_at AS as_of, {longestDays:UInt32} AS window_days
    FROM (SELECT * FROM broadcast_arms FINAL WHERE run_id = {runId:UUID}) AS b
    LEFT JOIN alias ON alias.from_id = b.customer_id
  )`

/**
 * Grain: one row per strategy, arm and recorded chance of contact; with \`together\`, also one per arm and chance over all strategies, whose strategy is ''. Who was
 * drawn with their company counts in the sums over units as one with it, and all others for themselves. Cost: the decisions of one run and the order lines
 * of its customers within the longest window. A contact that failed or was
 * suppressed costs nothing. Who was merged since the decision counts as the one they were merged into. Money in major units;
 * \`unconverted\` is what was sold and returned in currencies without a rate, by currency: amounts and lines. \`first_orders\`: days after the decision (0: none
 * within the window), with the customers of each.
 */
const outcomesOf = (decided: string): string => `
WITH
  alias AS (SELECT from_id, to_id FROM customer_alias FINAL),
${decided},
  lines AS (
    SELECT
      l.customer_id AS person, l.occurred_at AS occurred_at, ifNull(toFloat64(l.project_amount), 0) AS amount, l.project_amount IS NULL AS is_unconverted,
      toString(l.currency) AS currency, toFloat64(l.amount) AS own_amount,
      ${isSale('l')} AS is_order
    FROM (
      SELECT customer_id, occurred_at, project_amount, amount, currency, kind, quantity, unit_price
      FROM order_lines FINAL
      WHERE occurred_at > {asOf:DateTime64(3,'UTC')} AND occurred_at <= {lastAsOf:DateTime64(3,'UTC')} + toIntervalDay({longestDays:UInt32})
        AND ${soldOrReturned()}
    ) AS l
  ),
  people AS (
    SELECT
      decided.person AS person, decided.strategy_id AS strategy_id, any(decided.arm) AS arm, any(decided.cost) AS cost, any(decided.chance) AS chance,
      any(decided.company) AS company, any(decided.as_of) AS as_of,
      any(decided.risk_probability) AS risk_probability,
      minIf(lines.occurred_at, lines.is_order AND lines.occurred_at > decided.as_of AND lines.occurred_at <= decided.as_of + toIntervalDay(decided.window_days)) AS first_order_at,
      sumIf(lines.amount, lines.occurred_at > decided.as_of AND lines.occurred_at <= decided.as_of + toIntervalDay(decided.window_days)) AS revenue,
      sumMapIf([lines.currency], [lines.own_amount], [toUInt64(1)],
        lines.is_unconverted AND lines.occurred_at > decided.as_of AND lines.occurred_at <= decided.as_of + toIntervalDay(decided.window_days)) AS unconverted
    FROM decided
    LEFT JOIN lines ON lines.person = decided.person
    GROUP BY person, strategy_id
  ),
  placed AS (
    SELECT
      compared_as, people.arm AS arm, people.chance AS chance, people.cost AS cost, people.risk_probability AS risk_probability, people.revenue AS revenue,
      people.unconverted AS unconverted, people.company != ${NOBODY} AS of_company, if(people.company = ${NOBODY}, people.person, people.company) AS unit,
      if(people.first_order_at > people.as_of, toUInt32(ceil(dateDiff('millisecond', people.as_of, people.first_order_at) / 86400000)), 0) AS first_order_day
    FROM people
    ARRAY JOIN if({together:Bool}, [toString(people.strategy_id), ''], [toString(people.strategy_id)]) AS compared_as
  ),
  units AS (
    SELECT
      placed.compared_as AS compared_as, placed.arm AS arm, placed.chance AS chance, any(placed.of_company) AS of_company,
      toFloat64(count()) AS size, toFloat64(countIf(placed.first_order_day > 0)) AS retained,
      sum(placed.revenue) AS revenue, sum(placed.revenue * placed.revenue) AS person_squares,
      groupArray(placed.first_order_day) AS days,
      sumMap(placed.unconverted.1, placed.unconverted.2, placed.unconverted.3) AS unconverted,
      sum(placed.cost) AS cost, sum(placed.risk_probability) AS risk_probability
    FROM placed
    GROUP BY compared_as, arm, chance, placed.unit
  )
SELECT
  units.compared_as AS strategy_id,
  toString(units.arm) AS arm_name,
  units.chance AS treated_chance,
  sum(units.size) AS customers,
  sumMap(units.days, arrayWithConstant(length(units.days), toUInt64(1))) AS first_orders,
  sum(units.revenue) AS revenue_sum,
  sum(units.person_squares) AS revenue_squares,
  sumMap(units.unconverted.1, units.unconverted.2, units.unconverted.3) AS unconverted_sums,
  toFloat64(sum(units.cost)) AS cost_sum,
  sum(units.risk_probability) AS risk_sum,
  count() AS unit_count,
  sum(pow(units.size, 2)) AS size_squares,
  sum(pow(units.size, 3)) AS size_cubes,
  sum(pow(units.size, 4)) AS size_fourths,
  sum(units.retained * units.retained) AS unit_retained_squares,
  sum(units.size * units.retained) AS unit_retained_sizes,
  sum(units.revenue * units.revenue) AS unit_revenue_squares,
  sum(units.size * units.revenue) AS unit_revenue_sizes,
  countIf(units.of_company) AS companies,
  sumIf(units.size, units.of_company) AS company_people
FROM units
GROUP BY strategy_id, arm_name, treated_chance
ORDER BY strategy_id, arm_name, treated_chance`

export const EFFECT_OUTCOMES = outcomesOf(OF_RUN)
/** As those of a run, of the one group of a broadcast; who failed or was suppressed later counts in the arm they were drawn for. */
export const BROADCAST_OUTCOMES = outcomesOf(OF_BROADCAST)

/** Grain: one row: from when on the windows of a broadcast begin. Cost: a range of the key. */
export const BROADCAST_STARTS = `
SELECT count() AS customers, toUnixTimestamp64Milli(min(meant_at)) AS first, toUnixTimestamp64Milli(max(meant_at)) AS last
FROM broadcast_arms FINAL WHERE run_id = {runId:UUID}`
