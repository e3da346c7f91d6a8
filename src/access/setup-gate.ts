import { createHmac } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { UserStore } from './access-store.ts'
import type { AuditLog } from './audit-log.ts'
import { hashPassword } from './password.ts'
import type { PasswordCost } from './password.ts'
import { checkPassword } from './password-rules.ts'
import { NO_LIMITS } from './scope.ts'
import { sameText } from './secret-token.ts'
import { emailKeyOf } from './user.ts'
import type { Language, User } from './user.ts'

/** No 0, O, 1, I or L: the code is read from a terminal and typed. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

export interface FirstAdmin {
  readonly email: string
  readonly name: string
  readonly password: string
  readonly language: Language
}

/**
 * The one way in while nobody has an account: a code that the server prints at start, the same on every node of one master key. There is no default
 * password, and after the first administrator exists the gate is gone.
 */
export class SetupGate {
  readonly #users: UserStore
  readonly #audit: AuditLog
  readonly #clock: Clock
  readonly #secret: KeyObject
  readonly #passwordCost: PasswordCost | undefined
  #done = false

  constructor(parts: {
    readonly users: UserStore
    readonly audit: AuditLog
    readonly clock: Clock
    readonly setupSecret: KeyObject
    readonly passwordCost?: PasswordCost
  }) {
    this.#users = parts.users
    this.#audit = parts.audit
    this.#clock = parts.clock
    this.#secret = parts.setupSecret
    this.#passwordCost = parts.passwordCost
  }

  /** Shown to the person who started the server; null when there is a user already. */
  async code(): Promise<string | null> {
    return (await this.needed()) ? codeOf(this.#secret) : null
  }

  async needed(): Promise<boolean> {
    if (this.#done) return false
    this.#done = (await this.#users.count()) > 0
    return !this.#done
  }

  /** Creates the first administrator. Throws `not-found` when there is one, `wrong-setup-code` or `weak-password`. */
  async createAdmin(code: string, admin: FirstAdmin): Promise<User> {
    const expected = await this.code()
    if (expected === null) throw gone()
    if (!sameText(tidy(code), tidy(expected))) {
      throw new AppError(
        'forbidden',
        'wrong-setup-code',
        'The set-up code is not right: take the code that the server printed when it started.',
      )
    }
    return await this.createFirst(admin)
  }

  /** For the command line, where the caller already owns the data folder. Throws `not-found` when there is a user, or `weak-password`. */
  async createFirst(admin: FirstAdmin): Promise<User> {
    checkPassword(admin.password, admin.email)
    const now = this.#clock.now()
    const id = newId(now)
    const created = await this.#users.insertFirst({
      id,
      email: admin.email.trim(),
      emailKey: emailKeyOf(admin.email),
      name: admin.name,
      passwordHash: await hashPassword(admin.password, this.#passwordCost),
      role: 'admin',
      ...NO_LIMITS,
      language: admin.language,
      createdAt: now,
    })
    this.#done = true
    const user = await this.#users.byId(id)
    if (!created || user === null) throw gone()
    await this.#audit.append({ at: now, actor: `user:${id}`, action: 'set-up', target: `user:${id}`, detail: {} })
    return user
  }
}

function gone(): AppError {
  return new AppError('not-found', 'not-found', 'There is nothing at this address.')
}

function codeOf(secret: KeyObject): string {
  const letters = [...createHmac('sha256', secret).update('set-up code').digest().subarray(0, 20)].map(
    (byte) => LETTERS[byte % LETTERS.length],
  )
  return [0, 5, 10, 15].map((at) => letters.slice(at, at + 5).join('')).join('-')
}

function tidy(code: string): string {
  return code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}
