import type { ClickHouseClient } from '@clickhouse/client'
import type { OrdersOfValue } from '#identity/shared/shared-values.ts'
import { toMinor } from '#kernel/money.ts'
import { withEngineErrors } from '../../engines/engine-error.ts'
import { soldToAnyone } from '../sold-line.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row per origin and currency, whoever the origin counts for. Cost: the key ranges of the origins. */
const ORDERS = `
SELECT toString(origin_id) AS origin, currency, uniqExact(order_id) AS orders, toFloat64(sum(amount)) AS amount, max(occurred_at) AS last_at
FROM order_lines FINAL WHERE origin_id IN {origins:Array(UUID)} AND ${soldToAnyone()}
GROUP BY origin_id, currency ORDER BY orders DESC, currency`

/** What was sold under some origins; those without a sale are left out. */
export async function readOrdersOfOrigins(
  client: ClickHouseClient,
  origins: readonly string[],
): Promise<ReadonlyMap<string, OrdersOfValue>> {
  const rows = await withEngineErrors('clickhouse', () =>
    readRows<{ origin: string; currency: string; orders: string; amount: number; last_at: string }>(client, ORDERS, { origins }),
  )
  return new Map(
    [...Map.groupBy(rows, ({ origin }) => origin)].map(([origin, of]) => [
      origin,
      {
        orders: of.reduce((sum, { orders }) => sum + Number(orders), 0),
        amounts: of.map(({ amount, currency }) => ({ minor: toMinor(amount, currency), currency })),
        lastAt: new Date(Math.max(...of.map(({ last_at }) => Date.parse(last_at)))),
      },
    ]),
  )
}
