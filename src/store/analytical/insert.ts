import type { ClickHouseClient } from '@clickhouse/client'

/** The tables that may be written to. */
export type AnalyticalTable =
  | 'events'
  | 'order_lines'
  | 'service_tickets'
  | 'touches'
  | 'customers'
  | 'customer_alias'
  | 'profiles'
  | 'scores'
  | 'decisions'

/**
 * Writes one block and returns when it is on disk (fsync of the data and of its folder, a setting of every table). With a token, a block with the same token is stored once,
 * also after a restart; so a retry after an unknown outcome is harmless. An empty block is not sent.
 */
export async function insertRows(
  client: ClickHouseClient,
  table: AnalyticalTable,
  rows: readonly Record<string, unknown>[],
  token?: string,
): Promise<void> {
  if (rows.length === 0) return
  await client.insert({
    table,
    values: rows,
    format: 'JSONEachRow',
    clickhouse_settings: {
      date_time_input_format: 'best_effort',
      ...(token === undefined ? { insert_deduplicate: 0 } : { insert_deduplication_token: token }),
    },
  })
}

/** Epoch milliseconds as the engine reads a DateTime64(3, 'UTC'): `2026-01-31 08:00:00.000`. */
export function engineTime(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').slice(0, 23)
}
