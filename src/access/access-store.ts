import type { SessionEnd, SessionState } from './session-rules.ts'
import type { Language, User, UserWithSecret } from './user.ts'
import type { BusinessLine } from './business-line.ts'
import type { Role } from './role.ts'
import type { ScopeLimits } from './scope.ts'

export interface NewUser extends ScopeLimits {
  readonly id: string
  readonly email: string
  readonly emailKey: string
  readonly name: string
  readonly passwordHash: string
  /** The id of a role that there is. */
  readonly role: string
  readonly language: Language
  readonly createdAt: Date
}

export interface UserChange extends Partial<ScopeLimits> {
  readonly name?: string
  readonly role?: string
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
  /** `role-gone`: the role was deleted at the same moment. */
  insert(user: NewUser): Promise<'stored' | 'email-taken' | 'role-gone'>
  byId(id: string): Promise<User | null>
  byEmailKey(emailKey: string): Promise<UserWithSecret | null>
  list(): Promise<User[]>
  /**
   * Null when there is no such user. Not made are changes that would have left no administrator who sees everyone (`last-admin`), or that give a role which was
   * deleted at the same moment (`role-gone`).
   */
  update(id: string, change: UserChange): Promise<User | null | 'last-admin' | 'role-gone'>
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
  /** `gone`: somebody deleted it at the same moment. */
  update(role: Role): Promise<'stored' | 'name-taken' | 'gone'>
  /** `in-use`: somebody has it, also from this very moment. `gone`: somebody else was faster. */
  remove(id: string): Promise<'removed' | 'in-use' | 'gone'>
}

/** Lines of business: the stores that belong together, under a name that accounts can be limited to. */
export interface BusinessLineStore {
  list(): Promise<readonly BusinessLine[]>
  /** A line of this name, however it is spelt, gets these stores and keeps its spelling. */
  set(line: BusinessLine, now: Date): Promise<BusinessLine>
  /** `in-use`: an account is limited to it. */
  remove(name: string): Promise<'removed' | 'in-use' | 'gone'>
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
