import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkConsentWord, contactsEnded } from './consent-rules.ts'

const yes = { purpose: 'marketing', channel: 'email', granted: true, evidence: '', noticeVersion: '' } as const

test('a yes after a no needs to say where it comes from; a first yes and every no do not', () => {
  const check = (word: Parameters<typeof checkConsentWord>[0], saidNo: boolean): string => {
    try {
      checkConsentWord(word, saidNo)
      return 'taken'
    } catch (error) {
      return error instanceof AppError ? error.code : 'other'
    }
  }
  expect(check(yes, false)).toBe('taken')
  expect(check(yes, true)).toBe('consent-evidence-needed')
  expect(check({ ...yes, evidence: '    x    ' }, true)).toBe('consent-evidence-needed')
  expect(check({ ...yes, evidence: ' 电话同意 ' }, true)).toBe('consent-evidence-needed')
  expect(check({ ...yes, evidence: '电话里同意' }, true)).toBe('taken')
  expect(check({ ...yes, evidence: 'Signed in the shop, form 12' }, true)).toBe('taken')
  expect(check({ ...yes, granted: false }, true)).toBe('taken')
})

test('only a no to marketing ends contacts, on its channel or on every one', () => {
  const no = { ...yes, granted: false } as const
  const ended = (word: Partial<Parameters<typeof contactsEnded>[0]>) => contactsEnded({ ...no, ...word })
  expect([ended({}), ended({ channel: 'phone' }), ended({ channel: 'sms' }), ended({ channel: 'webhook' })]).toEqual([
    'email',
    'agent_task',
    'sms',
    'webhook',
  ])
  expect(ended({ channel: 'all' })).toBeNull()
  expect([ended({ purpose: 'service' }), ended({ granted: true })]).toEqual([undefined, undefined])
})
