import { expect, test } from 'vitest'
import { changesOf, withChanges } from './strategy-changes.ts'
import { strategyLibrary } from './strategy-library.ts'
import type { Strategy, StrategyDefinition } from './strategy.ts'

const definition = strategyLibrary('CNY')[0]?.definition as StrategyDefinition
const version = (n: number, changes: Partial<StrategyDefinition> = {}, state: Strategy['state'] = 'draft'): Strategy => ({
  id: 's',
  version: n,
  state,
  definition: { ...definition, ...changes },
  createdAt: new Date(n),
  createdBy: 'test',
})

test('versions stand newest first, each with what it changed of the one before', () => {
  const budget = { minor: 5, currency: 'CNY' }
  const all = [version(1), version(3, { budget, holdout: 0.3 }, 'active'), version(2, { budget })]
  expect(withChanges(all).map((one) => [one.version, one.changed])).toEqual([
    [3, ['state', 'holdout']],
    [2, ['budget']],
    [1, []],
  ])
})

test('a part that came or went is a change, and equal parts in other objects are none', () => {
  const added = version(2, { nextChannels: ['sms'] })
  expect(changesOf(version(1), added)).toEqual(['nextChannels'])
  expect(changesOf(added, version(3))).toEqual(['nextChannels'])
  expect(changesOf(version(1), version(2, structuredClone(definition)))).toEqual([])
})
