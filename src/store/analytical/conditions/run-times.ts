import type { ClickHouseClient } from '@clickhouse/client'
import { readRows } from '../queries/read-rows.ts'
import type { RunTimes } from './field-sources.ts'
import { sourcesOfFields } from './field-sources.ts'

const NEWEST: Readonly<Record<Exclude<keyof RunTimes, 'at'>, readonly [from: string, order: string]>> = {
  profiles: ['profiles WHERE 1', 'as_of DESC'],
  scores: [`scores WHERE kind = 'churn' AND tier != ''`, 'kind DESC, as_of DESC'],
  values: ['value_predictions WHERE 1', 'as_of DESC'],
  clusters: ['cluster_runs WHERE 1', 'as_of DESC'],
  provisional: ['provisional_portraits WHERE 1', 'as_of DESC'],
}

/**
 * When each kind of run was last worked out at or before an instant. Cost: reads each key from its end; nothing where no field of a run is asked.
 *
 * @param fields Names of the fields that are asked; only the runs of these are looked up
 */
export async function readRunTimes(client: ClickHouseClient, at: Date, fields: Iterable<string>): Promise<RunTimes> {
  const sources = sourcesOfFields(fields)
  const queries = Object.entries(NEWEST).flatMap(([kind, [from, order]]) =>
    sources.has(kind as keyof typeof NEWEST)
      ? [`SELECT '${kind}' AS kind, as_of FROM (SELECT as_of FROM ${from} AND as_of <= {at:DateTime64(3,'UTC')} ORDER BY ${order} LIMIT 1)`]
      : [],
  )
  const rows = queries.length === 0 ? [] : await readRows<{ kind: string; as_of: string }>(client, queries.join(' UNION ALL '), { at })
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
