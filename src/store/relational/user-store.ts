import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { NewUser, UserChange, UserStore } from '#access/access-store.ts'
import type { Role } from '#access/permission.ts'
import type { Language, User, UserWithSecret } from '#access/user.ts'
import type { UsersTable } from './access-tables.ts'
import type { Database } from './database.ts'

/** One number for the lock that lets only one first administrator be made. */
const FIRST_USER_LOCK = 7_201_001

export class RelationalUserStore implements UserStore {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('users')
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    return Number(row.count)
  }

  async activeAdmins(): Promise<number> {
    const row = await this.#db
      .selectFrom('users')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('role', '=', 'admin')
      .where('disabled_at', 'is', null)
      .executeTakeFirstOrThrow()
    return Number(row.count)
  }

  async insertFirst(user: NewUser): Promise<boolean> {
    return await this.#db.transaction().execute(async (trx) => {
      await sql`SELECT pg_advisory_xact_lock(${FIRST_USER_LOCK})`.execute(trx)
      const existing = await trx.selectFrom('users').select('id').limit(1).executeTakeFirst()
      if (existing !== undefined) return false
      await trx.insertInto('users').values(toRow(user)).execute()
      return true
    })
  }

  async insert(user: NewUser): Promise<boolean> {
    const result = await this.#db
      .insertInto('users')
      .values(toRow(user))
      .onConflict((conflict) => conflict.column('email_key').doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows ?? 0) === 1
  }

  async byId(id: string): Promise<User | null> {
    const row = await this.#db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : toUser(row)
  }

  async byEmailKey(emailKey: string): Promise<UserWithSecret | null> {
    const row = await this.#db.selectFrom('users').selectAll().where('email_key', '=', emailKey).executeTakeFirst()
    return row === undefined ? null : { ...toUser(row), passwordHash: row.password_hash, lockedUntil: row.locked_until }
  }

  async list(): Promise<User[]> {
    const rows = await this.#db.selectFrom('users').selectAll().orderBy('created_at').orderBy('id').execute()
    return rows.map((row) => toUser(row))
  }

  async update(id: string, change: UserChange): Promise<User | null> {
    const row = await this.#db
      .updateTable('users')
      .set((eb) => ({
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.language === undefined ? {} : { language: change.language }),
        ...(change.disabledAt === undefined ? {} : { disabled_at: change.disabledAt }),
        ...(change.passwordHash === undefined ? {} : { password_hash: change.passwordHash }),
        ...(change.mustChangePassword === undefined ? {} : { must_change_password: change.mustChangePassword }),
        credential_version: change.endSessions ? eb('credential_version', '+', 1) : eb.ref('credential_version'),
      }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    return row === undefined ? null : toUser(row)
  }

  async countAttempt(id: string): Promise<number> {
    const row = await this.#db
      .updateTable('users')
      .set((eb) => ({ failed_logins: eb('failed_logins', '+', 1) }))
      .where('id', '=', id)
      .returning('failed_logins')
      .executeTakeFirst()
    return row?.failed_logins ?? 0
  }

  async lock(id: string, until: Date): Promise<void> {
    await this.#db.updateTable('users').set({ locked_until: until }).where('id', '=', id).execute()
  }

  async clearAttempts(id: string): Promise<void> {
    await this.#db.updateTable('users').set({ failed_logins: 0, locked_until: null }).where('id', '=', id).execute()
  }
}

function toRow(user: NewUser) {
  return {
    id: user.id,
    email: user.email,
    email_key: user.emailKey,
    name: user.name,
    password_hash: user.passwordHash,
    role: user.role,
    language: user.language,
    created_at: user.createdAt,
    locked_until: null,
    disabled_at: null,
  }
}

/** A row of the table as a person. */
export function toUser(row: Selectable<UsersTable>): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role as Role,
    language: row.language as Language,
    credentialVersion: row.credential_version,
    mustChangePassword: row.must_change_password,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  }
}
