import type { ClickHouseClient } from '@clickhouse/client'
import { engineTime } from '#store/analytical/insert.ts'
import { countedLine, isReturn, ofSomeone } from '#store/analytical/sold-line.ts'

export interface SalesTotals {
  readonly returnLines: number
  readonly returned: number
  readonly anonymousLines: number
  readonly buyers: number
  readonly repeatBuyers: number
  /** Median of the mean days between orders of customers with two or more; null without returning customers. */
  readonly typicalGapDays: number | null
}

interface Row {
  readonly return_lines: string
  readonly returned: number
  readonly anonymous_lines: string
  readonly buyers: string
  readonly repeat_buyers: string
  readonly typical_gap_days: number | null
}

/** Totals of an order file that tiers and metrics do not provide. Grain: one row. Cost: one read of order_lines and one of orders. */
export async function querySalesTotals(client: ClickHouseClient, asOf: Date): Promise<SalesTotals> {
  const result = await client.query({
    query: `
      WITH {asOf:DateTime64(3, 'UTC')} AS as_of
      SELECT * FROM (
        SELECT
          countIf(${isReturn()}) AS return_lines,
          toFloat64(-ifNull(sumIf(project_amount, ${isReturn()}), 0)) AS returned,
          countIf(NOT (${ofSomeone()})) AS anonymous_lines
        FROM order_lines FINAL
        WHERE ${countedLine()} AND occurred_at <= as_of
      ) AS lines
      CROSS JOIN (
        SELECT
          count() AS buyers,
          countIf(orders > 1) AS repeat_buyers,
          if(repeat_buyers > 0, quantileExactIf(0.5)(span / greatest(orders - 1, 1), orders > 1), NULL) AS typical_gap_days
        FROM (
          SELECT customer_id, count() AS orders, dateDiff('second', min(occurred_at), max(occurred_at)) / 86400 AS span
          FROM orders WHERE occurred_at <= as_of GROUP BY customer_id
        )
      ) AS people`,
    query_params: { asOf: engineTime(asOf.getTime()) },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<Row>()
  return {
    returnLines: Number(row?.return_lines ?? 0),
    returned: row?.returned ?? 0,
    anonymousLines: Number(row?.anonymous_lines ?? 0),
    buyers: Number(row?.buyers ?? 0),
    repeatBuyers: Number(row?.repeat_buyers ?? 0),
    typicalGapDays: row?.typical_gap_days ?? null,
  }
}
