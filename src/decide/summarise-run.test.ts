import { expect, test } from 'vitest'
import type { Decision } from './decision.ts'
import { detectableEffect } from './detectable-effect.ts'
import { strategyLibrary } from './strategy-library.ts'
import type { Strategy, StrategyDefinition } from './strategy.ts'
import { summariseRun } from './summarise-run.ts'

const definition = strategyLibrary('CNY').find(({ id }) => id === 'lapsed-coupon')?.definition as StrategyDefinition
const strategy = (id: string): Strategy => ({ id, version: 1, state: 'active', definition, createdAt: new Date(0), createdBy: 'test' })
const decision = (i: number, strategyId: string, arm: 'treated' | 'control', costMinor = 0, riskProbability = 0.5): Decision =>
  ({ customerId: `c${i}`, strategyId, drawUnit: null, arm, costMinor, riskProbability, channel: 'email' }) as Decision
const draft = {
  candidates: 100,
  skipped: new Map([
    ['budget', 3],
    ['no_consent', 4],
    ['cooldown', 0],
  ] as const),
  names: new Map(),
  unready: new Map(),
  units: new Map(),
  follows: new Map(),
}

test('a run is counted by arm, in total and by strategy, with the cost of its contacts', () => {
  const decisions = [
    decision(1, 'a', 'treated', 10),
    decision(2, 'a', 'control'),
    decision(3, 'a', 'treated', 11),
    decision(4, 'b', 'treated', 5),
    decision(5, 'b', 'control'),
  ]
  const summary = summariseRun(draft, decisions, [strategy('a'), strategy('b'), strategy('idle')], 'CNY')
  expect(summary).toMatchObject({ candidates: 100, decided: 5, treated: 3, control: 2, cost: { minor: 26, currency: 'CNY' } })
  expect(summary.strategies.map(({ strategyId, treated, control, cost }) => [strategyId, treated, control, cost.minor])).toEqual([
    ['a', 2, 1, 21],
    ['b', 1, 1, 5],
    ['idle', 0, 0, 0],
  ])
})

test('reasons are listed in a fixed order with their labels, and only if they occurred', () => {
  const { skipped } = summariseRun(draft, [], [], 'CNY')
  expect(skipped.map(({ reason, customers }) => [reason, customers])).toEqual([
    ['no_consent', 4],
    ['budget', 3],
  ])
  expect(skipped[0]?.text.en).toBe('Did not agree to marketing contact')
})

test('the detectable effect is based on the share that would stay without contact', () => {
  const decisions = Array.from({ length: 500 }, (_, i) => decision(i, 'a', i % 5 === 0 ? 'control' : 'treated', 0, i % 2 === 0 ? 0.9 : 0.7))
  const [own, idle] = summariseRun(draft, decisions, [strategy('a'), strategy('idle')], 'CNY').strategies
  expect(own?.detectableEffect).toBeCloseTo(detectableEffect(400, 100, 0.2) ?? 0, 9)
  expect(idle?.detectableEffect).toBeNull()
})

test('twenty customers are shown, under masked names', () => {
  const names = new Map([['c0', '张*']])
  const decisions = Array.from({ length: 21 }, (_, i) => decision(i, 'a', 'treated'))
  const { sample } = summariseRun({ ...draft, names }, decisions, [strategy('a')], 'CNY')
  expect(sample).toHaveLength(20)
  expect(sample.slice(0, 2)).toEqual([
    { customerId: 'c0', maskedName: '张*', strategyId: 'a', arm: 'treated', riskProbability: 0.5 },
    { customerId: 'c1', maskedName: '', strategyId: 'a', arm: 'treated', riskProbability: 0.5 },
  ])
})

test('a channel that cannot send says why', () => {
  const unready = new Map([['email', 'no_mail_server']] as const)
  expect(summariseRun({ ...draft, unready }, [], [strategy('a')], 'CNY').strategies[0]?.unready).toBe('no_mail_server')
  expect(summariseRun(draft, [], [strategy('a')], 'CNY').strategies[0]?.unready).toBeNull()
})
