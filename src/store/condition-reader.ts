import type { Kysely } from 'kysely'
import { everyone, seesEveryone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { costOf } from '#segment/conditions/condition-cost.ts'
import { evaluateCondition } from '#segment/conditions/evaluate-condition.ts'
import type { Asked, ConditionReader } from '#segment/segments/segment-ports.ts'
import { ACCOUNT_PEOPLE } from './analytical/account-sources.ts'
import { readAccountDossier, readMemberships } from './analytical/conditions/read-account-dossiers.ts'
import { compileConditions } from './analytical/conditions/condition-sql.ts'
import type { CompiledConditions } from './analytical/conditions/condition-sql.ts'
import { readDossier } from './analytical/conditions/read-dossiers.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import { scopeSql } from './analytical/scope-sql.ts'
import type { MomentParts } from './condition-moment.ts'
import { isAccount, isPerson, LOOK_LIMITS, momentOf } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import type { Database } from './relational/database.ts'

export function createConditionReader(
  parts: MomentParts & { readonly db: Kysely<Database>; readonly people: PeopleInScope },
): ConditionReader {
  const { client, db } = parts

  /** What a reader with the scope counts: people of accounts whom they do not see are left out of it. */
  async function compiled(
    scope: Scope,
    conditions: readonly Condition[],
    { catalogue, segments, grain }: Omit<Asked, 'condition'>,
  ): Promise<CompiledConditions & { readonly where: string }> {
    const [{ now, timeZone, runs }, own] = await Promise.all([momentOf(parts, conditions, segments, grain), scopeSql(db, scope)])
    const { query, params } = compileConditions(
      conditions,
      { now, timeZone, catalogue, segments, runs, seen: own.where('customer_id') },
      grain,
    )
    const where =
      grain === 'customers'
        ? own.where('customer_id')
        : seesEveryone(scope)
          ? '1'
          : `customer_id IN (SELECT account_id FROM ${ACCOUNT_PEOPLE} WHERE ${own.where('customer_id')})`
    return { query, params: { ...params, ...own.params }, where }
  }

  return {
    count: (scope, { condition, ...asked }, others = []) =>
      withEngineErrors('clickhouse', async () => {
        const named = others.map((segment): Condition => ({ segment }))
        const { query, params, where } = await compiled(scope, [condition, ...named], asked)
        const overlaps = others.map((_, i) => `countIf(m${i + 1}) AS n${i}, countIf(m0 AND m${i + 1}) AS b${i}`)
        const [row] = await readRows<Record<string, string>>(
          client,
          `SELECT ${['count() AS everyone', 'countIf(m0) AS customers', ...overlaps].join(', ')} FROM (${query}) WHERE ${where}`,
          params,
          LOOK_LIMITS,
        )
        const number = (name: string) => Number(row?.[name] ?? 0)
        return {
          customers: number('customers'),
          everyone: number('everyone'),
          overlaps: others.map((segmentId, i) => ({ segmentId, customers: number(`n${i}`), both: number(`b${i}`) })),
        }
      }),

    cost: ({ condition, catalogue, segments, grain }) =>
      withEngineErrors('clickhouse', async () => {
        const { now, timeZone, runs } = await momentOf(parts, [condition], segments, grain)
        const { query, params } = compileConditions([condition], { now, timeZone, catalogue, segments, runs }, grain)
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

    async people(scope, { condition, ...asked }) {
      const { query, params, where } = await compiled(scope, [condition], asked)
      return { query: `SELECT customer_id FROM (${query}) WHERE m0${asked.grain === 'accounts' ? ` AND ${where}` : ''}`, params }
    },

    verdict: (scope, { condition, catalogue, segments, grain }, id) =>
      withEngineErrors('clickhouse', async () => {
        const isThere = grain === 'accounts' ? isAccount(parts, scope, id) : isPerson(parts, scope, id)
        if (!(await isThere)) return null
        const [moment, seen] = await Promise.all([momentOf(parts, [condition], segments, grain), scopeSql(db, scope)])
        const asked = { ...moment, catalogue, segments, seen }
        if (grain === 'accounts') return evaluateCondition(condition, await readAccountDossier(client, id, [condition], asked), asked)
        const [dossier, accounts] = await Promise.all([
          readDossier(client, id, moment.needs, asked),
          readMemberships(
            client,
            id,
            moment.needs.accountTests.map((test) => test.account),
            asked,
          ),
        ])
        return evaluateCondition(condition, { ...dossier, accounts }, asked)
      }),

    takeSnapshot: (segmentId, { condition, ...asked }) =>
      withEngineErrors('clickhouse', async () => {
        const { query, params } = await compiled(everyone('a list is taken of the whole project'), [condition], asked)
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
