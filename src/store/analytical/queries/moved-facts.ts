import type { ClickHouseClient } from '@clickhouse/client'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { shownEvent, soldLine } from '../sold-line.ts'
import { readRows } from './read-rows.ts'

/** Of some origins of one customer, records and devices: found by key. */
const OF = 'origin_id IN {origins:Array(UUID)} AND customer_id = {customer:UUID}'

/** Grain: one row per currency. Cost: the key ranges of the origins. */
const SALES = `
SELECT currency, uniqExact(order_id) AS orders, toFloat64(sum(amount)) AS amount
FROM order_lines FINAL WHERE ${OF} AND ${soldLine()} GROUP BY currency ORDER BY orders DESC, currency`

/** Grain: one row. Cost: the key ranges of the origins. */
const OTHERS = `
SELECT (SELECT uniqExact(order_id) FROM order_lines FINAL WHERE ${OF} AND ${soldLine()}) AS orders,
  (SELECT count() FROM events FINAL WHERE ${OF} AND ${shownEvent()}) AS events,
  (SELECT count() FROM service_tickets FINAL WHERE ${OF}) AS tickets,
  (SELECT count() FROM touches FINAL WHERE ${OF}) AS touches`

export interface MovedFacts {
  readonly orders: number
  readonly amounts: readonly Money[]
  readonly events: number
  readonly tickets: number
  readonly touches: number
}

/** How many facts of some origins count for a customer. */
export async function readMovedFacts(client: ClickHouseClient, customer: string, origins: readonly string[]): Promise<MovedFacts> {
  const params = { customer, origins }
  const [sales, [others]] = await Promise.all([
    readRows<{ currency: string; amount: number }>(client, SALES, params),
    readRows<{ orders: string; events: string; tickets: string; touches: string }>(client, OTHERS, params),
  ])
  return {
    orders: Number(others?.orders ?? 0),
    amounts: sales.map(({ currency, amount }) => ({ minor: toMinor(amount, currency), currency })),
    events: Number(others?.events ?? 0),
    tickets: Number(others?.tickets ?? 0),
    touches: Number(others?.touches ?? 0),
  }
}
