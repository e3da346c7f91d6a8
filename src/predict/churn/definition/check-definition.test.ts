import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { checkDefinition, readDefinitionCheck, type DefinitionFacts } from './check-definition.ts'
import { churnDefinition } from './churn-definition.ts'
import { CHURN_PACKS } from './churn-packs.ts'

const now = new Date('2026-01-01T00:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
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

describe('CHURN_PACKS', () => {
  it.each(CHURN_PACKS)('$id is a definition that can be used', (pack) => {
    expect(churnDefinition(pack).horizonDays).toBe(pack.horizonDays)
    expect(pack.activeWithinDays).toBeGreaterThanOrEqual(pack.horizonDays)
    expect(pack.why.zh).toContain(String(pack.horizonDays))
  })

  it('covers contract and non-contract industries', () => {
    expect(CHURN_PACKS.map(({ id }) => id)).toEqual(['retail', 'e-commerce', 'finance', 'telecom', 'education', 'saas'])
    expect(new Set(CHURN_PACKS.map(({ kind }) => kind)).size).toBe(2)
    expect(CHURN_PACKS.find(({ id }) => id === 'saas')?.horizonDays).toBe(45)
  })
})
