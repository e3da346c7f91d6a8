import type { ClickHouseClient } from '@clickhouse/client'
import type { StoredValuePrediction } from '#predict/value/value-service.ts'
import { readRows } from './read-rows.ts'

interface PredictionRow {
  customer_id: string
  as_of: string
  p_alive: number
  expected_orders: number
  expected_orders_low: number
  expected_orders_high: number
  clv: number
  clv_low: number
  clv_high: number
  average_order: number
  purchase_probability_30: number
  next_order_at: string | null
  next_order_low: string | null
  next_order_high: string | null
  next_category: string
  next_category_probability: number
  next_amount: number
  next_amount_low: number
  next_amount_high: number
  model_version: number
}

/** Grain: the row of one customer in the latest run. Cost: one look-up by key. */
const PREDICTION = `
SELECT * FROM value_predictions FINAL
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND customer_id = {customerId:UUID}`

/** When value was last worked out for everybody, or null. Reads the key from its end. */
export async function latestValueRun(client: ClickHouseClient): Promise<Date | null> {
  const [row] = await readRows<{ as_of: string }>(client, 'SELECT as_of FROM value_runs ORDER BY as_of DESC LIMIT 1')
  return row === undefined ? null : new Date(row.as_of)
}

/** The latest prediction of one customer, or null before the first scoring and for customers without an order then. */
export async function readValuePrediction(client: ClickHouseClient, customerId: string): Promise<StoredValuePrediction | null> {
  const asOf = await latestValueRun(client)
  if (asOf === null || !/^[0-9a-f-]{36}$/.test(customerId)) return null
  const [row] = await readRows<PredictionRow>(client, PREDICTION, { asOf, customerId })
  return row === undefined ? null : toPrediction(row)
}

function toPrediction(row: PredictionRow): StoredValuePrediction {
  return {
    customerId: row.customer_id,
    asOf: new Date(row.as_of),
    modelVersion: row.model_version,
    alive: row.p_alive,
    orders: row.expected_orders,
    ordersLow: row.expected_orders_low,
    ordersHigh: row.expected_orders_high,
    averageOrder: row.average_order,
    value: row.clv,
    low: row.clv_low,
    high: row.clv_high,
    purchaseProbability30: row.purchase_probability_30,
    nextOrder:
      row.next_order_at === null || row.next_order_low === null
        ? null
        : {
            at: new Date(row.next_order_at),
            low: new Date(row.next_order_low),
            high: row.next_order_high === null ? null : new Date(row.next_order_high),
          },
    nextCategory: row.next_category === '' ? null : { category: row.next_category, probability: row.next_category_probability },
    nextAmount: row.next_amount > 0 ? { amount: row.next_amount, low: row.next_amount_low, high: row.next_amount_high } : null,
  }
}
