import type { ClickHouseClient } from '@clickhouse/client'
import { readLatestRuns } from './overview-as-of.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row. Cost: the count that the table keeps of itself, and the key range of one scoring. */
const COUNTS = `
SELECT
  (SELECT count() FROM order_lines) AS lines,
  (SELECT uniqExact(customer_id) FROM scores WHERE kind = 'churn' AND tier != '' AND as_of = {asOf:DateTime64(3,'UTC')}) AS scored`

/** Order lines there are, and customers with a risk tier in the latest scoring. */
export async function readFirstRunCounts(client: ClickHouseClient): Promise<{ readonly orderLines: number; readonly scored: number }> {
  const { scores } = await readLatestRuns(client)
  const [row] = await readRows<{ lines: string; scored: string }>(client, COUNTS, { asOf: scores ?? new Date(0) })
  return { orderLines: Number(row?.lines ?? 0), scored: Number(row?.scored ?? 0) }
}
