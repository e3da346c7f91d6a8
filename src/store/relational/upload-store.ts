import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { openBytes, sealBytes } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Database } from './database.ts'

/** Uploaded files in sealed parts, where every node finds them. */
export function createUploadStore(db: Kysely<Database>, keyring: Keyring) {
  return {
    async open(upload: {
      readonly id: string
      readonly owner: string
      readonly fileName: string
      readonly keepUntil: Date
    }): Promise<void> {
      await db
        .insertInto('uploads')
        .values({ id: upload.id, owner: upload.owner, file_name: upload.fileName, kept_until: upload.keepUntil })
        .execute()
    },

    /** The sum is that of before the statement, hence the part on top. */
    async append(id: string, position: number, part: Buffer): Promise<number> {
      const sealed = sealBytes(keyring, contextOf(id, position), part)
      const { rows } = await sql<{ waiting: number }>`
        WITH grown AS (UPDATE uploads SET bytes = bytes + ${part.length}::bigint WHERE id = ${id}::uuid RETURNING owner),
          kept AS (INSERT INTO upload_parts (upload_id, position, sealed) SELECT ${id}::uuid, ${position}::integer, ${sealed}::bytea FROM grown)
        SELECT coalesce(sum(bytes), 0)::bigint + ${part.length}::bigint AS waiting FROM uploads WHERE owner = (SELECT owner FROM grown)`.execute(
        db,
      )
      return Number(rows[0]?.waiting ?? 0)
    },

    async close(id: string): Promise<void> {
      await db.updateTable('uploads').set({ whole: true }).where('id', '=', id).execute()
    },

    async find(id: string): Promise<{ fileName: string; bytes: number } | null> {
      const row = await db
        .selectFrom('uploads')
        .select(['file_name', 'bytes'])
        .where('id', '=', id)
        .where('whole', '=', true)
        .executeTakeFirst()
      return row === undefined ? null : { fileName: row.file_name, bytes: Number(row.bytes) }
    },

    async *parts(id: string): AsyncGenerator<Buffer> {
      for (let position = 0; ; position += 1) {
        const row = await db
          .selectFrom('upload_parts')
          .select('sealed')
          .where('upload_id', '=', id)
          .where('position', '=', position)
          .executeTakeFirst()
        if (row === undefined) return
        yield openBytes(keyring, contextOf(id, position), row.sealed)
      }
    },

    async keepUntil(id: string, time: Date): Promise<void> {
      await db.updateTable('uploads').set({ kept_until: time }).where('id', '=', id).execute()
    },

    async remove(id: string): Promise<void> {
      await db.deleteFrom('uploads').where('id', '=', id).execute()
    },

    async clear(before: Date): Promise<number> {
      const result = await db.deleteFrom('uploads').where('kept_until', '<', before).executeTakeFirst()
      return Number(result.numDeletedRows)
    },

    async there(ids: readonly string[]): Promise<ReadonlySet<string>> {
      if (ids.length === 0) return new Set()
      const rows = await db
        .selectFrom('uploads')
        .select('id')
        .where('id', 'in', [...ids])
        .execute()
      return new Set(rows.map((row) => row.id))
    },
  }
}

/** A part opens only as that part of that file. */
function contextOf(id: string, position: number): string {
  return `upload:${id}:${position}`
}
