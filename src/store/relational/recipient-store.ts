import type { Pool } from 'pg'
import type { RecipientReader } from '#act/broadcasts/broadcast-ports.ts'
import type { Recipient } from '#act/broadcasts/plan-block.ts'
import type { Reach, ReachReader } from '#decide/candidate.ts'
import type { Channel } from '#decide/strategy.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { EARLIER_MS, earlierOf, earlierSends, OPEN_OFFER } from './earlier-sends.ts'

/**
 * Grain: one row per customer that was asked for, also of those who are none any more. Cost: by key and by the ledger's index of customers, some rows each. Other offers:
 * the highest priority of what is on its way from elsewhere.
 */
const FACTS = `
SELECT asked.id, coalesce(c.time_zone, '') AS time_zone, coalesce(c.preferred_language, '') AS language, upper(coalesce(c.attributes ->> 'country', '')) AS country, ledger.earlier, ledger.other
FROM unnest($1::uuid[]) AS asked (id)
LEFT JOIN customers c ON c.id = asked.id
${earlierSends('asked.id', `max(s.priority) FILTER (WHERE ${OPEN_OFFER} AND s.source_id <> $3)`)}`

interface FactRow {
  readonly id: string
  readonly time_zone: string
  readonly language: string
  readonly country: string
  readonly earlier: readonly string[] | null
  readonly other: number | null
}

const COUNTRY = /^[A-Z]{2}$/u

/** What a plan has to know of many customers: two queries for a block, and one more for each further channel. */
export function createRecipientReader(parts: {
  readonly pool: Pool
  readonly reach: Pick<ReachReader, 'reach'>
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
        language: row.language,
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
