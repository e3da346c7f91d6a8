import { CONTRACT_GRACE_DAYS } from '#predict/churn/definition/churn-definition.ts'
import { FEATURES_OF_MEASURE, MEASURE_SLOTS } from '#predict/churn/features/churn-features.ts'
import { ofSomeone } from '../sold-line.ts'
import { SUBSCRIPTION_STATE, subscriptionRuns } from '../subscription-state.ts'

/*
 * Contracts and measures of customers, for churn. Point in time: only facts with available_at <= as_of count. Names in scope: as_of, {horizonDays}, {labelled}, {share}, {currency},
 * {measures} (name and unit with a control character between).
 */

const SAMPLED = `({share:UInt16} = 10000 OR cityHash64(customer_id) % 10000 < {share:UInt16})`

const END = `(as_of + toIntervalDay({horizonDays:UInt16}))`

const months = (period: string): string =>
  `transform(toString(${period}), ['week', 'month', 'quarter', 'half-year', 'year'], [0.2299795, 1, 3, 6, 12], 0)`

/** Subscriptions as they were known. Grain: subscription. Cost: one pass over their facts. */
export const CONTRACT_STATES = `
    SELECT
      f.subscription_id, ${SUBSCRIPTION_STATE},
      argMinIf(f.price, said_at, f.price IS NOT NULL) AS first_price,
      argMaxIf(f.price, said_at, f.price IS NOT NULL AND said_at <= as_of - INTERVAL 90 DAY) AS price_before,
      argMinIf(f.seats, said_at, f.seats IS NOT NULL) AS first_seats,
      countIf(f.kind = 'renewed') AS said_renewals,
      uniqExactIf(f.plan, f.plan != '') AS plans
    FROM subscription_facts AS f FINAL
    WHERE available_at <= as_of AND said_at <= as_of
    GROUP BY f.subscription_id
    HAVING started_at IS NOT NULL AND ${ofSomeone()} AND ${SAMPLED}`

/** Ended and running contracts of each plan in the year before. Grain: plan. */
export const CONTRACT_PLANS = `
    SELECT plan AS plan_name, countIf(NOT ${subscriptionRuns('as_of')} AND ifNull(ended_at, renews_at) > as_of - INTERVAL 365 DAY) AS plan_ended, countIf(${subscriptionRuns('as_of')}) AS plan_running
    FROM contract_states WHERE plan != '' AND started_at <= as_of
    GROUP BY plan`

/**
 * Customers with a running contract that nobody has said will end within the horizon. Grain: customer. Of several running contracts the oldest says age and plan, and the next to be
 * renewed the renewal; prices of another currency than the project's are unknown.
 */
export const CONTRACT_TOTALS = `
    WITH ${subscriptionRuns('as_of')} AS runs,
      ${months('period')} AS period_months,
      if(currency = {currency:String}, toFloat64(price), NULL) AS own_price,
      -- The next day on which a period ends: as it was said, or counted on from the start by the calendar, so that what is said of one customer is worked out alike for all others.
      toInt64(period_months) AS whole_months,
      if(whole_months = 0, 0, intDiv(dateDiff('month', assumeNotNull(started_at), as_of), whole_months) * whole_months) AS months_since,
      multiIf(renews_at IS NOT NULL, renews_at, period_months = 0, NULL,
        whole_months = 0, addWeeks(started_at, 1 + intDiv(dateDiff('second', assumeNotNull(started_at), as_of), 604800)),
        addMonths(started_at, months_since) > as_of, addMonths(started_at, months_since), addMonths(started_at, months_since + whole_months)) AS due_at,
      dateDiff('second', as_of, due_at) / 86400 AS due_days,
      dateDiff('second', assumeNotNull(started_at), as_of) / 86400 AS age
    SELECT
      customer_id,
      countIf(runs) AS running,
      maxIf(age, runs) AS contract_age,
      minOrNullIf(due_days, runs) AS renewal_days,
      sumOrNullIf(own_price / period_months, runs AND period_months > 0) AS price_month,
      avgOrNullIf((toFloat64(price) - toFloat64(first_price)) / (toFloat64(price) + toFloat64(first_price)), runs AND price > 0) AS price_change,
      avgOrNullIf((toFloat64(price) - toFloat64(price_before)) / (toFloat64(price) + toFloat64(price_before)), runs AND price > 0 AND price_before IS NOT NULL) AS price_rise,
      maxIf(greatest(toFloat64(said_renewals), if(whole_months = 0, 0., floor(dateDiff('month', assumeNotNull(started_at), as_of) / whole_months) - if(addMonths(started_at, months_since) > as_of, 1, 0))), runs) AS renewals,
      maxOrNullIf(period_months, runs AND period_months > 0) AS longest_period,
      sumOrNullIf(toFloat64(seats), runs) AS seats_now,
      if(sumIf(toFloat64(first_seats), runs) + seats_now > 0, (seats_now - sumIf(toFloat64(first_seats), runs)) / (seats_now + sumIf(toFloat64(first_seats), runs)), NULL) AS seats_change,
      maxIf(plans, runs) AS most_plans,
      argMaxIf(plan, age, runs) AS main_plan,
      countIf(NOT runs AND started_at <= as_of) AS ended_before,
      countIf(runs AND (isNull(ended_at) OR ended_at > ${END})) AS open_ended
    FROM contract_states
    GROUP BY customer_id
    HAVING open_ended > 0`

