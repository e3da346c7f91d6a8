import type { ClickHouseClient } from '@clickhouse/client'
import type { AccountState, LabelledAccount } from '#predict/accounts/account-state.ts'
import { ACCOUNT_MEASURES, ACCOUNT_PEOPLE, ACCOUNTS, isMemberAt } from '../account-sources.ts'
import { ofSomeone, realEvent, soldOrReturned } from '../sold-line.ts'
import { subscriptionRuns } from '../subscription-state.ts'
import { CONTRACT_STATES, CONTRACT_TOTALS, LATER_CONTRACTS, PAYMENT_TICKETS } from './contract-sources.ts'
import { readRows } from './read-rows.ts'

/** Values of seats among the dated values of an account. */
const SEATS = `'(?i)席位|座席|坐席|seat|licen[sc]e'`
/** Roles that run an account. */
const ADMIN = `'(?i)admin|owner|管理员|负责人|所有者|主账号|超管'`
const END = `(as_of + toIntervalDay({horizonDays:UInt16}))`

const within = (from: number, to: number): string =>
  `(occurred_at > as_of - INTERVAL ${from} DAY AND occurred_at <= as_of - INTERVAL ${to} DAY)`
const activeDays = (from: number, to: number): string => `uniqExactIf(toDate(occurred_at), ${within(from, to)})`

/**
 * Grain: one row per account, as it was known at as_of. A contract belongs to the account in which its holder has been the longest. Facts count from available_at on; of members and
 * dated values of accounts only their own dates are kept, which is when they were true. With \`labelled\`, whether a contract runs at the end of the horizon.
 * Cost: one pass over accounts, their values and subscriptions; the events of 210 days and the orders of a year of people of accounts.
 */
