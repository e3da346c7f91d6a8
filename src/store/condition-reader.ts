import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { needsOf } from '#segment/conditions/condition-needs.ts'
import { evaluateCondition } from '#segment/conditions/evaluate-condition.ts'
import type { Asked, ConditionReader } from '#segment/segments/segment-ports.ts'
import { compileConditions } from './analytical/conditions/condition-sql.ts'
import type { CompiledConditions } from './analytical/conditions/condition-sql.ts'
import type { RunTimes } from './analytical/conditions/field-sources.ts'
import { readDossier } from './analytical/conditions/read-dossiers.ts'
import { readRunTimes } from './analytical/conditions/run-times.ts'
import { IS_PERSON } from './analytical/queries/customer-groups.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import { scopeSql } from './analytical/scope-sql.ts'
import type { ConsentCopy } from './consent-copy.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import type { Database } from './relational/database.ts'

/** One condition may not take what all others need: bytes. */
const MOST_MEMORY = 2_000_000_000

const LIMITS = { max_memory_usage: String(MOST_MEMORY), max_bytes_before_external_group_by: String(MOST_MEMORY / 2) } as const

export function createConditionReader(parts: {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly people: PeopleInScope
  readonly consents: ConsentCopy
  readonly project: { readonly timeZone: string }
  readonly clock: Clock
}): ConditionReader {
  const { client, db, people, consents, project, clock } = parts

  const needsNow = (conditions: readonly Condition[], { segments }: Pick<Asked, 'segments'>) => {
    const asked = { now: clock.now(), timeZone: project.timeZone }
    return { asked, needs: needsOf(conditions, segments, asked) }
  }

  async function runTimes(instants: readonly number[]): Promise<Map<number, RunTimes>> {
    return new Map(await Promise.all(instants.map(async (at) => [at, await readRunTimes(client, new Date(at))] as const)))
  }

  async function compiled(
    conditions: readonly Condition[],
    { catalogue, segments }: Omit<Asked, 'condition'>,
  ): Promise<CompiledConditions> {
    const { asked, needs } = needsNow(conditions, { segments })
    if (needs.asksConsent) await consents.catchUp()
    const runs = await runTimes([asked.now.getTime(), ...needs.past])
    return compileConditions(conditions, { ...asked, catalogue, segments, runs })
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
          LIMITS,
        )
        const number = (name: string) => Number(row?.[name] ?? 0)
        return {
          customers: number('customers'),
          everyone: number('everyone'),
          overlaps: others.map((segmentId, i) => ({ segmentId, customers: number(`n${i}`), both: number(`b${i}`) })),
        }
      }),

    async people({ condition, ...asked }) {
      const { query, params } = await compiled([condition], asked)
      return { query: `SELECT customer_id FROM (${query}) WHERE m0`, params }
    },

    verdict: (scope, { condition, catalogue, segments }, customerId) =>
      withEngineErrors('clickhouse', async () => {
        if (!(await people.has(scope, customerId)) || !(await isPerson(customerId))) return null
        const { asked, needs } = needsNow([condition], { segments })
        if (needs.asksConsent) await consents.catchUp()
        const runs = await runTimes([asked.now.getTime(), ...needs.past])
        const dossier = await readDossier(client, customerId, needs, { ...asked, catalogue, runs })
        return evaluateCondition(condition, dossier, { ...asked, catalogue, segments })
      }),

    takeSnapshot: (segmentId, { condition, ...asked }) =>
      withEngineErrors('clickhouse', async () => {
        const { query, params } = await compiled([condition], asked)
        await client.command({
          query: `INSERT INTO segment_snapshots (segment_id, customer_id) SELECT {segmentId:UUID}, customer_id FROM (${query}) WHERE m0`,
          query_params: boundParams({ ...params, segmentId }),
          clickhouse_settings: LIMITS,
        })
        const [row] = await readRows<{ n: string }>(
          client,
          'SELECT count() AS n FROM segment_snapshots FINAL WHERE segment_id = {segmentId:UUID}',
          { segmentId },
        )
        return Number(row?.n ?? 0)
      }),
  }

  async function isPerson(customerId: string): Promise<boolean> {
    const rows = await readRows(client, `SELECT 1 FROM customers FINAL WHERE ${IS_PERSON} AND customer_id = {customerId:UUID}`, {
      customerId,
    })
    return rows.length > 0
  }
}
