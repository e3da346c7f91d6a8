import type { ClickHouseClient } from '@clickhouse/client'
import type { LabelCount } from '#predict/churn/definition/check-definition.ts'
import type { ChurnAudience, ChurnDefinition } from '#predict/churn/definition/churn-definition.ts'
import { soldLine } from '../sold-line.ts'

interface CountRow {
  readonly at: number
  readonly customers: string | number
  readonly churners: string | number
  readonly repeaters: string | number
  readonly regulars: string | number
}

/** The same audience as that of the features: the limit of spend is that of the customers of the as-of time. */
const AUDIENCES: Readonly<Record<ChurnAudience, string>> = {
  all: '1',
  repeat: 'orders >= 2',
  high_value: 'spend >= top_from',
}

/**
 * How many customers a definition finds at each time and how many of them did not order again: counts alone, from one scan of the orders, so that a person who changes the
 * definition sees them at once. Times without any customer count zero.
 */
export async function readChurnLabelCounts(
  client: ClickHouseClient,
  times: readonly Date[],
  definition: ChurnDefinition,
): Promise<LabelCount[]> {
  if (times.length === 0) return []
  const { horizonDays, activeWithinDays, audience } = definition
  const result = await client.query({
    query: countsSql(audience),
    query_params: { times: times.map((time) => time.getTime()), horizonDays, activeWithinDays },
    format: 'JSONEachRow',
  })
  const rows = new Map((await result.json<CountRow>()).map((row) => [Number(row.at), row]))
  return times.map((asOf) => {
    const row = rows.get(asOf.getTime())
    const count = (name: Exclude<keyof CountRow, 'at'>): number => Number(row?.[name] ?? 0)
    return { asOf, customers: count('customers'), churners: count('churners'), repeaters: count('repeaters'), regulars: count('regulars') }
  })
}

/** Grain: as-of time. Times and orders in milliseconds. */
function countsSql(audience: ChurnAudience): string {
  return `
WITH
  86400000 AS day,
  per_order AS (
    SELECT
      customer_id,
      toUnixTimestamp64Milli(min(occurred_at)) AS ordered_at,
      toUnixTimestamp64Milli(min(available_at)) AS known_at,
      ifNull(sum(toFloat64(project_amount)), 0) AS spent
    FROM order_lines FINAL
    WHERE ${soldLine()}
      AND customer_id NOT IN (SELECT customer_id FROM customers FINAL WHERE is_test = 1)
    GROUP BY customer_id, order_id
  ),
  per_customer AS (
    SELECT customer_id, arraySort(groupArray((ordered_at, known_at, spent))) AS list
    FROM per_order
    GROUP BY customer_id
  ),
  per_time AS (
    SELECT
      arrayJoin({times:Array(Int64)}) AS at,
      arrayFilter(o -> o.1 <= at AND o.2 <= at, list) AS known,
      length(known) AS orders,
      length(arrayDistinct(arrayMap(o -> intDiv(o.1, day), known))) AS days,
      arraySum(arrayMap(o -> if(o.1 > at - 365 * day, o.3, 0), known)) AS spend,
      NOT arrayExists(o -> o.1 > at AND o.1 <= at + {horizonDays:UInt16} * day, list) AS churned
    FROM per_customer
    WHERE orders > 0 AND ({activeWithinDays:UInt16} = 0 OR known[-1].1 >= at - {activeWithinDays:UInt16} * day)
  )
SELECT at, count() AS customers, sum(churned) AS churners, countIf(days >= 2) AS repeaters, countIf(days >= 3) AS regulars
FROM (SELECT *, quantileExact(0.8)(spend) OVER (PARTITION BY at) AS top_from FROM per_time)
WHERE ${AUDIENCES[audience]}
GROUP BY at`
}
