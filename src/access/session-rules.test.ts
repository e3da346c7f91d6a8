import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '#kernel/clock.ts'
import { sessionEnd } from './session-rules.ts'
import type { SessionState } from './session-rules.ts'

const LOGIN = new Date('2026-03-02T08:00:00Z')
const after = (ms: number): Date => new Date(LOGIN.getTime() + ms)
const session = (changes: Partial<SessionState> = {}): SessionState => ({
  lastUsedAt: LOGIN,
  expiresAt: after(DAY_MS),
  credentialVersion: 3,
  endedReason: null,
  user: { credentialVersion: 3, disabledAt: null },
  ...changes,
})

test('a session that nobody uses ends after two hours', () => {
  expect(sessionEnd(session(), LOGIN)).toBeNull()
  expect(sessionEnd(session(), after(2 * HOUR_MS - 1))).toBeNull()
  expect(sessionEnd(session(), after(2 * HOUR_MS))).toBe('expired')
  expect(sessionEnd(session({ lastUsedAt: after(HOUR_MS) }), after(2 * HOUR_MS))).toBeNull()
})

test('a session ends a day after the login however busy it is', () => {
  const busy = session({ lastUsedAt: after(DAY_MS - 1_000) })
  expect(sessionEnd(busy, after(DAY_MS - 1))).toBeNull()
  expect(sessionEnd(busy, after(DAY_MS))).toBe('expired')
})

test('another password or role since the login ends it, in whichever direction the version differs', () => {
  expect(sessionEnd(session({ credentialVersion: 2 }), LOGIN)).toBe('password-changed')
  expect(sessionEnd(session({ credentialVersion: 4 }), LOGIN)).toBe('password-changed')
})

test('what ended a session is what the person is told, also when it would have run out since', () => {
  expect(sessionEnd(session({ endedReason: 'signed-out' }), after(DAY_MS))).toBe('signed-out')
  expect(sessionEnd(session({ endedReason: 'password-reset', credentialVersion: 2 }), LOGIN)).toBe('password-reset')
})

test('a disabled person has no session, whatever else is true of it', () => {
  const user = { credentialVersion: 3, disabledAt: LOGIN }
  expect(sessionEnd(session({ user }), LOGIN)).toBe('disabled')
  expect(sessionEnd(session({ user, endedReason: 'signed-out', credentialVersion: 2 }), after(DAY_MS))).toBe('disabled')
})
