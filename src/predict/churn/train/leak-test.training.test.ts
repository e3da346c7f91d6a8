import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { churnCard } from './churn-card.ts'
import { churnDefinition } from '../definition/churn-definition.ts'
import { CHURN_FEATURE_NAMES, CHURN_FEATURES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { leakTest, type LeakTestInput } from './leak-test.ts'
import { trainChurn } from './train-churn.ts'

const LEAKY = CHURN_FEATURE_NAMES.indexOf('searches_30')
const GAP_RATIO = CHURN_FEATURE_NAMES.indexOf('gap_ratio')
const USED = CHURN_FEATURES.flatMap(({ group }, i) => (group === 'season' ? [] : [i]))

type Leak = (label: 0 | 1, rng: Rng) => number

/** Customers whose churn follows the gap ratio and noise; one column is made by `leak`. */
function rows(seed: string, count: number, leak?: Leak): ChurnFeatureRow[] {
  const rng = new Rng(`leak/${seed}`)
  return Array.from({ length: count }, (_, i) => {
    const values = Float64Array.from(CHURN_FEATURE_NAMES, () => rng.normal())
    const label = rng.chance(1 / (1 + Math.exp(-1.2 * (values[GAP_RATIO] as number)))) ? 1 : 0
    if (leak !== undefined) values[LEAKY] = leak(label, rng)
    return { customerId: `${seed}-${i}`, label, values }
  })
}

function input(leak?: Leak, current?: readonly ChurnFeatureRow[]): LeakTestInput {
  const rng = new Rng('test')
  return {
    fit: rows('fit', 900, leak),
    test: rows('test', 900, leak),
    used: USED,
    horizonDays: 30,
    random: () => rng.next(),
    ...(current === undefined ? {} : { current }),
  }
}

const today = (leak: Leak): ChurnFeatureRow[] => rows('today', 900, leak).map((row) => ({ ...row, label: null }))

describe('leakTest', () => {
  it('excludes no honest columns, and finds nothing with shuffled labels', () => {
    const result = leakTest(
      input(
        undefined,
        today((_, rng) => rng.normal()),
      ),
    )
    expect(result.stopped).toEqual([])
    expect(Math.abs((result.shuffledAuc ?? 0) - 0.5)).toBeLessThan(0.05)
    expect(result.shuffledPassed).toBe(true)
  })

  it.each<[string, string, Leak]>([
    ['a column that is the label', 'too-good', (label) => label],
    ['a count that is zero for churners only', 'too-good', (label, rng) => (label === 1 ? 0 : 1 + rng.int(5))],
    ['both extremes, which no single cut tells', 'too-good', (label, rng) => (label === 1 ? rng.pick([-3, 3]) : rng.normal() * 0.2)],
    [
      'a value that is there for the kept only',
      'availability',
      (label, rng) => (label === 1 && rng.chance(0.9) ? Number.NaN : rng.normal()),
    ],
    ['much better than all others', 'better-than-all-others', (label, rng) => (rng.chance(0.08) ? 1 - label : label)],
  ])('stops %s and says so', (_, check, leak) => {
    const [found, ...others] = leakTest(input(leak)).stopped
    expect(others).toEqual([])
    expect(found).toMatchObject({ feature: 'searches_30', check })
    expect(found?.figure).toBeGreaterThan(0.85)
    expect(found?.text.en).toContain('Searches in 30 days')
    expect(found?.text.zh).toContain('近 30 天搜索次数')
  })

  it('compares the past with today: a column that contains the future differs where there is none', () => {
    const ordersAfter: Leak = (label, rng) => (label === 0 && rng.chance(0.85) ? 1 + rng.int(3) : 0)
    const check = (current: ChurnFeatureRow[]) => leakTest(input(ordersAfter, current)).stopped.map((each) => each.check)
    expect(check(today(ordersAfter))).toEqual(['better-than-all-others'])
    expect(check(today(() => 0))).toEqual(['future-values'])
    expect(check(today(() => Number.NaN))).toEqual(['future-values'])
  })

  it('accepts a strong signal shared by many features: silence with monthly payments', () => {
    const shared = (some: readonly ChurnFeatureRow[]): ChurnFeatureRow[] =>
      some.map((row) => ({ ...row, values: row.values.map((value, j) => (j < 5 ? 40 * (row.label ?? 0) + value : value)) }))
    const plain = input()
    expect(leakTest({ ...plain, fit: shared(plain.fit), test: shared(plain.test) }).stopped).toEqual([])
  })
})

it('training leaves a leaking column out and its card names it', () => {
  const definition = churnDefinition({ horizonDays: 30, activeWithinDays: 365 })
  const snapshots = ['2025-01-01', '2025-02-01', '2025-03-05', '2025-04-10'].map((day) => ({
    asOf: new Date(`${day}T00:00:00Z`),
    rows: rows(day, 500, (label) => label),
  }))
  const rng = new Rng('train')
  const training = trainChurn({ definition, snapshots, random: () => rng.next() })
  const card = churnCard(definition, training)
  expect(card.leakTest.stopped).toMatchObject([{ feature: 'searches_30', label: { en: 'Searches in 30 days' }, check: 'too-good' }])
  expect(card.importance.map(({ feature }) => feature)).not.toContain('searches_30')
  expect(card.features).toBe(USED.length - 1)
  // The truth reaches about .76; with the leak it would be 1.
  expect(card.quality?.auc).toBeGreaterThan(0.65)
  expect(card.quality?.auc).toBeLessThan(0.85)
})