const STATES = `
WITH
  {asOf:DateTime64(3, 'UTC')} AS as_of,
  everybody AS (SELECT account_id, customer_id, role, since, until FROM ${ACCOUNT_PEOPLE}),
  belongs AS (SELECT *, ${isMemberAt('as_of')} AS is_member FROM everybody WHERE since IS NULL OR since <= as_of),
  holders AS (
    SELECT e.customer_id AS holder, argMin(e.account_id, (ifNull(e.since, toDateTime64(0, 3, 'UTC')), e.account_id)) AS account
    FROM everybody AS e GROUP BY holder
  ),
  states_of_people AS (${CONTRACT_STATES}
  ),
  contract_states AS (SELECT h.account AS customer_id, s.* EXCEPT (customer_id) FROM states_of_people AS s INNER JOIN holders AS h ON h.holder = s.customer_id),
  contract_totals AS (${CONTRACT_TOTALS}
  ),
  contract_counts AS (
    SELECT customer_id AS account, countIf(${subscriptionRuns('as_of')}) AS running,
      countIf(${subscriptionRuns('as_of')} AND ended_at IS NOT NULL AND ended_at <= ${END}) AS ending,
      countIf(started_at <= as_of AND NOT ${subscriptionRuns('as_of')}) AS ended
    FROM contract_states GROUP BY account
  ),
  later AS (SELECT DISTINCT h.account AS account FROM (${LATER_CONTRACTS}
  ) AS l INNER JOIN holders AS h ON h.holder = l.customer_id),
  activity AS (
    SELECT customer_id AS person, ${activeDays(30, 0)} AS days_1, ${activeDays(60, 30)} AS days_2, ${activeDays(90, 60)} AS days_3, ${activeDays(120, 90)} AS days_4,
      ${activeDays(210, 30)} AS days_past, max(occurred_at) AS last_active
    FROM events
    WHERE available_at <= as_of AND ${within(210, 0)} AND ${realEvent()} AND ${ofSomeone()} AND customer_id IN (SELECT customer_id FROM belongs)
    GROUP BY person
  ),
  people AS (
    SELECT
      b.account_id AS account,
      countIf(b.is_member) AS members,
      countIf(b.since > as_of - INTERVAL 90 DAY) AS joined_90,
      countIf(b.until <= as_of AND b.until > as_of - INTERVAL 90 DAY) AS left_90,
      max(a.days_past + a.days_1) > 0 AS is_known_active,
      countIf(b.is_member AND a.days_1 > 0) AS active_30,
      (countIf(a.days_2 > 0) + countIf(a.days_3 > 0) + countIf(a.days_4 > 0)) / 3 AS active_before,
      max(a.days_past) AS most_days,
      argMax((b.customer_id, b.is_member, dateDiff('day', a.last_active, as_of)), (a.days_past, b.customer_id)) AS champion,
      countIf(b.is_member AND match(b.role, ${ADMIN})) AS admins,
      countIf(b.is_member AND match(b.role, ${ADMIN}) AND a.days_1 > 0) AS admins_active,
      countIf(b.until <= as_of AND b.until > as_of - INTERVAL 180 DAY AND match(b.role, ${ADMIN})) AS admins_left
    FROM belongs AS b LEFT ANY JOIN activity AS a ON a.person = b.customer_id
    GROUP BY account
  ),
  series AS (
    SELECT m.account_id AS account, m.name AS named, m.measured_at AS at, m.value AS measured FROM ${ACCOUNT_MEASURES} AS m
    WHERE m.measured_at <= as_of AND m.measured_at > as_of - INTERVAL 400 DAY
    UNION ALL
    SELECT h.account AS account, toString(p.name) AS named, p.measured_at AS at, toFloat64(p.value) AS measured
    FROM (
      SELECT customer_id, name, measured_at, argMax(value, received_at) AS value FROM measures FINAL
      WHERE available_at <= as_of AND measured_at <= as_of AND measured_at > as_of - INTERVAL 400 DAY AND ${ofSomeone()}
      GROUP BY customer_id, name, measured_at
    ) AS p INNER JOIN holders AS h ON h.holder = p.customer_id
  ),
  changes AS (
    SELECT account, named, match(named, ${SEATS}) AS is_seats,
      argMax(measured, at) AS level, max(measured) AS peak,
      avgIf(measured, at > as_of - INTERVAL 35 DAY) AS recent,
      avgIf(measured, at > as_of - INTERVAL 215 DAY AND at <= as_of - INTERVAL 35 DAY) AS before,
      if(isFinite(recent) AND isFinite(before) AND abs(recent) + abs(before) > 0, (recent - before) / (abs(recent) + abs(before)), nan) AS change
    FROM series GROUP BY account, named
  ),
  usage AS (
    SELECT account, maxOrNullIf(level, is_seats) AS seats_level, maxOrNullIf(peak, is_seats) AS seats_most,
      groupArrayIf(toString(named), NOT is_seats AND isFinite(change)) AS used_names, groupArrayIf(change, NOT is_seats AND isFinite(change)) AS used_changes
    FROM changes GROUP BY account
  ),
  tickets AS (
    SELECT h.account AS account, sum(t.payment_tickets) AS payment_tickets
    FROM (${PAYMENT_TICKETS}
    ) AS t INNER JOIN holders AS h ON h.holder = t.customer_id GROUP BY account
  ),
  spending AS (
    SELECT h.account AS account, sum(l.spent) AS spent
    FROM (
      SELECT customer_id, sum(toFloat64(project_amount)) AS spent FROM order_lines FINAL
      WHERE available_at <= as_of AND occurred_at <= as_of AND occurred_at > as_of - INTERVAL 365 DAY AND ${soldOrReturned()} AND ${ofSomeone()} GROUP BY customer_id
    ) AS l INNER JOIN holders AS h ON h.holder = l.customer_id GROUP BY account
  )
SELECT
  toString(x.account_id) AS account_id,
  c.running AS running_contracts, c.ending AS ending_contracts, c.ended AS ended_contracts,
  t.contract_age AS contract_age_days, t.renewal_days AS days_to_renewal, t.renewals AS renewal_count, t.longest_period AS period_months_now,
  t.price_month AS monthly_price, t.price_rise AS price_rise_90, t.seats_now AS contract_seats,
  u.seats_level AS seats_level, u.seats_most AS seats_most,
  p.members AS members_now, p.joined_90 AS joined_90, p.left_90 AS left_90, p.is_known_active AS is_known_active, p.active_30 AS active_30, p.active_before AS active_before,
  p.most_days AS most_days, toString(p.champion.1) AS champion_id, p.champion.2 AS champion_is_member, p.champion.3 AS champion_silent,
  p.admins AS admins, p.admins_active AS admins_active, p.admins_left AS admins_left,
  u.used_names AS used_names, u.used_changes AS used_changes, k.payment_tickets AS payment_tickets, ifNull(s.spent, 0) AS spent,
  x.account_id NOT IN (SELECT account FROM later) AS churned
FROM (SELECT account_id FROM ${ACCOUNTS}) AS x
LEFT ANY JOIN contract_counts AS c ON c.account = x.account_id
LEFT ANY JOIN contract_totals AS t ON t.customer_id = x.account_id
LEFT ANY JOIN people AS p ON p.account = x.account_id
LEFT ANY JOIN usage AS u ON u.account = x.account_id
LEFT ANY JOIN tickets AS k ON k.account = x.account_id
LEFT ANY JOIN spending AS s ON s.account = x.account_id
ORDER BY account_id`

