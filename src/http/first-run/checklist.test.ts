import { expect, test } from 'vitest'
import { checklistOf } from './checklist.ts'
import type { ChecklistFacts } from './checklist.ts'

const NOTHING: ChecklistFacts = {
  customers: 0,
  orders: 0,
  withEmail: 0,
  reachable: 0,
  sampleData: false,
  emailReady: false,
  webhookReady: false,
  gate: null,
  scored: 0,
  active: 6,
  usableByEmail: 0,
  usableOtherwise: 2,
  runs: 0,
  verdicts: 0,
  nextResultAt: null,
}
const ORDERS: ChecklistFacts = { ...NOTHING, customers: 300, orders: 4_000 }
const SCORED: ChecklistFacts = {
  ...ORDERS,
  gate: 'passed',
  scored: 280,
  withEmail: 270,
  reachable: 240,
  emailReady: true,
  usableByEmail: 4,
}

const of = (facts: ChecklistFacts) => Object.fromEntries(checklistOf(facts).map(({ step, state, detail }) => [step, `${state}: ${detail}`]))

test('an empty house has one thing to do: import', () => {
  expect(of(NOTHING)).toEqual({
    data: 'open: no_data',
    reach: 'blocked: needs_data',
    channel: 'open: tasks_only',
    score: 'blocked: needs_orders',
    strategy: 'done: active',
    run: 'blocked: needs_scores',
    verdict: 'blocked: needs_run',
  })
  expect(checklistOf(NOTHING)[0]?.link).toBe('/data/imports?new=1')
})

test('orders alone reach nobody, and the list says what is missing', () => {
  expect(of(ORDERS)).toMatchObject({ data: 'done: imported', reach: 'open: no_email', score: 'open: not_trained' })
  expect(of({ ...ORDERS, withEmail: 12 })).toMatchObject({ reach: 'open: no_consent' })
  expect(of({ ...ORDERS, gate: 'passed', scored: 280, usableOtherwise: 0, usableByEmail: 3, emailReady: true })).toMatchObject({
    run: 'blocked: nobody_reachable',
  })
})

test('customers without orders are data, but nothing can be scored', () => {
  expect(of({ ...NOTHING, customers: 40 })).toMatchObject({ data: 'open: no_orders', score: 'blocked: needs_orders' })
})

test.each([
  ['passed', 'done: scored'],
  ['untested', 'done: scored_untested'],
  ['failed', 'blocked: model_below_gate'],
] as const)('a model whose gate is %s: %s', (gate, said) => {
  expect(of({ ...SCORED, gate })['score']).toBe(said)
})

test('strategies without a channel that carries anything do not count as active', () => {
  expect(of({ ...SCORED, usableByEmail: 0, usableOtherwise: 0 })).toMatchObject({
    strategy: 'blocked: channels_not_ready',
    run: 'blocked: needs_strategy',
  })
  expect(of({ ...SCORED, active: 0 })['strategy']).toBe('open: none_active')
})

test('after a run there is nothing to do but wait, until the first verdict', () => {
  const ran = { ...SCORED, runs: 1, nextResultAt: '2026-12-20T00:00:00.000Z' }
  expect(of(SCORED)['run']).toBe('open: not_run')
  expect(of(ran)).toMatchObject({ run: 'done: ran', verdict: 'waiting: result_on' })
  expect(checklistOf(ran).at(-1)?.params).toEqual({ at: '2026-12-20T00:00:00.000Z' })
  expect(checklistOf({ ...ran, verdicts: 1 }).every(({ state }) => state === 'done')).toBe(true)
})
