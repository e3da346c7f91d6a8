import type { ClickHouseClient } from '@clickhouse/client'
import { minorDigits, toMinor } from '#kernel/money.ts'
import type { OutcomeReader } from '#measure/outcome-reader.ts'
import { EFFECT_OUTCOMES } from './queries/effect-outcomes.ts'

interface OutcomeRow {
  readonly strategy_id: string
  readonly arm_name: string
  readonly first_order_day: number
  readonly customers: string | number
  readonly revenue_sum: number
  readonly revenue_squares: number
  /** Currencies, with their amounts and lines. */
  readonly unconverted: readonly [readonly string[], readonly number[], readonly (string | number)[]]
  readonly cost_sum: number
  readonly treated_chance: number
  readonly treated_variance: number
  readonly risk_sum: number
}

/** `project`: read when it is asked, since the currency of a project can be changed. */
export function createOutcomeReader(client: ClickHouseClient, project: { readonly currency: string }): OutcomeReader {
  return {
    async outcomes({ runId, asOf, windows }) {
      if (windows.size === 0) return []
      const scale = 10 ** minorDigits(project.currency)
      const result = await client.query({
        query: EFFECT_OUTCOMES,
        format: 'JSONEachRow',
        query_params: {
          runId,
          asOf,
          strategyIds: [...windows.keys()],
          windowDays: [...windows.values()],
          longestDays: Math.max(...windows.values()),
        },
      })
      const rows = await result.json<OutcomeRow>()
      return rows.map((row) => ({
        strategyId: row.strategy_id,
        arm: row.arm_name === 'treated' ? 'treated' : 'control',
        firstOrderDay: row.first_order_day,
        customers: Number(row.customers),
        revenue: row.revenue_sum * scale,
        revenueSquares: row.revenue_squares * scale ** 2,
        unconverted: row.unconverted[0].map((currency, i) => ({
          amount: { minor: toMinor(row.unconverted[1][i] ?? 0, currency), currency },
          lines: Number(row.unconverted[2][i] ?? 0),
        })),
        cost: row.cost_sum * scale,
        treatedChance: row.treated_chance,
        treatedVariance: row.treated_variance,
        riskProbability: row.risk_sum,
      }))
    },
  }
}