/** Who has a contract that runs at the end of the horizon, from everything that is known of that day. Grain: customer. */
export const LATER_CONTRACTS = `
    SELECT customer_id, toUInt8(1) AS stayed
    FROM (
      SELECT f.subscription_id, ${SUBSCRIPTION_STATE}
      FROM subscription_facts AS f FINAL
      WHERE {labelled:UInt8} = 1 AND said_at <= ${END}
      GROUP BY f.subscription_id
      HAVING started_at IS NOT NULL AND ${ofSomeone()}
    )
    WHERE ${subscriptionRuns(END)}
    GROUP BY customer_id`

/**
 * Contracts as they ended or run now. Grain: subscription that has begun, of customers who are counted. `due_dates` are those until now, `ended_at_due` the one at which it ended: an
 * end between two counts at the later one. Cost: one pass over the facts.
 */
export const CONTRACT_ENDS = `
    WITH multiIf(isNotNull(ended_at) AND ended_at <= as_of, ended_at, isNotNull(renews_at) AND renews_at + toIntervalDay(${CONTRACT_GRACE_DAYS}) <= as_of, renews_at, NULL) AS over_at,
      -- Of one that is due and may still be renewed nobody knows what it decided.
      ifNull(over_at, if(isNotNull(renews_at) AND renews_at <= as_of, renews_at - INTERVAL 1 DAY, as_of)) AS known_until,
      toUInt32(${months('period')}) AS whole_months,
      (time -> dateDiff('month', assumeNotNull(started_at), time) - if(addMonths(assumeNotNull(started_at), dateDiff('month', assumeNotNull(started_at), time)) > time, 1, 0)) AS months_until
    SELECT
      customer_id, period, currency, price,
      isNotNull(over_at) AS is_over,
      greatest(dateDiff('day', assumeNotNull(started_at), ifNull(over_at, as_of)), 0) AS days,
      if(whole_months = 0, intDiv(greatest(dateDiff('day', assumeNotNull(started_at), if(is_over, as_of, known_until)), 0), 7),
        intDiv(greatest(months_until(if(is_over, as_of, known_until)), 0), whole_months)) AS due_dates,
      if(NOT is_over, 0, if(whole_months = 0, intDiv(days + 3, 7), intDiv(greatest(months_until(assumeNotNull(over_at) + INTERVAL 3 DAY), 0), whole_months))) AS dues_behind,
      if(NOT is_over, 0, greatest(if(whole_months = 0, if(days % 7 BETWEEN 1 AND 3, dues_behind + 1, dues_behind),
        if(addMonths(assumeNotNull(started_at), dues_behind * whole_months) + INTERVAL 3 DAY < assumeNotNull(over_at), dues_behind + 1, dues_behind)), 1)) AS ended_at_due
    FROM (
      SELECT f.subscription_id, ${SUBSCRIPTION_STATE}
      FROM subscription_facts AS f FINAL
      WHERE said_at <= as_of
      GROUP BY f.subscription_id
      HAVING started_at IS NOT NULL AND ${ofSomeone()}
    )
    WHERE started_at <= as_of`

