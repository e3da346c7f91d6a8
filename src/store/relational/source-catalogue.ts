import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { ConsentRule } from '#collect/tracking/source-rule.ts'
import { AppError } from '#kernel/app-error.ts'
import { newId } from '#kernel/id.ts'
import { hashToken, hintOf, newToken } from '#access/secret-token.ts'
import type { Database } from './database.ts'

export interface Source {
  id: string
  name: string
  kind: string
  writeKeyHint: string
  createdAt: string
  lastSeenAt: string | null
  disabledAt: string | null
  /** Null where nobody is asked. */
  consent: ConsentRule | null
  received: number
  stored: number
  duplicates: number
  quarantined: number
  droppedByConsent: number
}

const UNIQUE_VIOLATION = '23505'

/** The places that data comes from through the tracking API, each with its write key and its counts. */
export function createSourceCatalogue(db: Kysely<Database>) {
  return {
    async list(): Promise<Source[]> {
      const rows = await db
        .selectFrom('sources as s')
        .leftJoin(
          (eb) =>
            eb
              .selectFrom('intake_counts')
              .select(({ fn }) => [
                'source',
                fn.sum('received').as('received'),
                fn.sum('stored').as('stored'),
                fn.sum('duplicates').as('duplicates'),
                fn.sum('quarantined').as('quarantined'),
                fn.sum('dropped_by_consent').as('dropped_by_consent'),
              ])
              .groupBy('source')
              .as('c'),
          (join) => join.on(sql<boolean>`c.source = s.id::text`),
        )
        .select(['s.id', 's.name', 's.kind', 's.write_key_hint', 's.created_at', 's.last_seen_at', 's.disabled_at'])
        .select(['s.purpose', 's.consent_required', 's.consent_categories'])
        .select(['c.received', 'c.stored', 'c.duplicates', 'c.quarantined', 'c.dropped_by_consent'])
        .orderBy('s.created_at')
        .orderBy('s.id')
        .execute()
      const logs = await countsOfLogs(db)
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        kind: row.kind,
        writeKeyHint: row.write_key_hint,
        createdAt: row.created_at.toISOString(),
        lastSeenAt: row.last_seen_at?.toISOString() ?? null,
        disabledAt: row.disabled_at?.toISOString() ?? null,
        consent: row.purpose === null ? null : { purpose: row.purpose, required: row.consent_required, categories: row.consent_categories },
        received: Number(row.received ?? 0) + Number(logs.get(row.id)?.received ?? 0),
        stored: Number(row.stored ?? 0) + Number(logs.get(row.id)?.stored ?? 0),
        duplicates: Number(row.duplicates ?? 0) + Number(logs.get(row.id)?.duplicates ?? 0),
        quarantined: Number(row.quarantined ?? 0) + Number(logs.get(row.id)?.quarantined ?? 0),
        droppedByConsent: Number(row.dropped_by_consent ?? 0) + Number(logs.get(row.id)?.dropped ?? 0),
      }))
    },

    async isInUse(id: string): Promise<boolean> {
      const row = await db.selectFrom('sources').select('id').where('id', '=', id).where('disabled_at', 'is', null).executeTakeFirst()
      return row !== undefined
    },

    /** The write key (`wk_…`) is in this answer and nowhere else. Throws `source-name-taken`. */
    async create(
      input: { readonly name: string; readonly kind: string; readonly userIdKind: string; readonly consent: ConsentRule | null },
      now: Date,
    ): Promise<{ source: Source; writeKey: string }> {
      const writeKey = newToken('wk_')
      const row = {
        id: newId(now),
        name: input.name,
        kind: input.kind,
        user_id_kind: input.userIdKind,
        ...consentColumns(input.consent),
        write_key_hash: hashToken(writeKey),
        write_key_hint: hintOf(writeKey),
        created_at: now,
        last_seen_at: null,
        disabled_at: null,
      }
      try {
        await db.insertInto('sources').values(row).execute()
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) {
          throw new AppError('conflict', 'source-name-taken', 'There is already a source with this name: choose another.', { cause: error })
        }
        throw error
      }
      const source: Source = {
        id: row.id,
        name: row.name,
        kind: row.kind,
        writeKeyHint: row.write_key_hint,
        createdAt: now.toISOString(),
        lastSeenAt: null,
        disabledAt: null,
        consent: input.consent,
        received: 0,
        stored: 0,
        duplicates: 0,
        quarantined: 0,
        droppedByConsent: 0,
      }
      return { source, writeKey }
    },

    /** What its data are for, from the next messages on; null: nobody is asked. False when there is no such source. */
    async setConsent(id: string, consent: ConsentRule | null): Promise<boolean> {
      const result = await db.updateTable('sources').set(consentColumns(consent)).where('id', '=', id).executeTakeFirst()
      return Number(result.numUpdatedRows) === 1
    },

    /** From now on the write key opens nothing. False when there is no such source. */
    async disable(id: string, now: Date): Promise<boolean> {
      const result = await db
        .updateTable('sources')
        .set((eb) => ({ disabled_at: eb.fn.coalesce('disabled_at', eb.val(now)) }))
        .where('id', '=', id)
        .executeTakeFirst()
      return Number(result.numUpdatedRows) === 1
    },
  }
}

interface LogCounts {
  readonly source: string
  readonly received: string
  readonly stored: string
  readonly duplicates: string
  readonly quarantined: string
  readonly dropped: string
}

/** What access logs brought into sources, by source: what is undone is no part of it. Grain: one row per source with logs. */
async function countsOfLogs(db: Kysely<Database>): Promise<ReadonlyMap<string, LogCounts>> {
  const { rows } = await sql<LogCounts>`
    SELECT source::text AS source, sum(stored) AS stored, sum(duplicates) AS duplicates, sum(quarantined) AS quarantined, sum(dropped) AS dropped,
      sum(stored + duplicates + quarantined + dropped) AS received
    FROM imports WHERE source IS NOT NULL AND state <> 'undone' GROUP BY source`.execute(db)
  return new Map(rows.map((row) => [row.source, row]))
}

function consentColumns(consent: ConsentRule | null) {
  return {
    purpose: consent?.purpose ?? null,
    consent_required: consent?.required ?? false,
    consent_categories: [...(consent?.categories ?? [])],
  }
}
