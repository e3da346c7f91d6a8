import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { AuditLog } from './audit-log.ts'
import type { SessionStore, StoredSession, StrangerStore, UserStore } from './access-store.ts'
import { lockMs } from './lockout.ts'
import { hashPassword, verifyPassword } from './password.ts'
import type { PasswordCost } from './password.ts'
import { checkPassword } from './password-rules.ts'
import { hashToken, newToken } from './secret-token.ts'
import { LIFETIME_MS, sessionEnd, TOUCH_MS } from './session-rules.ts'
import type { SessionEnd } from './session-rules.ts'
import { emailKeyOf } from './user.ts'
import type { User } from './user.ts'

export interface OpenedSession {
  /** Goes into the person's cookie and nowhere else. */
  readonly token: string
  readonly csrfToken: string
  readonly user: User
  readonly expiresAt: Date
}

/** Login, logout, sessions and one's own password. */
export class LoginService {
  readonly #users: UserStore
  readonly #sessions: SessionStore
  readonly #strangers: StrangerStore
  readonly #audit: AuditLog
  readonly #clock: Clock
  readonly #passwordCost: PasswordCost | undefined
  #dummyHash: Promise<string> | undefined

  constructor(parts: {
    readonly users: UserStore
    readonly sessions: SessionStore
    readonly strangers: StrangerStore
    readonly audit: AuditLog
    readonly clock: Clock
    readonly passwordCost?: PasswordCost
  }) {
    this.#users = parts.users
    this.#sessions = parts.sessions
    this.#strangers = parts.strangers
    this.#audit = parts.audit
    this.#clock = parts.clock
    this.#passwordCost = parts.passwordCost
  }

  /**
   * Opens a session. An unknown address, a wrong password and a disabled account look the same from outside, in words and in time; after
   * five failures in a row the account is closed for a growing while. Throws `wrong-login` or `login-locked`.
   */
  async login(email: string, password: string): Promise<OpenedSession> {
    const key = emailKeyOf(email)
    const user = await this.#users.byEmailKey(key)
    const now = this.#clock.now()
    if (user === null) return await this.#refuseStranger(key, password, now)
    if (user.lockedUntil !== null && user.lockedUntil > now) throw locked(user.lockedUntil.getTime() - now.getTime())
    // Counted before the check: a hundred guesses at the same moment are a hundred attempts.
    const attempts = await this.#users.countAttempt(user.id)
    const wait = lockMs(attempts)
    if (wait > 0) await this.#users.lock(user.id, new Date(now.getTime() + wait))
    const right = await verifyPassword(password, user.passwordHash)
    if (!right || user.disabledAt !== null) {
      await this.#audit.append({
        at: now,
        actor: `user:${user.id}`,
        action: 'login-failed',
        target: `user:${user.id}`,
        detail: { attempts },
      })
      throw wrongLogin()
    }
    await this.#users.clearAttempts(user.id)
    await this.#audit.append({ at: now, actor: `user:${user.id}`, action: 'login', target: `user:${user.id}`, detail: {} })
    return await this.open(user)
  }

  /** A new session for someone who has proved who they are. */
  async open(user: User): Promise<OpenedSession> {
    const now = this.#clock.now()
    const token = newToken()
    const csrfToken = newToken()
    const expiresAt = new Date(now.getTime() + LIFETIME_MS)
    await this.#sessions.insert({
      tokenHash: hashToken(token),
      userId: user.id,
      credentialVersion: user.credentialVersion,
      csrfToken,
      createdAt: now,
      expiresAt,
    })
    return { token, csrfToken, user, expiresAt }
  }

  /** The living session that a token opens, or why it opens none. A session that is long over is not known any more. */
  async authenticate(token: string): Promise<{ readonly session: StoredSession } | { readonly ended: SessionEnd }> {
    const session = await this.#sessions.byTokenHash(hashToken(token))
    if (session === null) return { ended: 'expired' }
    const now = this.#clock.now()
    const ended = sessionEnd(session, now)
    if (ended !== null) return { ended }
    if (session.lastUsedAt.getTime() + TOUCH_MS < now.getTime()) await this.#sessions.touch(session.tokenHash, now)
    return { session }
  }

  async logout(token: string): Promise<void> {
    await this.#sessions.end(hashToken(token), 'signed-out')
  }

  /** Changes one's own password, ends every session of the person and opens a new one. Throws `wrong-password`, `same-password` or `weak-password`. */
  async changePassword(user: User, current: string, next: string): Promise<OpenedSession> {
    const stored = await this.#users.byEmailKey(emailKeyOf(user.email))
    const now = this.#clock.now()
    if (stored === null) throw wrongLogin()
    if (stored.lockedUntil !== null && stored.lockedUntil > now) throw locked(stored.lockedUntil.getTime() - now.getTime())
    const wait = lockMs(await this.#users.countAttempt(user.id))
    if (wait > 0) await this.#users.lock(user.id, new Date(now.getTime() + wait))
    if (!(await verifyPassword(current, stored.passwordHash))) {
      throw new AppError('invalid-input', 'wrong-password', 'The current password is not right: type the password that you logged in with.')
    }
    await this.#users.clearAttempts(user.id)
    if (next === current) {
      throw new AppError('invalid-input', 'same-password', 'The new password is the current one: choose another.')
    }
    checkPassword(next, user.email)
    const changed = await this.#users.update(user.id, {
      passwordHash: await hashPassword(next, this.#passwordCost),
      mustChangePassword: false,
      endSessions: true,
    })
    if (changed === null || typeof changed === 'string') throw wrongLogin()
    await this.#sessions.endOfUser(user.id, 'password-changed')
    await this.#audit.append({ at: now, actor: `user:${user.id}`, action: 'password-changed', target: `user:${user.id}`, detail: {} })
    return await this.open(changed)
  }

  /** Same work, same rules, same words as for an account that exists. */
  async #refuseStranger(key: string, password: string, now: Date): Promise<never> {
    const hash = hashToken(key)
    const lockedUntil = await this.#strangers.lockedUntil(hash)
    if (lockedUntil !== null && lockedUntil > now) throw locked(lockedUntil.getTime() - now.getTime())
    const wait = lockMs(await this.#strangers.countAttempt(hash, now))
    if (wait > 0) await this.#strangers.lock(hash, new Date(now.getTime() + wait))
    this.#dummyHash ??= hashPassword(newToken(), this.#passwordCost)
    await verifyPassword(password, await this.#dummyHash)
    throw wrongLogin()
  }
}

function wrongLogin(): AppError {
  return new AppError('unauthenticated', 'wrong-login', 'The e-mail address or the password is not right: check both and try again.')
}

function locked(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1000)
  return new AppError('too-many-requests', 'login-locked', `Too many failed logins: try again in ${seconds} seconds.`, {
    details: { retryAfter: seconds },
  })
}
