import type { ClickHouseClient } from '@clickhouse/client'
import type { Pool } from 'pg'
import type { Signal } from '#act/signal.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type {
  DayFlags,
  DayIntake,
  MeasuredDimension,
  QualityAnomaly,
  QualityDay,
  QualityDayStore,
} from '#quality/dimensions/quality-days.ts'
import { readQualityDay } from './analytical/queries/quality-day-facts.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import { appendSignals } from './relational/append-signals.ts'
import { askClient } from './relational/ask.ts'
import { inTransaction } from './relational/in-transaction.ts'

const DAY = "to_char(day, 'YYYY-MM-DD') AS day"

/** Days and their anomalies in PostgreSQL, worked out from both stores. */
export function createQualityDayStore(client: ClickHouseClient, pool: Pool): QualityDayStore {
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)
  return {
    lastMeasured: async () => {
      const [row] = await ask<{ day: string | null }>(`SELECT to_char(max(day), 'YYYY-MM-DD') AS day FROM quality_measured_days`)
      return row?.day ?? null
    },
    factsOf: async (day) => {
      const from = new Date(`${day}T00:00:00Z`)
      const to = new Date(from.getTime() + DAY_MS)
      const intake = await ask<DayIntake>(
        `SELECT source, received::float8 AS received, duplicates::float8 AS duplicates, quarantined::float8 AS quarantined FROM intake_counts WHERE day = $1
         UNION ALL
         SELECT 'files', sum(rows)::float8, sum(duplicates)::float8, sum(quarantined)::float8 FROM imports
         WHERE started_at >= $2 AND started_at < $3 AND state NOT IN ('undoing', 'undone') HAVING count(*) > 0`,
        [day, from, to],
      )
      const flags = await ask<DayFlags>(
        `SELECT CASE origin WHEN 'import' THEN 'files' ELSE origin_id END AS source, rule_id AS "ruleId", sum(flagged)::float8 AS flagged
         FROM quality_counts WHERE day = $1 AND origin <> 'stored' GROUP BY 1, 2`,
        [day],
      )
      return { intake, flags, ...(await withEngineErrors('clickhouse', () => readQualityDay(client, from, to))) }
    },
    keep: (day, rows, anomalies, now) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (connection) => {
          const within = askClient(connection)
          const first = await within<{ day: string }>(
            'INSERT INTO quality_measured_days (day, measured_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING day',
            [day, now],
          )
          if (first.length === 0) return
          await within(
            `INSERT INTO quality_days (day, source, scope, field, dimension, checked, passed)
             SELECT $1, source, scope, field, dimension, checked, passed
             FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[]) AS d (source, scope, field, dimension, checked, passed)`,
            [day, ...(['source', 'scope', 'field', 'dimension', 'checked', 'passed'] as const).map((name) => rows.map((row) => row[name]))],
          )
          await within(
            `INSERT INTO quality_anomalies (day, source, dimension, value, expected, margin, found_at)
             SELECT $1, source, dimension, value, expected, margin, $7
             FROM unnest($2::text[], $3::text[], $4::float8[], $5::float8[], $6::float8[]) AS a (source, dimension, value, expected, margin)`,
            [
              day,
              ...(['source', 'dimension', 'value', 'expected', 'margin'] as const).map((name) => anomalies.map((one) => one[name])),
              now,
            ],
          )
          await appendSignals(
            within,
            anomalies.map((anomaly) => signalOf(anomaly, now)),
          )
        }),
      ),
    since: (day) =>
      ask<QualityDay>(
        `SELECT ${DAY}, source, scope, field, dimension, checked::float8 AS checked, passed::float8 AS passed FROM quality_days
         WHERE day >= $1 ORDER BY quality_days.day, source, scope, field, dimension`,
        [day],
      ),
    anomaliesSince: (day) =>
      ask<QualityAnomaly & { readonly dimension: MeasuredDimension }>(
        `SELECT ${DAY}, source, dimension, value, expected, margin FROM quality_anomalies WHERE day >= $1
         ORDER BY quality_anomalies.day DESC, source, dimension`,
        [day],
      ),
    names: async () =>
      new Map((await ask<{ id: string; name: string }>('SELECT id::text AS id, name FROM sources')).map(({ id, name }) => [id, name])),
  }
}

function signalOf({ day, source, dimension, value, expected }: QualityAnomaly, now: Date): Signal<'quality-anomaly'> {
  return {
    kind: 'quality-anomaly',
    customerId: null,
    occurredAt: now,
    origin: `quality:${day}/${source}/${dimension}`,
    historical: false,
    payload: { day, source, dimension, value, expected },
  }
}
