import { expect, test } from 'vitest'
import { formOf, settingsOf } from './notice-form.ts'

const rule = { kinds: ['channel_halted' as const], accountId: null, people: [], mentions: [], template: null, language: 'en' as const }
const state = {
  rules: [{ ...rule, way: 'mail' as const, people: ['concerned' as const] }],
  quiet: { from: 1_325, to: 480 },
  smsPerDay: 7,
  alertMail: false,
  timeZone: 'UTC',
  kinds: [],
  urgent: [],
  aboutOne: [],
  people: [],
}

test('what was read is saved as it was', () => {
  const { rules, quiet, smsPerDay, alertMail } = state
  expect(formOf(state)).toMatchObject({ from: '22:05', to: '08:00', isQuiet: true })
  expect(settingsOf(formOf(state))).toEqual({ rules, quiet, smsPerDay, alertMail })
  expect(settingsOf(formOf({ ...state, quiet: null })).quiet).toBeNull()
})

test('a rule keeps only what belongs to its way', () => {
  const all = { ...rule, accountId: 'a', people: ['p'], mentions: ['m'], template: { code: ' T1 ', value: '' } }
  const of = (way: 'mail' | 'team' | 'sms') => settingsOf({ ...formOf(state), rules: [{ ...all, way }] }).rules[0]
  expect(of('mail')).toMatchObject({ accountId: null, people: ['p'], mentions: [], template: null })
  expect(of('team')).toMatchObject({ accountId: 'a', people: [], mentions: ['m'], template: null })
  expect(of('sms')).toMatchObject({ accountId: 'a', people: ['p'], mentions: [], template: { code: 'T1', value: 'content' } })
})
