import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { audienceOf, fitsAudience } from './audience.ts'
import type { Candidate } from './candidate.ts'
import { matchStrategies } from './match-strategies.ts'
import type { MatchInput, Match } from './match-strategies.ts'
import { reservationsOf } from './plan-run.ts'
import type { Decision } from './decision.ts'
import { strategyLibrary } from './strategy-library.ts'
import type { Strategy, StrategyDefinition } from './strategy.ts'

const AS_OF = new Date('2026-03-01T00:00:00Z')
const BASE = strategyLibrary('CNY').find(({ id }) => id === 'lapsed-coupon')?.definition as StrategyDefinition
const strategy = (id: string, changes: Partial<StrategyDefinition> = {}): Strategy => ({
  id,
  version: 1,
  state: 'active',
  definition: { ...BASE, ...changes },
  createdAt: new Date(0),
  createdBy: 'test',
})
const PEOPLE = Array.from({ length: 600 }, (_, i) => `c${String(i).padStart(3, '0')}`)
/** Six people each. */
const MEMBERS = PEOPLE.map((customerId, i) => ({ accountId: `a${String(Math.floor(i / 6)).padStart(3, '0')}`, customerId }))
const accountOf = new Map(MEMBERS.map(({ accountId, customerId }) => [customerId, accountId]))

function run(strategies: readonly Strategy[], options: Partial<MatchInput> = {}, people: readonly string[] = PEOPLE): readonly Match[] {
  const candidates = people.map((customerId, i): Candidate => {
    const scored: Omit<Candidate, 'audiences'> = {
      customerId,
      riskProbability: 0.5 + (i % 40) / 100,
      riskTier: i % 3 === 0 ? 'medium' : 'high',
      cause: 'lapsed-cadence',
      lifecycleTier: 'at_risk',
      valueClass: 'general',
      valueMinor: 30_000,
      averageOrderMinor: 12_000,
      daysSinceLastOrder: 80,
      favouriteCategory: '',
      modelId: 'churn',
      modelVersion: 1,
    }
    const audiences = strategies.filter(({ definition }) => fitsAudience(definition.audience, scored)).map(({ id }) => id)
    return { ...scored, audiences }
  })
  const reach = new Map(
    people.map((customerId) => [
      customerId,
      { customerId, maskedName: '', hasAddress: true, consent: true, suppressed: false, contactHash: customerId },
    ]),
  )
  return matchStrategies({
    runId: 'run',
    asOf: AS_OF,
    candidates,
    strategies,
    reach: new Map([['email', reach]]),
    reservations: new Map(),
    unready: new Map(),
    members: MEMBERS,
    ...options,
  }).matches
}

const armsOf = (matches: readonly Match[]) =>
  Map.groupBy(matches, ({ candidate }) => accountOf.get(candidate.customerId) ?? '')
    .values()
    .toArray()
    .map((own) => new Set(own.map(({ arm }) => arm)))

test('no company has two arms, whatever the strategies of its people and their control shares', () => {
  const matches = run([
    strategy('calm', { audience: audienceOf({ riskTiers: ['medium'], causes: ['lapsed-cadence'] }), holdout: 0.5 }),
    strategy('urgent', { audience: audienceOf({ riskTiers: ['high'], causes: ['lapsed-cadence'] }), holdout: 0.1 }),
  ])
  expect(matches).toHaveLength(600)
  expect(new Set(matches.map(({ strategy: { id } }) => id))).toEqual(new Set(['calm', 'urgent']))
  expect(armsOf(matches).every((arms) => arms.size === 1)).toBe(true)
  // One draw, one chance: that of the first of the company.
  const chances = Map.groupBy(matches, ({ unit }) => unit?.id ?? '')
    .values()
    .toArray()
  expect(chances.every((own) => new Set(own.map(({ assignmentProbability }) => assignmentProbability)).size === 1)).toBe(true)
})

test('about the control share of the companies is held out, and another run draws others', () => {
  const heldOut = (runId: string) =>
    new Set(run([strategy('s', { holdout: 0.3 })], { runId }).flatMap(({ arm, unit }) => (arm === 'control' ? [unit?.id] : [])))
  expect(heldOut('run').size).toBeGreaterThan(15)
  expect(heldOut('run').size).toBeLessThan(45)
  expect(heldOut('run')).toEqual(heldOut('run'))
  expect(heldOut('other')).not.toEqual(heldOut('run'))
})

test('a strategy may draw each person alone, as it does for people of no company', () => {
  const alone = run([strategy('s', { drawBy: 'person', holdout: 0.5 })])
  expect(armsOf(alone).some((arms) => arms.size === 2)).toBe(true)
  expect(alone.every(({ unit }) => unit === null)).toBe(true)
  expect(run([strategy('s', { holdout: 0.5 })], { members: [] }).map(({ arm }) => arm)).toEqual(alone.map(({ arm }) => arm))
})

test('who joins a company takes its running arm, is not a draw, and is free when the company is', () => {
  const before = run(
    [strategy('s', { holdout: 0.5 })],
    { runId: 'earlier' },
    PEOPLE.filter((_, i) => i % 6 !== 5),
  )
  const earlier = new Date(AS_OF.getTime() - 20 * DAY_MS)
  const decided = before.map(
    ({ candidate, arm, unit }) =>
      ({ customerId: candidate.customerId, arm, drawUnit: unit?.id ?? null, asOf: earlier, runId: 'earlier', strategyId: 's' }) as Decision,
  )
  const reservations = new Map(reservationsOf(decided, [strategy('s')]).map((one) => [one.customerId, one]))
  const later = run([strategy('s', { holdout: 0.5 })], { reservations })
  expect(later).toHaveLength(100)
  const armThen = new Map(before.map(({ candidate, arm }) => [accountOf.get(candidate.customerId), arm]))
  for (const { candidate, arm, assignmentProbability } of later) {
    expect(arm).toBe(armThen.get(accountOf.get(candidate.customerId)))
    expect(assignmentProbability).toBe(1)
  }
  const until = new Date(earlier.getTime() + 60 * DAY_MS)
  const follows = new Map(later.map(({ candidate, unit }) => [candidate.customerId, unit?.running?.until ?? AS_OF]))
  const places = reservationsOf(
    later.map(
      ({ candidate, arm, unit }) =>
        ({ customerId: candidate.customerId, arm, drawUnit: unit?.id ?? null, asOf: AS_OF, strategyId: 's' }) as Decision,
    ),
    [strategy('s')],
    follows,
  )
  expect(new Set(places.map((one) => one.until.getTime()))).toEqual(new Set([until.getTime()]))
})

test('a run that a crash left half-written keeps the arms it has given, with their chance', () => {
  const strategies = [strategy('s', { holdout: 0.5 })]
  const matches = run(strategies)
  const half = matches.filter((_, i) => i % 2 === 0)
  const reservations = new Map(
    half.map(({ candidate, unit }) => [
      candidate.customerId,
      // The other arm than the draw would give, to see which of the two counts.
      {
        customerId: candidate.customerId,
        decisionId: '',
        runId: 'run',
        reservedAt: AS_OF,
        until: new Date(AS_OF.getTime() + DAY_MS),
        drawn: { unit: unit?.id ?? '', arm: 'control' as const },
      },
    ]),
  )
  const again = run(strategies, { reservations })
  expect(again).toHaveLength(600)
  expect(new Set(again.map(({ arm, assignmentProbability }) => `${arm} ${assignmentProbability}`))).toEqual(new Set(['control 0.5']))
})
