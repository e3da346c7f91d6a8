import { expect, it } from 'vitest'
import type { AlertRequest, ChurnAlert, ScoredCustomer } from './churn-alerts.ts'
import { alertChanges, FIRST_ALERTS, MOST_ALERTS, tierChanges } from './churn-alerts.ts'
import type { RiskTier } from '../tiers/risk-tiers.ts'
import { RESPONSE_RISK_TIERS, riskTier, STANDARD_RISK_TIERS } from '../tiers/risk-tiers.ts'

const asOf = new Date('2026-03-02T02:30:00Z')
const text = { zh: '很久没来', en: 'Away for long' }

const scored = (customerId: string, probability: number, value = 100): ScoredCustomer => ({
  customerId,
  tier: riskTier(RESPONSE_RISK_TIERS, probability).name,
  probability,
  value,
  cause: 'lapsed-cadence',
  reasons: [{ text }],
})
const alert = (customerId: string, change: Partial<ChurnAlert> = {}): ChurnAlert => ({
  id: `alert-${customerId}`,
  customerId,
  tier: 'medium',
  fromTier: 'low',
  probability: 0.6,
  value: 100,
  cause: 'other',
  reasons: [],
  raisedAt: new Date('2026-03-01T02:30:00Z'),
  dueAt: new Date('2026-03-04T02:30:00Z'),
  state: 'open',
  owner: null,
  outcome: null,
  closedAt: null,
  ...change,
})
const changes = (request: Partial<AlertRequest>) =>
  alertChanges({ scheme: RESPONSE_RISK_TIERS, asOf, scores: [], previous: new Map(), unfinished: [], ordered: new Set(), ...request })

it('raises an alert with a due time when a customer enters a tier that requires one', () => {
  const { raise } = changes({ scores: [scored('a', 0.9), scored('b', 0.6), scored('c', 0.4)], previous: new Map([['a', 'watch']]) })
  expect(raise).toMatchObject([
    { customerId: 'a', tier: 'high', fromTier: 'watch', dueAt: new Date('2026-03-03T02:30:00Z'), state: 'open', reasons: [text] },
    { customerId: 'b', tier: 'medium', fromTier: null, dueAt: new Date('2026-03-05T02:30:00Z') },
  ])
})

it('a customer who was in the tier or a higher one before has not entered', () => {
  const previous = new Map([
    ['a', 'high'],
    ['b', 'high'],
  ])
  expect(changes({ scores: [scored('a', 0.9), scored('b', 0.6)], previous }).raise).toEqual([])
})

it('a tier without alerts raises none', () => {
  expect(changes({ scheme: STANDARD_RISK_TIERS, scores: [scored('a', 0.6)], previous: null }).raise).toEqual([])
})

it('the first scoring raises alerts only for the most revenue at risk', () => {
  const scores = Array.from({ length: FIRST_ALERTS + 50 }, (_, i) => scored(`c${i}`, 0.9, i))
  const { raise, heldBack } = changes({ scores, previous: null })
  expect(raise).toHaveLength(FIRST_ALERTS)
  expect(heldBack).toBe(50)
  expect(raise[0]?.value).toBe(FIRST_ALERTS + 49)
  expect(raise.at(-1)?.value).toBe(50)
})

it('a later scoring raises up to a thousand', () => {
  const scores = Array.from({ length: MOST_ALERTS + 1 }, (_, i) => scored(`c${i}`, 0.9, i))
  const { raise, heldBack } = changes({ scores })
  expect([raise.length, heldBack]).toEqual([MOST_ALERTS, 1])
  expect(changes({ scores: scores.slice(0, MOST_ALERTS - 1) }).heldBack).toBe(0)
})

it('the revenue at risk is the probability times the value', () => {
  const scores = [scored('likely', 0.95, 60), scored('most', 0.72, 100), scored('little', 0.99, 20)]
  expect(changes({ scores }).raise.map(({ customerId }) => customerId)).toEqual(['most', 'likely', 'little'])
})

it('a customer who rises escalates the existing alert; its due time only moves earlier', () => {
  const later = changes({ scores: [scored('a', 0.9)], unfinished: [alert('a', { state: 'acknowledged', owner: 'user:1' })] })
  expect(later.raise).toEqual([])
  expect(later.close).toEqual([])
  expect(later.rise).toMatchObject([
    { id: 'alert-a', tier: 'high', probability: 0.9, dueAt: new Date('2026-03-03T02:30:00Z'), state: 'acknowledged', owner: 'user:1' },
  ])
  const soon = new Date('2026-03-02T03:00:00Z')
  expect(changes({ scores: [scored('a', 0.9)], unfinished: [alert('a', { dueAt: soon })] }).rise[0]?.dueAt).toEqual(soon)
})

const due = new Date('2026-03-04T02:30:00Z')
it.each([
  ['the tier sets no time', due, null, due],
  ['the alert had none', null, 24, new Date('2026-03-03T02:30:00Z')],
  ['neither has one', null, null, null],
])('the due time of a customer who rises: %s', (_, before, actWithinHours, after) => {
  const [high, ...others] = RESPONSE_RISK_TIERS.tiers
  const scheme = { name: 'mine', tiers: [{ ...(high as RiskTier), actWithinHours }, ...others] }
  const { rise } = changes({ scheme, scores: [scored('a', 0.9)], unfinished: [alert('a', { dueAt: before })] })
  expect(rise.map(({ dueAt }) => dueAt)).toEqual([after])
})

it('a customer who stays in the tier of the alert changes nothing', () => {
  expect(changes({ scores: [scored('a', 0.6)], unfinished: [alert('a')] })).toEqual({ raise: [], rise: [], close: [], heldBack: 0 })
})

it('a customer who has ordered gets no alert', () => {
  expect(changes({ scores: [scored('a', 0.9)], ordered: new Set(['a']) }).raise).toEqual([])
})

it('an alert stays while its customer is in any tier with alerts', () => {
  const { rise, close } = changes({ scores: [scored('a', 0.55)], unfinished: [alert('a', { tier: 'high' })] })
  expect([rise, close]).toEqual([[], []])
})

it('an alert closes when the customer orders, falls, or is no longer scored', () => {
  const { close, raise, rise } = changes({
    scores: [scored('a', 0.9), scored('b', 0.2)],
    unfinished: [alert('a'), alert('b'), alert('c')],
    ordered: new Set(['a']),
  })
  expect([raise, rise]).toEqual([[], []])
  expect(close).toEqual([
    { id: 'alert-a', outcome: 'ordered' },
    { id: 'alert-b', outcome: 'risk-fell' },
    { id: 'alert-c', outcome: 'not-scored' },
  ])
})

it('the same scoring again names the same alerts', () => {
  const scores = [scored('a', 0.9)]
  expect(changes({ scores }).raise[0]?.id).toBe(changes({ scores }).raise[0]?.id)
})

it('lists customers whose tier changed, who are new, and who are no longer scored', () => {
  const scores = [scored('same', 0.9), scored('fell', 0.1), scored('new', 0.6)]
  const previous = new Map([
    ['gone', 'medium'],
    ['same', 'high'],
    ['fell', 'high'],
  ])
  expect(tierChanges({ scheme: RESPONSE_RISK_TIERS, scores, previous })).toEqual([
    { customerId: 'fell', from: 'high', to: 'low' },
    { customerId: 'new', from: null, to: 'medium' },
    { customerId: 'gone', from: 'medium', to: null },
  ])
  expect(tierChanges({ scheme: RESPONSE_RISK_TIERS, scores, previous: null })).toEqual([])
})
