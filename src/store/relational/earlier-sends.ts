import type { MessagePurpose } from '#act/outgoing-message.ts'
import type { EarlierContact } from '#act/policy/judge-contact.ts'
import type { Channel } from '#decide/strategy.ts'
import { DAY_MS } from '#kernel/clock.ts'

/** A week of the customer begins at most so long ago, wherever they are. */
export const EARLIER_MS = 9 * DAY_MS

/** Sends that left, or may have left, and count against the caps: also one that is planned again because nobody knows whether it left. Alias s. */
const COUNTS_FOR_CAPS =
  "s.handed_at IS NOT NULL AND (s.state NOT IN ('failed', 'planned', 'suppressed') OR s.state = 'planned' AND s.repeat_until IS NOT NULL)"
/** A contact as `earlierOf` reads it. Alias s. */
const EARLIER_TEXT = "s.channel || ' ' || s.purpose || ' ' || (extract(epoch FROM s.handed_at) * 1000)::bigint"
/** Sends that are on their way; what is held (overdue, or of a paused broadcast) keeps nothing else from the customer. Alias s. */
const IS_OPEN = "(s.state IN ('claimed', 'handed') OR s.state = 'planned' AND s.held_at IS NULL)"
/** Offers that are on their way. Alias s. */
export const OPEN_OFFER = `${IS_OPEN} AND s.purpose = 'marketing'`

/**
 * What the policy asks of a customer's other sends, as `ledger`: `earlier`, contacts that count against the caps, and `other`, what is to be known of those that are on their way.
 * `$2`: since when. Cost: by the ledger's index of customers, some rows each.
 * @param customer a column with the customer's id
 * @param other an aggregate over sends s
 * @param without sends s that do not count, as a condition
 */
export function earlierSends(customer: string, other: string, without?: string): string {
  return `LEFT JOIN LATERAL (
  SELECT array_agg(${EARLIER_TEXT}) FILTER (WHERE ${COUNTS_FOR_CAPS} AND s.handed_at >= $2) AS earlier, ${other} AS other
  FROM send_ledger s
  WHERE s.customer_id = ${customer} AND (s.handed_at >= $2 OR ${IS_OPEN})${without === undefined ? '' : ` AND NOT (${without})`}
) AS ledger ON true`
}

export function earlierOf(text: string): EarlierContact {
  const [channel = '', purpose = '', at = '0'] = text.split(' ')
  return { channel: channel as Channel, purpose: purpose as MessagePurpose, at: new Date(Number(at)) }
}
