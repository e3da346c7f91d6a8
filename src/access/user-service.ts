import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { RoleStore, SessionStore, UserStore } from './access-store.ts'
import { actorLabel, checkOwnPermissions, checkOwnScope } from './actor.ts'
import type { Actor } from './actor.ts'
import type { AuditLog } from './audit-log.ts'
import { hashPassword } from './password.ts'
import { checkPassword } from './password-rules.ts'
import type { Role } from './role.ts'
import { newTemporaryPassword } from './secret-token.ts'
import { emailKeyOf } from './user.ts'
import type { Language, User } from './user.ts'

/** The people who may log in. Every change is audited, and a change of role or a disabled account ends the person's sessions. */
export class UserService {
  readonly #users: UserStore
  readonly #roles: RoleStore
  readonly #sessions: SessionStore
  readonly #audit: AuditLog
  readonly #clock: Clock

  constructor(parts: {
    readonly users: UserStore
    readonly roles: RoleStore
    readonly sessions: SessionStore
    readonly audit: AuditLog
    readonly clock: Clock
  }) {
    this.#users = parts.users
    this.#roles = parts.roles
    this.#sessions = parts.sessions
    this.#audit = parts.audit
    this.#clock = parts.clock
  }

  async list(): Promise<User[]> {
    return await this.#users.list()
  }

  /** Throws `email-taken`, `weak-password`, `role-not-found`, `permission-not-yours` or `scope-not-yours`. */
  async create(
    actor: Actor,
    input: {
      readonly email: string
      readonly name: string
      readonly password: string
      readonly role: string
      /** None: every store. */
      readonly stores?: readonly string[]
      readonly language: Language
    },
  ): Promise<User> {
    checkPassword(input.password, input.email)
    const role = await this.#role(input.role)
    const stores = [...new Set(input.stores)]
    checkGrant(actor, { role, stores })
    const now = this.#clock.now()
    const id = newId(now)
    const stored = await this.#users.insert({
      id,
      email: input.email.trim(),
      emailKey: emailKeyOf(input.email),
      name: input.name,
      passwordHash: await hashPassword(input.password),
      role: role.id,
      stores,
      language: input.language,
      createdAt: now,
    })
    const user = stored ? await this.#users.byId(id) : null
    if (user === null) {
      throw new AppError(
        'conflict',
        'email-taken',
        'There is already an account with this e-mail address: change that one or take another address.',
      )
    }
    await this.#audit.append({
      at: now,
      actor: actorLabel(actor),
      action: 'user-created',
      target: `user:${id}`,
      detail: { role: role.id, ...(stores.length === 0 ? {} : { stores }) },
    })
    return user
  }

  /**
   * Nobody changes a person who may do or see more than they themselves, nor makes them so. Throws `user-not-found`, `role-not-found`,
   * `permission-not-yours`, `scope-not-yours`, or `last-admin` when nobody would be left to manage the others.
   */
  async change(
    actor: Actor,
    id: string,
    patch: {
      readonly name?: string
      readonly role?: string
      readonly stores?: readonly string[]
      readonly language?: Language
      readonly disabled?: boolean
      readonly password?: string
    },
  ): Promise<User> {
    const before = await this.#users.byId(id)
    if (before === null) throw userNotFound()
    if (actor.kind !== 'user' || actor.id !== id) checkGrant(actor, before)
    const role = patch.role === undefined ? before.role : await this.#role(patch.role)
    const stores = patch.stores === undefined ? before.stores : [...new Set(patch.stores)]
    const scopeChanges = stores.length !== before.stores.length || stores.some((store) => !before.stores.includes(store))
    const roleChanges = role.id !== before.role.id
    if (roleChanges || scopeChanges) checkGrant(actor, { role, stores })
    const disables = patch.disabled === true && before.disabledAt === null
    const wasAdmin = before.role.id === 'admin' && before.stores.length === 0 && before.disabledAt === null
    if (patch.password !== undefined) checkPassword(patch.password, before.email)
    const now = this.#clock.now()
    const endSessions = roleChanges || scopeChanges || disables || patch.password !== undefined
    const user = await this.#users.update(id, {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(roleChanges ? { role: role.id } : {}),
      ...(scopeChanges ? { stores } : {}),
      ...(wasAdmin && (roleChanges || scopeChanges || disables) ? { keepsAdmin: true } : {}),
      ...(patch.language === undefined ? {} : { language: patch.language }),
      ...(patch.disabled === undefined ? {} : { disabledAt: patch.disabled ? (before.disabledAt ?? now) : null }),
      ...(patch.password === undefined ? {} : { passwordHash: await hashPassword(patch.password) }),
      endSessions,
    })
    if (user === 'last-admin') {
      throw new AppError('conflict', 'last-admin', 'This is the last administrator: give another person the role first.')
    }
    if (user === null) throw userNotFound()
    if (patch.password !== undefined) await this.#users.clearAttempts(id)
    if (endSessions)
      await this.#sessions.endOfUser(id, disables ? 'disabled' : patch.password === undefined ? 'role-changed' : 'password-reset')
    const detail = {
      ...(roleChanges ? { role: user.role.id } : {}),
      ...(scopeChanges ? { stores: user.stores } : {}),
      ...(patch.disabled === undefined ? {} : { disabled: patch.disabled }),
      ...(patch.password === undefined ? {} : { password: true }),
    }
    await this.#audit.append({ at: now, actor: actorLabel(actor), action: 'user-changed', target: `user:${id}`, detail })
    return user
  }

  /**
   * Gives a person a temporary password, which must be changed at the next login, opens a locked account and ends all sessions. The password is answered
   * once and stored as a hash only. Throws `user-not-found`, `permission-not-yours` or `scope-not-yours`.
   */
  async resetPassword(actor: Actor, id: string): Promise<{ readonly user: User; readonly password: string }> {
    const before = await this.#users.byId(id)
    if (before === null) throw userNotFound()
    checkGrant(actor, before)
    const password = newTemporaryPassword()
    const user = await this.#users.update(id, {
      passwordHash: await hashPassword(password),
      mustChangePassword: true,
      endSessions: true,
    })
    if (user === null || user === 'last-admin') throw userNotFound()
    await this.#users.clearAttempts(id)
    await this.#sessions.endOfUser(id, 'password-reset')
    await this.#audit.append({
      at: this.#clock.now(),
      actor: actorLabel(actor),
      action: 'password-reset',
      target: `user:${id}`,
      detail: {},
    })
    return { user, password }
  }

  /** The account of an address, however it is spelt; null when there is none. */
  async byEmail(email: string): Promise<User | null> {
    const found = await this.#users.byEmailKey(emailKeyOf(email))
    return found === null ? null : await this.#users.byId(found.id)
  }

  async #role(id: string): Promise<Role> {
    const role = await this.#roles.byId(id)
    if (role === null) throw new AppError('invalid-input', 'role-not-found', 'There is no such role: reload the list.')
    return role
  }
}

function checkGrant(actor: Actor, given: { readonly role: Role; readonly stores: readonly string[] }): void {
  checkOwnPermissions(actor, given.role.permissions)
  checkOwnScope(actor, given)
}

function userNotFound(): AppError {
  return new AppError('not-found', 'user-not-found', 'There is no such user: reload the list.')
}
