import type { ClickHouseClient } from '@clickhouse/client'
import type { HourOutcome } from '#measure/send-time-gain.ts'
import type { Channel } from '#decide/strategy.ts'
import { IS_REACTION } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** So long after it left a reaction counts: whoever looks later than that would have at any hour. */
const WITHIN = 'INTERVAL 24 HOUR'

/**
 * Grain: one row per channel, of messages of the last 90 days that left at an hour chosen for their customer and whose time to be looked at is over. Cost: one pass over the
 * touches since then.
 */
const OUTCOMES = `
SELECT channel, countIf(NOT by_chance) AS chosen, countIf(NOT by_chance AND reacted) AS chosen_reacted, countIf(by_chance) AS random, countIf(by_chance AND reacted) AS random_reacted
FROM (
  SELECT any(channel) AS channel, anyIf(JSONExtractString(detail, 'hourKind'), kind = 'sent') = 'random' AS by_chance,
    minIf(occurred_at, kind = 'sent') AS sent_at, countIf(kind = 'sent' AND JSONExtractString(detail, 'hourKind') != '') > 0 AS timed,
    minIf(occurred_at, ${IS_REACTION}) AS first_at, countIf(${IS_REACTION}) > 0 AND first_at <= sent_at + ${WITHIN} AS reacted
  FROM touches FINAL
  WHERE (kind = 'sent' OR ${IS_REACTION}) AND occurred_at > {now:DateTime64(3, 'UTC')} - INTERVAL 90 DAY AND occurred_at <= {now:DateTime64(3, 'UTC')}
  GROUP BY send_key
  HAVING timed AND sent_at <= {now:DateTime64(3, 'UTC')} - ${WITHIN}
)
GROUP BY channel`

/** What became of messages at chosen hours and at hours drawn by chance; what programs opened is no reaction. */
export async function readHourOutcomes(client: ClickHouseClient, now: Date): Promise<readonly HourOutcome[]> {
  type Row = { channel: Channel } & Record<'chosen' | 'chosen_reacted' | 'random' | 'random_reacted', string>
  const rows = await readRows<Row>(client, OUTCOMES, { now })
  return rows.map(({ channel, chosen, chosen_reacted, random, random_reacted }) => ({
    channel,
    chosen: { messages: Number(chosen), reacted: Number(chosen_reacted) },
    random: { messages: Number(random), reacted: Number(random_reacted) },
  }))
}
