import type { ClickHouseClient } from '@clickhouse/client'
import type { FoundClusters } from '#segment/clusters/cluster-customers.ts'
import { CLUSTER_TRAITS, type ClusterTable } from '#segment/clusters/cluster-features.ts'
import type { ClusterRun, ClusterStore } from '#segment/clusters/cluster-service.ts'
import { engineTime, insertRows } from './insert.ts'
import { CLUSTER_FEATURES_QUERY } from './queries/cluster-features.ts'
import { readClusterSizes } from './queries/cluster-members.ts'
import { readRows } from './queries/read-rows.ts'

const BLOCK = 20_000

interface RunRow {
  readonly as_of: string
  readonly computed_at: string
  readonly unconverted: string
  readonly found: string
}

export function createClusterStore(client: ClickHouseClient): ClusterStore {
  const newest = async (where: string): Promise<ClusterRun | null> => {
    const [row] = await readRows<RunRow>(
      client,
      `SELECT as_of, computed_at, unconverted, found FROM cluster_runs FINAL WHERE ${where} ORDER BY as_of DESC LIMIT 1`,
    )
    if (row === undefined) return null
    const found = JSON.parse(row.found) as FoundClusters
    return { asOf: new Date(row.as_of), computedAt: new Date(row.computed_at), unconverted: Number(row.unconverted), found }
  }
  return {
    latest: () => newest('1'),
    latestWithClusters: () => newest('clusters > 0'),
    sizes: (asOf) => readClusterSizes(client, asOf),

    async features(asOf) {
      const time = engineTime(asOf.getTime())
      const result = await client.query({ query: CLUSTER_FEATURES_QUERY, query_params: { asOf: time }, format: 'JSONCompactEachRow' })
      const customerIds: string[] = []
      const values = CLUSTER_TRAITS.map((): number[] => [])
      let unconverted = 0
      for await (const block of result.stream<readonly unknown[]>()) {
        for (const line of block) {
          const row = line.json<readonly unknown[]>()
          if (Number(row[CLUSTER_TRAITS.length + 1]) === 1) {
            unconverted += 1
            continue
          }
          customerIds.push(String(row[0]))
          values.forEach((list, j) => list.push(row[j + 1] === null ? Number.NaN : Number(row[j + 1])))
        }
      }
      const columns = CLUSTER_TRAITS.map((trait, j) => [trait, Float64Array.from(values[j] as number[])])
      return { customerIds, table: Object.fromEntries(columns) as ClusterTable, unconverted }
    },

    async write({ asOf, computedAt, unconverted, found }, customerIds, keys) {
      const as_of = engineTime(asOf.getTime())
      for (let start = 0; start < customerIds.length; start += BLOCK) {
        const part = customerIds.slice(start, start + BLOCK)
        await insertRows(
          client,
          'cluster_members',
          part.map((customer_id, i) => ({ as_of, customer_id, cluster: keys[start + i] })),
        )
      }
      await insertRows(client, 'cluster_runs', [
        {
          as_of,
          computed_at: engineTime(computedAt.getTime()),
          clusters: found.clusters.length,
          unconverted,
          found: JSON.stringify(found),
        },
      ])
    },
  }
}
