import type { ClickHouseClient } from '@clickhouse/client'
import { COMPLETENESS_TARGET } from '#segment/portraits/portrait-plan.ts'
import type { CompletenessFigures, CompletenessGroup } from '#segment/portraits/portrait-ports.ts'
import { readRows } from '../queries/read-rows.ts'
import { IS_COUNTED } from '../queries/customer-groups.ts'
import type { ScopeSql } from '../scope-sql.ts'

interface GroupRow {
  readonly value: string
  readonly customers: string
  readonly points: string
  readonly required: string
  readonly reached: string
}

const FIGURES = `count() AS customers, sum(c.points) AS points, sum(c.required) AS required, countIf(c.score >= ${COMPLETENESS_TARGET}) AS reached`

/** Members of segments now: those whose last move was in. */
const MEMBERS = `SELECT toString(segment_id) AS value, customer_id FROM segment_moves FINAL
  WHERE segment_id IN {segments:Array(UUID)} GROUP BY segment_id, customer_id HAVING argMax(is_in, number) = 1`

/**
 * How complete portraits are, of everybody and by group, as they were worked out last. Grain: one row per group. Cost: one pass over the portraits, joined with one run of
 * profiles and with the members of segments.
 */
export async function readCompleteness(
  client: ClickHouseClient,
  scope: ScopeSql,
  segments: readonly string[],
): Promise<CompletenessFigures | null> {
  const portraits = `(SELECT * FROM portrait_completeness FINAL WHERE ${scope.where('customer_id')} AND ${IS_COUNTED}) AS c`
  const read = <Row>(query: string, params: Readonly<Record<string, unknown>> = {}) =>
    readRows<Row>(client, query, { ...scope.params, ...params })
  const byProfile = (column: string) =>
    read<GroupRow>(
      `SELECT toString(p.${column}) AS value, ${FIGURES} FROM ${portraits} INNER JOIN
        (SELECT customer_id, ${column} FROM profiles FINAL WHERE as_of = (SELECT max(as_of) FROM profiles) AND ${column} != '') AS p USING (customer_id)
       GROUP BY value ORDER BY customers DESC`,
    )
  const [whole, missing, tiers, classes, members] = await Promise.all([
    read<GroupRow & { readonly as_of: string; readonly version: number }>(
      `SELECT '' AS value, max(c.as_of) AS as_of, max(c.version) AS version, ${FIGURES} FROM ${portraits}`,
    ),
    read<{ name: string; customers: string }>(
      `SELECT toString(arrayJoin(c.missing)) AS name, count() AS customers FROM ${portraits} GROUP BY name`,
    ),
    byProfile('lifecycle_tier'),
    byProfile('value_class'),
    segments.length === 0
      ? []
      : read<GroupRow>(
          `SELECT s.value AS value, ${FIGURES} FROM ${portraits} INNER JOIN (${MEMBERS}) AS s USING (customer_id) GROUP BY value ORDER BY customers DESC`,
          { segments },
        ),
  ])
  const [all] = whole
  if (all === undefined || Number(all.customers) === 0) return null
  return {
    asOf: new Date(all.as_of),
    version: all.version,
    groups: [
      groupOf('all', all),
      ...tiers.map((row) => groupOf('tier', row)),
      ...classes.map((row) => groupOf('class', row)),
      ...members.map((row) => groupOf('segment', row)),
    ],
    missing: new Map(missing.map(({ name, customers }) => [name, Number(customers)])),
  }
}

function groupOf(kind: string, { value, customers, points, required, reached }: GroupRow): CompletenessGroup {
  return { kind, value, customers: Number(customers), points: Number(points), required: Number(required), reached: Number(reached) }
}
