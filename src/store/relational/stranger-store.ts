import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { StrangerStore } from '#access/access-store.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Database } from './database.ts'

/** So that guessing addresses fills no disk. */
const REMEMBERED = 100_000
const FORGOTTEN_AFTER_MS = 7 * DAY_MS

/** Failed logins of addresses that nobody has, for all nodes; only hashes of the addresses. */
export function createStrangerStore(db: Kysely<Database>): StrangerStore & {
  /** Removes what nobody came back for. */
  forget(now: Date): Promise<number>
} {
  return {
    async lockedUntil(emailHash) {
      const row = await db.selectFrom('stranger_logins').select('locked_until').where('email_hash', '=', emailHash).executeTakeFirst()
      return row?.locked_until ?? null
    },

    async countAttempt(emailHash, at) {
      const row = await db
        .insertInto('stranger_logins')
        .values({ email_hash: emailHash, failures: 1, locked_until: null, last_at: at })
        .onConflict((conflict) =>
          conflict.column('email_hash').doUpdateSet({ failures: sql<number>`stranger_logins.failures + 1`, last_at: at }),
        )
        .returning('failures')
        .executeTakeFirstOrThrow()
      return row.failures
    },

    async lock(emailHash, until) {
      await db.updateTable('stranger_logins').set({ locked_until: until }).where('email_hash', '=', emailHash).execute()
    },

    async forget(now) {
      const { numAffectedRows } = await sql`
        DELETE FROM stranger_logins WHERE last_at < ${new Date(now.getTime() - FORGOTTEN_AFTER_MS)}
          OR last_at < (SELECT last_at FROM stranger_logins ORDER BY last_at DESC OFFSET ${REMEMBERED} LIMIT 1)`.execute(db)
      return Number(numAffectedRows ?? 0)
    },
  }
}
