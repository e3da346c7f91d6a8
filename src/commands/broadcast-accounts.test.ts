import { expect, it } from 'vitest'
import { accountsOf, repeatOf } from './broadcast-commands.ts'

it('reads one account for each channel', () => {
  expect(accountsOf(['email=0198', ' sms=0199'])).toEqual({ email: '0198', sms: '0199' })
})

it.each([[['email']], [['push=0198']], [['email=']], [['email=1', 'email=2']]])('refuses %j', (given) => {
  expect(() => accountsOf(given)).toThrowError(expect.objectContaining({ code: 'account-unreadable' }))
})

it('fills a rule to repeat with what a new one has, and refuses what is none', () => {
  const rule = { every: { kind: 'day' }, time: '10:00', from: '2026-04-01' }
  expect(repeatOf(JSON.stringify({ ...rule, times: 3 }))).toEqual({
    kind: 'repeat',
    ...rule,
    zone: 'project',
    until: null,
    times: 3,
    skipHolidays: false,
    everyDays: null,
  })
  for (const text of ['daily', '3', 'null']) {
    expect(() => repeatOf(text)).toThrowError(expect.objectContaining({ code: 'repeat-unreadable' }))
  }
})
