import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { ColdDay } from '#predict/cold-start/cold-start-model.ts'
import type { AccuracyDay, PortraitAccuracyStore } from '#predict/portrait-accuracy.ts'
import { nextCategoryAccuracy, provisionalAccuracy } from './analytical/queries/portrait-accuracy.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { scopeSql } from './analytical/scope-sql.ts'
import { LOOK_LIMITS } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import type { Database } from './relational/database.ts'

const PROVISIONAL = ['category', 'class', 'churn', 'next'] as const

export function createPortraitAccuracyStore(parts: {
  readonly client: ClickHouseClient
  readonly pool: Pool
  readonly db: Kysely<Database>
}): PortraitAccuracyStore {
  const { client, pool, db } = parts
  return {
    nextCategory: (scope, now) =>
      withEngineErrors('clickhouse', async () => {
        const own = await scopeSql(db, scope)
        const [row] = await readRows<{ checked: string; hits: string; as_of: string }>(
          client,
          nextCategoryAccuracy(own.where('customer_id')),
          { ...own.params, now },
          LOOK_LIMITS,
        )
        if (row === undefined || Number(row.checked) === 0) return []
        return [{ measure: 'next-category', asOf: new Date(row.as_of), day: null, checked: Number(row.checked), hits: Number(row.hits) }]
      }),

    provisional: (scope, now, { versions, horizonDays }) =>
      withEngineErrors('clickhouse', async () => {
        const own = await scopeSql(db, scope)
        const rows = await readRows<Record<string, string | number>>(
          client,
          provisionalAccuracy(own.where('customer_id')),
          { ...own.params, now, versions, horizon: horizonDays },
          LOOK_LIMITS,
        )
        return rows.flatMap((row) =>
          PROVISIONAL.flatMap((target) => {
            const checked = Number(row[`${target}_checked`] ?? 0)
            const hits = Number(row[`${target}_hits`] ?? 0)
            return checked === 0
              ? []
              : [{ measure: `provisional-${target}` as const, asOf: null, day: Number(row['day']) as ColdDay, checked, hits }]
          }),
        )
      }),

    keep: (day, rows, now) =>
      withEngineErrors('postgres', async () => {
        await pool.query(
          `INSERT INTO portrait_accuracy_days (day, measure, checked, hits, measured_at)
           SELECT $1, m.measure, m.checked, m.hits, $5 FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS m (measure, checked, hits)
           ON CONFLICT (day, measure) DO UPDATE SET checked = excluded.checked, hits = excluded.hits, measured_at = excluded.measured_at`,
          [day, rows.map(({ measure }) => measure), rows.map(({ checked }) => checked), rows.map(({ hits }) => hits), now],
        )
      }),

    days: (from) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ day: string; measure: AccuracyDay['measure']; checked: string; hits: string }>(
          'SELECT day::text, measure, checked::text, hits::text FROM portrait_accuracy_days WHERE day >= $1 ORDER BY day, measure',
          [from],
        )
        return rows.map(({ checked, hits, ...row }) => ({ ...row, checked: Number(checked), hits: Number(hits) }))
      }),
  }
}
