import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { BusinessLineStore } from '#access/access-store.ts'
import { businessLineKey } from '#access/business-line.ts'
import type { Database } from './database.ts'

export function createBusinessLineStore(db: Kysely<Database>): BusinessLineStore {
  return {
    list: () => db.selectFrom('business_lines').select(['name', 'stores']).orderBy('name_key').execute(),

    async set({ name, stores }, now) {
      return await db
        .insertInto('business_lines')
        .values({ name: name.trim(), name_key: businessLineKey(name), stores: [...stores], created_at: now })
        .onConflict((conflict) => conflict.column('name_key').doUpdateSet({ stores: [...stores] }))
        .returning(['name', 'stores'])
        .executeTakeFirstOrThrow()
    },

    async remove(name) {
      // An account that is limited to it in this very moment keeps the name and sees nobody by it, so nothing needs a lock.
      const removed = await db
        .deleteFrom('business_lines')
        .where('name', '=', name)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('users')
                .select('users.id')
                .where(sql<boolean>`${name} = ANY(users.business_lines)`),
            ),
          ),
        )
        .executeTakeFirst()
      if (Number(removed.numDeletedRows) === 1) return 'removed'
      const left = await db.selectFrom('business_lines').select('name').where('name', '=', name).executeTakeFirst()
      return left === undefined ? 'gone' : 'in-use'
    },
  }
}

/** Stores of these lines of business; of a line that is no more, none. */
export async function storesOfLines(db: Kysely<Database>, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const rows = await db
    .selectFrom('business_lines')
    .select('stores')
    .where('name', 'in', [...names])
    .execute()
  return [...new Set(rows.flatMap(({ stores }) => stores))]
}
