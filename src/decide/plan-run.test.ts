import { expect, test } from 'vitest'
import type { Decision } from './decision.ts'
import { reservationsOf, toSend } from './plan-run.ts'
import { strategyLibrary } from './strategy-library.ts'
import type { Strategy, StrategyDefinition } from './strategy.ts'

const definition = { ...(strategyLibrary('CNY')[0]?.definition as StrategyDefinition), cooldownDays: 10, windowDays: 30 }
const strategy: Strategy = { id: 's', version: 2, state: 'active', definition, createdAt: new Date(0), createdBy: 'test' }
const [asOf, decidedAt] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-03-01T09:00:00Z')]
const decision = {
  decisionId: 'd',
  runId: 'r',
  customerId: 'c',
  asOf,
  decidedAt,
  strategyId: 's',
  strategyVersion: 2,
  drawUnit: null,
  channel: 'email',
  costMinor: 12,
  reasons: { valueMinor: 1, averageOrderMinor: 2, daysSinceLastOrder: 80, favouriteCategory: '茶' },
} as Decision

test('a reservation starts at the as-of time of the run; a decision without its strategy has none', () => {
  expect(reservationsOf([decision, { ...decision, customerId: 'x', strategyId: 'gone' }], [strategy])).toEqual([
    { customerId: 'c', decisionId: 'd', runId: 'r', reservedAt: asOf, until: new Date('2026-03-31T00:00:00Z') },
  ])
})

test('a contact can be sent once it is decided, with the values its text may use and no others', () => {
  expect(toSend(decision)).toMatchObject({
    sendKey: 'd:1',
    strategyVersion: 2,
    costMinor: 12,
    notBefore: decidedAt,
    plannedAt: decidedAt,
    variables: { daysSinceLastOrder: 80, favouriteCategory: '茶' },
  })
})
