import type { Pool, PoolClient } from 'pg'
import { AppError } from '#kernel/app-error.ts'
import { localDay } from '#kernel/local-day.ts'
import type { Condition, Grain } from '#segment/conditions/condition.ts'
import type { Segment, SegmentContent, SegmentKind } from '#segment/segments/segment.ts'
import type { SegmentStore } from '#segment/segments/segment-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { breaksConstraint } from './breaks-constraint.ts'
import { inTransaction } from './in-transaction.ts'

interface SegmentRow {
  id: string
  name: string
  description: string
  kind: SegmentKind
  grain: Grain
  condition: Condition
  version: number
  created_at: Date
  saved_at: Date
  saved_by: string
  archived_at: Date | null
  filled_version: number
  customers: number | null
  counted_at: Date | null
}

/** Grain: one row per segment, with its last count. Cost: as many rows as there are segments. */
const SEGMENTS = `
SELECT s.*, z.customers::float8 AS customers, z.counted_at
FROM segments s
LEFT JOIN LATERAL (SELECT customers, counted_at FROM segment_sizes WHERE segment_id = s.id ORDER BY day DESC LIMIT 1) z ON true
ORDER BY s.created_at DESC, s.id DESC`

export function createSegmentStore(pool: Pool, project: { readonly timeZone: string }): SegmentStore {
  const ask = <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)
  const change = <T>(name: string, work: (client: PoolClient) => Promise<T>): Promise<T> =>
    withEngineErrors('postgres', async () => {
      try {
        return await inTransaction(pool, work)
      } catch (error) {
        if (!breaksConstraint(error, 'segments_in_use_by_name')) throw error
        throw new AppError('conflict', 'segment-name-taken', `There is a segment named "${name}" already: choose another name.`, {
          details: { name },
        })
      }
    })

  return {
    all: async () => (await ask<SegmentRow>(SEGMENTS, [])).map(toSegment),

    add: (segment) =>
      change(segment.name, async (client) => {
        const { id, name, description, kind, grain, condition, version, createdAt, savedAt, savedBy } = segment
        await client.query(
          `INSERT INTO segments (id, name, description, kind, grain, condition, version, created_at, saved_at, saved_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [id, name, description, kind, grain, JSON.stringify(condition), version, createdAt, savedAt, savedBy],
        )
        await keepVersion(client, id, version, segment, { at: savedAt, by: savedBy })
      }),

    save: (id, base, content, saved) =>
      change(content.name, async (client) => {
        const { rowCount } = await client.query(
          `UPDATE segments SET name = $3, description = $4, condition = $5, version = version + 1, saved_at = $6, saved_by = $7
           WHERE id = $1 AND version = $2`,
          [id, base, content.name, content.description, JSON.stringify(content.condition), saved.at, saved.by],
        )
        if (rowCount !== 1) return false
        await keepVersion(client, id, base + 1, content, saved)
        return true
      }),

    archive: async (id, at) => {
      const [row] = await ask<{ name: string }>('SELECT name FROM segments WHERE id = $1', [id])
      await change(row?.name ?? '', (client) => client.query('UPDATE segments SET archived_at = $2 WHERE id = $1', [id, at]))
    },

    versions: async (id) => {
      const rows = await ask<Pick<SegmentRow, 'version' | 'name' | 'description' | 'condition' | 'saved_at' | 'saved_by'>>(
        'SELECT version, name, description, condition, saved_at, saved_by FROM segment_versions WHERE segment_id = $1 ORDER BY version DESC LIMIT 200',
        [id],
      )
      return rows.map(({ saved_at, saved_by, ...row }) => ({ ...row, savedAt: saved_at, savedBy: saved_by }))
    },

    noteSize: async (id, { at, customers }) => {
      await ask(
        `INSERT INTO segment_sizes (segment_id, day, customers, counted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (segment_id, day) DO UPDATE SET customers = excluded.customers, counted_at = excluded.counted_at
         WHERE segment_sizes.counted_at <= excluded.counted_at`,
        [id, localDay(at, project.timeZone), customers, at],
      )
    },

    sizes: async (id) => {
      const rows = await ask<{ customers: number; counted_at: Date }>(
        'SELECT customers::float8 AS customers, counted_at FROM segment_sizes WHERE segment_id = $1 ORDER BY day DESC LIMIT 400',
        [id],
      )
      return rows.map(({ customers, counted_at }) => ({ customers, at: counted_at })).toReversed()
    },
  }
}

async function keepVersion(
  client: PoolClient,
  id: string,
  version: number,
  { name, description, condition }: SegmentContent,
  saved: { readonly at: Date; readonly by: string },
): Promise<void> {
  await client.query(
    'INSERT INTO segment_versions (segment_id, version, name, description, condition, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [id, version, name, description, JSON.stringify(condition), saved.at, saved.by],
  )
}

function toSegment(row: SegmentRow): Segment {
  const { created_at, saved_at, saved_by, archived_at, filled_version, customers, counted_at, ...same } = row
  return {
    ...same,
    createdAt: created_at,
    savedAt: saved_at,
    savedBy: saved_by,
    archivedAt: archived_at,
    filledVersion: filled_version,
    size: customers === null || counted_at === null ? null : { customers, at: counted_at },
  }
}
