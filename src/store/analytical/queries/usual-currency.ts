import type { ClickHouseClient } from '@clickhouse/client'
import { soldLine, soldToAnyone } from '#store/analytical/sold-line.ts'

/** The currency of most sales to customers that are known, else of most sales to anybody; null without any. Cost: one pass over a few narrow columns. */
export async function usualCurrency(client: ClickHouseClient): Promise<string | null> {
  const result = await client.query({
    query: `
      SELECT toString(currency) AS currency FROM order_lines
      WHERE ${soldToAnyone()} AND currency != ''
      GROUP BY currency ORDER BY countIf(${soldLine()}) DESC, count() DESC, currency LIMIT 1`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ currency: string }>()
  return row?.currency ?? null
}
