import { expect, test } from 'vitest'
import { previewChanges } from './preview-marks.ts'
import type { PreviewMarks } from './preview-marks.ts'

const BEFORE: PreviewMarks = {
  scores: '1',
  profiles: '1',
  imports: '1',
  runs: '1',
  strategies: 'a/1',
  channels: '',
  reach: 'r',
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

test('consents, addresses and measured effects count only where they change a decision', () => {
  expect(changes({ reach: 'other', effects: 'other' })).toEqual([])
  expect(changes({ reach: 'other', decisions: 'other' })).toEqual(['reach'])
  expect(changes({ effects: 'other', decisions: 'other', runs: '2' })).toEqual(['runs', 'effects'])
})

test('decisions that differ for no known reason still count as different', () => expect(changes({ decisions: 'other' })).toEqual(['other']))
