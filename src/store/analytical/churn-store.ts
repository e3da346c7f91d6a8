import type { ClickHouseClient } from '@clickhouse/client'
import type { ChurnFeatureRow } from '#predict/churn/churn-features.ts'
import type { ChurnStore } from '#predict/churn/churn-service.ts'
import { engineTime, insertRows } from './insert.ts'
import { churnFeatureRow, churnFeaturesQuery } from './queries/churn-features.ts'

const BLOCK = 20_000

export function createChurnStore(client: ClickHouseClient): ChurnStore {
  return {
    async firstOrderAt() {
      const result = await client.query({
        query: `SELECT count() AS orders, toUnixTimestamp64Milli(min(occurred_at)) AS first_at FROM orders`,
        format: 'JSONEachRow',
      })
      const [row] = await result.json<{ orders: string | number; first_at: string | number }>()
      return row === undefined || Number(row.orders) === 0 ? null : new Date(Number(row.first_at))
    },

    async features(asOf, definition, labelled) {
      const { horizonDays, activeWithinDays } = definition
      const { query, params } = churnFeaturesQuery({ asOf, horizonDays, activeWithinDays, labelled })
      const result = await client.query({ query, query_params: { ...params }, format: 'JSONCompactEachRow' })
      const rows: ChurnFeatureRow[] = []
      for await (const block of result.stream<readonly unknown[]>()) {
        for (const row of block) rows.push(churnFeatureRow(row.json()))
      }
      return rows
    },

    async writeScores(run, scores) {
      const shared = {
        kind: 'churn',
        as_of: engineTime(run.asOf.getTime()),
        model_id: run.modelId,
        model_version: run.modelVersion,
        computed_at: engineTime(run.computedAt.getTime()),
      }
      for (let start = 0; start < scores.length; start += BLOCK) {
        const rows = scores.slice(start, start + BLOCK).map((score) => ({
          ...shared,
          customer_id: score.customerId,
          probability: score.probability,
          value: score.value,
          tier: score.tier,
          cause: score.cause,
          reasons: JSON.stringify(score.reasons),
        }))
        await insertRows(client, 'scores', rows)
      }
    },
  }
}
