import type { ClickHouseClient } from '@clickhouse/client'
import { SOLD_LINE } from '#quality/metric-definitions.ts'

/** The currency of most sales to customers that are known, else of most sales to anybody; null without any. Cost: one pass over a few narrow columns. */
export async function usualCurrency(client: ClickHouseClient): Promise<string | null> {
  const result = await client.query({
    query: `
      SELECT toString(currency) AS currency FROM order_lines
      WHERE kind = 'sale' AND quantity > 0 AND unit_price > 0 AND is_test = 0 AND currency != ''
      GROUP BY currency ORDER BY countIf(${SOLD_LINE}) DESC, count() DESC, currency LIMIT 1`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ currency: string }>()
  return row?.currency ?? null
}
