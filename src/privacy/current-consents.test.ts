import { expect, test } from 'vitest'
import type { ConsentEntry, SpokenChannel } from './consent.ts'
import { CONSENT_CHANNELS } from './consent.ts'
import { currentConsents } from './current-consents.ts'

/** @example 'email yes staff 3': on day 3 staff recorded a yes to email; 'email yes file:A 3': the file of import A says so; 'all void undo:A 4' */
function entry(text: string): ConsentEntry {
  const [channel = '', word = '', by = '', day = ''] = text.split(' ')
  const [source = '', importId] = by.split(':')
  return {
    purpose: 'marketing',
    channel: channel as SpokenChannel,
    state: word === 'yes' ? 'granted' : word === 'no' ? 'withdrawn' : 'void',
    source: source === 'file' ? 'import' : source,
    evidence: text,
    importId: importId ?? null,
    saidAt: new Date(Date.UTC(2026, 0, Number(day))),
  }
}

const said = (...words: readonly string[]): Record<string, string> =>
  Object.fromEntries(currentConsents(words.map(entry)).map(({ channel, granted }) => [channel, granted ? 'yes' : 'no']))
const each = (word: string): Record<string, string> => Object.fromEntries(CONSENT_CHANNELS.map((channel) => [channel, word]))

const CASES: readonly (readonly [rule: string, words: readonly string[], state: Record<string, string>])[] = [
  ['nobody was asked', [], {}],
  ['a yes to one channel is none to another', ['email yes file:A 1'], { email: 'yes' }],
  ['the newest of files', ['email yes file:A 1', 'email no file:B 2', 'sms no file:A 1', 'sms yes file:B 2'], { email: 'no', sms: 'yes' }],
  ['newest by its time, not by when it was written', ['email no file:B 5', 'email yes file:A 1'], { email: 'no' }],
  ['of two files of one time the no', ['email yes file:A 1', 'email no file:B 1'], { email: 'no' }],
  ['the same the other way round', ['email no file:A 1', 'email yes file:B 1'], { email: 'no' }],
  ['a link beats a later file', ['email yes file:A 1', 'email no unsubscribe 2', 'email yes file:B 9'], { email: 'no' }],
  ['and a later record of another system', ['email yes record 1', 'email no unsubscribe 2', 'email yes record 9'], { email: 'no' }],
  [
    'whose no counts as that of a file',
    ['email yes staff 4', 'email no record 5', 'sms yes staff 4', 'sms no record 3'],
    { email: 'no', sms: 'yes' },
  ],
  ['a no that staff recorded does too', ['phone no staff 2', 'phone yes file:B 9'], { phone: 'no' }],
  ['a yes of the person lifts their no', ['email no unsubscribe 2', 'email yes file:B 3', 'email yes staff 4'], { email: 'yes' }],
  ['but not one of an earlier time', ['email no unsubscribe 5', 'email yes staff 4'], { email: 'no' }],
  ['of own words of one time the last written', ['email no staff 4', 'email yes staff 4'], { email: 'yes' }],
  ['a file may end a yes of the person', ['email yes staff 4', 'email no file:A 5'], { email: 'no' }],
  ['an older file does not', ['email yes staff 4', 'email no file:A 3'], { email: 'yes' }],
  ['at the same time the no', ['email yes staff 4', 'email no file:A 4'], { email: 'no' }],
  ['a later yes of a file changes nothing of a yes', ['email yes staff 4', 'email yes file:A 5'], { email: 'yes' }],
  ['a general no ends an older yes to a channel', ['email yes staff 1', 'all no staff 2'], each('no')],
  ['a channel may be agreed to after it', ['all no staff 2', 'email yes staff 3'], { ...each('no'), email: 'yes' }],
  ['no file opens one after it', ['all no staff 2', 'email yes file:A 3'], each('no')],
  ['a general yes does not let other systems contact', ['all yes staff 1'], withoutWebhook(each('yes'))],
  ['nor ends their no', ['webhook no staff 1', 'all yes staff 2'], { ...each('yes'), webhook: 'no' }],
  ['an older no to a channel gives way to a general yes', ['email no staff 1', 'all yes staff 2'], withoutWebhook(each('yes'))],
  ['an import that is taken back', ['email no file:A 1', 'email yes file:B 2', 'email void undo:B 3'], { email: 'no' }],
  ['and nothing was said before it', ['email yes file:B 2', 'email void undo:B 3'], {}],
  ['another file that says the same stays', ['email yes file:A 1', 'email yes file:B 2', 'email void undo:A 3'], { email: 'yes' }],
  ['a file from before imports were noted', ['email yes file 1', 'email void undo:B 3'], { email: 'yes' }],
]

test.each(CASES)('%s', (_rule, words, state) => {
  expect(said(...words)).toEqual(state)
})

test('purposes are apart, and the answer names the entry that decides', () => {
  const service: ConsentEntry = { ...entry('phone no staff 3'), purpose: 'service', evidence: 'call 12' }
  expect(currentConsents([entry('phone yes staff 2'), service])).toEqual([
    {
      purpose: 'marketing',
      channel: 'phone',
      granted: true,
      source: 'staff',
      evidence: 'phone yes staff 2',
      saidAt: new Date('2026-01-02'),
    },
    { purpose: 'service', channel: 'phone', granted: false, source: 'staff', evidence: 'call 12', saidAt: new Date('2026-01-03') },
  ])
})

function withoutWebhook(state: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(state).filter(([channel]) => channel !== 'webhook'))
}
