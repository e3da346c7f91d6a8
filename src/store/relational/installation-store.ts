import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Installation, InstallationPlace, InstallationStore } from '#act/installation/installation-guard.ts'
import type { Database } from './database.ts'

interface InstallationRow {
  readonly id: string
  readonly place: InstallationPlace
  readonly confirmed_at: Date
  readonly confirmed_by: string
}

/** Who this installation is: one row. */
export function createInstallationStore(db: Kysely<Database>): InstallationStore {
  return {
    async readOrBegin({ id, place, confirmedAt, confirmedBy }): Promise<Installation> {
      await sql`
        INSERT INTO installation (id, place, confirmed_at, confirmed_by) VALUES (${id}, ${JSON.stringify(place)}, ${confirmedAt}, ${confirmedBy})
        ON CONFLICT DO NOTHING`.execute(db)
      const { rows } = await sql<InstallationRow>`SELECT id, place, confirmed_at, confirmed_by FROM installation`.execute(db)
      const [row] = rows
      if (row === undefined) throw new Error('The row of the installation is missing.')
      return { id: row.id, place: row.place, confirmedAt: row.confirmed_at, confirmedBy: row.confirmed_by }
    },

    async confirm(place, by, now) {
      await sql`UPDATE installation SET place = ${JSON.stringify(place)}, confirmed_at = ${now}, confirmed_by = ${by}`.execute(db)
    },
  }
}

/** The identifier that a database server was made with; a copy of its files has the same, a dump that is read in elsewhere has not. */
export async function serverMark(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ mark: string }>`
    SELECT system_identifier::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())::text AS mark FROM pg_control_system()`.execute(
    db,
  )
  return rows[0]?.mark ?? ''
}
