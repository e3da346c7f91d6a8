import type { ClickHouseClient } from '@clickhouse/client'
import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'
import type { StoredMetric } from '#quality/metric-definitions.ts'
import { METRICS_VERSION } from '#quality/metric-definitions.ts'
import { withEngineErrors } from '../../engines/engine-error.ts'
import { METRIC_SALE, METRIC_SQL } from '../metric-sql.ts'
import { COPIES_IF_ASKED } from '../sold-line.ts'
import { readUnconvertedSales } from './unconverted-sales.ts'

export interface Metrics {
  readonly definitionVersion: string
  readonly includeDuplicates: boolean
  readonly lines: number
  readonly customers: number
  readonly invoices: number
  /** Exact to the third decimal as long as it has no more than 15 digits; `revenueText` is exact always. */
  readonly revenue: number
  readonly revenueText: string
  /** The project's; '' without lines. */
  readonly currency: string
  /** Sales in currencies without a rate: not part of the revenue. */
  readonly unconverted: readonly UnconvertedSales[]
  readonly returns: number
  readonly firstAt: Date | null
  readonly lastAt: Date | null
}

interface MetricsRow extends Record<StoredMetric, string> {
  first_at: string
  last_at: string
}

/** The figures of `metric-definitions.ts` over all time. Grain: one row. Cost: one read of eight columns of order_lines. */
export async function queryMetrics(
  client: ClickHouseClient,
  options: { readonly currency: string; readonly includeDuplicates?: boolean },
): Promise<Metrics> {
  const includeDuplicates = options.includeDuplicates === true
  const row = await withEngineErrors('clickhouse', async () => {
    const result = await client.query({
      query: `
        SELECT
          ${Object.entries(METRIC_SQL)
            .map(([metric, sql]) => `${sql} AS ${metric}`)
            .join(',\n          ')},
          toUnixTimestamp64Milli(minIf(occurred_at, sold)) AS first_at,
          toUnixTimestamp64Milli(maxIf(occurred_at, sold)) AS last_at
        FROM (SELECT *, customer_id, project_amount, ${METRIC_SALE} FROM order_lines FINAL WHERE ${COPIES_IF_ASKED})`,
      query_params: { includeDuplicates: includeDuplicates ? 1 : 0 },
      format: 'JSONEachRow',
    })
    const rows = await result.json<MetricsRow>()
    return rows[0]
  })
  const lines = Number(row?.lines ?? 0)
  return {
    definitionVersion: METRICS_VERSION,
    includeDuplicates,
    lines,
    customers: Number(row?.customers ?? 0),
    invoices: Number(row?.invoices ?? 0),
    revenue: Number(row?.revenue ?? 0),
    revenueText: row?.revenue ?? '0',
    currency: lines === 0 ? '' : options.currency,
    unconverted: lines === 0 ? [] : await readUnconvertedSales(client, includeDuplicates),
    returns: Number(row?.returns ?? 0),
    firstAt: lines === 0 ? null : new Date(Number(row?.first_at)),
    lastAt: lines === 0 ? null : new Date(Number(row?.last_at)),
  }
}
