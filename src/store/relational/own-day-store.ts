import type { Pool } from 'pg'
import type { OwnDayStore } from '#collect/calendar/holiday-calendar.ts'
import type { OwnDay } from '#collect/calendar/own-day.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

const COLUMNS = `id, name, kind, to_char(from_day, 'YYYY-MM-DD') AS "from", to_char(to_day, 'YYYY-MM-DD') AS "to"`
const MOST = 2_000

export function createOwnDayStore(pool: Pool): OwnDayStore {
  const ask = (text: string, values: readonly unknown[]): Promise<OwnDay[]> =>
    withEngineErrors('postgres', async () => (await pool.query<OwnDay>(text, [...values])).rows)
  return {
    list: (first, last) =>
      ask(`SELECT ${COLUMNS} FROM calendar_days WHERE from_day <= $2 AND to_day >= $1 ORDER BY from_day, name LIMIT ${MOST}`, [
        first,
        last,
      ]),
    add: async ({ id, name, kind, from, to }, by, now) => {
      const [count] = await withEngineErrors(
        'postgres',
        async () => (await pool.query<{ full: boolean }>(`SELECT count(*) >= ${MOST} AS full FROM calendar_days`)).rows,
      )
      if (count?.full === true) return 'full'
      const added = await ask(
        `INSERT INTO calendar_days (id, name, kind, from_day, to_day, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (name, from_day) DO NOTHING RETURNING ${COLUMNS}`,
        [id, name, kind, from, to, by, now],
      )
      return added.length === 0 ? 'exists' : 'added'
    },
    remove: async (id) => (await ask(`DELETE FROM calendar_days WHERE id = $1 RETURNING ${COLUMNS}`, [id]))[0] ?? null,
  }
}
