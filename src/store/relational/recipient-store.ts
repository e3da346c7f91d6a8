import type { Pool } from 'pg'
import type { RecipientReader } from '#act/broadcasts/broadcast-ports.ts'
import type { Recipient } from '#act/broadcasts/plan-block.ts'
import type { MessagePurpose } from '#act/outgoing-message.ts'
import type { EarlierContact } from '#act/policy/judge-contact.ts'
import type { Reach, ReachReader } from '#decide/candidate.ts'
import type { Channel } from '#decide/strategy.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** A week of the customer begins at most so long ago, wherever they are. */
export const EARLIER_MS = 9 * DAY_MS

/** Sends that left, or may have left, and count against the caps. Alias s. */
export const COUNTS_FOR_CAPS = "s.handed_at IS NOT NULL AND s.state NOT IN ('failed', 'planned', 'suppressed')"
/** A contact as `earlierOf` reads it. Alias s. */
export const EARLIER_TEXT = "s.channel || ' ' || s.purpose || ' ' || (extract(epoch FROM s.handed_at) * 1000)::bigint"
/** Sends that are on their way; what is held (overdue, or of a paused broadcast) keeps nothing else from the customer. Alias s. */
export const IS_OPEN = "(s.state IN ('claimed', 'handed') OR s.state = 'planned' AND s.held_at IS NULL)"

/**
 * Grain: one row per customer that was asked for, also of those who are none any more. Cost: by key and by the ledger's index of customers, some rows each. Other offers:
 * the highest priority of what is on its way from elsewhere.
 */
const FACTS = `
SELECT asked.id, coalesce(c.time_zone, '') AS time_zone, upper(coalesce(c.attributes ->> 'country', '')) AS country, ledger.earlier, ledger.other
FROM unnest($1::uuid[]) AS asked (id)
LEFT JOIN customers c ON c.id = asked.id
LEFT JOIN LATERAL (
  SELECT
    array_agg(${EARLIER_TEXT}) FILTER (WHERE ${COUNTS_FOR_CAPS} AND s.handed_at >= $2) AS earlier,
    max(s.priority) FILTER (WHERE ${IS_OPEN} AND s.purpose = 'marketing' AND s.source_id <> $3) AS other
  FROM send_ledger s
  WHERE s.customer_id = asked.id AND (s.handed_at >= $2 OR ${IS_OPEN})
) AS ledger ON true`

interface FactRow {
  readonly id: string
  readonly time_zone: string
  readonly country: string
  readonly earlier: readonly string[] | null
  readonly other: number | null
}

const COUNTRY = /^[A-Z]{2}$/u

/** What a plan has to know of many customers: two queries for a block, and one more for each further channel. */
export function createRecipientReader(parts: {
  readonly pool: Pool
  readonly reach: ReachReader
  /** Of customers whose own country is not known. */
  readonly country: () => string
}): RecipientReader {
  const { pool, reach, country } = parts
  return {
    async read(customerIds, { channels, sourceId, now }) {
      if (customerIds.length === 0) return []
      const { rows } = await withEngineErrors('postgres', () =>
        pool.query<FactRow>(FACTS, [customerIds, new Date(now.getTime() - EARLIER_MS), sourceId]),
      )
      const reached = new Map<Channel, ReadonlyMap<string, Reach>>()
      for (const channel of channels) reached.set(channel, await reach.reach(customerIds, channel))
      return rows.map((row): Recipient => ({
        customerId: row.id,
        timeZone: row.time_zone,
        country: countryOf(row.country, country),
        earlier: (row.earlier ?? []).map(earlierOf),
        otherPriority: row.other,
        reach: new Map(channels.map((channel) => [channel, reached.get(channel)?.get(row.id)])),
      }))
    },
  }
}

/** The country of a customer where it is one, else that of the project. */
export function countryOf(text: string, ofProject: () => string): string {
  return COUNTRY.test(text) ? text : ofProject()
}

export function earlierOf(text: string): EarlierContact {
  const [channel = '', purpose = '', at = '0'] = text.split(' ')
  return { channel: channel as Channel, purpose: purpose as MessagePurpose, at: new Date(Number(at)) }
}
