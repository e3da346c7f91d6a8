import type { Kysely } from 'kysely'
import type { Database } from './database.ts'

/** Runs that decided on somebody. Grain: one row. Cost: one pass over the send ledger. */
export async function countDecidedRuns(db: Kysely<Database>): Promise<number> {
  const { runs } = await db
    .selectFrom('send_ledger')
    .where('source_kind', '=', 'strategy')
    .select((eb) => eb.fn.count('run_id').distinct().as('runs'))
    .executeTakeFirstOrThrow()
  return Number(runs)
}
