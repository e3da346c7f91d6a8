import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { DAY_MS } from '#kernel/clock.ts'
import type { DecisionPreview, RunSettings } from '#decide/decision.ts'
import type { PreviewStore } from '#decide/decision-ports.ts'
import type { PreviewMarks } from '#decide/preview-marks.ts'
import type { Database } from './database.ts'

/** Ended previews are kept this long, so that an answer can still say what differs. */
const KEPT_MS = DAY_MS

export function createPreviewStore(db: Kysely<Database>): PreviewStore {
  return {
    async add(preview) {
      await db
        .deleteFrom('decision_previews')
        .where('expires_at', '<', new Date(preview.createdAt.getTime() - KEPT_MS))
        .execute()
      await db
        .insertInto('decision_previews')
        .values({
          id: preview.id,
          run_id: preview.runId,
          as_of: preview.asOf,
          settings: JSON.stringify(preview.settings),
          marks: JSON.stringify(preview.marks),
          summary: JSON.stringify(preview.summary),
          created_by: preview.createdBy,
          created_at: preview.createdAt,
          expires_at: preview.expiresAt,
        })
        .execute()
    },

    async get(id) {
      const row = await db
        .selectFrom('decision_previews')
        .selectAll()
        .where(sql<string>`id::text`, '=', id)
        .executeTakeFirst()
      if (row === undefined) return null
      return {
        id: row.id,
        runId: row.run_id,
        asOf: row.as_of,
        settings: row.settings as RunSettings,
        marks: row.marks as PreviewMarks,
        summary: row.summary as DecisionPreview,
        createdAt: row.created_at,
        createdBy: row.created_by,
        expiresAt: row.expires_at,
      }
    },
  }
}
