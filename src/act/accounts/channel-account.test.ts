import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkWarmUp, limitOn, paceOf, stateAt, warmUpLimit } from './channel-account.ts'
import { mergeValues } from './account-values.ts'
import { SMTP } from '../providers/smtp/smtp-provider.ts'

const warmUp = { startsOn: '2026-12-01', limits: [50, 100, 500] }

test('warm-up limits one day after the other and then nothing', () => {
  expect(['2026-11-30', '2026-12-01', '2026-12-03', '2026-12-04'].map((day) => warmUpLimit(warmUp, day))).toStrictEqual([0, 50, 500, null])
  expect(limitOn({ dailyLimit: 80, warmUp }, '2026-12-01')).toBe(50)
  expect(limitOn({ dailyLimit: 80, warmUp }, '2026-12-02')).toBe(80)
  expect(limitOn({ dailyLimit: null, warmUp }, '2027-01-01')).toBeNull()
})

test('a warm-up that cannot be meant is refused with its field', () => {
  for (const wrong of [
    { startsOn: '2026-02-30', limits: [1] },
    { startsOn: '2026-12-01', limits: [] },
    { startsOn: '2026-12-01', limits: [0] },
    { startsOn: '2026-12-01', limits: [1.5] },
  ])
    expect(() => checkWarmUp(wrong)).toThrow(AppError)
  expect(() => checkWarmUp(warmUp)).not.toThrow()
})

test('a halt with an end is over then, one without stays', () => {
  const until = new Date('2026-12-01T10:00:00Z')
  expect(stateAt({ state: 'halted', haltedUntil: until }, new Date('2026-12-01T09:59:59Z'))).toBe('halted')
  expect(stateAt({ state: 'halted', haltedUntil: until }, until)).toBe('on')
  expect(stateAt({ state: 'halted', haltedUntil: null }, new Date('2030-01-01T00:00:00Z'))).toBe('halted')
})

test('an account may go slower than its provider, never faster', () => {
  expect(paceOf({ perSecond: 5, atOnce: 900 }, { perSecond: 100, atOnce: 8 })).toStrictEqual({ perSecond: 5, atOnce: 8 })
})

const kept = { settings: { host: 'mail.example.com', port: '465', security: 'tls', user: 'me' }, secrets: { password: 'old' } }

test('a change of one field keeps the others and the secrets', () => {
  const merged = mergeValues(SMTP, kept, { settings: { port: ' 587 ' }, secrets: {} })
  expect(merged).toStrictEqual({ settings: { ...kept.settings, port: '587' }, secrets: kept.secrets })
  expect(mergeValues(SMTP, kept, { settings: { user: '' }, secrets: { password: null } })).toStrictEqual({
    settings: { host: 'mail.example.com', port: '465', security: 'tls' },
    secrets: {},
  })
})

test('values that no field takes are refused by field and reason, and never repeated', () => {
  const refused = (settings: Record<string, string>, secrets: Record<string, string> = {}): unknown => {
    try {
      return mergeValues(SMTP, kept, { settings, secrets })
    } catch (error) {
      return error instanceof AppError ? [error.details['field'], error.details['reason']] : error
    }
  }
  expect(refused({ host: '' })).toStrictEqual(['host', 'required'])
  expect(refused({ port: 'many' })).toStrictEqual(['port', 'not_number'])
  expect(refused({ security: 'ssl' })).toStrictEqual(['security', 'not_choice'])
  expect(refused({ user: 'me\r\nQUIT' })).toStrictEqual(['user', 'not_one_line'])
  expect(refused({ password: 'typed as a setting' })).toStrictEqual(['password', 'unknown'])
  // Whoever may move the account but does not know its password does not get it sent to a server of their own.
  expect(refused({ host: 'evil.example.com' })).toStrictEqual(['password', 'again'])
  expect(refused({ host: 'new.example.com' }, { password: 'new' })).toMatchObject({ settings: { host: 'new.example.com' } })
  expect(refused({}, { host: 'typed as a secret' })).toStrictEqual(['host', 'unknown'])
})
