import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { ProfileChanges } from '#segment/profile-keeper.ts'
import type { Database } from './database.ts'

const NAME = 'profiles-changed'

/** One document that is there while profiles are to be worked out again, so that a note of a node that is gone counts too. */
export function createProfileChanges(db: Kysely<Database>, clock: Clock): ProfileChanges {
  return {
    async note() {
      const now = clock.now()
      const value = JSON.stringify({ note: newId(now) })
      await db
        .insertInto('settings')
        .values({ name: NAME, value, updated_at: now })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: now }))
        .execute()
    },

    async noted() {
      const row = await db
        .selectFrom('settings')
        .select(sql<string>`value ->> 'note'`.as('note'))
        .where('name', '=', NAME)
        .executeTakeFirst()
      return row?.note ?? null
    },

    async settle(note) {
      await sql`DELETE FROM settings WHERE name = ${NAME} AND value ->> 'note' = ${note}`.execute(db)
    },
  }
}
