import type { ClickHouseClient } from '@clickhouse/client'
import { DAY_MS } from '#kernel/clock.ts'
import { churnDefinition } from '#predict/churn/definition/churn-definition.ts'
import type { ValuePrediction } from '#predict/value/score-value.ts'
import type { ValueFacts } from '#predict/value/value-facts.ts'
import type { ValueStore } from '#predict/value/value-service.ts'
import { PROPENSITY_DAYS } from '#predict/value/purchase-propensity.ts'
import { createChurnStore } from './churn-store.ts'
import { engineTime, insertRows } from './insert.ts'
import { readRows } from './queries/read-rows.ts'
import { valueFactsQuery, valueFactsRow } from './queries/value-facts.ts'

const BLOCK = 20_000

export function createValueStore(client: ClickHouseClient, project: { readonly currency: string }): ValueStore {
  const churn = createChurnStore(client)
  return {
    async firstOrderAt(asOf) {
      const [row] = await readRows<{ orders: string | number; first_at: string | number }>(
        client,
        `SELECT count() AS orders, toUnixTimestamp64Milli(min(occurred_at)) AS first_at FROM orders
         WHERE occurred_at <= {asOf:DateTime64(3,'UTC')} AND available_at <= {asOf:DateTime64(3,'UTC')}`,
        { asOf },
      )
      return row === undefined || Number(row.orders) === 0 ? null : new Date(Number(row.first_at))
    },

    currency: () => project.currency,

    async facts(asOf, later) {
      const { query, params } = valueFactsQuery({ asOf, laterDays: later?.days ?? null, knownAt: later?.knownAt ?? asOf })
      const result = await client.query({ query, query_params: { ...params }, format: 'JSONCompactEachRow' })
      const rows: ValueFacts[] = []
      for await (const block of result.stream<readonly unknown[]>()) {
        for (const row of block) rows.push(valueFactsRow(row.json(), later !== undefined))
      }
      return rows
    },

    async behaviour(asOf) {
      return churn.features(asOf, churnDefinition({ horizonDays: PROPENSITY_DAYS, activeWithinDays: 0 }), false)
    },

    async writePredictions(run, scores) {
      const shared = {
        as_of: engineTime(run.asOf.getTime()),
        model_id: run.modelId,
        model_version: run.modelVersion,
        computed_at: engineTime(run.computedAt.getTime()),
      }
      for (let start = 0; start < scores.predictions.length; start += BLOCK) {
        const part = scores.predictions.slice(start, start + BLOCK)
        await insertRows(
          client,
          'value_predictions',
          part.map((prediction) => ({ ...shared, ...columnsOf(prediction, run.asOf) })),
        )
      }
      const { value, low, high } = scores.total
      await insertRows(client, 'value_runs', [
        {
          ...shared,
          customers: scores.predictions.length,
          expected_orders: scores.expectedOrders,
          total: value,
          total_low: low,
          total_high: high,
        },
      ])
    },
  }
}

function columnsOf(prediction: ValuePrediction, asOf: Date): Record<string, unknown> {
  const after = (days: number | null | undefined): string | null =>
    days === null || days === undefined ? null : engineTime(asOf.getTime() + Math.round(days * DAY_MS))
  return {
    customer_id: prediction.customerId,
    p_alive: prediction.alive,
    expected_orders: prediction.orders,
    expected_orders_low: prediction.ordersLow,
    expected_orders_high: prediction.ordersHigh,
    clv: prediction.value,
    clv_low: prediction.low,
    clv_high: prediction.high,
    average_order: prediction.averageOrder,
    purchase_probability_30: prediction.purchaseProbability30,
    next_order_at: after(prediction.nextOrder?.days),
    next_order_low: after(prediction.nextOrder?.low),
    next_order_high: after(prediction.nextOrder?.high),
    next_category: prediction.nextCategory?.category ?? '',
    next_category_probability: prediction.nextCategory?.probability ?? 0,
    next_amount: prediction.nextAmount.amount,
    next_amount_low: prediction.nextAmount.low,
    next_amount_high: prediction.nextAmount.high,
  }
}
