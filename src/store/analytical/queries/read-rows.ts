import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { engineTime } from '../insert.ts'

/** A page that waits longer than this is no use to the person who asked. */
const MAX_SECONDS = 20

/**
 * The rows of one of our own fixed queries. `T` names the columns as the engine sends them: instants as ISO text, 64-bit integers as text.
 * Values only ever travel as parameters; instants among them as DateTime64(3, 'UTC').
 */
export async function readRows<T>(
  client: ClickHouseClient,
  query: string,
  params: Readonly<Record<string, unknown>> = {},
  settings: ClickHouseSettings = {},
): Promise<T[]> {
  const result = await client.query({
    query,
    format: 'JSONEachRow',
    query_params: boundParams(params),
    clickhouse_settings: { date_time_output_format: 'iso', max_execution_time: MAX_SECONDS, ...settings },
  })
  return await result.json<T>()
}

/** Values as the engine takes them: instants as DateTime64(3, 'UTC'). */
export function boundParams(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, value instanceof Date ? engineTime(value.getTime()) : value]),
  )
}
