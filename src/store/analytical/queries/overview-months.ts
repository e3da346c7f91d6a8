import type { ClickHouseClient } from '@clickhouse/client'
import { readRows } from './read-rows.ts'
import { isCopy, soldLine } from '../sold-line.ts'

/**
 * Grain: one row per calendar month of the project's time zone. Cost: one pass over the sale lines. Counts orders by the hash of their key
 * (a wrong count needs two orders in 2^64 to collide): twice as fast as grouping by order first.
 */
const MONTHS = `
SELECT
  toYYYYMM(occurred_at, {timeZone:String}) AS month,
  uniqExact(cityHash64(customer_id, order_id)) AS orders,
  uniqExact(customer_id) AS customers,
  toFloat64(ifNull(sum(project_amount), 0)) AS revenue,
  toFloat64(ifNull(sumIf(project_amount, occurred_at > {asOf:DateTime64(3,'UTC')} - INTERVAL 30 DAY AND occurred_at <= {asOf:DateTime64(3,'UTC')}), 0)) AS last_30,
  toFloat64(ifNull(sumIf(project_amount, occurred_at > {asOf:DateTime64(3,'UTC')} - INTERVAL 60 DAY
    AND occurred_at <= {asOf:DateTime64(3,'UTC')} - INTERVAL 30 DAY), 0)) AS before_30,
  max(occurred_at) AS last_at
FROM order_lines FINAL
WHERE ${soldLine()}
GROUP BY month
ORDER BY month`

export interface MonthRow {
  /** 202601 for January. */
  month: number
  orders: string
  customers: string
  revenue: number
  last_30: number
  before_30: number
  last_at: string
}

/** Grain: one row. Cost: one narrow column. Any line that comes or goes changes it, and so do the project's currency and rates. */
const STATE = `SELECT count() AS lines, max(received_at) AS last_received, countIf(${isCopy()}) AS duplicates,
  (SELECT any(comment) FROM system.columns WHERE database = currentDatabase() AND table = 'order_lines' AND name = 'project_amount') AS money_rule
FROM order_lines`

/** The monthly figures, worked out again only when order lines have changed: they are by far the dearest part of the first page. */
export class OrderMonths {
  #key = ''
  #rows: Promise<MonthRow[]> = Promise.resolve([])

  async read(client: ClickHouseClient, timeZone: string, asOf: Date): Promise<MonthRow[]> {
    const key = JSON.stringify([await readRows(client, STATE), timeZone, asOf])
    if (key !== this.#key) {
      this.#key = key
      this.#rows = readRows<MonthRow>(client, MONTHS, { timeZone, asOf })
    }
    try {
      return await this.#rows
    } catch (error) {
      // A failure is not an answer worth keeping.
      this.#key = ''
      throw error
    }
  }
}
