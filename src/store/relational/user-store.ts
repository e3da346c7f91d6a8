import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { NewUser, UserChange, UserStore } from '#access/access-store.ts'
import { roleFromRow } from '#access/role.ts'
import type { Language, User } from '#access/user.ts'
import type { RolesTable, UsersTable } from './access-tables.ts'
import { breaksConstraint } from './breaks-constraint.ts'
import type { Database } from './database.ts'

/** One number for the lock that lets only one first administrator be made, and none go while it is the last. */
const ADMIN_LOCK = 7_201_001

/** The foreign key from an account to its role. */
const ROLE_KEY = 'users_role'

export function createUserStore(db: Kysely<Database>): UserStore {
  return {
    async count() {
      const row = await db
        .selectFrom('users')
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },

    async insertFirst(user) {
      return await db.transaction().execute(async (trx) => {
        await sql`SELECT pg_advisory_xact_lock(${ADMIN_LOCK})`.execute(trx)
        const existing = await trx.selectFrom('users').select('id').limit(1).executeTakeFirst()
        if (existing !== undefined) return false
        await trx.insertInto('users').values(toRow(user)).execute()
        return true
      })
    },

    async insert(user) {
      try {
        const result = await db
          .insertInto('users')
          .values(toRow(user))
          .onConflict((conflict) => conflict.column('email_key').doNothing())
          .executeTakeFirst()
        return Number(result.numInsertedOrUpdatedRows ?? 0) === 1 ? 'stored' : 'email-taken'
      } catch (error) {
        if (breaksConstraint(error, ROLE_KEY)) return 'role-gone'
        throw error
      }
    },

    async byId(id) {
      const row = await selectUsers(db).where('users.id', '=', id).executeTakeFirst()
      return row === undefined ? null : toUser(row)
    },

    async byEmailKey(emailKey) {
      const row = await selectUsers(db).where('email_key', '=', emailKey).executeTakeFirst()
      return row === undefined ? null : { ...toUser(row), passwordHash: row.password_hash, lockedUntil: row.locked_until }
    },

    async list() {
      const rows = await selectUsers(db).orderBy('users.created_at').orderBy('users.id').execute()
      return rows.map((row) => toUser(row))
    },

    async update(id, change) {
      return await db
        .transaction()
        .execute(async (trx) => {
          if (change.keepsAdmin === true) await sql`SELECT pg_advisory_xact_lock(${ADMIN_LOCK})`.execute(trx)
          await applyChange(trx, id, change)
          if (change.keepsAdmin === true && !(await hasAdmin(trx))) throw new LastAdmin()
          const row = await selectUsers(trx).where('users.id', '=', id).executeTakeFirst()
          return row === undefined ? null : toUser(row)
        })
        .catch((error: unknown) => {
          if (error instanceof LastAdmin) return 'last-admin' as const
          if (breaksConstraint(error, ROLE_KEY)) return 'role-gone' as const
          throw error
        })
    },

    async countAttempt(id) {
      const row = await db
        .updateTable('users')
        .set((eb) => ({ failed_logins: eb('failed_logins', '+', 1) }))
        .where('id', '=', id)
        .returning('failed_logins')
        .executeTakeFirst()
      return row?.failed_logins ?? 0
    },

    async lock(id, until) {
      await db.updateTable('users').set({ locked_until: until }).where('id', '=', id).execute()
    },

    async clearAttempts(id) {
      await db.updateTable('users').set({ failed_logins: 0, locked_until: null }).where('id', '=', id).execute()
    },
  }
}

/** Takes a change back. */
class LastAdmin extends Error {}

async function applyChange(trx: Kysely<Database>, id: string, change: UserChange): Promise<void> {
  await trx
    .updateTable('users')
    .set((eb) => ({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.role === undefined ? {} : { role: change.role }),
      ...(change.stores === undefined ? {} : { stores: [...change.stores] }),
      ...(change.regions === undefined ? {} : { regions: [...change.regions] }),
      ...(change.businessLines === undefined ? {} : { business_lines: [...change.businessLines] }),
      ...(change.language === undefined ? {} : { language: change.language }),
      ...(change.disabledAt === undefined ? {} : { disabled_at: change.disabledAt }),
      ...(change.passwordHash === undefined ? {} : { password_hash: change.passwordHash }),
      ...(change.mustChangePassword === undefined ? {} : { must_change_password: change.mustChangePassword }),
      credential_version: change.endSessions ? eb('credential_version', '+', 1) : eb.ref('credential_version'),
    }))
    .where('id', '=', id)
    .execute()
}

/** Somebody who may do everything, sees everyone and can log in. */
async function hasAdmin(trx: Kysely<Database>): Promise<boolean> {
  const admin = await trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where(sql<number>`cardinality(stores || regions || business_lines)`, '=', 0)
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return admin !== undefined
}

/** People with their roles. */
export function selectUsers(db: Kysely<Database>) {
  return db
    .selectFrom('users')
    .innerJoin('roles', 'roles.id', 'users.role')
    .selectAll('users')
    .select(['roles.name as role_name', 'roles.permissions as role_permissions', 'roles.sees as role_sees'])
}

type UserRow = Selectable<UsersTable> & {
  readonly role_name: string
  readonly role_permissions: string[]
  readonly role_sees: Selectable<RolesTable>['sees']
}

function toRow(user: NewUser) {
  return {
    id: user.id,
    email: user.email,
    email_key: user.emailKey,
    name: user.name,
    password_hash: user.passwordHash,
    role: user.role,
    stores: [...user.stores],
    regions: [...user.regions],
    business_lines: [...user.businessLines],
    language: user.language,
    created_at: user.createdAt,
    locked_until: null,
    disabled_at: null,
  }
}

/** A row of the table as a person. */
export function toUser(row: Omit<UserRow, 'password_hash' | 'email_key' | 'failed_logins' | 'locked_until'>): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: roleFromRow({ id: row.role, name: row.role_name, permissions: row.role_permissions, sees: row.role_sees }),
    stores: row.stores,
    regions: row.regions,
    businessLines: row.business_lines,
    language: row.language as Language,
    credentialVersion: row.credential_version,
    mustChangePassword: row.must_change_password,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  }
}
