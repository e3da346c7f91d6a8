import { describe, expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { audienceOf, fitsAudience } from './audience.ts'
import { assignArm } from './assign-arm.ts'
import type { Candidate, Reach } from './candidate.ts'
import { detectableEffect } from './detectable-effect.ts'
import { expectedGain } from './expected-gain.ts'
import { matchStrategies } from './match-strategies.ts'
import type { MatchInput } from './match-strategies.ts'
import { strategyLibrary } from './strategy-library.ts'
import { reservedUntil } from './reservation.ts'
import type { Reservation } from './reservation.ts'
import type { Strategy, StrategyDefinition } from './strategy.ts'

const AS_OF = new Date('2026-03-01T00:00:00Z')
const BASE = strategyLibrary('CNY').find(({ id }) => id === 'lapsed-coupon')?.definition as StrategyDefinition
/** Its audience. */
const LISTS = { riskTiers: ['high', 'medium'], causes: ['lapsed-cadence'] } as const

function strategy(id: string, changes: Partial<StrategyDefinition> = {}): Strategy {
  return { id, version: 1, state: 'active', definition: { ...BASE, ...changes }, createdAt: new Date(0), createdBy: 'test' }
}

function candidate(i: number, changes: Partial<Candidate> = {}): Candidate {
  return {
    customerId: `c${String(i).padStart(5, '0')}`,
    riskProbability: 0.7,
    riskTier: 'high',
    cause: 'lapsed-cadence',
    lifecycleTier: 'at_risk',
    valueClass: 'general',
    valueMinor: 30_000,
    averageOrderMinor: 12_000,
    daysSinceLastOrder: 80,
    favouriteCategory: '',
    modelId: 'churn',
    modelVersion: 1,
    audiences: [],
    ...changes,
  }
}

/** A reservation in a run of the given number of days ago, for 60 days. */
function taken(customerId: string, daysAgo: number): [string, Reservation] {
  const reservedAt = new Date(AS_OF.getTime() - daysAgo * DAY_MS)
  return [customerId, { customerId, decisionId: '', runId: 'earlier', reservedAt, until: reservedUntil(reservedAt, BASE) }]
}

function run(
  scored: readonly Candidate[],
  strategies: Strategy[],
  options: Partial<MatchInput> & { reach?: never; blocks?: Record<string, Partial<Reach>> } = {},
) {
  const { blocks = {}, ...rest } = options
  const candidates = scored.map((one): Candidate => {
    const audiences = strategies.filter(({ definition }) => fitsAudience(definition.audience, one)).map(({ id }) => id)
    return { ...one, audiences }
  })
  const rows = new Map(
    candidates.map(({ customerId }) => [
      customerId,
      { customerId, maskedName: '', hasAddress: true, consent: true, suppressed: false, contactHash: customerId, ...blocks[customerId] },
    ]),
  )
  return matchStrategies({
    runId: 'run',
    asOf: AS_OF,
    reservations: new Map(),
    unready: new Map(),
    candidates,
    strategies,
    ...rest,
    reach: new Map([
      ['email', rows],
      ['agent_task', rows],
    ]),
  })
}

describe('who gets what', () => {
  test('the strategy with the best expected gain wins, and the rest is on record', () => {
    const [match] = run([candidate(1)], [strategy('weak', { expectedEffect: 0.2 }), strategy('strong', { expectedEffect: 0.4 })]).matches
    expect(match?.strategy.id).toBe('strong')
    expect(match?.alternatives.map(({ strategyId }) => strategyId)).toEqual(['strong', 'weak'])
    expect(match?.expectedGain).toBeCloseTo(expectedGain(candidate(1), { ...BASE, expectedEffect: 0.4 }).gain, 9)
  })

  test('the gain is effect x risk x value less contact and discount', () => {
    const definition = { ...BASE, expectedEffect: 0.1, contactCost: { minor: 5, currency: 'CNY' } }
    // .1 x .7 x 30,000 = 2,100; staying .3 + .07 of them use the 10 % coupon of a 120.00 order in 3 of 10 cases: 133.2.
    const { gain, cost } = expectedGain(candidate(1), definition)
    expect(gain).toBeCloseTo(2_100 - 5 - 133.2, 9)
    expect(cost).toBeCloseTo(138.2, 9)
  })

  test('each customer without a decision has one reason', () => {
    const blocks = { c00002: { consent: null }, c00003: { consent: false }, c00004: { hasAddress: false }, c00005: { suppressed: true } }
    const people = [
      candidate(1, { riskTier: 'low' }),
      candidate(2),
      candidate(3),
      candidate(4),
      candidate(5),
      candidate(6),
      candidate(7, { valueMinor: 0 }),
      candidate(8),
    ]
    const reservations = new Map([taken('c00006', 10), taken('c00008', 60)])
    const { matches, skipped } = run(people, [strategy('a', { cooldownDays: 60 })], { blocks, reservations })
    expect(matches.map((match) => match.candidate.customerId)).toEqual(['c00008'])
    expect(Object.fromEntries(skipped)).toEqual({
      no_strategy: 1,
      no_consent: 2,
      no_address: 1,
      suppressed: 1,
      cooldown: 1,
      negative_gain: 1,
    })
  })

  test('a channel that is not set up gets no customers, and the next strategy applies', () => {
    const unready = new Map([['email', 'no_mail_server']] as const)
    const mail = strategy('mail', { expectedEffect: 0.4 })
    const { matches, skipped } = run([candidate(1), candidate(2)], [mail], { unready })
    expect(matches).toEqual([])
    expect(Object.fromEntries(skipped)).toEqual({ channel_not_ready: 2 })
    const both = run([candidate(1)], [mail, strategy('call', { channel: 'agent_task', expectedEffect: 0.2 })], { unready })
    expect(both.matches.map((match) => match.strategy.id)).toEqual(['call'])
    expect(both.matches[0]?.alternatives.map(({ strategyId }) => strategyId)).toEqual(['call'])
  })

  test('a customer stays with a run while its measurement period or either cooldown lasts', () => {
    const short = strategy('a', { cooldownDays: 5, windowDays: 5 })
    const ids = (daysAgo: number, one = short): string[] =>
      run([candidate(1)], [one], { reservations: new Map([taken('c00001', daysAgo)]) }).matches.map((match) => match.candidate.customerId)
    expect(ids(59)).toEqual([])
    expect(ids(60)).toEqual(['c00001'])
    expect(ids(60, strategy('a', { cooldownDays: 61 }))).toEqual([])
    // A run as of an earlier time does not take customers that a later one holds.
    expect(ids(-3)).toEqual([])
  })

  test('a task for an agent needs no opt-in, but respects a refusal', () => {
    const call = strategy('call', { channel: 'agent_task', offer: { ...BASE.offer, kind: 'service', discount: 0 }, expectedEffect: 0.5 })
    const { matches } = run([candidate(1), candidate(2)], [call], { blocks: { c00001: { consent: null }, c00002: { consent: false } } })
    expect(matches.map((match) => match.candidate.customerId)).toEqual(['c00001'])
  })

  test('equal gains are ordered by id, for customers and strategies, whatever the input order', () => {
    const people = [candidate(3), candidate(1), candidate(2)]
    for (const order of [people, people.toReversed()]) {
      const { matches } = run(order, [strategy('b'), strategy('a'), strategy('c')])
      expect(matches.map((match) => match.candidate.customerId)).toEqual(['c00001', 'c00002', 'c00003'])
      expect(matches[0]?.alternatives.map(({ strategyId }) => strategyId)).toEqual(['a', 'b', 'c'])
      expect(matches[0]?.strategy.id).toBe('a')
    }
  })

  test('the reason is that of the strategy that passed most checks, whatever the order', () => {
    const far = strategy('far', { audience: audienceOf({ ...LISTS, riskTiers: ['low'] }) })
    const mail = strategy('mail')
    const call = strategy('call', { channel: 'agent_task', expectedEffect: 0 })
    const blocks = { c00001: { consent: null } }
    for (const strategies of [
      [far, mail],
      [mail, far],
      [far, mail, call],
      [call, mail, far],
    ]) {
      const { skipped } = run([candidate(1)], strategies, { blocks })
      expect(Object.fromEntries(skipped)).toEqual(strategies.includes(call) ? { negative_gain: 1 } : { no_consent: 1 })
    }
  })

  test('a customer without class or lifecycle fits only strategies that require none', () => {
    const unknown = candidate(1, { lifecycleTier: null, valueClass: null })
    const open = strategy('open', { audience: audienceOf(LISTS) })
    const classed = strategy('classed', { audience: audienceOf({ ...LISTS, valueClasses: ['general'] }), expectedEffect: 0.9 })
    const staged = strategy('staged', { audience: audienceOf({ ...LISTS, lifecycleTiers: ['at_risk'] }), expectedEffect: 0.9 })
    expect(run([unknown], [classed, staged, open]).matches.map((match) => match.strategy.id)).toEqual(['open'])
    for (const [one, winner] of [
      [candidate(1, { lifecycleTier: null }), 'classed'],
      [candidate(1, { valueClass: null }), 'staged'],
    ] as const)
      expect(run([one], [classed, staged, open]).matches.map((match) => match.strategy.id)).toEqual([winner])
  })

  test('a measured effect replaces the expected one, even when it is zero', () => {
    const strategies = [strategy('a', { expectedEffect: 0.4 }), strategy('b', { expectedEffect: 0.3 })]
    expect(run([candidate(1)], strategies, { effects: new Map([['a', 0.2]]) }).matches[0]?.strategy.id).toBe('b')
    expect(
      run([candidate(1)], strategies, {
        effects: new Map([
          ['a', 0],
          ['b', 0],
        ]),
      }).skipped.get('negative_gain'),
    ).toBe(1)
  })

  test('a contact with zero gain is not made', () => {
    const free = { contactCost: { minor: 0, currency: 'CNY' }, offer: { ...BASE.offer, discount: 0 } }
    expect(run([candidate(1)], [strategy('a', { ...free, expectedEffect: 0 })]).matches).toEqual([])
    expect(run([candidate(1)], [strategy('a', { ...free, expectedEffect: 0.001 })]).matches).toHaveLength(1)
  })

  test('records without a shared address are different people, and a task needs no address in clear', () => {
    const blocks = { c00001: { contactHash: null }, c00002: { contactHash: null } }
    expect(run([candidate(1), candidate(2)], [strategy('a')], { blocks }).matches).toHaveLength(2)
  })

  test('a customer passed over for a full budget leaves the address free for a duplicate record', () => {
    const twin = { contactHash: 'x' }
    const dear = candidate(1, { valueMinor: 90_000, averageOrderMinor: 90_000 })
    const budget = { minor: Math.ceil(expectedGain(candidate(2), BASE).cost), currency: 'CNY' }
    const { matches, skipped } = run([dear, candidate(2)], [strategy('a', { budget })], { blocks: { c00001: twin, c00002: twin } })
    expect(matches.map((match) => match.candidate.customerId)).toEqual(['c00002'])
    expect(Object.fromEntries(skipped)).toEqual({ budget: 1 })
  })

  test('two records with one address are one person', () => {
    const { matches, skipped } = run([candidate(1), candidate(2, { valueMinor: 60_000 })], [strategy('a')], {
      blocks: { c00001: { contactHash: 'x' }, c00002: { contactHash: 'x' } },
    })
    expect(matches.map((match) => match.candidate.customerId)).toEqual(['c00002'])
    expect(skipped.get('same_contact')).toBe(1)
  })
})

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string[]]>([
  ['one phone and two e-mail addresses are one person', { c1: 'x', c2: 'y' }, { c1: 'p', c2: 'p' }, ['c1']],
  ['one e-mail address and two phones are one person', { c1: 'x', c2: 'x' }, { c1: 'p', c2: 'q' }, ['c1']],
  ['nothing in common are two people', { c1: 'x', c2: 'y' }, { c1: 'p', c2: 'q' }, ['c1', 'c2']],
  ['an e-mail address each and no record of a phone are two people', { c1: 'x', c2: 'y' }, {}, ['c1', 'c2']],
])('two records with %s', (_what, mail, phone, contacted) => {
  const rows = (hashes: Readonly<Record<string, string>>) =>
    new Map(
      Object.entries(hashes).map(([customerId, contactHash]) => [
        customerId,
        { customerId, maskedName: '', hasAddress: true, consent: true, suppressed: false, contactHash },
      ]),
    )
  const { matches } = matchStrategies({
    runId: 'run',
    asOf: AS_OF,
    reservations: new Map(),
    unready: new Map(),
    candidates: ['c1', 'c2'].map((customerId) => ({ ...candidate(1), customerId, audiences: ['a'] })),
    strategies: [strategy('a')],
    reach: new Map([
      ['email', rows(mail)],
      ['agent_task', rows(phone)],
    ]),
  })
  expect(matches.map((match) => match.candidate.customerId)).toEqual(contacted)
})

