import { ofSomeone } from '../sold-line.ts'
import { SUBSCRIPTION_STATE, subscriptionRuns } from '../subscription-state.ts'

/**
 * The subscriptions of customers as they were known at an instant. Grain: one row per customer who had one begun by then. Cost: one pass over the facts of subscriptions.
 *
 * @param at SQL of ours
 */
export function contractRows(at: string): string {
  const runs = subscriptionRuns(at)
  return `SELECT customer_id, toNullable(countIf(${runs})) AS running, argMinIf(toString(plan), (assumeNotNull(started_at), subscription_id), ${runs}) AS current_plan,
      minOrNullIf(renews_at, ${runs}) AS next_renewal, min(started_at) AS first_start, maxOrNullIf(ifNull(ended_at, renews_at), NOT ${runs}) AS last_end,
      sumOrNullIf(seats, ${runs}) AS current_seats
    FROM (
      SELECT subscription_id, ${SUBSCRIPTION_STATE} FROM subscription_facts AS f FINAL
      WHERE available_at <= ${at} AND said_at <= ${at} GROUP BY subscription_id HAVING started_at <= ${at} AND ${ofSomeone()}
    ) GROUP BY customer_id`
}
