import type { ClickHouseClient } from '@clickhouse/client'
import { minorDigits, toMinor } from '#kernel/money.ts'
import type { ArmGroup, OutcomeReader } from '#measure/outcome-reader.ts'
import { BROADCAST_OUTCOMES, BROADCAST_STARTS, EFFECT_OUTCOMES, SHARED_COMPANIES } from './queries/effect-outcomes.ts'
import { readRows } from './queries/read-rows.ts'

interface OutcomeRow {
  readonly strategy_id: string
  readonly arm_name: string
  readonly treated_chance: number
  readonly customers: number
  /** Days, and the customers of each. */
  readonly first_orders: readonly [readonly number[], readonly (string | number)[]]
  readonly revenue_sum: number
  readonly revenue_squares: number
  /** Currencies, with their amounts and lines. */
  readonly unconverted_sums: readonly [readonly string[], readonly number[], readonly (string | number)[]]
  readonly cost_sum: number
  readonly risk_sum: number
  readonly unit_count: string | number
  readonly size_squares: number
  readonly size_cubes: number
  readonly size_fourths: number
  readonly unit_retained_squares: number
  readonly unit_retained_sizes: number
  readonly unit_revenue_squares: number
  readonly unit_revenue_sizes: number
  readonly companies: string | number
  readonly company_people: number
}

/** `project`: read when it is asked, since the currency of a project can be changed. */
export function createOutcomeReader(client: ClickHouseClient, project: { readonly currency: string }): OutcomeReader {
  return {
    async outcomes({ runId, asOf, windows }) {
      if (windows.size === 0) return { byStrategy: [], overall: [] }
      const scale = 10 ** minorDigits(project.currency)
      const [shared] = await readRows<{ is_shared: number }>(client, SHARED_COMPANIES, { runId })
      const together = Number(shared?.is_shared ?? 0) === 1
      const rows = await readRows<OutcomeRow>(client, EFFECT_OUTCOMES, {
        runId,
        asOf,
        lastAsOf: asOf,
        strategyIds: [...windows.keys()],
        windowDays: [...windows.values()],
        longestDays: Math.max(...windows.values()),
        together,
      })
      const groups = rows.map((row) => groupOf(row, scale))
      const byStrategy = groups.filter(({ strategyId }) => strategyId !== null)
      return { byStrategy, overall: together ? groups.filter(({ strategyId }) => strategyId === null) : byStrategy }
    },

    async ofBroadcast(runId, windowDays) {
      const [starts] = await readRows<{ customers: string | number; first: string | number; last: string | number }>(
        client,
        BROADCAST_STARTS,
        {
          runId,
        },
      )
      if (starts === undefined || Number(starts.customers) === 0) return null
      const [asOf, lastAsOf] = [new Date(Number(starts.first)), new Date(Number(starts.last))]
      const rows = await readRows<OutcomeRow>(client, BROADCAST_OUTCOMES, {
        runId,
        asOf,
        lastAsOf,
        longestDays: windowDays,
        together: false,
      })
      const scale = 10 ** minorDigits(project.currency)
      return { firstAsOf: asOf, lastAsOf, groups: rows.map((row) => groupOf(row, scale)) }
    },
  }
}

function groupOf(row: OutcomeRow, scale: number): ArmGroup {
  return {
    strategyId: row.strategy_id === '' ? null : row.strategy_id,
    arm: row.arm_name === 'treated' ? 'treated' : 'control',
    treatedChance: row.treated_chance,
    customers: row.customers,
    firstOrders: new Map(row.first_orders[0].flatMap((day, i) => (day === 0 ? [] : [[day, Number(row.first_orders[1][i] ?? 0)] as const]))),
    revenue: row.revenue_sum * scale,
    revenueSquares: row.revenue_squares * scale ** 2,
    unconverted: row.unconverted_sums[0].map((currency, i) => ({
      amount: { minor: toMinor(row.unconverted_sums[1][i] ?? 0, currency), currency },
      lines: Number(row.unconverted_sums[2][i] ?? 0),
    })),
    cost: row.cost_sum * scale,
    riskProbability: row.risk_sum,
    spread: {
      units: Number(row.unit_count),
      squares: row.size_squares,
      cubes: row.size_cubes,
      fourths: row.size_fourths,
      retainedSquares: row.unit_retained_squares,
      retainedSizes: row.unit_retained_sizes,
      revenueSquares: row.unit_revenue_squares * scale ** 2,
      revenueSizes: row.unit_revenue_sizes * scale,
    },
    companies: Number(row.companies),
    companyPeople: row.company_people,
  }
}
