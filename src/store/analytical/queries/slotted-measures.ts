import type { ClickHouseClient } from '@clickhouse/client'
import { MEASURE_SLOTS, type SlottedMeasure } from '#predict/churn/features/churn-features.ts'
import { ofSomeone } from '../sold-line.ts'
import { readRows } from './read-rows.ts'

/** Customers that a measure needs within the year before to be a feature. */
const FEWEST_CUSTOMERS = 100

/** Grain: one row per measure and unit, those of most customers first. Cost: one pass over a year of measures. */
const MEASURES = `
SELECT toString(measures.name) AS name, toString(measures.unit) AS unit, uniqExact(customer_id) AS customers
FROM measures
WHERE available_at <= {asOf:DateTime64(3, 'UTC')} AND measured_at > {asOf:DateTime64(3, 'UTC')} - INTERVAL 365 DAY AND ${ofSomeone()}
GROUP BY name, unit HAVING customers >= {fewest:UInt32}
ORDER BY customers DESC, name, unit LIMIT {most:UInt32}`

/** The measures of a model: those that most customers have by then, at most one for each slot. */
export async function readSlottedMeasures(client: ClickHouseClient, asOf: Date): Promise<SlottedMeasure[]> {
  const rows = await readRows<SlottedMeasure>(client, MEASURES, { asOf, fewest: FEWEST_CUSTOMERS, most: MEASURE_SLOTS.length })
  return rows.map(({ name, unit }) => ({ name, unit }))
}
