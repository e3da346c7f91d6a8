import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { ChurnScoringRecord, ChurnScoringStore } from '#predict/churn/watch/churn-history.ts'
import type { ChurnScoringsTable, Database } from './database.ts'

/** What is remembered of each scoring of the customers. */
export function createChurnScoringStore(db: Kysely<Database>): ChurnScoringStore {
  return {
    save: (record, now) => saveScoring(db, record, now),

    async newestBefore(asOf) {
      const row = await db
        .selectFrom('churn_scorings')
        .select('as_of')
        .where('as_of', '<', asOf)
        .where(sql<boolean>`EXISTS (SELECT FROM jsonb_each_text(tiers) AS tier WHERE tier.value::bigint > 0)`)
        .orderBy('as_of', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.as_of ?? null
    },

    async newest(limit) {
      const rows = await db.selectFrom('churn_scorings').selectAll().orderBy('as_of', 'desc').limit(limit).execute()
      return rows.map(toRecord)
    },

    async unjudged(now, limit) {
      const rows = await db
        .selectFrom('churn_scorings')
        .selectAll()
        .where('accuracy', 'is', null)
        .where('customers', '>', 0)
        .where('hindsight', '=', false)
        .where(sql<boolean>`as_of + make_interval(days => horizon_days) <= ${now}`)
        .orderBy('as_of', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toRecord)
    },

    async judged(limit) {
      const rows = await db
        .selectFrom('churn_scorings')
        .selectAll()
        .where('accuracy', 'is not', null)
        .orderBy('as_of', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toRecord)
    },

    async setAccuracy(asOf, accuracy) {
      await db
        .updateTable('churn_scorings')
        .set({ accuracy: JSON.stringify(accuracy) })
        .where('as_of', '=', asOf)
        .execute()
    },
  }
}

/** Writes a scoring down, also within the transaction of others; replaces what was known of that as-of time. */
export async function saveScoring(db: Kysely<Database>, record: ChurnScoringRecord, now: Date): Promise<void> {
  const row = {
    as_of: record.asOf,
    model_version: record.modelVersion,
    horizon_days: record.horizonDays,
    customers: record.customers,
    tiers: JSON.stringify(record.tiers),
    hindsight: record.hindsight,
    drift: record.drift === null ? null : JSON.stringify(record.drift),
    accuracy: record.accuracy === null ? null : JSON.stringify(record.accuracy),
    scored_at: now,
  }
  await db
    .insertInto('churn_scorings')
    .values(row)
    .onConflict((conflict) => conflict.column('as_of').doUpdateSet(row))
    .execute()
}

function toRecord(row: Selectable<ChurnScoringsTable>): ChurnScoringRecord {
  return {
    asOf: row.as_of,
    modelVersion: row.model_version,
    horizonDays: row.horizon_days,
    customers: row.customers,
    tiers: row.tiers as ChurnScoringRecord['tiers'],
    hindsight: row.hindsight,
    drift: row.drift as ChurnScoringRecord['drift'],
    accuracy: row.accuracy as ChurnScoringRecord['accuracy'],
  }
}
