import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'

/** A session ends when nobody used it for this long … */
export const IDLE_MS = 2 * HOUR_MS
/** … and a day after the login whatever was done with it. */
export const LIFETIME_MS = DAY_MS
/** The time of last use is written at most this often. */
export const TOUCH_MS = MINUTE_MS

/** Why a session can no longer be used. */
export type SessionEnd = 'expired' | 'signed-out' | 'disabled' | 'password-changed' | 'password-reset' | 'role-changed'

export interface SessionState {
  readonly lastUsedAt: Date
  readonly expiresAt: Date
  readonly credentialVersion: number
  readonly endedReason: SessionEnd | null
  readonly user: { readonly credentialVersion: number; readonly disabledAt: Date | null }
}

/** Null while the session may be used: neither idle nor too old, the person not disabled, password and role unchanged since the login. */
export function sessionEnd(session: SessionState, now: Date): SessionEnd | null {
  if (session.user.disabledAt !== null) return 'disabled'
  if (session.endedReason !== null) return session.endedReason
  if (session.credentialVersion !== session.user.credentialVersion) return 'password-changed'
  const alive = session.expiresAt.getTime() > now.getTime() && session.lastUsedAt.getTime() + IDLE_MS > now.getTime()
  return alive ? null : 'expired'
}
