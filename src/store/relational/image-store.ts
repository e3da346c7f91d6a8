import type { Pool, PoolClient } from 'pg'
import type { ImageStore, ImageUse, StoredImage } from '#act/images/image-ports.ts'
import type { ImageType } from '#act/images/image-type.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { imageUsesSql } from './image-uses-sql.ts'
import { inTransaction } from './in-transaction.ts'

interface Row {
  readonly id: string
  readonly code: string
  readonly type: ImageType
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly frames: number
  readonly name: string
  readonly alt: string
  readonly added_at: Date
  readonly added_by: string
}

interface UseRow extends ImageUse {
  readonly code: string
}

const COLUMNS = 'id, code, type, bytes, width, height, frames, name, alt, added_at, added_by'

/** Images with their bytes. Cost of a list: an index from the newest on; bytes are read one image at a time. */
export function createImageStore(pool: Pool): ImageStore {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  const change = <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => withEngineErrors('postgres', () => inTransaction(pool, work))
  return {
    async list(q, limit, after) {
      const rows = await ask<Row>(
        `SELECT ${COLUMNS} FROM images WHERE ${FOUND} AND ($2::timestamptz IS NULL OR (added_at, id) < ($2, $3::uuid)) ORDER BY added_at DESC, id DESC LIMIT $4`,
        [q.trim(), after?.addedAt ?? null, after?.id ?? null, limit],
      )
      return rows.map(toStored)
    },

    async count(q) {
      const [row] = await ask<{ n: number }>(`SELECT count(*)::int AS n FROM images WHERE ${FOUND}`, [q.trim()])
      return row?.n ?? 0
    },

    async sums() {
      const [row] = await ask<{ images: number; bytes: string }>(
        'SELECT count(*)::int AS images, coalesce(sum(bytes), 0) AS bytes FROM images',
      )
      return { images: row?.images ?? 0, bytes: Number(row?.bytes ?? 0) }
    },

    async one(id) {
      const [row] = await ask<Row>(`SELECT ${COLUMNS} FROM images WHERE id = $1`, [id])
      return row === undefined ? null : toStored(row)
    },

    byCodes: async (codes) => (await ask<Row>(`SELECT ${COLUMNS} FROM images WHERE code = ANY($1)`, [codes])).map(toStored),

    add: (image, most) =>
      change(async (client) => {
        // One at a time, so that two together do not go over the limits.
        await client.query('LOCK TABLE images IN SHARE ROW EXCLUSIVE MODE')
        const { rows: known } = await client.query<{ id: string }>('SELECT id FROM images WHERE sha256 = $1', [image.sha256])
        const [there] = known
        if (there !== undefined) return { kind: 'known', id: there.id }
        const { rowCount } = await client.query(
          `INSERT INTO images (${COLUMNS}, sha256, body)
           SELECT $1, $2, $3, $4::int, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM (SELECT count(*) AS images, coalesce(sum(bytes), 0) AS bytes FROM images) AS s
           WHERE s.images < $14::bigint AND s.bytes + $4::int <= $15::bigint`,
          [
            image.id,
            image.code,
            image.type,
            image.bytes,
            image.width,
            image.height,
            image.frames,
            image.name,
            image.alt,
            image.addedAt,
            image.addedBy,
            image.sha256,
            image.body,
            most.images,
            most.bytes,
          ],
        )
        return { kind: rowCount === 1 ? 'added' : 'full' }
      }),

    async change(id, { name, alt }) {
      await ask('UPDATE images SET name = $2, alt = $3 WHERE id = $1', [id, name, alt])
    },

    remove: (id) =>
      change(async (client) => {
        const { rows } = await client.query<{ code: string }>('SELECT code FROM images WHERE id = $1 FOR UPDATE', [id])
        const [row] = rows
        if (row === undefined) return false
        const { rows: uses } = await client.query<UseRow>(imageUsesSql, [[row.code]])
        if (uses.some(({ isLive }) => isLive)) return false
        return (await client.query('DELETE FROM images WHERE id = $1', [id])).rowCount === 1
      }),

    async uses(codes) {
      const byCode = new Map<string, ImageUse[]>()
      for (const { code, ...use } of await ask<UseRow>(imageUsesSql, [codes])) byCode.set(code, [...(byCode.get(code) ?? []), use])
      return byCode
    },

    async body(code) {
      const [row] = await ask<{ body: Buffer }>('SELECT body FROM images WHERE code = $1', [code])
      return row?.body ?? null
    },
  }
}

/** By any part of its name or of what it shows. */
const FOUND = "($1 = '' OR strpos(lower(name), lower($1)) > 0 OR strpos(lower(alt), lower($1)) > 0)"

function toStored({ added_at: addedAt, added_by: addedBy, ...row }: Row): StoredImage {
  return { ...row, addedAt, addedBy }
}