describe('limits', () => {
  const many = Array.from({ length: 500 }, (_, i) => candidate(i, { valueMinor: 20_000 + i }))

  test('a budget is never exceeded, and the most valuable customers come first', () => {
    const cost = expectedGain(candidate(1), BASE).cost
    const { matches, skipped } = run(many, [strategy('a', { budget: { minor: Math.round(cost * 50), currency: 'CNY' } })])
    const spent = matches.reduce((sum, match) => sum + match.cost, 0)
    expect(spent).toBeLessThanOrEqual(cost * 50 + 1)
    expect(matches.filter(({ arm }) => arm === 'treated')).toHaveLength(50)
    expect(matches[0]?.candidate.customerId).toBe('c00499')
    expect(skipped.get('budget')).toBe(500 - matches.length)
  })

  test('a second choice takes over where the budget of the first is used up', () => {
    const { matches } = run(many, [strategy('a', { expectedEffect: 0.3, budget: { minor: 5_000, currency: 'CNY' } }), strategy('b')])
    expect(matches).toHaveLength(500)
    expect(new Set(matches.map((match) => match.strategy.id))).toEqual(new Set(['a', 'b']))
  })

  test('a budget may be spent to the last cent, and only by contacts', () => {
    const exact = { contactCost: { minor: 100, currency: 'CNY' }, offer: { ...BASE.offer, discount: 0 } }
    const open = run(many, [strategy('a', { ...exact, holdout: 0, budget: { minor: 1_000, currency: 'CNY' } })])
    expect(open.matches).toHaveLength(10)
    expect(open.matches.every(({ cost }) => cost === 100)).toBe(true)
    expect(open.skipped.get('budget')).toBe(490)
    const held = run(many, [strategy('a', { ...exact, holdout: 1, budget: { minor: 1_000, currency: 'CNY' } })])
    expect(held.matches).toHaveLength(500)
    expect(held.matches.every(({ cost }) => cost === 0)).toBe(true)
  })

  test('control customers do not count as contacts, and a limit of zero means none', () => {
    expect(run(many, [strategy('a', { holdout: 1 })], { maxContacts: 1 }).matches).toHaveLength(500)
    const none = run(many, [strategy('a')], { maxContacts: 0 })
    expect(none.matches).toEqual([])
    expect(none.skipped.get('max_contacts')).toBe(500)
  })

  test('no more contacts than the limit', () => {
    const { matches } = run(many, [strategy('a')], { maxContacts: 40 })
    expect(matches.filter(({ arm }) => arm === 'treated')).toHaveLength(40)
  })
})

