import type { Kysely } from 'kysely'
import type { Database } from './database.ts'

export type SettingStore = ReturnType<typeof createSettingStore>

/** Named JSON values: the project's time zone and currency, the head of the audit chain, when a schedule last ran. */
export function createSettingStore(db: Kysely<Database>) {
  return {
    /** The stored document, or null. The caller checks its shape. */
    async read(name: string): Promise<object | null> {
      const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
      return row?.value ?? null
    },

    async write(name: string, value: object, now: Date): Promise<void> {
      await db
        .insertInto('settings')
        .values({ name, value: JSON.stringify(value), updated_at: now })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: JSON.stringify(value), updated_at: now }))
        .execute()
    },

    /** Notes the slot of a schedule that was never seen before; one that is known keeps its own. */
    async remember(schedule: string, slot: Date, now: Date): Promise<void> {
      await db
        .insertInto('settings')
        .values({ name: `schedule:${schedule}`, value: JSON.stringify({ slot: slot.toISOString() }), updated_at: now })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
    },
  }
}
