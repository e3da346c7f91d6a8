import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { SessionStore, UserStore } from './access-store.ts'
import type { AuditLog } from './audit-log.ts'
import { hashPassword } from './password.ts'
import { checkPassword } from './password-rules.ts'
import type { Role } from './permission.ts'
import { newTemporaryPassword } from './secret-token.ts'
import { actorLabel, emailKeyOf } from './user.ts'
import type { Actor, Language, User } from './user.ts'

/** The people who may log in. Every change is audited, and a change of role or a disabled account ends the person's sessions. */
export class UserService {
  readonly #users: UserStore
  readonly #sessions: SessionStore
  readonly #audit: AuditLog
  readonly #clock: Clock

  constructor(parts: { readonly users: UserStore; readonly sessions: SessionStore; readonly audit: AuditLog; readonly clock: Clock }) {
    this.#users = parts.users
    this.#sessions = parts.sessions
    this.#audit = parts.audit
    this.#clock = parts.clock
  }

  async list(): Promise<User[]> {
    return await this.#users.list()
  }

  /** Throws `email-taken` or `weak-password`. */
  async create(
    actor: Actor,
    input: { readonly email: string; readonly name: string; readonly password: string; readonly role: Role; readonly language: Language },
  ): Promise<User> {
    checkPassword(input.password, input.email)
    const now = this.#clock.now()
    const id = newId(now)
    const stored = await this.#users.insert({
      id,
      email: input.email.trim(),
      emailKey: emailKeyOf(input.email),
      name: input.name,
      passwordHash: await hashPassword(input.password),
      role: input.role,
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
      detail: { role: input.role },
    })
    return user
  }

  /** Throws `user-not-found`, or `last-admin` when nobody would be left to manage the others. */
  async change(
    actor: Actor,
    id: string,
    patch: {
      readonly name?: string
      readonly role?: Role
      readonly language?: Language
      readonly disabled?: boolean
      readonly password?: string
    },
  ): Promise<User> {
    const before = await this.#users.byId(id)
    if (before === null) throw userNotFound()
    const roleChanges = patch.role !== undefined && patch.role !== before.role
    const disables = patch.disabled === true && before.disabledAt === null
    const losesAdmin = before.role === 'admin' && before.disabledAt === null && (roleChanges || disables)
    if (losesAdmin && (await this.#users.activeAdmins()) <= 1) {
      throw new AppError('conflict', 'last-admin', 'This is the last administrator: give another person the role first.')
    }
    if (patch.password !== undefined) checkPassword(patch.password, before.email)
    const now = this.#clock.now()
    const endSessions = roleChanges || disables || patch.password !== undefined
    const user = await this.#users.update(id, {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(patch.role === undefined ? {} : { role: patch.role }),
      ...(patch.language === undefined ? {} : { language: patch.language }),
      ...(patch.disabled === undefined ? {} : { disabledAt: patch.disabled ? (before.disabledAt ?? now) : null }),
      ...(patch.password === undefined ? {} : { passwordHash: await hashPassword(patch.password) }),
      endSessions,
    })
    if (user === null) throw userNotFound()
    if (patch.password !== undefined) await this.#users.clearAttempts(id)
    if (endSessions)
      await this.#sessions.endOfUser(id, disables ? 'disabled' : patch.password === undefined ? 'role-changed' : 'password-reset')
    const detail = {
      ...(roleChanges ? { role: user.role } : {}),
      ...(patch.disabled === undefined ? {} : { disabled: patch.disabled }),
      ...(patch.password === undefined ? {} : { password: true }),
    }
    await this.#audit.append({ at: now, actor: actorLabel(actor), action: 'user-changed', target: `user:${id}`, detail })
    return user
  }

  /**
   * Gives a person a temporary password, which must be changed at the next login, opens a locked account and ends all sessions. The password is answered
   * once and stored as a hash only. Throws `user-not-found`.
   */
  async resetPassword(actor: string, id: string): Promise<{ readonly user: User; readonly password: string }> {
    const password = newTemporaryPassword()
    const user = await this.#users.update(id, {
      passwordHash: await hashPassword(password),
      mustChangePassword: true,
      endSessions: true,
    })
    if (user === null) throw userNotFound()
    await this.#users.clearAttempts(id)
    await this.#sessions.endOfUser(id, 'password-reset')
    await this.#audit.append({ at: this.#clock.now(), actor, action: 'password-reset', target: `user:${id}`, detail: {} })
    return { user, password }
  }

  /** The account of an address, however it is spelt; null when there is none. */
  async byEmail(email: string): Promise<User | null> {
    const found = await this.#users.byEmailKey(emailKeyOf(email))
    return found === null ? null : await this.#users.byId(found.id)
  }
}

function userNotFound(): AppError {
  return new AppError('not-found', 'user-not-found', 'There is no such user: reload the list.')
}
