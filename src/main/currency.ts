import type { ClickHouseClient } from '@clickhouse/client'
import { SOLD_LINE } from '#quality/metric-definitions.ts'

/** The currency of most sales; null without any. Cost: one pass over a few narrow columns. */
export async function usualCurrency(client: ClickHouseClient): Promise<string | null> {
  const result = await client.query({
    query: `SELECT toString(currency) AS currency FROM order_lines WHERE ${SOLD_LINE} AND currency != '' GROUP BY currency ORDER BY count() DESC, currency LIMIT 1`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ currency: string }>()
  return row?.currency ?? null
}
