import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import { localDay } from '#kernel/local-day.ts'
import { COMPLETENESS_TARGET } from '#segment/portraits/portrait-plan.ts'
import type { PortraitPart } from '#segment/portraits/portrait-plan.ts'
import type { PortraitStore } from '#segment/portraits/portrait-ports.ts'
import type { Language } from '#segment/segments/segment-service.ts'
import type { Touched } from '#segment/followed-work.ts'
import { readCompleteness } from './analytical/portraits/completeness-figures.ts'
import { completenessQuery } from './analytical/portraits/completeness-sql.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import { scopeSql } from './analytical/scope-sql.ts'
import type { MomentParts } from './condition-moment.ts'
import { isPerson, LOOK_LIMITS, momentOf, whoseOf, WORK_LIMITS } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import type { Database } from './relational/database.ts'

interface DayRow {
  readonly day: string
  readonly customers: string
  readonly points: string
  readonly required: string
  readonly reached: string
}

export function createPortraitStore(
  parts: MomentParts & { readonly pool: Pool; readonly db: Kysely<Database>; readonly people: PeopleInScope },
): PortraitStore {
  const { client, pool, db, project } = parts

  async function asked(plan: readonly PortraitPart[], { catalogue, meanings }: Language, of: Pick<Touched, 'customerIds'> | null) {
    const { now, timeZone, runs } = await momentOf(
      parts,
      plan.map(({ condition }) => condition),
      meanings,
    )
    const whose = await whoseOf(client, of === null ? null : { ...of, live: of.customerIds })
    const { query, params } = completenessQuery(plan, { now, timeZone, runs, catalogue, segments: meanings, ...whose.parts })
    return { now, query, params: { ...params, ...whose.params } }
  }

  return {
    async refresh(plan, version, language) {
      const { now, query, params } = await asked(plan, language, null)
      const [row] = await withEngineErrors('clickhouse', async () => {
        await client.command({
          query: `INSERT INTO portrait_completeness (customer_id, as_of, version, score, points, required, missing)
SELECT customer_id, {asOf:DateTime64(3, 'UTC')}, {version:UInt32}, if(required = 0, 0, points / required), points, required, missing FROM (${query})`,
          query_params: boundParams({ ...params, asOf: now, version }),
          clickhouse_settings: WORK_LIMITS,
        })
        return await readRows<Omit<DayRow, 'day'>>(
          client,
          `SELECT count() AS customers, sum(points) AS points, sum(required) AS required, countIf(score >= ${COMPLETENESS_TARGET}) AS reached
           FROM portrait_completeness FINAL WHERE as_of = {asOf:DateTime64(3, 'UTC')}`,
          { asOf: now },
          WORK_LIMITS,
        )
      })
      const figures = [row?.customers ?? 0, row?.points ?? 0, row?.required ?? 0, row?.reached ?? 0]
      await withEngineErrors('postgres', () =>
        pool.query(
          `INSERT INTO portrait_days (day, version, customers, points, required, reached, measured_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (day) DO UPDATE SET version = excluded.version, customers = excluded.customers, points = excluded.points,
             required = excluded.required, reached = excluded.reached, measured_at = excluded.measured_at`,
          [localDay(now, project.timeZone), version, ...figures, now],
        ),
      )
      return Number(figures[0])
    },

    of: (scope, customerId, plan, language) =>
      withEngineErrors('clickhouse', async () => {
        if (!(await isPerson(parts, scope, customerId))) return null
        const { query, params } = await asked(plan, language, { customerIds: [customerId] })
        const [row] = await readRows<{ missing: string[] }>(
          client,
          `SELECT missing FROM (${query}) WHERE customer_id = {customer:UUID}`,
          { ...params, customer: customerId },
          LOOK_LIMITS,
        )
        const missing = new Set(row?.missing)
        return plan.map(({ name }) => row !== undefined && !missing.has(name))
      }),

    figures: (scope) =>
      withEngineErrors('clickhouse', async () => {
        const { rows } = await pool.query<{ id: string }>(
          `SELECT id FROM segments WHERE archived_at IS NULL AND kind <> 'snapshot' AND filled_version > 0`,
        )
        return await readCompleteness(
          client,
          await scopeSql(db, scope),
          rows.map(({ id }) => id),
        )
      }),

    days: (from) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<DayRow>(
          'SELECT day::text, customers::text, points::text, required::text, reached::text FROM portrait_days WHERE day >= $1 ORDER BY day',
          [from],
        )
        return rows.map(({ day, customers, points, required, reached }) => ({
          day,
          customers: Number(customers),
          points: Number(points),
          required: Number(required),
          reached: Number(reached),
        }))
      }),
  }
}
