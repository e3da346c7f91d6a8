import type { ClickHouseClient } from '@clickhouse/client'
import type { DefinitionStore } from '#predict/churn/definition/check-definition.ts'
import { type ChurnDefinition, isContract } from '#predict/churn/definition/churn-definition.ts'
import type { ChurnFeatureRow, SlottedMeasure } from '#predict/churn/features/churn-features.ts'
import type { ChurnStore } from '#predict/churn/churn-service.ts'
import { engineTime, insertRows } from './insert.ts'
import { readChurnLabelCounts } from './queries/churn-label-counts.ts'
import { readContractLabelCounts } from './queries/contract-label-counts.ts'
import { readContractSpan } from './queries/contract-span.ts'
import { readSlottedMeasures } from './queries/slotted-measures.ts'
import { churnFeatureReader, churnFeaturesQuery } from './queries/churn-features.ts'

const BLOCK = 20_000

/** Also reads a share of the customers, the same ones at every time, where a shop has more than a model needs. */
export interface ChurnFeatureStore extends ChurnStore, DefinitionStore {
  features(
    asOf: Date,
    definition: ChurnDefinition,
    labelled: boolean,
    share?: number,
    measures?: readonly SlottedMeasure[],
  ): Promise<ChurnFeatureRow[]>
}

/** Days (weekends, days with a visit or an order) are those of the project's time zone (IANA), as it is when they are read. */
export function createChurnStore(
  client: ClickHouseClient,
  project: { readonly timeZone: string; readonly currency?: string } = { timeZone: 'UTC' },
): ChurnFeatureStore {
  return {
    async firstOrderAt() {
      const result = await client.query({
        query: `SELECT count() AS orders, toUnixTimestamp64Milli(min(occurred_at)) AS first_at FROM orders`,
        format: 'JSONEachRow',
      })
      const [row] = await result.json<{ orders: string | number; first_at: string | number }>()
      return row === undefined || Number(row.orders) === 0 ? null : new Date(Number(row.first_at))
    },

    async orderSpan() {
      const result = await client.query({
        query: `SELECT count() AS orders, toUnixTimestamp64Milli(min(occurred_at)) AS first_at, toUnixTimestamp64Milli(max(occurred_at)) AS last_at FROM orders`,
        format: 'JSONEachRow',
      })
      const [row] = await result.json<{ orders: string | number; first_at: string | number; last_at: string | number }>()
      if (row === undefined || Number(row.orders) === 0) return null
      return { first: new Date(Number(row.first_at)), last: new Date(Number(row.last_at)) }
    },

    contractSpan: () => readContractSpan(client),
    measures: (asOf) => readSlottedMeasures(client, asOf),

    labelCounts: (times, definition) =>
      isContract(definition) ? readContractLabelCounts(client, times, definition) : readChurnLabelCounts(client, times, definition),

    async features(asOf, definition, labelled, share = 1, measures = []) {
      const { horizonDays, activeWithinDays, audience } = definition
      const { query, params, features } = churnFeaturesQuery({
        ofContracts: isContract(definition),
        currency: project.currency ?? '',
        measures,
        asOf,
        horizonDays,
        activeWithinDays,
        audience,
        labelled,
        timeZone: project.timeZone,
        share,
      })
      const { stream } = await client.exec({ query, query_params: { ...params } })
      const read = churnFeatureReader(features)
      const rows: ChurnFeatureRow[] = []
      for await (const block of stream as AsyncIterable<Uint8Array>) {
        for (const row of read(block)) rows.push(row)
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
