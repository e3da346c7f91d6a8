import { PROPERTY_TYPES } from '#collect/plan/plan-words.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { SeenEvent, SeenProperty } from '#collect/plan/learn-plan.ts'
import type { StoredSample } from '#collect/plan/preview-plan.ts'

import { readRows } from './queries/read-rows.ts'
import { shownEvent } from './sold-line.ts'

/** Events that are looked at: enough for shares, few enough for a page that somebody waits for. */
const LOOKED_AT = 200_000
const SAMPLED = 20_000
const MOST_EVENTS = 500
const MOST_PROPERTIES = 20_000
/** A sender may invent names without end: those that come after so many are not counted. */
const MOST_NAMES = { max_rows_to_group_by: '200000', group_by_overflow_mode: 'any' } as const
const FEW_VALUES = 20
const LONGEST_VALUE = 60

export interface PlanHistory {
  /** What was stored since then, of one source or of all but some; `total` counts all of it, `looked` what the shares are of. */
  seen(whose: HistoryOf, since: Date): Promise<{ readonly total: number; readonly looked: number; readonly events: readonly SeenEvent[] }>
  samples(whose: HistoryOf, since: Date): Promise<readonly StoredSample[]>
}

/** Of one source, or of all but those that have a plan of their own. */
export interface HistoryOf {
  readonly source: string | null
  readonly except: readonly string[]
}

const WHERE = `received_at >= {since:DateTime64(3, 'UTC')} AND ({source:String} = '' OR source_id = {source:String}) AND NOT has({except:Array(String)}, source_id) AND ${shownEvent()}`
/** Pages and screens count as one each: their names are titles, of which there are as many as there are pages. */
const LOOKED = `(SELECT type, if(type = 'track', name, '') AS name, properties FROM events WHERE ${WHERE})`

/** When the oldest of the newest so many events came, in epoch milliseconds: every other query then looks at the same ones, and at the properties of no more. Cost: one pass over times. */
const NEWEST = `SELECT count() AS n, toUnixTimestamp64Milli(min(received_at)) AS at
FROM (SELECT received_at FROM events WHERE ${WHERE} ORDER BY received_at DESC LIMIT {most:UInt32})`

/** Grain: one row per event. Cost: one pass over LOOKED_AT events. */
const EVENTS = `SELECT toString(type) AS type, toString(name) AS name, count() AS count FROM ${LOOKED}
GROUP BY type, name ORDER BY count DESC, type, name LIMIT ${MOST_EVENTS}`

const RAW = 'field.2'
const TYPE = `multiIf(match(${RAW}, '^-?[0-9]+$'), 'integer', match(${RAW}, '^-?[0-9][0-9.eE+-]*$'), 'number', ${RAW} IN ('true', 'false'), 'boolean',
  startsWith(${RAW}, '['), 'list', startsWith(${RAW}, '{'), 'object', match(${RAW}, '^"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}'), 'time', 'text')`

/** Grain: one row per property of an event. Cost: as above, and the properties' text. */
const PROPERTIES = `SELECT toString(type) AS type, toString(name) AS name, field.1 AS property, count() AS present,
  ${PROPERTY_TYPES.map((one) => `countIf(${TYPE} = '${one}') AS t_${one}`).join(', ')},
  if(max(length(${RAW})) > ${LONGEST_VALUE}, [], groupUniqArray(${FEW_VALUES + 1})(${RAW})) AS raw
FROM ${LOOKED} ARRAY JOIN JSONExtractKeysAndValuesRaw(properties) AS field
WHERE ${RAW} NOT IN ('null', '""')
GROUP BY type, name, property ORDER BY present DESC, type, name, property LIMIT ${MOST_PROPERTIES}`

type PropertyRow = { type: string; name: string; property: string; present: string; raw: string[] } & Record<`t_${string}`, string>

/** What the events table says of what came. */
export function createPlanHistory(client: ClickHouseClient): PlanHistory {
  const newest = async ({ source, except }: HistoryOf, since: Date, most: number) => {
    const whose = { source: source ?? '', except }
    const [found] = await readRows<{ n: string; at: string }>(client, NEWEST, { ...whose, since, most })
    const n = Number(found?.n ?? 0)
    return { ...whose, since: n === 0 ? since : new Date(Number(found?.at)) }
  }
  return {
    async seen(whose, since) {
      const params = await newest(whose, since, LOOKED_AT)
      const [events, properties, [looked], [all]] = await Promise.all([
        readRows<{ type: string; name: string; count: string }>(client, EVENTS, params),
        readRows<PropertyRow>(client, PROPERTIES, params, MOST_NAMES),
        readRows<{ n: string }>(client, `SELECT count() AS n FROM events WHERE ${WHERE}`, params),
        readRows<{ n: string }>(client, `SELECT count() AS n FROM events WHERE ${WHERE}`, { ...params, since }),
      ])
      const byEvent = Map.groupBy(properties, ({ type, name }) => JSON.stringify([type, name]))
      return {
        total: Number(all?.n ?? 0),
        looked: Number(looked?.n ?? 0),
        events: events.map(({ type, name, count }) => ({
          type,
          name,
          count: Number(count),
          properties: (byEvent.get(JSON.stringify([type, name])) ?? []).map(propertyOf),
        })),
      }
    },

    samples: async (whose, since) =>
      await readRows<{ type: string; name: string; properties: string }>(
        client,
        `SELECT toString(type) AS type, toString(name) AS name, properties FROM events WHERE ${WHERE} ORDER BY received_at DESC LIMIT ${SAMPLED}`,
        await newest(whose, since, SAMPLED),
      ),
  }
}

function propertyOf(row: PropertyRow): SeenProperty {
  const types = PROPERTY_TYPES.flatMap((type) => {
    const count = Number(row[`t_${type}`] ?? 0)
    return count === 0 ? [] : [[type, count] as const]
  })
  const values = row.raw.length > FEW_VALUES ? [] : row.raw.filter((raw) => !/^[[{]/u.test(raw)).map(plain)
  return { name: row.property, present: Number(row.present), types: Object.fromEntries(types), values: values.toSorted() }
}

function plain(raw: string): string {
  try {
    return String(JSON.parse(raw))
  } catch {
    return raw
  }
}
