import type { Generated, JSONColumnType } from 'kysely'

/** Rows of who may do what: accounts, sessions, keys, the audit log, and what holds guessing back. */

export interface UsersTable {
  id: string
  email: string
  email_key: string
  name: string
  password_hash: string
  role: string
  language: Generated<string>
  failed_logins: Generated<number>
  locked_until: Date | null
  credential_version: Generated<number>
  created_at: Date
  disabled_at: Date | null
  must_change_password: Generated<boolean>
  stores: Generated<string[]>
  regions: Generated<string[]>
  business_lines: Generated<string[]>
}

/** What a built-in role holds is said by the program; its row is what accounts refer to. */
export interface RolesTable {
  id: string
  name: string
  name_key: string
  permissions: Generated<string[]>
  sees: Generated<'everyone' | 'own-tasks'>
  created_at: Generated<Date>
}

export interface BusinessLinesTable {
  name: string
  name_key: string
  stores: string[]
  created_at: Date
}

export interface SessionsTable {
  token_hash: Buffer
  user_id: string
  credential_version: number
  csrf_token: string
  created_at: Date
  last_used_at: Date
  expires_at: Date
  ended_reason: string | null
}

export interface ApiKeysTable {
  id: string
  name: string
  key_hash: Buffer
  hint: string
  permissions: string[]
  created_by: string | null
  created_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

export interface AuditLogTable {
  id: Generated<number>
  at: Date
  actor: string
  action: string
  target: string
  detail: JSONColumnType<object, string, string>
  previous_hash: Buffer
  hash: Buffer
}

/** What a caller has used of a limit in the minute that began at `started_at`. */
export interface RateWindowsTable {
  name_hash: Buffer
  started_at: Date
  taken: number
}

/** Failed logins with addresses that nobody has. */
export interface StrangerLoginsTable {
  email_hash: Buffer
  failures: number
  locked_until: Date | null
  last_at: Date
}
