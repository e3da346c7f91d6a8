import { expect, test } from 'vitest'
import { previewChanges, previewMarks } from './preview-marks.ts'
import type { PreviewMarks } from './preview-marks.ts'
import type { Channel } from './strategy.ts'

const BEFORE: PreviewMarks = {
  scores: '1',
  profiles: '1',
  imports: '1',
  runs: '1',
  strategies: 'a/1',
  channels: '',
  reach: 'r',
  members: 'm',
  effects: 'e',
  decisions: 'd',
}
const changes = (after: Partial<PreviewMarks>) => previewChanges(BEFORE, { ...BEFORE, ...after })

test('a run on the same state matches its preview', () => expect(changes({})).toEqual([]))

test.each(['scores', 'profiles', 'imports', 'runs', 'strategies', 'channels'] as const)(
  '%s count whether or not they change who gets what',
  (mark) => {
    expect(changes({ [mark]: 'other' })).toEqual([mark])
    expect(changes({ [mark]: 'other', decisions: 'other' })).toEqual([mark])
  },
)

test('audiences, consents, addresses, members of companies and measured effects count only where they change a decision', () => {
  expect(changes({ audiences: 'other', reach: 'other', members: 'other', effects: 'other' })).toEqual([])
  expect(changes({ audiences: 'other', decisions: 'other' })).toEqual(['audiences'])
  expect(changes({ members: 'other', decisions: 'other' })).toEqual(['members'])
  expect(changes({ reach: 'other', decisions: 'other' })).toEqual(['reach'])
  expect(changes({ effects: 'other', decisions: 'other', runs: '2' })).toEqual(['runs', 'effects'])
})

test('strategies and channels are compared whatever order they are listed in, a strategy with its version', () => {
  const draft = (...channels: Channel[]) => ({
    unready: new Map(channels.map((channel) => [channel, 'no_mail_server' as const])),
    hashes: { audiences: 'a', reach: 'r', members: 'm', effects: 'e', decisions: 'd' },
  })
  const inputs = { scores: '1', profiles: '1', imports: '1', runs: '1' }
  const [mail, call] = [
    { id: 'mail', version: 1 },
    { id: 'call', version: 1 },
  ]
  const before = previewMarks(inputs, draft('email', 'webhook'), [mail, call])
  const since = (...args: Parameters<typeof previewMarks>) => previewChanges(before, previewMarks(...args))
  expect(since(inputs, draft('webhook', 'email'), [call, mail])).toEqual([])
  expect(since(inputs, draft('webhook', 'email'), [{ ...call, version: 2 }, mail])).toEqual(['strategies'])
  expect(since({ ...inputs, runs: '2' }, draft('email'), [mail])).toEqual(['runs', 'strategies', 'channels'])
})

test('decisions that differ for no known reason still count as different', () => expect(changes({ decisions: 'other' })).toEqual(['other']))
