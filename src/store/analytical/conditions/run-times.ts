import type { ClickHouseClient } from '@clickhouse/client'
import { readRows } from '../queries/read-rows.ts'
import type { RunTimes } from './field-sources.ts'

/** When each kind of run was last worked out at or before an instant. Cost: reads each key from its end. */
export async function readRunTimes(client: ClickHouseClient, at: Date): Promise<RunTimes> {
  const newest = async (from: string, order: string): Promise<Date | null> => {
    const [row] = await readRows<{ as_of: string }>(
      client,
      `SELECT as_of FROM ${from} AND as_of <= {at:DateTime64(3,'UTC')} ORDER BY ${order} LIMIT 1`,
      { at },
    )
    return row === undefined ? null : new Date(row.as_of)
  }
  const [profiles, scores, values, clusters] = await Promise.all([
    newest('profiles WHERE 1', 'as_of DESC'),
    newest(`scores WHERE kind = 'churn' AND tier != ''`, 'kind DESC, as_of DESC'),
    newest('value_predictions WHERE 1', 'as_of DESC'),
    newest('cluster_runs WHERE 1', 'as_of DESC'),
  ])
  return { profiles, scores, values, clusters, at }
}
