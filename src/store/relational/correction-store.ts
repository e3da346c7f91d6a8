import type { Pool } from 'pg'
import type { Corrections } from '#collect/columns/corrections.ts'
import type { CorrectionMemory } from '#collect/columns/remembered-corrections.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** What was said of files, in PostgreSQL. */
export function createCorrectionStore(pool: Pool): CorrectionMemory {
  return {
    recall: ({ kind, headings }) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ corrections: Corrections; file_name: string; said_at: Date }>(
          'SELECT corrections, file_name, said_at FROM import_corrections WHERE kind = $1 AND headings = $2',
          [kind, headings],
        )
        const [row] = rows
        return row === undefined ? null : { corrections: row.corrections, fileName: row.file_name, at: row.said_at }
      }),
    keep: ({ kind, headings }, { corrections, fileName, at }) =>
      withEngineErrors('postgres', async () => {
        await pool.query(
          `INSERT INTO import_corrections (kind, headings, corrections, file_name, said_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (kind, headings) DO UPDATE SET corrections = EXCLUDED.corrections, file_name = EXCLUDED.file_name, said_at = EXCLUDED.said_at`,
          [kind, headings, JSON.stringify(corrections), fileName, at],
        )
      }),
    forget: ({ kind, headings }) =>
      withEngineErrors('postgres', async () => {
        await pool.query('DELETE FROM import_corrections WHERE kind = $1 AND headings = $2', [kind, headings])
      }),
  }
}