describe('hold-out', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => candidate(i))

  test('takes its share, records the probability, costs nothing, and is the same each time', () => {
    const first = run(many, [strategy('a')]).matches
    const control = first.filter(({ arm }) => arm === 'control')
    // 20 % of 5,000 with a standard deviation of 28.
    expect(control.length).toBeGreaterThan(890)
    expect(control.length).toBeLessThan(1_110)
    expect(control.every(({ cost, assignmentProbability }) => cost === 0 && assignmentProbability === 0.2)).toBe(true)
    expect(run(many.toReversed(), [strategy('a')]).matches.map(({ arm }) => arm)).toEqual(first.map(({ arm }) => arm))
  })

  test('another run or another strategy draws again', () => {
    const share = (a: string, b: string): number =>
      many.filter(({ customerId }) => assignArm(a, 's', customerId, 0.5) === assignArm(b, 's', customerId, 0.5)).length / 5_000
    expect(share('run-1', 'run-1')).toBe(1)
    expect(Math.abs(share('run-1', 'run-2') - 0.5)).toBeLessThan(0.03)
  })

  test('the choice does not depend on the arm: control and contact group have the same value', () => {
    const spread = many.map((each, i) => ({ ...each, valueMinor: 20_000 + ((i * 7_919) % 5_000) }))
    const { matches } = run(spread, [strategy('a', { budget: { minor: 200_000, currency: 'CNY' } })])
    const mean = (arm: string): number => {
      const own = matches.filter((match) => match.arm === arm)
      return own.reduce((sum, match) => sum + match.candidate.valueMinor, 0) / own.length
    }
    expect(Math.abs(mean('treated') - mean('control'))).toBeLessThan(150)
  })
})

test('the smallest detectable effect', () => {
  // 388 in each group show 50 % against 60 % with 80 % power at 5 % (Fleiss, Levin and Paik 2003, without continuity correction).
  expect(detectableEffect(388, 388, 0.5)).toBeCloseTo(0.1, 3)
  expect(detectableEffect(800, 200, 0.3)).toBeGreaterThan(detectableEffect(500, 500, 0.3) ?? 1)
  expect(detectableEffect(100, 0, 0.3)).toBeNull()
  expect(detectableEffect(2, 1, 0.5)).toBeNull()
})

test('without a tested churn model no customers are selected by risk, and others still are', () => {
  const byRisk = strategy('by-risk')
  const byClass = strategy('by-class', { audience: audienceOf({ ...LISTS, riskTiers: [], causes: [], valueClasses: ['general'] }) })
  const people = [candidate(1), candidate(2, { valueClass: 'potential' })]
  const { matches, skipped } = run(people, [byRisk, byClass], { riskUntested: new Set(['by-risk']) })
  expect(matches.map(({ candidate: { customerId }, strategy: { id } }) => [customerId, id])).toEqual([['c00001', 'by-class']])
  expect(Object.fromEntries(skipped)).toEqual({ risk_untested: 1 })
})
