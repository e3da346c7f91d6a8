import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { BusinessLineStore, RoleStore, SessionStore, UserStore } from './access-store.ts'
import { actorLabel, checkOwnPermissions, checkOwnScope } from './actor.ts'
import type { Actor } from './actor.ts'
import type { AuditLog } from './audit-log.ts'
import { hashPassword } from './password.ts'
import type { PasswordCost } from './password.ts'
import { checkPassword } from './password-rules.ts'
import type { Role } from './role.ts'
import { changedLimits, hasLimits, readLimits, scopeOfAccount, setLimits } from './scope.ts'
import type { Scope, ScopeLimits } from './scope.ts'
import { newTemporaryPassword } from './secret-token.ts'
import { emailKeyOf } from './user.ts'
import type { Language, User } from './user.ts'

/** Of an account that is made or changed; a limit that is not given is none for a new one, and stays as it is for one that is changed. */
type GivenLimits = { readonly [Kind in keyof ScopeLimits]?: readonly string[] | undefined }

/** Stands for the person of an account that is not made yet: nobody has given them a task. */
const NOBODY_YET = '00000000-0000-0000-0000-000000000000'

/** The people who may log in. Every change is audited, and a change of role or a disabled account ends the person's sessions. */
export class UserService {
  readonly #users: UserStore
  readonly #roles: RoleStore
  readonly #lines: BusinessLineStore
  readonly #sessions: SessionStore
  readonly #audit: AuditLog
  readonly #clock: Clock
  readonly #passwordCost: PasswordCost | undefined

  constructor(parts: {
    readonly users: UserStore
    readonly roles: RoleStore
    readonly businessLines: BusinessLineStore
    readonly sessions: SessionStore
    readonly audit: AuditLog
    readonly clock: Clock
    readonly passwordCost?: PasswordCost
  }) {
    this.#users = parts.users
    this.#roles = parts.roles
    this.#lines = parts.businessLines
    this.#sessions = parts.sessions
    this.#audit = parts.audit
    this.#clock = parts.clock
    this.#passwordCost = parts.passwordCost
  }

  async list(): Promise<User[]> {
    return await this.#users.list()
  }

