import type { ClickHouseClient } from '@clickhouse/client'
import { readRows } from '../queries/read-rows.ts'
import type { RunTimes } from './field-sources.ts'

const NEWEST: Readonly<Record<Exclude<keyof RunTimes, 'at'>, readonly [from: string, order: string]>> = {
  profiles: ['profiles WHERE 1', 'as_of DESC'],
  scores: [`scores WHERE kind = 'churn' AND tier != ''`, 'kind DESC, as_of DESC'],
  values: ['value_predictions WHERE 1', 'as_of DESC'],
  clusters: ['cluster_runs WHERE 1', 'as_of DESC'],
  provisional: ['provisional_portraits WHERE 1', 'as_of DESC'],
}

const READ = Object.entries(NEWEST)
  .map(
    ([kind, [from, order]]) =>
      `SELECT '${kind}' AS kind, as_of FROM (SELECT as_of FROM ${from} AND as_of <= {at:DateTime64(3,'UTC')} ORDER BY ${order} LIMIT 1)`,
  )
  .join(' UNION ALL ')

/** When each kind of run was last worked out at or before an instant. Cost: reads each key from its end. */
export async function readRunTimes(client: ClickHouseClient, at: Date): Promise<RunTimes> {
  const rows = await readRows<{ kind: string; as_of: string }>(client, READ, { at })
  const newest = (kind: keyof typeof NEWEST) => {
    const found = rows.find((row) => row.kind === kind)
    return found === undefined ? null : new Date(found.as_of)
  }
  return {
    profiles: newest('profiles'),
    scores: newest('scores'),
    values: newest('values'),
    clusters: newest('clusters'),
    provisional: newest('provisional'),
    at,
  }
}
