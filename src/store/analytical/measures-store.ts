import type { ClickHouseClient } from '@clickhouse/client'
import { MEASURE_SCALE } from '#collect/import/measure-row-step.ts'
import { formatDecimal } from '#collect/import/parse-decimal.ts'
import type { StoredMeasure } from '#collect/records/stored-measure.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { factsOf } from './customer-of-origin.ts'
import { type MeasureTrend, TREND_POINTS, trendOf } from '../measure-trend.ts'
import { engineTime, insertRows } from './insert.ts'
import { readRows } from './queries/read-rows.ts'

/** Writes values; one of the same customer, name, unit and time is replaced. */
export async function insertMeasures(
  client: ClickHouseClient,
  measures: readonly StoredMeasure[],
  token?: string,
  table: 'measures' | 'measure_versions' = 'measures',
): Promise<void> {
  const rows = measures.map((one) => ({
    origin_id: one.originId,
    owner_id: one.customerId,
    name: one.measure,
    unit: one.unit,
    measured_at: engineTime(one.measuredAt),
    value: formatDecimal(one.value, MEASURE_SCALE),
    received_at: engineTime(one.receivedAt),
    available_at: engineTime(one.availableAt),
    import_id: one.importId,
  }))
  await withEngineErrors('clickhouse', () => insertRows(client, table, rows, token))
}

const MOST_MEASURES = 50

/**
 * Grain: one row per measure and unit of one customer. Of two origins that say something else of one time the later word counts, as within one. Cost: the customer's own
 * key range.
 */
const TRENDS = `
SELECT toString(name) AS name, toString(unit) AS unit, count() AS count,
  arrayMap(one -> (toString(toUnixTimestamp64Milli(one.1)), one.2), arraySlice(arraySort(groupArray((measured_at, toFloat64(value)))), -${TREND_POINTS})) AS points
FROM (
  SELECT measures.name AS name, measures.unit AS unit, measured_at, argMax(measures.value, received_at) AS value
  FROM measures FINAL WHERE ${factsOf('{ids:Array(UUID)}')} GROUP BY name, unit, measured_at
)
GROUP BY name, unit ORDER BY name, unit LIMIT ${MOST_MEASURES}`

export async function readMeasures(client: ClickHouseClient, ids: readonly string[]): Promise<MeasureTrend[]> {
  const rows = await readRows<{ name: string; unit: string; count: string; points: [string, number][] }>(client, TRENDS, { ids })
  return rows.map(({ name, unit, count, points: raw }) => {
    const points = raw.map(([at, value]) => ({ at: new Date(Number(at)).toISOString(), value }))
    return trendOf(name, unit, Number(count), points)
  })
}
