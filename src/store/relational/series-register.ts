import type { Pool } from 'pg'
import type { Series, SeriesRegister, SeriesUpload } from '#collect/series/series-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { holdLock } from './hold-lock.ts'

/** Number of the advisory lock that whoever writes values holds. */
const SERIES_LOCK = 7_301_231
const SERIES = `id, name, place, unit, grain, expected_minutes AS "expectedMinutes", created_at AS "createdAt", removed_at AS "removedAt"`
const UPLOAD = `id, uploaded_at AS "uploadedAt", uploaded_by AS "uploadedBy", file_name AS "fileName", received, stored, corrected, duplicates, undone_at AS "undoneAt"`
const SHOWN_UPLOADS = 50

export function createSeriesRegister(pool: Pool): SeriesRegister {
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)
  return {
    alone: (work) => holdLock(pool, SERIES_LOCK, 'alone', work),
    list: () => ask<Series>(`SELECT ${SERIES} FROM series ORDER BY name, place`),
    add: async (series) => {
      for (const { id, name, place, unit, grain, createdAt } of series) {
        await ask(
          'INSERT INTO series (id, name, place, unit, grain, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name, place) DO NOTHING',
          [id, name, place, unit, grain, createdAt],
        )
      }
    },
    setUnit: async (id, unit) => void (await ask('UPDATE series SET unit = $2 WHERE id = $1', [id, unit])),
    setExpected: async (id, minutes) => void (await ask('UPDATE series SET expected_minutes = $2 WHERE id = $1', [id, minutes])),
    setRemoved: async (id, at) => void (await ask('UPDATE series SET removed_at = $2 WHERE id = $1', [id, at])),
    addUpload: async ({ id, uploadedAt, uploadedBy, fileName, received, stored, corrected, duplicates }, series) =>
      void (await ask(
        `INSERT INTO series_uploads (id, uploaded_at, uploaded_by, file_name, series, received, stored, corrected, duplicates)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [id, uploadedAt, uploadedBy, fileName, series, received, stored, corrected, duplicates],
      )),
    uploads: (seriesId) =>
      ask<SeriesUpload>(
        `SELECT ${UPLOAD} FROM series_uploads WHERE series @> ARRAY[$1::uuid] ORDER BY uploaded_at DESC LIMIT ${SHOWN_UPLOADS}`,
        [seriesId],
      ),
    upload: async (id) => (await ask<SeriesUpload>(`SELECT ${UPLOAD} FROM series_uploads WHERE id = $1`, [id]))[0] ?? null,
    markUndone: async (id, at) => void (await ask('UPDATE series_uploads SET undone_at = $2 WHERE id = $1', [id, at])),
  }
}