/** Tickets about payments. Grain: customer. */
export const PAYMENT_TICKETS = `
    SELECT customer_id, count() AS payment_tickets
    FROM service_tickets FINAL
    WHERE available_at <= as_of AND opened_at <= as_of AND opened_at > as_of - INTERVAL 180 DAY AND ${ofSomeone()}
      AND match(concat(toString(topic), ' ', toString(service_tickets.kind)), '(?i)付款|支付|扣款|扣费|缴费|欠费|账单|发票|续费|payment|billing|bill|invoice|charge|card declined|dunning|renewal')
    GROUP BY customer_id`

/** Values of the measures in the slots. Grain: customer, slot and time; of two origins the later word counts. */
const MEASURE_VALUES = `
      SELECT customer_id, indexOf({measures:Array(String)}, concat(toString(measures.name), '\\x01', toString(measures.unit))) AS slot, measured_at, argMax(toFloat64(measures.value), received_at) AS measured
      FROM measures FINAL
      WHERE available_at <= as_of AND measured_at <= as_of AND measured_at > as_of - INTERVAL 400 DAY AND slot > 0 AND ${ofSomeone()} AND ${SAMPLED}
      GROUP BY customer_id, slot, measured_at`

const against = (now: string, before: string): string =>
  `if(isFinite(${now}) AND isFinite(${before}) AND abs(${now}) + abs(${before}) > 0, (${now} - ${before}) / (abs(${now}) + abs(${before})), nan)`

/** Grain: customer. A value older than half a year is none any more; the own past is everything before the last month. A month
 * has 35 days and a quarter 95, so that a value a month is always in it. */
export const MEASURED = `
    SELECT customer_id, ${MEASURE_SLOTS.map((slot) =>
      ['level', 'trend_30', 'trend_90', 'drop']
        .map((what) => `anyOrNullIf(${what}, slot = ${slot}) AS measure_${slot}_${what}_now`)
        .join(', '),
    ).join(',\n      ')}
    FROM (
      SELECT customer_id, slot,
        if(max(measured_at) > as_of - INTERVAL 180 DAY, argMax(measured, measured_at), nan) AS level,
        avgIf(measured, measured_at > as_of - INTERVAL 35 DAY) AS last_30,
        avgIf(measured, measured_at > as_of - INTERVAL 70 DAY AND measured_at <= as_of - INTERVAL 35 DAY) AS before_30,
        avgIf(measured, measured_at > as_of - INTERVAL 95 DAY) AS last_90,
        avgIf(measured, measured_at > as_of - INTERVAL 190 DAY AND measured_at <= as_of - INTERVAL 95 DAY) AS before_90,
        avgIf(measured, measured_at <= as_of - INTERVAL 35 DAY) AS past,
        ${against('last_30', 'before_30')} AS trend_30,
        ${against('last_90', 'before_90')} AS trend_90,
        ${against('level', 'past')} AS drop
      FROM (${MEASURE_VALUES})
      GROUP BY customer_id, slot
    )
    GROUP BY customer_id`

/** How many columns the measures of a request fill. */
export function measureColumns(measures: number): string[] {
  return MEASURE_SLOTS.slice(0, measures).flatMap((slot) =>
    ['level', 'trend_30', 'trend_90', 'drop'].slice(0, FEATURES_OF_MEASURE).map((what) => `measure_${slot}_${what}`),
  )
}

/** How each feature of a contract is made of the columns of the sources. */
export const CONTRACT_EXPRESSIONS: Readonly<Record<string, string>> = {
  contract_age_days: 'contract_age',
  days_to_renewal: 'renewal_days',
  renewal_in_horizon: `if(renewal_days IS NULL, NULL, renewal_days + ${CONTRACT_GRACE_DAYS} <= {horizonDays:UInt16})`,
  contracts_running: 'running',
  contract_price_month: 'price_month',
  contract_price_change: 'price_change',
  contract_price_rise_90: 'price_rise',
  contract_renewals: 'renewals',
  contract_period_months: 'longest_period',
  contract_seats: 'seats_now',
  contract_seats_change: 'seats_change',
  contract_plans: 'most_plans',
  plan_share: "if(main_plan = '', nan, of_plan / of_all)",
  plan_ended_share_365: 'if(plan_ended + plan_running > 0, plan_ended / (plan_ended + plan_running), nan)',
  contracts_ended: 'ended_before',
  payment_tickets_180: 'payment_tickets',
}
