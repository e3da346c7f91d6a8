import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { createSharedClock } from '#kernel/shared-clock.ts'
import type { SharedClock } from '#kernel/shared-clock.ts'
import type { Database } from './database.ts'

/** The moment of a statement, in SQL. */
export type LedgerTime = (now: Date) => RawBuilder<Date>

/** The caller's: of a house that plays in another time. */
export const callersTime: LedgerTime = (now) => sql<Date>`${now}::timestamptz`

/** The database's: one for all nodes, whatever their own clocks show. */
export const databaseTime: LedgerTime = () => sql<Date>`clock_timestamp()`

/** The database's clock, for what a node decides before it writes. */
export async function openDatabaseClock(db: Kysely<Database>): Promise<SharedClock> {
  const read = async (): Promise<Date> => {
    const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(db)
    const [row] = rows
    if (row === undefined) throw new Error('The database does not tell the time.')
    return row.now
  }
  return createSharedClock({ read, nowMs: () => performance.now() }, await read())
}
