import type { ClickHouseClient } from '@clickhouse/client'
import type { Channel } from '#decide/strategy.ts'
import type { Sightings } from '#act/send-time/hour-model.ts'
import { factsOf } from '../customer-of-origin.ts'
import { realEvent, soldLine } from '../sold-line.ts'
import { IS_COUNTED, IS_REACTION } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** Habits change: what is older says nothing of them. */
const DAYS = 180
const SINCE = `occurred_at > {now:DateTime64(3, 'UTC')} - INTERVAL ${DAYS} DAY AND occurred_at <= {now:DateTime64(3, 'UTC')}`
const WHOSE = factsOf('{ids:Array(UUID)}')
/** Hours since 1970 by the clock on the wall: day times 24 and the hour, so that a clock set back counts the hour once. */
const HOUR = 'toUInt32(toRelativeDayNum(toTimeZone(occurred_at, {zone:String})) * 24 + toHour(toTimeZone(occurred_at, {zone:String})))'

/**
 * Grain: one row per customer that was seen, with sightings by hour of the day. Cost: the events, lines and touches of these customers within half a year, by key.
 */
const SIGHTINGS = `
SELECT toString(customer_id) AS id, ${countsOf('groupUniqArray(at)')} AS active, ${countsOf('groupUniqArrayIf(at, on_channel)')} AS reacted
FROM (
  SELECT customer_id, ${HOUR} AS at, 0 AS on_channel FROM events WHERE ${WHOSE} AND ${realEvent()} AND ${SINCE}
  UNION ALL
  SELECT customer_id, ${HOUR}, 0 FROM order_lines FINAL WHERE ${WHOSE} AND ${soldLine()} AND ${SINCE}
  UNION ALL
  SELECT customer_id, ${HOUR}, channel = {channel:String} FROM touches FINAL WHERE ${WHOSE} AND ${IS_REACTION} AND ${SINCE}
)
GROUP BY customer_id`

function countsOf(hours: string): string {
  return `arrayMap(hour -> countEqual(arrayMap(at -> toUInt8(at % 24), ${hours}), toUInt8(hour)), range(24))`
}

interface SightingRow {
  readonly id: string
  readonly active: readonly (number | string)[]
  readonly reacted: readonly (number | string)[]
}

/** When some customers were seen within half a year, by the clock of one zone; those who were not are left out. */
export async function readSightings(
  client: ClickHouseClient,
  ids: readonly string[],
  asked: { readonly zone: string; readonly channel: Channel; readonly now: Date },
): Promise<ReadonlyMap<string, Sightings>> {
  if (ids.length === 0) return new Map()
  const rows = await readRows<SightingRow>(client, SIGHTINGS, { ids, ...asked }, { max_execution_time: 120 })
  return new Map(rows.map(({ id, active, reacted }) => [id, { active: active.map(Number), reacted: reacted.map(Number) }]))
}

/** Grain: one row per customer of the newest profiles. Cost: one pass over two columns of them. */
const SAMPLED = `
SELECT toString(customer_id) AS id, toString(lifecycle_tier) AS tier FROM profiles FINAL
WHERE as_of = (SELECT max(as_of) FROM profiles) AND ${IS_COUNTED}
ORDER BY cityHash64(customer_id) LIMIT {most:UInt32}`

/** Some customers with their lifecycle tiers, drawn by hash. */
export async function readHourSample(
  client: ClickHouseClient,
  most: number,
): Promise<readonly { readonly id: string; readonly tier: string }[]> {
  return await readRows(client, SAMPLED, { most })
}

/** Grain: one row per customer asked for that has a profile. Cost: by key of the newest run. */
const TIERS = `
SELECT toString(customer_id) AS id, toString(lifecycle_tier) AS tier FROM profiles FINAL
WHERE as_of = (SELECT max(as_of) FROM profiles) AND customer_id IN {ids:Array(UUID)}`

export async function readTiers(client: ClickHouseClient, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await readRows<{ id: string; tier: string }>(client, TIERS, { ids })
  return new Map(rows.map(({ id, tier }) => [id, tier]))
}
