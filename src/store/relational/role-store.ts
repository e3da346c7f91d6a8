import type { Kysely } from 'kysely'
import type { RoleStore } from '#access/access-store.ts'
import { BUILT_IN_ROLES } from '#access/permission.ts'
import { roleFromRow } from '#access/role.ts'
import type { Role } from '#access/role.ts'
import { breaksConstraint } from './breaks-constraint.ts'
import type { Database } from './database.ts'

export function createRoleStore(db: Kysely<Database>): RoleStore {
  return {
    async list() {
      const rows = await db
        .selectFrom('roles')
        .leftJoin('users', 'users.role', 'roles.id')
        .select((eb) => ['roles.id', 'roles.name', 'permissions', 'sees', eb.fn.count('users.id').as('users')])
        .groupBy('roles.id')
        .orderBy('roles.created_at')
        .orderBy('roles.id')
        .execute()
      const roles = rows.map((row) => ({ ...roleFromRow(row), users: Number(row.users) }))
      const rank = ({ id, builtIn }: Role) => (builtIn ? BUILT_IN_ROLES.findIndex((each) => each === id) : BUILT_IN_ROLES.length)
      return roles.toSorted((a, b) => rank(a) - rank(b))
    },

    async byId(id) {
      const row = await db.selectFrom('roles').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : roleFromRow(row)
    },

    async insert({ id, name, permissions, sees, createdAt }) {
      const result = await db
        .insertInto('roles')
        .values({ id, name, name_key: keyOf(name), permissions: [...permissions], sees, created_at: createdAt })
        .onConflict((conflict) => conflict.column('name_key').doNothing())
        .executeTakeFirst()
      return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
    },

    async update({ id, name, permissions, sees }) {
      try {
        const result = await db
          .updateTable('roles')
          .set({ name, name_key: keyOf(name), permissions: [...permissions], sees })
          .where('id', '=', id)
          .executeTakeFirst()
        return Number(result.numUpdatedRows) === 1 ? 'stored' : 'gone'
      } catch (error) {
        if (breaksConstraint(error, 'roles_name_key_key')) return 'name-taken'
        throw error
      }
    },

    async remove(id) {
      // Whoever is given the role takes a share of this lock by the foreign key of users: they come first and it is in use, or it is gone for them.
      return await db.transaction().execute(async (trx) => {
        const role = await trx.selectFrom('roles').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
        if (role === undefined) return 'gone'
        const user = await trx.selectFrom('users').select('id').where('role', '=', id).limit(1).executeTakeFirst()
        if (user !== undefined) return 'in-use'
        await trx.deleteFrom('roles').where('id', '=', id).execute()
        return 'removed'
      })
    },
  }
}

/** One role for all spellings of a name. */
function keyOf(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase()
}
