import { DAY_MS } from '#kernel/clock.ts'
import { CONTRACT_GRACE_DAYS } from '#predict/churn/definition/churn-definition.ts'

export const RENEWAL_GRACE_MS = CONTRACT_GRACE_DAYS * DAY_MS

/** Whether a subscription with these columns runs at a time: it began, has not ended, and its period was renewed or may still be. */
export function subscriptionRuns(time: string): string {
  return `(started_at <= ${time} AND (isNull(ended_at) OR ended_at > ${time}) AND (isNull(renews_at) OR renews_at + toIntervalDay(${CONTRACT_GRACE_DAYS}) > ${time}))`
}

const NEWEST = '(said_at, received_at)'
/** Of facts of one time the end is the last word; one that changes the terms says nothing of it. */
const LAST_WORD = `(if(kind IN ('changed', 'since'), 0, 1), said_at, transform(toString(kind), ['started', 'renewed', 'state', 'ended'], [0, 1, 2, 3], 0), received_at)`
const newest = (column: string, said: string): string => `argMaxIf(f.${column}, ${NEWEST}, ${said})`

/**
 * The columns that a subscription has at a time, from the facts that are known of it by then; the view `subscriptions` says the same of now. To be grouped by subscription_id.
 * The customer is whom the newest fact names.
 */
export const SUBSCRIPTION_STATE = `argMax(f.customer_id, ${NEWEST}) AS customer_id,
  ${newest('plan', "f.plan != ''")} AS plan,
  ${newest('started_at', 'f.started_at IS NOT NULL')} AS started_at,
  ${newest('renews_at', 'f.renews_at IS NOT NULL')} AS renews_at,
  argMax(tuple(f.ended_at), ${LAST_WORD}).1 AS ended_at,
  ${newest('price', 'f.price IS NOT NULL')} AS price,
  ${newest('currency', "f.currency != ''")} AS currency,
  ${newest('period', "f.period != ''")} AS period,
  ${newest('seats', 'f.seats IS NOT NULL')} AS seats`
