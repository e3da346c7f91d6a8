import type { Kysely } from 'kysely'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { costOf } from '#segment/conditions/condition-cost.ts'
import { evaluateCondition } from '#segment/conditions/evaluate-condition.ts'
import type { Asked, ConditionReader } from '#segment/segments/segment-ports.ts'
import { compileConditions } from './analytical/conditions/condition-sql.ts'
import type { CompiledConditions } from './analytical/conditions/condition-sql.ts'
import { readDossier } from './analytical/conditions/read-dossiers.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import { scopeSql } from './analytical/scope-sql.ts'
import type { MomentParts } from './condition-moment.ts'
import { isPerson, LOOK_LIMITS, momentOf } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import type { Database } from './relational/database.ts'

export function createConditionReader(
  parts: MomentParts & { readonly db: Kysely<Database>; readonly people: PeopleInScope },
): ConditionReader {
  const { client, db } = parts

  async function compiled(
    conditions: readonly Condition[],
    { catalogue, segments }: Omit<Asked, 'condition'>,
  ): Promise<CompiledConditions> {
    const { now, timeZone, runs } = await momentOf(parts, conditions, segments)
    return compileConditions(conditions, { now, timeZone, catalogue, segments, runs })
  }

  return {
    count: (scope, { condition, ...asked }, others = []) =>
      withEngineErrors('clickhouse', async () => {
        const named = others.map((segment): Condition => ({ segment }))
        const [{ query, params }, own] = await Promise.all([compiled([condition, ...named], asked), scopeSql(db, scope)])
        const overlaps = others.map((_, i) => `countIf(m${i + 1}) AS n${i}, countIf(m0 AND m${i + 1}) AS b${i}`)
        const [row] = await readRows<Record<string, string>>(
          client,
          `SELECT ${['count() AS everyone', 'countIf(m0) AS customers', ...overlaps].join(', ')} FROM (${query}) WHERE ${own.where('customer_id')}`,
          { ...params, ...own.params },
          LOOK_LIMITS,
        )
        const number = (name: string) => Number(row?.[name] ?? 0)
        return {
          customers: number('customers'),
          everyone: number('everyone'),
          overlaps: others.map((segmentId, i) => ({ segmentId, customers: number(`n${i}`), both: number(`b${i}`) })),
        }
      }),

    cost: ({ condition, catalogue, segments }) =>
      withEngineErrors('clickhouse', async () => {
        const { now, timeZone, runs } = await momentOf(parts, [condition], segments)
        const { query, params } = compileConditions([condition], { now, timeZone, catalogue, segments, runs })
        const read = await readRows<{ table: string; rows: string }>(client, `EXPLAIN ESTIMATE ${query}`, params)
        return costOf(
          condition,
          [...Map.groupBy(read, ({ table }) => table)].map(([table, parted]) => ({
            table,
            rows: parted.reduce((sum, { rows }) => sum + Number(rows), 0),
          })),
          { now, timeZone },
        )
      }),

    async people({ condition, ...asked }) {
      const { query, params } = await compiled([condition], asked)
      return { query: `SELECT customer_id FROM (${query}) WHERE m0`, params }
    },

    verdict: (scope, { condition, catalogue, segments }, customerId) =>
      withEngineErrors('clickhouse', async () => {
        if (!(await isPerson(parts, scope, customerId))) return null
        const { now, timeZone, needs, runs } = await momentOf(parts, [condition], segments)
        const dossier = await readDossier(client, customerId, needs, { now, timeZone, catalogue, runs })
        return evaluateCondition(condition, dossier, { now, timeZone, catalogue, segments })
      }),

    takeSnapshot: (segmentId, { condition, ...asked }) =>
      withEngineErrors('clickhouse', async () => {
        const { query, params } = await compiled([condition], asked)
        await client.command({
          query: `INSERT INTO segment_snapshots (segment_id, customer_id) SELECT {segmentId:UUID}, customer_id FROM (${query}) WHERE m0`,
          query_params: boundParams({ ...params, segmentId }),
          clickhouse_settings: LOOK_LIMITS,
        })
        const [row] = await readRows<{ n: string }>(
          client,
          'SELECT count() AS n FROM segment_snapshots FINAL WHERE segment_id = {segmentId:UUID}',
          { segmentId },
        )
        return Number(row?.n ?? 0)
      }),
  }
}
