import { expect, test } from 'vitest'
import type { ColdFeature } from './cold-start-model.ts'
import type { ColdCount, ColdPart } from './learn-forecast.ts'
import { learnForecast } from './learn-forecast.ts'
import { rootCell, shrunkCell } from './shrunk-cells.ts'
import { tellTarget } from './tell-customer.ts'

interface Person {
  readonly values: readonly string[]
  readonly label: string
  readonly part: ColdPart
}

const FEATURES: readonly ColdFeature[] = ['channel', 'category', 'product']

/** The counts that the store would answer. */
function reader(people: readonly Person[]) {
  return (chosen: readonly number[]): Promise<readonly ColdCount[]> => {
    const counts = new Map<string, ColdCount>()
    for (const { values, label, part } of people) {
      for (const [feature, value] of values.entries()) {
        const parent = chosen.map((i) => `\u001f${values[i] ?? ''}`).join('')
        const key = JSON.stringify([feature, parent, value, label])
        const before = counts.get(key) ?? { feature, parent, value, label, fit: 0, choose: 0, between: 0, test: 0 }
        counts.set(key, { ...before, [part]: before[part] + 1 })
      }
    }
    return Promise.resolve([...counts.values()])
  }
}

/** Tea drinkers buy again nine times of ten, others one time of ten; the channel says nothing. */
function people(share: (value: string, i: number) => boolean): Person[] {
  return Array.from({ length: 2_000 }, (_, i) => {
    const category = i % 2 === 0 ? 'tea' : 'toys'
    return {
      values: [i % 3 === 0 ? 'app' : 'web', category, `p${i % 7}`],
      label: share(category, Math.floor(i / 2)) ? 'yes' : 'no',
      part: i < 900 ? 'fit' : i < 1_200 ? 'choose' : i < 1_400 ? 'between' : 'test',
    }
  })
}

test('a group is drawn towards the one that it is part of, the more the smaller it is', () => {
  const root = rootCell([50, 50])
  expect(root.shares).toEqual([0.5, 0.5])
  expect(shrunkCell([10, 0], root, 10).shares).toEqual([0.75, 0.25])
  expect(shrunkCell([1_000, 0], root, 10).shares[0]).toBeGreaterThan(0.99)
  expect(shrunkCell([0, 0], root, 10).shares).toEqual(root.shares)
})

test('what says something is found, tested on later customers against the overall rate, and said with its confidence', async () => {
  const learned = await learnForecast(reader(people((category, i) => i % 10 < (category === 'tea' ? 9 : 1))), {
    day: 0,
    target: 'next',
    features: FEATURES,
  })
  expect(learned?.forecast.features[0]).toBe('category')
  expect(learned?.quality).toMatchObject({ verdict: 'better', customers: 600 })
  expect(learned?.quality.accuracy).toBeCloseTo(0.9, 5)
  expect(learned?.quality.baseline).toBeCloseTo(0.5, 5)
  expect(learned?.quality.calibrationError).toBeLessThan(0.03)
  if (learned === null) return
  const model = { features: FEATURES, keep: [['app', 'web'], ['tea', 'toys'], []] }
  const tea = tellTarget(learned.forecast, model, ['web', 'tea', 'p1'])
  expect([tea.label, tea.probability > 0.85]).toEqual(['yes', true])
  expect(tea.similar).toBeLessThanOrEqual(1_000)
  // A value that nobody had: the rate of everybody.
  expect(tellTarget(learned.forecast, model, ['web', 'never seen', '']).similar).toBe(2_000)
})

test('where nothing says anything the overall rate is told, and that it is no better', async () => {
  const learned = await learnForecast(reader(people((_category, i) => (i * 7) % 10 < 4)), { day: 3, target: 'next', features: FEATURES })
  expect(learned?.quality.verdict).toBe('no-better')
  expect([learned?.forecast.features, learned?.forecast.levels]).toEqual([[], []])
})

test('what held of earlier customers and not of later ones is no better', async () => {
  const turned = people((category, i) => i % 10 < (category === 'tea' ? 9 : 1)).map((one) =>
    one.part === 'test' ? { ...one, label: one.label === 'yes' ? 'no' : 'yes' } : one,
  )
  const learned = await learnForecast(reader(turned), { day: 0, target: 'next', features: FEATURES })
  expect([learned?.quality.verdict, learned?.forecast.features]).toEqual(['no-better', []])
})

test('one outcome alone is nothing to tell', async () => {
  expect(await learnForecast(reader(people(() => true)), { day: 0, target: 'next', features: FEATURES })).toBeNull()
})
