import type { Pool } from 'pg'
import type { PortraitPart } from '#segment/portraits/portrait-plan.ts'
import type { PortraitPlanStore } from '#segment/portraits/portrait-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

interface Row {
  readonly version: number
  readonly parts: readonly PortraitPart[]
  readonly author: string
  readonly note: string
  readonly created_at: Date
}

export function createPortraitPlanStore(pool: Pool): PortraitPlanStore {
  return {
    versions: (limit) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<Row>(
          'SELECT version, parts, author, note, created_at FROM portrait_plans ORDER BY version DESC LIMIT $1',
          [limit],
        )
        return rows.map(({ created_at: createdAt, ...row }) => ({ ...row, createdAt }))
      }),

    add: ({ version, parts, author, note, createdAt }) =>
      withEngineErrors('postgres', async () => {
        const { rowCount } = await pool.query(
          'INSERT INTO portrait_plans (version, parts, author, note, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
          [version, JSON.stringify(parts), author, note, createdAt],
        )
        return rowCount === 1
      }),
  }
}
