import type { Pool, PoolClient } from 'pg'
import type { ContentPiece, PieceTag } from '#act/pieces/content-piece.ts'
import type { PieceFilter, PieceResults, PieceStore, StoredPiece } from '#act/pieces/piece-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { breaksConstraint } from './breaks-constraint.ts'
import { inTransaction } from './in-transaction.ts'
import { WAS_DELIVERED, WAS_SENT } from './piece-states.ts'

interface Row {
  readonly id: string
  readonly version: number
  readonly body: ContentPiece
  readonly created_at: Date
  readonly saved_at: Date
  readonly saved_by: string
  readonly archived_at: Date | null
}

/** Content pieces and their tags. Cost of a list: an index from the newest on. */
export function createPieceStore(pool: Pool): PieceStore {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  const change = <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => withEngineErrors('postgres', () => inTransaction(pool, work))
  return {
    async list(filter, today, limit, after) {
      const { where, values } = wheres(filter, today)
      if (after !== null) {
        values.push(after.savedAt, after.id)
        where.push(`(p.saved_at, p.id) < ($${values.length - 1}, $${values.length})`)
      }
      values.push(limit)
      const rows = await ask<Row>(
        `SELECT p.* FROM content_pieces p WHERE ${where.join(' AND ')} ORDER BY p.saved_at DESC, p.id DESC LIMIT $${values.length}`,
        values,
      )
      return rows.map(toStored)
    },

    async count(filter, today) {
      const { where, values } = wheres(filter, today)
      const [row] = await ask<{ n: number }>(`SELECT count(*)::int AS n FROM content_pieces p WHERE ${where.join(' AND ')}`, values)
      return row?.n ?? 0
    },

    async one(id) {
      const [row] = await ask<Row>('SELECT * FROM content_pieces WHERE id = $1', [id])
      return row === undefined ? null : toStored(row)
    },

    byNames: async (names) =>
      (await ask<Row>('SELECT * FROM content_pieces WHERE lower(name) = ANY(SELECT lower(n) FROM unnest($1::text[]) AS n)', [names])).map(
        toStored,
      ),

    add: (id, piece, { at, by }) =>
      change(async (client) => {
        const { rowCount } = await client.query(
          `INSERT INTO content_pieces (id, name, kind, tags, valid_from, valid_until, body, version, created_at, saved_at, saved_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8, $9) ON CONFLICT DO NOTHING`,
          [id, ...columnsOf(piece), at, by],
        )
        if (rowCount !== 1) return false
        await addTags(client, piece.tags, at)
        return true
      }),

    async save(id, base, piece, { at, by }) {
      try {
        return await change(async (client) => {
          const { rowCount } = await client.query(
            `UPDATE content_pieces SET name = $3, kind = $4, tags = $5, valid_from = $6, valid_until = $7, body = $8, version = version + 1, saved_at = $9, saved_by = $10
             WHERE id = $1 AND version = $2 AND archived_at IS NULL`,
            [id, base, ...columnsOf(piece), at, by],
          )
          if (rowCount !== 1) return 'changed'
          await addTags(client, piece.tags, at)
          return 'saved'
        })
      } catch (error) {
        if (breaksConstraint(error, 'content_pieces_names')) return 'name_taken'
        throw error
      }
    },

    async archive(id, at) {
      await ask('UPDATE content_pieces SET archived_at = $2 WHERE id = $1', [id, at])
    },

    tags: () =>
      ask<PieceTag & { pieces: number }>(
        `SELECT t.name, t.words, count(p.id)::int AS pieces FROM piece_tags t
         LEFT JOIN content_pieces p ON t.name = ANY(p.tags) AND p.archived_at IS NULL
         GROUP BY t.name ORDER BY t.name LIMIT 2000`,
      ),

    async saveTag({ name, words }, now) {
      await ask(
        'INSERT INTO piece_tags (name, words, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET words = excluded.words',
        [name, words, now],
      )
    },

    dropTag: async (name) =>
      (
        await ask(
          'DELETE FROM piece_tags WHERE name = $1 AND NOT EXISTS (SELECT FROM content_pieces WHERE $1 = ANY(tags)) RETURNING name',
          [name],
        )
      ).length === 1,

    async results(ids) {
      const rows = await ask<PieceResults & { piece: string }>(
        `SELECT u.piece, count(DISTINCT s.customer_id) FILTER (WHERE ${WAS_SENT})::int AS sent,
           count(DISTINCT s.customer_id) FILTER (WHERE ${WAS_DELIVERED})::int AS delivered,
           count(DISTINCT s.customer_id) FILTER (WHERE u.clicked_at IS NOT NULL)::int AS clicked
         FROM piece_sends u JOIN send_ledger s ON s.send_key = u.send_key WHERE u.piece = ANY($1::uuid[]) GROUP BY u.piece`,
        [ids],
      )
      return new Map(rows.map(({ piece, sent, delivered, clicked }) => [piece, { sent, delivered, clicked }]))
    },
  }
}

function columnsOf(piece: ContentPiece): unknown[] {
  return [piece.name.trim(), piece.kind, [...piece.tags], piece.validFrom, piece.validUntil, JSON.stringify(piece)]
}

async function addTags(client: PoolClient, tags: readonly string[], now: Date): Promise<void> {
  await client.query(
    'INSERT INTO piece_tags (name, created_at) SELECT name, $2 FROM unnest($1::text[]) AS t (name) ON CONFLICT DO NOTHING',
    [tags, now],
  )
}

function wheres({ q, kind, tag, state }: PieceFilter, today: string): { where: string[]; values: unknown[] } {
  const values: unknown[] = []
  const ask = (value: unknown): string => `$${values.push(value)}`
  const where = [`p.archived_at IS ${state === 'archived' ? 'NOT NULL' : 'NULL'}`]
  if (q !== undefined && q.trim() !== '') {
    const part = ask(q.trim())
    const fields = ['p.name', "p.body #>> '{texts,zh,title}'", "p.body #>> '{texts,en,title}'"]
    where.push(`(${fields.map((field) => `strpos(lower(${field}), lower(${part})) > 0`).join(' OR ')})`)
  }
  if (kind !== undefined) where.push(`p.kind = ${ask(kind)}`)
  if (tag !== undefined) where.push(`${ask(tag)} = ANY(p.tags)`)
  if (state === 'upcoming') where.push(`p.valid_from > ${ask(today)}::date`)
  if (state === 'over') where.push(`p.valid_until < ${ask(today)}::date`)
  if (state === 'current') {
    const day = ask(today)
    where.push(`coalesce(p.valid_from <= ${day}::date, true) AND coalesce(p.valid_until >= ${day}::date, true)`)
  }
  return { where, values }
}

function toStored(row: Row): StoredPiece {
  return {
    id: row.id,
    version: row.version,
    piece: row.body,
    createdAt: row.created_at,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    archivedAt: row.archived_at,
  }
}
