import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import type { SourceTimes } from '#collect/freshness/source-freshness.ts'
import type { CountedTimes, StepCount, TimelinessKind } from '#collect/freshness/timeliness.ts'
import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import { appendSignals } from './append-signals.ts'
import { type Ask, askKysely } from './ask.ts'
import type { Database } from './database.ts'

const KEPT_MS = 400 * DAY_MS
const DAYS_LOOKED_AT = 28

/** A source that is in use, as its freshness is judged. */
export interface FreshnessRow extends SourceTimes {
  readonly id: string
  readonly name: string
  readonly lateSince: Date | null
  /** Days (UTC) of the last four weeks on which it sent. */
  readonly days: readonly string[]
}

/** Adds what one commit counted. */
export async function addTimes(ask: Ask, counted: readonly CountedTimes[]): Promise<void> {
  if (counted.length === 0) return
  await ask(
    `INSERT INTO source_timeliness AS t (source, day, kind, up_to_ms, records)
     SELECT source, day, kind, up_to_ms, records FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[], $5::bigint[]) AS c (source, day, kind, up_to_ms, records)
     ON CONFLICT (source, day, kind, up_to_ms) DO UPDATE SET records = t.records + excluded.records`,
    [
      counted.map((one) => one.sourceId),
      counted.map((one) => one.day),
      counted.map((one) => one.kind),
      counted.map((one) => one.upToMs),
      counted.map((one) => one.records),
    ],
  )
}

/** What was seen of a source: never earlier than before. */
export async function seenAt(db: Kysely<Database> | Transaction<Database>, sourceId: string, at: Date): Promise<void> {
  await sql`UPDATE sources SET last_seen_at = greatest(last_seen_at, ${at}) WHERE id::text = ${sourceId}`.execute(db)
}

/** How often sources should send and do, and how long their records take. */
export function createSourceFreshness(db: Kysely<Database>) {
  return {
    /** Sources that are not disabled. Grain: one row per source. */
    async sources(now: Date): Promise<FreshnessRow[]> {
      const from = new Date(now.getTime() - DAYS_LOOKED_AT * DAY_MS)
      const { rows } = await sql<{
        id: string
        name: string
        expected_minutes: number | null
        last_seen_at: Date | null
        created_at: Date
        late_since: Date | null
        days: string[] | null
      }>`
        SELECT s.id, s.name, s.expected_minutes, s.last_seen_at, s.created_at, s.late_since, c.days
        FROM sources s LEFT JOIN LATERAL (
          SELECT array_agg(to_char(day, 'YYYY-MM-DD')) AS days FROM intake_counts WHERE source = s.id::text AND day >= ${from} AND received > 0
        ) AS c ON true
        WHERE s.disabled_at IS NULL ORDER BY s.name, s.id`.execute(db)
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        expectedMinutes: row.expected_minutes,
        lastAt: row.last_seen_at,
        since: row.created_at,
        lateSince: row.late_since,
        days: row.days ?? [],
      }))
    },

    /** From that day (UTC) on. Rows of files count by how long their import took. Grain: one row per kind and step. */
    async times(from: Date): Promise<ReadonlyMap<TimelinessKind, readonly StepCount[]>> {
      const day = from.toISOString().slice(0, 10)
      const { rows } = await sql<{ kind: TimelinessKind; up_to_ms: string; records: string }>`
        SELECT kind, up_to_ms, sum(records) AS records FROM source_timeliness WHERE day >= ${day}::date GROUP BY kind, up_to_ms`.execute(db)
      const { rows: files } = await sql<{ ms: string; records: string }>`
        SELECT extract(epoch FROM finished_at - started_at) * 1000 AS ms, stored + duplicates + quarantined AS records
        FROM imports WHERE state = 'done' AND started_at >= ${day}::date AND finished_at IS NOT NULL`.execute(db)
      const found = new Map<TimelinessKind, StepCount[]>()
      for (const { kind, up_to_ms, records } of rows) {
        found.set(kind, [...(found.get(kind) ?? []), { upToMs: Number(up_to_ms), records: Number(records) }])
      }
      if (files.length > 0)
        found.set(
          'batch',
          files.map(({ ms, records }) => ({ upToMs: Number(ms), records: Number(records) })),
        )
      return found
    },

    /** Null: nothing is expected of it. False when there is no such source. */
    async expect(id: string, minutes: number | null): Promise<boolean> {
      const result = await db
        .updateTable('sources')
        .set({ expected_minutes: minutes, late_since: null })
        .where('id', '=', id)
        .executeTakeFirst()
      return Number(result.numUpdatedRows) === 1
    },

    /** Marks those that are late, tells whoever listens of each once, and takes the mark from those that sent since. Returns how many became late. */
    async tellLate(now: Date): Promise<number> {
      return await db.transaction().execute(async (trx) => {
        await sql`UPDATE sources SET late_since = NULL WHERE late_since IS NOT NULL
          AND (disabled_at IS NOT NULL OR expected_minutes IS NULL
            OR coalesce(last_seen_at, created_at) >= ${now}::timestamptz - expected_minutes * interval '1 minute')`.execute(trx)
        const { rows } = await sql<{ id: string; expected_minutes: number; last_seen_at: Date | null }>`
          UPDATE sources SET late_since = ${now} WHERE late_since IS NULL AND disabled_at IS NULL AND expected_minutes IS NOT NULL
            AND coalesce(last_seen_at, created_at) < ${now}::timestamptz - expected_minutes * interval '1 minute'
          RETURNING id, expected_minutes, last_seen_at`.execute(trx)
        await appendSignals(
          askKysely(trx),
          rows.map(({ id, expected_minutes: expectedMinutes, last_seen_at: lastAt }) => ({
            kind: 'source-late' as const,
            customerId: null,
            occurredAt: now,
            origin: `source:${id}`,
            historical: false,
            payload: { sourceId: id, expectedMinutes, lastAt: lastAt?.toISOString() ?? null },
          })),
        )
        return rows.length
      })
    },

    /** Takes away what is too old. */
    async forget(now: Date): Promise<void> {
      const before = new Date(now.getTime() - KEPT_MS).toISOString().slice(0, 10)
      await sql`DELETE FROM source_timeliness WHERE day < ${before}::date`.execute(db)
    },
  }
}

/** Looks at sources that often. */
export const LATE_EVERY_MS = MINUTE_MS
