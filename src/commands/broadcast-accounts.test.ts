import { expect, it } from 'vitest'
import { accountsOf } from './broadcast-commands.ts'

it('reads one account for each channel', () => {
  expect(accountsOf(['email=0198', ' sms=0199'])).toEqual({ email: '0198', sms: '0199' })
})

it.each([[['email']], [['push=0198']], [['email=']], [['email=1', 'email=2']]])('refuses %j', (given) => {
  expect(() => accountsOf(given)).toThrowError(expect.objectContaining({ code: 'account-unreadable' }))
})
