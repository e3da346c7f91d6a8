import type { FilledField } from '#quality/rules/fill-values.ts'
import { ACTIVE_DAYS } from '#quality/metric-definitions.ts'
import { IS_SURVIVOR } from '../customer-of-origin.ts'
import { ofSomeone } from '../sold-line.ts'

/**
 * Groups of customers as SQL of ours, each written once: the number on a page and the list that it opens read the same text, so they cannot differ.
 * Who is counted at all: no test record, no fake registration (`is_test` is 1 for both), nobody who was merged into another. Cost: one narrow pass over the customers.
 */
export const IS_PERSON = `is_test = 0 AND ${ofSomeone()}
    AND ${IS_SURVIVOR}`

/** The same with those whom rules of quality take for fake registrations: they are looked at again. */
export const IS_PERSON_OR_FAKE = `(is_test = 0 OR is_fake_sign_up = 1) AND ${ofSomeone()}
    AND ${IS_SURVIVOR}`

/** Of a customer: a rule of quality filled the field in, so that nobody said it. */
export function isFilled(field: FilledField): string {
  return `mapContains(filled_by, '${field}')`
}

/** The same, of rows that name a customer. */
export const IS_COUNTED = `customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${IS_PERSON})`

/** Of a profile: seen in the days before it was worked out. */
export const IS_ACTIVE = `last_active_at > as_of - INTERVAL ${ACTIVE_DAYS} DAY`

export const NEW_DAYS = 30

/** Of a customer: first seen in the days before `groupsAsOf`, which is the time of the latest profiles, or of the scores without any. */
export const IS_NEW = `(first_seen_at > {groupsAsOf:DateTime64(3,'UTC')} - INTERVAL ${NEW_DAYS} DAY AND first_seen_at <= {groupsAsOf:DateTime64(3,'UTC')})`

/** Of a score: one of the two upper risk tiers. */
export const IS_AT_RISK = `tier IN ('high', 'medium')`

/** Of a prediction of value: an order is expected. */
export const ORDERS_AGAIN = 'next_order_at IS NOT NULL'

/** Of a touch: a person opened or clicked, not a machine. */
export const IS_REACTION = `kind IN ('opened', 'clicked') AND is_machine = 0`
