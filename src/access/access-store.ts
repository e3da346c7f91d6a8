import type { SessionEnd, SessionState } from './session-rules.ts'
import type { Language, User, UserWithSecret } from './user.ts'
import type { Role } from './role.ts'

export interface NewUser {
  readonly id: string
  readonly email: string
  readonly emailKey: string
  readonly name: string
  readonly passwordHash: string
  /** The id of a role that there is. */
  readonly role: string
  readonly stores: readonly string[]
  readonly language: Language
  readonly createdAt: Date
}

export interface UserChange {
  readonly name?: string
  readonly role?: string
  readonly stores?: readonly string[]
  readonly language?: Language
  readonly disabledAt?: Date | null
  readonly passwordHash?: string
  readonly mustChangePassword?: boolean
  /** Ends every session that was opened before this change. */
  readonly endSessions: boolean
  /** The change may take away the last administrator, and must not. */
  readonly keepsAdmin?: true
}

export interface UserStore {
  count(): Promise<number>
  /** Stores the user only while there is none at all; false when somebody was faster. */
  insertFirst(user: NewUser): Promise<boolean>
  /** False when the address is taken. */
  insert(user: NewUser): Promise<boolean>
  byId(id: string): Promise<User | null>
  byEmailKey(emailKey: string): Promise<UserWithSecret | null>
  list(): Promise<User[]>
  /** Null when there is no such user; `last-admin` when the change would have left no administrator who sees every store, and was not made. */
  update(id: string, change: UserChange): Promise<User | null | 'last-admin'>
  /** Counts a login attempt before it is checked and answers how many there were since the last success. */
  countAttempt(id: string): Promise<number>
  lock(id: string, until: Date): Promise<void>
  clearAttempts(id: string): Promise<void>
}

/** Failed logins with addresses that nobody has: they get the same answers as those of an account. */
export interface StrangerStore {
  lockedUntil(emailHash: Buffer): Promise<Date | null>
  /** Counts a login attempt and answers how many there were. */
  countAttempt(emailHash: Buffer, at: Date): Promise<number>
  lock(emailHash: Buffer, until: Date): Promise<void>
}

export interface RoleStore {
  /** Built-in ones first, then in the order in which they were made. */
  list(): Promise<(Role & { readonly users: number })[]>
  byId(id: string): Promise<Role | null>
  /** False when another role has the name. */
  insert(role: Role & { readonly createdAt: Date }): Promise<boolean>
  update(role: Role): Promise<'stored' | 'name-taken'>
  /** False while somebody has it. */
  remove(id: string): Promise<boolean>
}

export interface StoredSession extends SessionState {
  readonly tokenHash: Buffer
  readonly csrfToken: string
  readonly user: User
}

export interface SessionStore {
  insert(session: {
    readonly tokenHash: Buffer
    readonly userId: string
    readonly credentialVersion: number
    readonly csrfToken: string
    readonly createdAt: Date
    readonly expiresAt: Date
  }): Promise<void>
  byTokenHash(tokenHash: Buffer): Promise<StoredSession | null>
  touch(tokenHash: Buffer, at: Date): Promise<void>
  /** Ended sessions are kept until they would have ended by themselves, with the first reason. */
  end(tokenHash: Buffer, reason: SessionEnd): Promise<void>
  endOfUser(userId: string, reason: SessionEnd): Promise<void>
  deleteEnded(now: Date): Promise<number>
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly hint: string
  readonly permissions: readonly string[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

/** A key with the person it belongs to as they are now; null when they are gone. */
export interface OwnedApiKey extends ApiKey {
  readonly owner: User | null
}

export interface ApiKeyStore {
  insert(key: ApiKey & { readonly keyHash: Buffer; readonly createdBy: string | null }): Promise<void>
  byHash(keyHash: Buffer): Promise<OwnedApiKey | null>
  list(): Promise<ApiKey[]>
  touch(id: string, at: Date): Promise<void>
  /** False when there is no such key. */
  revoke(id: string, at: Date): Promise<boolean>
}
