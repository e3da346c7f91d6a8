import { expect, test } from 'vitest'
import { chooseStrategies, pinnedStrategies } from './choose-strategies.ts'
import { strategyLibrary } from './strategy-library.ts'
import type { Strategy, StrategyDefinition, StrategyState } from './strategy.ts'

const definition = strategyLibrary('CNY')[0]?.definition as StrategyDefinition
const strategy = (id: string, state: StrategyState, version = 1): Strategy => ({
  id,
  version,
  state,
  definition,
  createdAt: new Date(0),
  createdBy: 'test',
})
const store = (...strategies: Strategy[]) => ({
  current: () => Promise.resolve(strategies),
  version: (id: string, version: number) => Promise.resolve(strategies.find((each) => each.id === id && each.version === version) ?? null),
})
const SHOP = store(strategy('mail', 'active'), strategy('call', 'active'), strategy('gift', 'paused'), strategy('new', 'draft'))

test('by default all active strategies take part, and no others', async () => {
  expect((await chooseStrategies(SHOP, {})).map(({ id }) => id)).toEqual(['mail', 'call'])
})

test('a choice is respected, and a chosen strategy that is not active is named', async () => {
  expect((await chooseStrategies(SHOP, { strategyIds: ['call'] })).map(({ id }) => id)).toEqual(['call'])
  for (const id of ['gift', 'nobody']) {
    await expect(chooseStrategies(SHOP, { strategyIds: ['call', id] })).rejects.toMatchObject({
      code: 'strategy-not-active',
      details: { strategy: id },
    })
  }
})

test('a run without any strategy to apply is refused', async () => {
  await expect(chooseStrategies(store(strategy('gift', 'paused')), {})).rejects.toMatchObject({ code: 'no-active-strategy' })
  await expect(chooseStrategies(SHOP, { strategyIds: [] })).rejects.toMatchObject({ code: 'no-active-strategy' })
})

test('a run continues with the versions it started with, even when paused since', async () => {
  const versions = store(strategy('mail', 'active', 1), strategy('mail', 'paused', 2))
  const settings = {
    strategies: [
      { id: 'mail', version: 2 },
      { id: 'gone', version: 1 },
    ],
    maxContacts: null,
  }
  expect((await pinnedStrategies(versions, settings)).map(({ id, version }) => [id, version])).toEqual([['mail', 2]])
})
