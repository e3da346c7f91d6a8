import type { ClickHouseClient } from '@clickhouse/client'
import { DAY_MS } from '#kernel/clock.ts'
import { soldLine } from '../sold-line.ts'
import { IS_PERSON } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

const DAYS = 30

/** Grain: one row. Cost: the lines of 30 days and one pass over the customers. */
const BUYING = `
SELECT count() AS customers, countIf(customer_id IN (
  SELECT customer_id FROM order_lines WHERE occurred_at >= {from:DateTime64(3,'UTC')} AND occurred_at < {to:DateTime64(3,'UTC')} AND ${soldLine()}
)) AS buyers
FROM customers FINAL WHERE ${IS_PERSON}`

/** Share of all customers who bought within the 30 days before; null without customers. */
export async function readBuyingShare(client: ClickHouseClient, now: Date): Promise<number | null> {
  const [row] = await readRows<{ customers: string; buyers: string }>(client, BUYING, {
    from: new Date(now.getTime() - DAYS * DAY_MS),
    to: now,
  })
  const customers = Number(row?.customers ?? 0)
  return customers === 0 ? null : Number(row?.buyers ?? 0) / customers
}
