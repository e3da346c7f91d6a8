import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { checkNotices } from './check-notices.ts'
import { DEFAULT_NOTICES, targetsOf } from './notice.ts'
import type { NoticeRule } from './notice.ts'
import { noticeMessage, noticeSms } from './notice-text.ts'
import { isQuiet, noticeDue } from './notice-times.ts'
import type { NoticeWords } from './notice-words.ts'

const noticeWords: NoticeWords = (_group, code) =>
  code === 'no_balance' ? { zh: '服务商处余额不足', en: 'The balance at the provider is used up' } : { zh: code, en: code }
const rule = (change: Partial<NoticeRule>): NoticeRule => ({
  kinds: ['channel_halted'],
  way: 'mail',
  accountId: null,
  people: ['ann'],
  mentions: [],
  template: null,
  language: 'en',
  ...change,
})
const QUIET = { from: 22 * 60, to: 8 * 60 }
const at = (time: string) => new Date(`2026-12-01T${time}:00+08:00`)

test('a place is named once, and whoever a notice is about stands for themselves', () => {
  const rules = [
    rule({ kinds: ['task_escalated'], people: ['concerned', 'ann'] }),
    rule({ kinds: ['task_escalated', 'channel_halted'], people: ['ann', 'bo'] }),
    rule({ kinds: ['channel_halted'], way: 'team', accountId: 'robot', people: [] }),
  ]
  const of = (kind: 'task_escalated' | 'channel_halted', concerns: string | null) =>
    targetsOf({ kind, concerns }, { rules }).map(({ way, userId }) => `${way}:${userId}`)
  expect(of('task_escalated', 'bo')).toEqual(['mail:bo', 'mail:ann'])
  expect(of('channel_halted', null)).toEqual(['mail:ann', 'mail:bo', 'team:'])
  expect(targetsOf({ kind: 'task_escalated', concerns: 'cy' }, DEFAULT_NOTICES).map(({ userId }) => userId)).toEqual(['cy'])
})

test('what is urgent leaves at once, the rest is gathered and waits for the morning', () => {
  const due = (kind: 'channel_halted' | 'job_failed', time: string) => noticeDue(kind, at(time), QUIET, 'Asia/Shanghai')
  expect(due('channel_halted', '03:00')).toEqual(at('03:00'))
  expect(due('job_failed', '12:00')).toEqual(at('12:10'))
  expect(due('job_failed', '21:55')).toEqual(new Date(at('08:00').getTime() + 24 * 3_600_000))
  expect(due('job_failed', '03:00')).toEqual(at('08:00'))
  expect(noticeDue('job_failed', at('03:00'), null, 'Asia/Shanghai')).toEqual(at('03:10'))
  expect([isQuiet(at('08:00'), QUIET, 'Asia/Shanghai'), isQuiet(at('07:59'), QUIET, 'Asia/Shanghai')]).toEqual([false, true])
  expect(isQuiet(at('13:00'), { from: 12 * 60, to: 14 * 60 }, 'Asia/Shanghai')).toBe(true)
})

test('many words are one message with their links, one is a sentence, and a text message is short', () => {
  const line = { kind: 'channel_halted' as const, subject: { name: 'SMS <b>', count: 0, reason: 'no_balance', link: '/settings/channels' } }
  const around = { shopName: 'Tea', publicUrl: 'https://crm.example.com', language: 'en' as const, words: noticeWords }
  expect(noticeMessage([line], around)).toEqual({
    title: 'Tea: The channel account “SMS <b>” is halted (The balance at the provider is used up)',
    text: 'The channel account “SMS <b>” is halted (The balance at the provider is used up)',
    url: 'https://crm.example.com/settings/channels',
  })
  const many = noticeMessage(Array(12).fill(line), around)
  expect(many.title).toBe('Tea: 12 notifications')
  expect(many.text.split('\n').filter((row) => row.startsWith('- '))).toHaveLength(11)
  expect(many.text).toContain('- and 2 more')
  expect(noticeSms([line, line], 'zh', noticeWords)).toBe('渠道账号“SMS <b>”已暂停发送（服务商处余额不足），另有 1 条')
})

test('rules that cannot be kept are refused with the place', () => {
  const choices = {
    accounts: new Map([
      ['robot', { side: 'team', needsTemplate: false }],
      ['aliyun', { side: 'sms', needsTemplate: true }],
    ]),
    people: new Set(['ann', 'concerned']),
    phones: new Set(['ann']),
  }
  const reason = (change: Partial<NoticeRule>) => {
    try {
      checkNotices({ ...DEFAULT_NOTICES, rules: [rule(change)] }, choices)
      return null
    } catch (error) {
      return error instanceof AppError ? `${String(error.details['field'])} ${String(error.details['reason'])}` : error
    }
  }
  expect(reason({})).toBeNull()
  expect(reason({ people: [] })).toBe('rules.0.people people')
  expect(reason({ people: ['gone'] })).toBe('rules.0.people person')
  expect(reason({ people: ['concerned'] })).toBe('rules.0.people concerned')
  expect(reason({ way: 'team', accountId: 'aliyun' })).toBe('rules.0.accountId account')
  expect(reason({ way: 'team', accountId: 'robot', people: [] })).toBeNull()
  const template = { code: 'T1', value: 'content' }
  expect(reason({ way: 'sms', accountId: 'aliyun' })).toBe('rules.0.template template')
  expect(reason({ way: 'sms', accountId: 'aliyun', template, kinds: ['job_failed'] })).toBe('rules.0.kinds urgent')
  expect(reason({ way: 'sms', accountId: 'aliyun', template })).toBeNull()
  expect(reason({ way: 'sms', accountId: 'aliyun', template, kinds: ['task_escalated'], people: ['concerned'] })).toBeNull()
})
