import { expect, test } from 'vitest'
import act from '../../../locales/en/codes/act.ts'
import channels from '../../../locales/en/codes/channels.ts'
import { remedyOf } from './send-remedy.ts'

test('every reason that has a word says what can be done, and only what the provider alone knows is looked up there', () => {
  const known = [...Object.keys(act.sendReason), ...Object.keys(channels.channelReason)]
  const looked = [...new Set(known)].filter((code) => remedyOf(code) === 'look')
  expect(looked.toSorted()).toEqual([
    'answer_too_large',
    'answer_unreadable',
    'blocked_by_provider',
    'carrier',
    'carrier_blocked',
    'login_code_refused',
    'mail_refused',
    'member_unknown',
    'nobody_visible',
    'rejected',
    'too_many_numbers',
  ])
})

test('the answer of a mail server after a code changes nothing, a code that nobody knows is looked up', () => {
  expect(remedyOf('hard_bounce_550')).toBe('address')
  expect(remedyOf('code_isv_out_of_service')).toBe('look')
  expect(remedyOf('carrier_mk_0001')).toBe('look')
  expect([remedyOf(''), remedyOf('resolved_by_operator')]).toEqual([null, null])
})
