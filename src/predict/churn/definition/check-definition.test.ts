import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { checkDefinition, readDefinitionCheck, type DefinitionFacts } from './check-definition.ts'
import { churnDefinition } from './churn-definition.ts'
import { CHURN_PACKS } from './churn-packs.ts'
import { DROPOUT_CUSTOMERS, DROPOUT_REPEATERS } from '../train/churn-dropout.ts'

const now = new Date('2026-01-01T00:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
const NO_CONTRACTS = () => Promise.resolve(null)
const definition = churnDefinition({ horizonDays: 60 })
const RICH: DefinitionFacts = {
  now,
  firstOrderAt: ago(400),
  lastOrderAt: ago(1),
  snapshots: [200, 180, 120, 60].map((days) => ({ asOf: ago(days), customers: 1000, churners: 300 })),
  audienceNow: 1100,
  repeatersNow: 700,
  regularsNow: 400,
}

describe('checkDefinition', () => {
  it('passes every gate of a grown shop and counts the examples', () => {
    const check = checkDefinition(definition, RICH)
    expect(check).toMatchObject({ customers: 4000, churners: 1200, kept: 2800, baseRate: 0.3, historyDays: 400, rung: 'trees' })
    expect(check.gates.every(({ passed }) => passed)).toBe(true)
    expect(check.snapshots[0]).toEqual({ asOf: ago(200).toISOString(), customers: 1000, churners: 300 })
  })

  it.each<[string, Partial<DefinitionFacts>, string, string[]]>([
    [
      'the first day',
      { firstOrderAt: ago(3), snapshots: [], audienceNow: 20, repeatersNow: 2, regularsNow: 0 },
      'rules',
      ['history', 'churners', 'kept', 'back-test', 'customers'],
    ],
    [
      'two months',
      { firstOrderAt: ago(70), snapshots: [], regularsNow: 40, repeatersNow: 45 },
      'cadence',
      ['history', 'churners', 'kept', 'back-test'],
    ],
    ['too few churners', { snapshots: [{ asOf: ago(60), customers: 900, churners: 90 }] }, 'mbg-nbd', ['churners', 'back-test']],
    [
      'labels that overlap',
      { snapshots: [90, 60].map((days) => ({ asOf: ago(days), customers: 900, churners: 300 })) },
      'mbg-nbd',
      ['back-test'],
    ],
    ['a feed that stopped', { lastOrderAt: ago(45) }, 'trees', ['fresh-orders']],
    [
      'no orders at all',
      { firstOrderAt: null, lastOrderAt: null, snapshots: [], audienceNow: 0, repeatersNow: 0, regularsNow: 0 },
      'rules',
      ['history', 'churners', 'kept', 'back-test', 'customers', 'fresh-orders'],
    ],
  ])('%s', (_, facts, rung, failed) => {
    const check = checkDefinition(definition, { ...RICH, ...facts })
    expect(check.rung).toBe(rung)
    expect(check.gates.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(failed)
    expect(check.rungText.zh).not.toBe('')
  })
})

it('readDefinitionCheck counts the past at the times a training would use, and the current audience', async () => {
  const asked: Date[] = []
  const check = await readDefinitionCheck(
    {
      orderSpan: () => Promise.resolve({ first: ago(400), last: ago(2) }),
      contractSpan: NO_CONTRACTS,
      labelCounts: (times) => {
        asked.push(...times)
        return Promise.resolve(times.map((asOf, i) => ({ asOf, customers: 100 + i, churners: 40, repeaters: 60, regulars: 31 })))
      },
    },
    definition,
    now,
  )
  expect(asked.at(-1)).toEqual(now)
  expect(asked.at(-2)).toEqual(ago(60))
  expect(check.snapshots).toHaveLength(asked.length - 1)
  expect(check.audienceNow).toBe(100 + asked.length - 1)
})

describe('on the limit', () => {
  const passed = (name: string, facts: Partial<DefinitionFacts>): boolean | undefined =>
    checkDefinition(definition, { ...RICH, ...facts }).gates.find((gate) => gate.name === name)?.passed

  // 60 days of horizon and 60 of history; 100 churned and 100 retained customers.
  const outcomes = (customers: number, churners: number): Partial<DefinitionFacts> => ({
    snapshots: [{ asOf: ago(60), customers, churners }],
  })
  it.each<[string, Partial<DefinitionFacts>, Partial<DefinitionFacts>]>([
    ['history', { firstOrderAt: ago(120) }, { firstOrderAt: ago(119.9) }],
    ['churners', outcomes(500, 100), outcomes(500, 99)],
    ['kept', outcomes(500, 400), outcomes(500, 401)],
    ['customers', { audienceNow: 500 }, { audienceNow: 499 }],
    ['fresh-orders', { lastOrderAt: ago(30.9) }, { lastOrderAt: ago(31) }],
  ])('the gate %s is passed, and just below it is not', (name, enough, less) => {
    expect(passed(name, enough)).toBe(true)
    expect(passed(name, less)).toBe(false)
  })

  const later = (earlier: readonly [number, number], newest: readonly [number, number]): DefinitionFacts => ({
    ...RICH,
    snapshots: [
      { asOf: ago(120), customers: earlier[0], churners: earlier[1] },
      { asOf: ago(60), customers: newest[0], churners: newest[1] },
    ],
  })
  it.each<[string, DefinitionFacts, boolean]>([
    ['100 churned before', later([500, 100], [50, 10]), true],
    ['99 churned before', later([500, 99], [50, 10]), false],
    ['100 stayed before', later([500, 400], [50, 10]), true],
    ['99 stayed before', later([500, 401], [50, 10]), false],
    ['nobody churned since', later([500, 200], [50, 0]), false],
    ['everybody churned since', later([500, 200], [50, 50]), false],
  ])('whether a model can be tested: %s', (_, facts, testable) => {
    const { gates, rung } = checkDefinition(definition, facts)
    const found = gates.find(({ name }) => name === 'back-test')
    expect(found).toMatchObject({ needed: 1, have: testable ? 1 : 0, passed: testable })
    // Twice the horizon and the history before it.
    expect(found?.text.en).toContain(testable ? 'tested on later data' : 'about 180 days')
    expect(found?.text.zh).toContain(testable ? '再用后续数据检验' : '约 180 天')
    expect(rung === 'trees').toBe(testable)
  })

  it.each([
    [DROPOUT_CUSTOMERS, DROPOUT_REPEATERS, 0, 'mbg-nbd'],
    [DROPOUT_CUSTOMERS - 1, DROPOUT_REPEATERS, 30, 'cadence'],
    [DROPOUT_CUSTOMERS, DROPOUT_REPEATERS - 1, 30, 'cadence'],
    [DROPOUT_CUSTOMERS, DROPOUT_REPEATERS - 1, 29, 'rules'],
  ])(
    'without labels %i customers, %i of them with two orders and %i with three, are scored by %s',
    (audienceNow, repeatersNow, regularsNow, rung) => {
      const check = checkDefinition(definition, { ...RICH, snapshots: [], audienceNow, repeatersNow, regularsNow })
      expect(check.rung).toBe(rung)
      expect(check.rungText.en).toContain('Not enough data for training')
      expect(check.baseRate).toBeNull()
    },
  )

  it('enough data says that every rung is compared', () => {
    expect(checkDefinition(definition, RICH).rungText.en).toContain('every rung up to boosted trees')
  })
})

describe('readDefinitionCheck before there are labels', () => {
  const counts = (asOf: Date) => ({ asOf, customers: 900, churners: 0, repeaters: 700, regulars: 100 })

  it('counts the customers of today only', async () => {
    const store = {
      orderSpan: () => Promise.resolve({ first: ago(70), last: ago(2) }),
      contractSpan: NO_CONTRACTS,
      labelCounts: (times: readonly Date[]) => Promise.resolve(times.map(counts)),
    }
    expect(await readDefinitionCheck(store, definition, now)).toMatchObject({
      snapshots: [],
      audienceNow: 900,
      historyDays: 70,
      rung: 'mbg-nbd',
    })
    const few = {
      ...store,
      labelCounts: (times: readonly Date[]) => Promise.resolve(times.map((asOf) => ({ ...counts(asOf), repeaters: 0 }))),
    }
    expect(await readDefinitionCheck(few, definition, now)).toMatchObject({ rung: 'cadence' })
  })

  it('asks for no counts without orders', async () => {
    const store = {
      orderSpan: () => Promise.resolve(null),
      contractSpan: NO_CONTRACTS,
      labelCounts: () => Promise.reject(new Error('There is nothing to count.')),
    }
    const check = await readDefinitionCheck(store, definition, now)
    expect(check).toMatchObject({ snapshots: [], audienceNow: 0, historyDays: 0, rung: 'rules' })
    expect(check.gates.at(-1)).toMatchObject({
      name: 'fresh-orders',
      passed: false,
      text: { en: 'There are no orders yet; import them first' },
    })
  })

  it('says how old the last order is', () => {
    const words = (days: number) => checkDefinition(definition, { ...RICH, lastOrderAt: ago(days) }).gates.at(-1)?.text.en
    expect(words(1)).toContain('The last order is 1 day old;')
    expect(words(12)).toContain('The last order is 12 days old;')
  })
})

describe('a definition about contracts', () => {
  const contracts = churnDefinition({ kind: 'contract', horizonDays: 60 })
  const store = (span: { first: Date; last: Date } | null) => ({
    orderSpan: () => Promise.reject(new Error('Orders say nothing of contracts.')),
    contractSpan: () => Promise.resolve(span),
    labelCounts: (times: readonly Date[]) =>
      Promise.resolve(times.map((asOf) => ({ asOf, customers: 900, churners: 120, repeaters: 0, regulars: 0 }))),
  })

  it('counts contracts, names them in its gates, and never scores by how people buy', async () => {
    const check = await readDefinitionCheck(store({ first: ago(400), last: ago(2) }), contracts, now)
    expect(check).toMatchObject({ audienceNow: 900, rung: 'trees', historyDays: 400 })
    expect(check.gates.find(({ name }) => name === 'history')?.text.en).toContain('days of contracts')
    const young = await readDefinitionCheck(store({ first: ago(70), last: ago(2) }), contracts, now)
    expect(young).toMatchObject({ rung: 'rules', snapshots: [] })
  })

  it('says when there are none, and when nothing was told of them for long', async () => {
    const none = await readDefinitionCheck(store(null), contracts, now)
    expect(none.gates.at(-1)).toMatchObject({ passed: false, text: { en: 'There are no contracts yet; import subscriptions first' } })
    const stale = await readDefinitionCheck(store({ first: ago(400), last: ago(31) }), contracts, now)
    expect(stale.gates.at(-1)).toMatchObject({ passed: false })
    expect(stale.gates.at(-1)?.text.en).toContain('last updated 31 days ago')
  })

  it('has a version of its own and keeps its horizon within the same limits', () => {
    expect(contracts).toMatchObject({ version: 'contract/1/60/15', kind: 'contract', activeWithinDays: 0 })
    expect(() => churnDefinition({ kind: 'contract', horizonDays: 400 })).toThrow(/7 to 180/)
  })
})

describe('CHURN_PACKS', () => {
  it.each(CHURN_PACKS)('$id is a definition that can be used', (pack) => {
    expect(churnDefinition({ horizonDays: pack.horizonDays, activeWithinDays: pack.activeWithinDays }).horizonDays).toBe(pack.horizonDays)
    expect(pack.activeWithinDays).toBeGreaterThanOrEqual(pack.horizonDays)
    expect(pack.why.zh).toContain(String(pack.horizonDays))
  })

  it('covers contract and non-contract industries', () => {
    expect(CHURN_PACKS.map(({ id }) => id)).toEqual(['retail', 'e-commerce', 'finance', 'telecom', 'education', 'saas'])
    expect(new Set(CHURN_PACKS.map(({ kind }) => kind)).size).toBe(2)
    expect(CHURN_PACKS.find(({ id }) => id === 'saas')?.horizonDays).toBe(45)
  })
})
