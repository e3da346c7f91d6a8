import { expect, test } from 'vitest'
import { CHECKS, checkLetters, ELIGIBLE, failedChecks } from './check-letters.ts'
import type { Decision, DecisionRun } from './decision.ts'
import { CHECK_ORDER, explainDecision } from './explain-decision.ts'
import { expectedGain } from './expected-gain.ts'
import { strategyLibrary } from './strategy-library.ts'
import type { Strategy, StrategyDefinition } from './strategy.ts'

const BASE = strategyLibrary('CNY').find(({ id }) => id === 'lapsed-coupon')?.definition as StrategyDefinition
const strategy = (id: string, expectedEffect = 0.1): Strategy => ({
  id,
  version: 3,
  state: 'active',
  definition: { ...BASE, expectedEffect },
  createdAt: new Date(0),
  createdBy: 'test',
})
const strategies = [strategy('a', 0.4), strategy('b', 0.2), strategy('c'), strategy('d')]
const letter = (check: (typeof CHECKS)[number] | null) => checkLetters(Uint8Array.of(check === null ? ELIGIBLE : CHECKS.indexOf(check)))
const [at, later] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-03-01T01:00:00Z')]
const run: Pick<DecisionRun, 'id' | 'asOf' | 'createdAt' | 'settings' | 'inputs'> = {
  id: 'r',
  asOf: at,
  createdAt: later,
  settings: { strategies: strategies.map(({ id, version }) => ({ id, version })), maxContacts: null },
  inputs: { effects: { b: 0.3 }, exploration: 0.1 },
}
const facts = { riskProbability: 0.7, valueMinor: 30_000, averageOrderMinor: 12_000 }
const decision: Decision = {
  decisionId: 'x',
  asOf: at,
  strategyVersion: 3,
  expectedGain: 1,
  costMinor: 0,
  runId: 'r',
  customerId: 'p',
  decidedAt: later,
  strategyId: 'a',
  arm: 'control',
  assignmentProbability: 0.2,
  drawUnit: null,
  channel: 'email',
  riskProbability: 0.7,
  riskTier: 'high',
  lifecycleTier: '',
  valueClass: 'general',
  cause: 'lapsed-cadence',
  modelId: 'churn',
  modelVersion: 2,
  currency: 'CNY',
  reasons: { valueMinor: 30_000, averageOrderMinor: 12_000, daysSinceLastOrder: 80, favouriteCategory: '茶' },
  alternatives: [{ strategyId: 'a', gain: 1, cost: 1 }],
  choiceProbability: 0.9,
  checks: letter(null) + letter(null) + letter('no_consent') + letter('no_strategy'),
}

test('every check there is has a letter of its own and a place in the order', () => {
  expect(failedChecks(checkLetters(Uint8Array.from({ length: CHECKS.length + 1 }, (_, i) => i)))).toEqual([...CHECKS, null])
  expect([...CHECK_ORDER].toSorted()).toEqual([...CHECKS].toSorted())
})

test('gains are worked out again from what was kept, with the effects of then and where they came from', () => {
  const { strategies: explained, choice, draw, facts: kept } = explainDecision(run, strategies, decision, 'CNY')
  expect(explained.map(({ strategyId, isEligible, failed }) => [strategyId, isEligible, failed])).toEqual([
    ['a', true, null],
    ['b', true, null],
    ['c', false, 'no_consent'],
    ['d', false, 'no_strategy'],
  ])
  const [a, b, c, d] = explained
  expect(a).toMatchObject({ isChosen: true, effect: 0.4, effectFrom: 'assumed', ...expectedGain(facts, { ...BASE, expectedEffect: 0.4 }) })
  expect(b).toMatchObject({ isChosen: false, effect: 0.3, effectFrom: 'measured', ...expectedGain(facts, BASE, 0.3) })
  expect(a?.margin).toBeCloseTo(0.4 * 0.7 * 30_000, 6)
  expect(c?.checks?.map(({ state }) => state)).toEqual([
    'passed',
    'passed',
    'passed',
    'passed',
    'failed',
    ...Array<string>(5).fill('not_reached'),
  ])
  expect(d?.checks?.[0]).toEqual({ check: 'no_strategy', state: 'failed' })
  expect(choice).toEqual({ strategyId: 'a', channel: 'email', probability: 0.9, isExploration: false })
  expect(draw).toEqual({ arm: 'control', probability: 0.2, unit: null })
  expect(kept).toMatchObject({ lifecycleTier: null, valueClass: 'general', model: { id: 'churn', version: 2 } })
})

test('a customer who got nothing has a reason and the check that stopped each strategy, and no draw', () => {
  const skipped = {
    customerId: 'p',
    reason: 'no_consent',
    checks: `${letter('cooldown')}${letter('no_strategy')}${letter('no_consent')}${letter('no_strategy')}`,
    ...facts,
  } as const
  const { reason, choice, draw, decisionId, strategies: explained } = explainDecision(run, strategies, skipped, 'CNY')
  expect({ reason, choice, draw, decisionId }).toEqual({ reason: 'no_consent', choice: null, draw: null, decisionId: null })
  // Who came furthest stands first.
  expect(explained.map(({ strategyId, failed }) => `${strategyId} ${failed}`)).toEqual([
    'c no_consent',
    'a cooldown',
    'b no_strategy',
    'd no_strategy',
  ])
})

test('of a decision from before checks were kept only what was written down is told', () => {
  const { checks: _checks, choiceProbability: _probability, ...old } = decision
  const { inputs: _inputs, ...oldRun } = run
  const { strategies: explained, choice } = explainDecision(oldRun, strategies, old, 'CNY')
  expect(explained.filter(({ isEligible }) => isEligible).map(({ strategyId }) => strategyId)).toEqual(['a'])
  expect(explained.every(({ checks, effectFrom }) => checks === null && effectFrom === 'unknown')).toBe(true)
  expect(choice?.probability).toBe(1)
})
