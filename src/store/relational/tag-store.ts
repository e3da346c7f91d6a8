import type { Pool, PoolClient } from 'pg'
import type { TagStore } from '#segment/tags/tag-ports.ts'
import type { Tag, TagContent } from '#segment/tags/tag.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'

interface ContentRow {
  label: Tag['label']
  category: Tag['category']
  refresh: Tag['refresh']
  lifetime_days: number | null
  source: Tag['source']
}

interface TagRow extends ContentRow {
  name: string
  field: Tag['field']
  version: number
  created_at: Date
  saved_at: Date
  saved_by: string
  archived_at: Date | null
  filled_version: number
  refreshed_at: Date | null
}

/** Cost of all of it: as many rows as there are tags or versions of one. */
export function createTagStore(pool: Pool): TagStore {
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)
  const change = <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => withEngineErrors('postgres', () => inTransaction(pool, work))

  return {
    all: async () => (await ask<TagRow>('SELECT * FROM tags ORDER BY name')).map(toTag),

    add: (tag) =>
      change(async (client) => {
        const { rowCount } = await client.query(
          `INSERT INTO tags (name, label, category, refresh, lifetime_days, source, field, version, created_at, saved_at, saved_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
          [tag.name, ...columnsOf(tag), JSON.stringify(tag.field), tag.version, tag.createdAt, tag.savedAt, tag.savedBy],
        )
        if (rowCount !== 1) return false
        await keepVersion(client, tag.name, tag.version, tag, { at: tag.savedAt, by: tag.savedBy })
        return true
      }),

    save: (name, base, content, saved) =>
      change(async (client) => {
        const { rowCount } = await client.query(
          `UPDATE tags SET label = $3, category = $4, refresh = $5, lifetime_days = $6, source = $7, field = $8, version = version + 1,
             saved_at = $9, saved_by = $10 WHERE name = $1 AND version = $2`,
          [name, base, ...columnsOf(content), JSON.stringify(content.field), saved.at, saved.by],
        )
        if (rowCount !== 1) return false
        await keepVersion(client, name, base + 1, content, saved)
        return true
      }),

    archive: async (name, at) => {
      await ask('UPDATE tags SET archived_at = $2, filled_version = 0, refreshed_at = NULL WHERE name = $1', [name, at])
    },

    versions: async (name) => {
      const rows = await ask<ContentRow & Pick<TagRow, 'version' | 'saved_at' | 'saved_by'>>(
        'SELECT * FROM tag_versions WHERE tag = $1 ORDER BY version DESC LIMIT 200',
        [name],
      )
      return rows.map((row) => ({ ...contentOf(row), version: row.version, savedAt: row.saved_at, savedBy: row.saved_by }))
    },
  }
}

function columnsOf({ label, category, refresh, lifetimeDays, source }: TagContent): unknown[] {
  return [JSON.stringify(label), category, refresh, lifetimeDays, JSON.stringify(source)]
}

async function keepVersion(
  client: PoolClient,
  name: string,
  version: number,
  content: TagContent,
  saved: { readonly at: Date; readonly by: string },
): Promise<void> {
  await client.query(
    `INSERT INTO tag_versions (tag, version, label, category, refresh, lifetime_days, source, saved_at, saved_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [name, version, ...columnsOf(content), saved.at, saved.by],
  )
}

function contentOf({ label, category, refresh, lifetime_days, source }: ContentRow): TagContent {
  return { label, category, refresh, lifetimeDays: lifetime_days, source }
}

function toTag(row: TagRow): Tag {
  return {
    ...contentOf(row),
    name: row.name,
    field: row.field,
    version: row.version,
    createdAt: row.created_at,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    archivedAt: row.archived_at,
    filledVersion: row.filled_version,
    refreshedAt: row.refreshed_at,
  }
}
