import type { ClickHouseClient } from '@clickhouse/client'
import type { SeriesValues } from '#collect/series/series-ports.ts'
import { SERIES_SCALE } from '#collect/series/series-value.ts'
import { formatDecimal, parseDecimal } from '#collect/import/parse-decimal.ts'
import { addDays } from '#kernel/local-day.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { engineTime, insertRows } from './insert.ts'
import { readRows } from './queries/read-rows.ts'

const NEWEST = 'argMax(value, (received_at, upload_id))'
const MOST_POINTS = 10_000
const SHOWN_CORRECTIONS = 50
/** Times of one look-up. */
const LOOKED_UP = 20_000

/** Grain: one row per series. Cost: one pass over all values. */
const EXTENTS = `
SELECT toString(series_id) AS id, count() AS count, toString(toUnixTimestamp64Milli(min(at))) AS first, toString(toUnixTimestamp64Milli(max(at))) AS last,
  toString(toUnixTimestamp64Milli(max(received))) AS receivedAt, toFloat64(argMax(value, at)) AS newest
FROM (SELECT series_id, at, ${NEWEST} AS value, max(received_at) AS received FROM series_values GROUP BY series_id, at)
GROUP BY series_id`

/** Grain: one row per time of one series that has a value. Cost: the key range of the series. */
const CURRENT = `
SELECT toString(toUnixTimestamp64Milli(at)) AS time, toString(${NEWEST}) AS value FROM series_values
WHERE series_id = {id:UUID} AND at >= {from:DateTime64(3,'UTC')} AND at <= {to:DateTime64(3,'UTC')} GROUP BY at`

/** Grain: one row per time of one series. Cost: its key range. */
const POINTS = `
SELECT toString(toUnixTimestamp64Milli(at)) AS time, toFloat64(${NEWEST}) AS value FROM series_values
WHERE series_id = {id:UUID} AND at >= {from:DateTime64(3,'UTC')} GROUP BY at ORDER BY at DESC LIMIT ${MOST_POINTS}`

/** Grain: one row per time of one series with more than one value. Cost: its key range. */
const CORRECTIONS = `
SELECT toString(toUnixTimestamp64Milli(at)) AS time, toFloat64(tupleElement(versions[-1], 2)) AS value, toFloat64(tupleElement(versions[-2], 2)) AS before,
  toString(toUnixTimestamp64Milli(tupleElement(versions[-1], 1))) AS received
FROM (SELECT at, arraySort(groupArray((received_at, series_values.value))) AS versions FROM series_values WHERE series_id = {id:UUID} GROUP BY at HAVING length(versions) > 1)
ORDER BY received DESC, time DESC LIMIT ${SHOWN_CORRECTIONS}`

/** Grain: one row per local day of each series. Cost: the key ranges of the series. */
const DAILY = `
SELECT toString(series_id) AS id, toString(dateDiff('day', {first:Date}, day)) AS place, avg(value) AS value FROM (
  SELECT series_id, toDate(at, {timeZone:String}) AS day, toFloat64(${NEWEST}) AS value FROM series_values
  WHERE series_id IN {ids:Array(UUID)} AND received_at <= {knownAt:DateTime64(3,'UTC')} GROUP BY series_id, at
) WHERE day >= {first:Date} AND day < {end:Date} GROUP BY series_id, day`

export function createSeriesValues(client: ClickHouseClient): SeriesValues {
  const ask = <T>(query: string, params: Record<string, unknown> = {}): Promise<T[]> =>
    withEngineErrors('clickhouse', () => readRows<T>(client, query, params))
  return {
    async extents() {
      const rows = await ask<{ id: string; count: string; first: string; last: string; receivedAt: string; newest: number }>(EXTENTS)
      return new Map(
        rows.map(({ id, count, first, last, receivedAt, newest }) => [
          id,
          { count: Number(count), first: Number(first), last: Number(last), receivedAt: Number(receivedAt), newest },
        ]),
      )
    },
    async current(values) {
      const found = new Map<string, string>()
      for (const [id, own] of Map.groupBy(values, ({ seriesId }) => seriesId)) {
        const times = own.map(({ at }) => at).toSorted((a, b) => a - b)
        for (let i = 0; i < times.length; i += LOOKED_UP) {
          const part = times.slice(i, i + LOOKED_UP)
          const rows = await ask<{ time: string; value: string }>(CURRENT, {
            id,
            from: new Date(part[0] as number),
            to: new Date(part.at(-1) as number),
          })
          for (const { time, value } of rows)
            found.set(`${id} ${time}`, formatDecimal(parseDecimal(value, SERIES_SCALE) ?? 0n, SERIES_SCALE))
        }
      }
      return found
    },
    insert: (values, uploadId, receivedAt) =>
      withEngineErrors('clickhouse', () =>
        insertRows(
          client,
          'series_values',
          values.map(({ seriesId, at, value }) => ({
            series_id: seriesId,
            at: engineTime(at),
            value,
            upload_id: uploadId,
            received_at: engineTime(receivedAt.getTime()),
          })),
          uploadId,
        ),
      ),
    removeUpload: (uploadId) =>
      withEngineErrors('clickhouse', async () => {
        await client.command({
          query: 'DELETE FROM series_values WHERE upload_id = {uploadId:UUID}',
          query_params: { uploadId },
          clickhouse_settings: { lightweight_deletes_sync: '2' },
        })
      }),
    async points(id, from) {
      const rows = await ask<{ time: string; value: number }>(POINTS, { id, from: new Date(from) })
      return rows.map(({ time, value }) => ({ at: Number(time), value })).toReversed()
    },
    async daily(ids, { firstDay, days, knownAt, timeZone }) {
      const params = { ids, first: firstDay, end: addDays(firstDay, days), knownAt, timeZone }
      const rows = await ask<{ id: string; place: string; value: number }>(DAILY, params)
      return new Map(
        [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => [id, own.map(({ place, value }) => [Number(place), value] as const)]),
      )
    },
    async corrections(id) {
      const rows = await ask<{ time: string; value: number; before: number; received: string }>(CORRECTIONS, { id })
      return rows.map(({ time, value, before, received }) => ({ at: Number(time), value, before, receivedAt: Number(received) }))
    },
  }
}
