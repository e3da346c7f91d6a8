import type { ClickHouseClient } from '@clickhouse/client'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'
import { WHOLE_SHOP } from '../scope-sql.ts'
import type { ScopeSql } from '../scope-sql.ts'
import { readRows } from './read-rows.ts'
import { factsOf } from '../customer-of-origin.ts'
import { COPIES_IF_ASKED, soldLine, soldLineOrCopy } from '../sold-line.ts'

/** Grain: one row per currency. Cost: one pass over sale lines; of customers, their key ranges. */
const unconvertedOf = (own: ScopeSql) => `
SELECT toString(currency) AS currency, toFloat64(sum(amount)) AS amount, count() AS lines
FROM order_lines FINAL
WHERE project_amount IS NULL AND ${COPIES_IF_ASKED} AND ${soldLineOrCopy()} AND ${own.where('customer_id')}
GROUP BY currency
ORDER BY lines DESC, currency`

/** Of the whole shop, or of the customers in a scope. */
export async function readUnconvertedSales(
  client: ClickHouseClient,
  includeDuplicates = false,
  own: ScopeSql = WHOLE_SHOP,
): Promise<UnconvertedSales[]> {
  const rows = await readRows<{ currency: string; amount: number; lines: string }>(client, unconvertedOf(own), {
    ...own.params,
    includeDuplicates: includeDuplicates ? 1 : 0,
  })
  return rows.map(({ currency, amount, lines }) => ({ amount: { minor: toMinor(amount, currency), currency }, lines: Number(lines) }))
}

const OF_CUSTOMERS = `
SELECT toString(customer_id) AS id, toString(currency) AS currency, toFloat64(sum(amount)) AS amount
FROM order_lines FINAL
WHERE ${factsOf('{ids:Array(UUID)}')} AND project_amount IS NULL AND ${soldLine()}
GROUP BY customer_id, currency
ORDER BY id, currency`

/** What each of these customers spent in currencies without a rate; customers without such spend have no entry. */
export async function readUnconvertedOf(client: ClickHouseClient, ids: readonly string[]): Promise<Map<string, Money[]>> {
  const found = new Map<string, Money[]>()
  if (ids.length === 0) return found
  for (const { id, currency, amount } of await readRows<{ id: string; currency: string; amount: number }>(client, OF_CUSTOMERS, { ids }))
    found.set(id, [...(found.get(id) ?? []), { minor: toMinor(amount, currency), currency }])
  return found
}
