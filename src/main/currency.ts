import type { ClickHouseClient } from '@clickhouse/client'

/** The currency of most order lines; null without any. Cost: one pass over a small column. */
export async function usualCurrency(client: ClickHouseClient): Promise<string | null> {
  const result = await client.query({ query: 'SELECT topK(1)(currency)[1] AS currency FROM order_lines', format: 'JSONEachRow' })
  const [row] = await result.json<{ currency: string }>()
  return row === undefined || row.currency === '' ? null : row.currency
}