interface Row {
  readonly account_id: string
  readonly running_contracts: string | number
  readonly ending_contracts: string | number
  readonly ended_contracts: string | number
  readonly contract_age_days: number | null
  readonly days_to_renewal: number | null
  readonly renewal_count: number | null
  readonly period_months_now: number | null
  readonly monthly_price: number | null
  readonly price_rise_90: number | null
  readonly contract_seats: number | null
  readonly seats_level: number | null
  readonly seats_most: number | null
  readonly members_now: string | number
  readonly joined_90: string | number
  readonly left_90: string | number
  readonly is_known_active: number
  readonly active_30: string | number
  readonly active_before: number
  readonly most_days: string | number
  readonly champion_id: string
  readonly champion_is_member: number
  readonly champion_silent: string | number
  readonly admins: string | number
  readonly admins_active: string | number
  readonly admins_left: string | number
  readonly used_names: readonly string[]
  readonly used_changes: readonly number[]
  readonly payment_tickets: string | number
  readonly spent: number
  readonly churned: number
}

/** Days of activity that make somebody a champion. */
const CHAMPION_DAYS = 5

/** Every account at a time; `labelled`: with what became of it `horizonDays` later, as far as it is known now. */
export async function readAccountStates(
  client: ClickHouseClient,
  {
    asOf,
    horizonDays,
    currency,
    labelled,
  }: { readonly asOf: Date; readonly horizonDays: number; readonly currency: string; readonly labelled: boolean },
): Promise<LabelledAccount[]> {
  const rows = await readRows<Row>(
    client,
    STATES,
    { asOf, horizonDays, currency, labelled: labelled ? 1 : 0, share: 10_000 },
    { max_execution_time: 300, join_use_nulls: 0 },
  )
  return rows.map((row) => ({ ...stateOf(row), churned: Number(row.churned) === 1 ? 1 : 0 }))
}

function stateOf(row: Row): AccountState {
  const running = Number(row.running_contracts)
  const has = running > Number(row.ending_contracts)
  const known = Number(row.is_known_active) === 1
  const ofContract = (value: number | null): number | null => (has && value !== null ? value : null)
  return {
    accountId: row.account_id,
    running,
    ending: Number(row.ending_contracts),
    ended: Number(row.ended_contracts),
    contractAgeDays: ofContract(row.contract_age_days),
    daysToRenewal: ofContract(row.days_to_renewal),
    renewals: ofContract(row.renewal_count),
    periodMonths: ofContract(row.period_months_now),
    monthlyPrice: ofContract(row.monthly_price),
    priceRise: ofContract(row.price_rise_90),
    seats: row.seats_level ?? ofContract(row.contract_seats),
    seatsPeak: row.seats_most ?? ofContract(row.contract_seats),
    members: Number(row.members_now),
    joined90: Number(row.joined_90),
    left90: Number(row.left_90),
    active30: known ? Number(row.active_30) : null,
    activeBefore: known ? row.active_before : null,
    champion:
      known && Number(row.most_days) >= CHAMPION_DAYS
        ? { customerId: row.champion_id, isMember: Number(row.champion_is_member) === 1, silentDays: Number(row.champion_silent) }
        : null,
    admins: Number(row.admins),
    adminsActive: Number(row.admins_active),
    adminsLeft: Number(row.admins_left),
    usage: new Map(row.used_names.map((name, i) => [name, row.used_changes[i] ?? 0])),
    paymentTickets: Number(row.payment_tickets),
    spend365: row.spent,
  }
}