  /** Throws `email-taken`, `weak-password`, `role-not-found`, `business-line-not-found`, `permission-not-yours` or `scope-not-yours`. */
  async create(
    actor: Actor,
    input: GivenLimits & {
      readonly email: string
      readonly name: string
      readonly password: string
      readonly role: string
      readonly language: Language
    },
  ): Promise<User> {
    checkPassword(input.password, input.email)
    const role = await this.#role(input.role)
    const limits = await this.#limits(input)
    checkGrant(actor, { role, ...limits })
    const now = this.#clock.now()
    const id = newId(now)
    const stored = await this.#users.insert({
      id,
      email: input.email.trim(),
      emailKey: emailKeyOf(input.email),
      name: input.name,
      passwordHash: await hashPassword(input.password, this.#passwordCost),
      role: role.id,
      ...limits,
      language: input.language,
      createdAt: now,
    })
    if (stored === 'role-gone') throw roleNotFound()
    const user = stored === 'stored' ? await this.#users.byId(id) : null
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
      detail: { role: role.id, ...setLimits(limits) },
    })
    return user
  }

  /**
   * Nobody changes a person who may do or see more than they themselves, nor makes them so. Throws `user-not-found`, `role-not-found`,
   * `business-line-not-found`, `permission-not-yours`, `scope-not-yours`, or `last-admin` when nobody would be left to manage the others.
   */
  async change(
    actor: Actor,
    id: string,
    patch: GivenLimits & {
      readonly name?: string
      readonly role?: string
      readonly language?: Language
      readonly disabled?: boolean
      readonly password?: string
    },
  ): Promise<User> {
    const before = await this.#users.byId(id)
    if (before === null) throw userNotFound()
    if (actor.kind !== 'user' || actor.id !== id) checkGrant(actor, before)
    const role = patch.role === undefined ? before.role : await this.#role(patch.role)
    const limits = await this.#limits(
      {
        stores: patch.stores ?? before.stores,
        regions: patch.regions ?? before.regions,
        businessLines: patch.businessLines ?? before.businessLines,
      },
      before,
    )
    const changed = changedLimits(before, limits)
    const scopeChanges = Object.keys(changed).length > 0
    const roleChanges = role.id !== before.role.id
    if (roleChanges || scopeChanges) checkGrant(actor, { role, ...limits })
    const disables = patch.disabled === true && before.disabledAt === null
    const wasAdmin = before.role.id === 'admin' && !hasLimits(before) && before.disabledAt === null
    if (patch.password !== undefined) checkPassword(patch.password, before.email)
    const now = this.#clock.now()
    const endSessions = roleChanges || scopeChanges || disables || patch.password !== undefined
    const user = await this.#users.update(id, {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(roleChanges ? { role: role.id } : {}),
      ...changed,
      ...(wasAdmin && (roleChanges || scopeChanges || disables) ? { keepsAdmin: true } : {}),
      ...(patch.language === undefined ? {} : { language: patch.language }),
      ...(patch.disabled === undefined ? {} : { disabledAt: patch.disabled ? (before.disabledAt ?? now) : null }),
      ...(patch.password === undefined ? {} : { passwordHash: await hashPassword(patch.password, this.#passwordCost) }),
      endSessions,
    })
    if (user === 'last-admin') {
      throw new AppError('conflict', 'last-admin', 'This is the last administrator: give another person the role first.')
    }
    if (user === 'role-gone') throw roleNotFound()
    if (user === null) throw userNotFound()
    if (patch.password !== undefined) await this.#users.clearAttempts(id)
    if (endSessions)
      await this.#sessions.endOfUser(id, disables ? 'disabled' : patch.password === undefined ? 'role-changed' : 'password-reset')
    const detail = {
      ...(roleChanges ? { role: user.role.id } : {}),
      ...changed,
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
      passwordHash: await hashPassword(password, this.#passwordCost),
      mustChangePassword: true,
      endSessions: true,
    })
    if (user === null || typeof user === 'string') throw userNotFound()
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

  /** Whom an account would see with this role and these limits, before it is made or changed. Throws `role-not-found` or `business-line-not-found`. */
  async scopeWith(given: GivenLimits & { readonly role: string; readonly userId?: string | undefined }): Promise<Scope> {
    const [role, limits] = await Promise.all([this.#role(given.role), this.#limits(given)])
    return scopeOfAccount({ id: given.userId ?? NOBODY_YET, role, ...limits })
  }

  /** The account of an address, however it is spelt; null when there is none. */
  async byEmail(email: string): Promise<User | null> {
    const found = await this.#users.byEmailKey(emailKeyOf(email))
    return found === null ? null : await this.#users.byId(found.id)
  }

  async #role(id: string): Promise<Role> {
    const role = await this.#roles.byId(id)
    if (role === null) throw roleNotFound()
    return role
  }

  /** What is given, of lines of business those that there are; one that went while an account had it may stay. */
  async #limits(given: GivenLimits, before: ScopeLimits | null = null): Promise<ScopeLimits> {
    const limits = readLimits(given)
    const added = limits.businessLines.filter((name) => before?.businessLines.includes(name) !== true)
    if (added.length === 0) return limits
    const known = new Set((await this.#lines.list()).map(({ name }) => name))
    if (added.every((name) => known.has(name))) return limits
    throw new AppError('invalid-input', 'business-line-not-found', 'There is no such line of business: reload the list, or add it first.')
  }
}

function checkGrant(actor: Actor, given: ScopeLimits & { readonly role: Role }): void {
  checkOwnPermissions(actor, given.role.permissions)
  checkOwnScope(actor, given)
}

function roleNotFound(): AppError {
  return new AppError('invalid-input', 'role-not-found', 'There is no such role: reload the list.')
}

function userNotFound(): AppError {
  return new AppError('not-found', 'user-not-found', 'There is no such user: reload the list.')
}
