import { expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { fitSbg } from '#numerics/purchase/shifted-beta-geometric.ts'
import { cohortsOf, type ContractLives, contractReport, renewalBackTest } from './contract-lives.ts'

/** Survivors of 1,000 customers over seven years, regular and high-end (Fader & Hardie 2007, table 1). */
const REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
const HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]

/** The same as contracts: who ended at each due date, and who runs. */
function livesOf(survivors: readonly number[]): ContractLives[] {
  const chances = survivors.length - 1
  return [
    ...survivors
      .slice(1)
      .map((left, i) => ({ period: 'year' as const, chances, endedAt: i + 1, contracts: (survivors[i] as number) - left })),
    { period: 'year', chances, endedAt: 0, contracts: survivors.at(-1) as number },
  ]
}
const facts = (lives: readonly ContractLives[]) => ({
  lives,
  durations: lives.map(({ chances, endedAt, contracts }) => ({
    duration: 365 * (endedAt === 0 ? chances : endedAt),
    ended: endedAt === 0 ? 0 : contracts,
    censored: endedAt === 0 ? contracts : 0,
  })),
  running: 241,
  prices: { year: 100 },
  otherCurrency: 0,
})
const random = () => {
  const rng = new Rng('lives')
  return () => rng.next()
}

test.each<readonly [string, readonly number[], number, number]>([
  ['regular', REGULAR, 0.704, 1.182],
  ['high-end', HIGH_END, 0.668, 3.806],
])('%s contracts give the parameters that the paper gives', (_name, survivors, alpha, beta) => {
  const cohorts = cohortsOf(livesOf(survivors))
  expect(cohorts).toEqual([survivors])
  const model = fitSbg(cohorts)
  expect([model.alpha, model.beta].map((each) => Number(each.toFixed(3)))).toEqual([alpha, beta])
})

test('the curve of survival is the share that is left, and the rest of a life is worth more the longer it lasted', () => {
  const report = contractReport(facts(livesOf(REGULAR)), random())
  // Every thirty days; the end of a year is seen at the next of them.
  const shares = REGULAR.slice(1).map((_, i) => report.survival.find(({ days }) => days >= 365 * (i + 1))?.share.toFixed(3))
  expect(shares).toEqual(REGULAR.slice(1).map((left) => (left / 1000).toFixed(3)))
  expect(report.survival[0]).toEqual({ days: 0, share: 1, low: 1, high: 1, atRisk: 1000 })
  expect(report.survival.at(-1)?.atRisk).toBe(0)
  // After two years 468 are left of 1,000.
  expect(report).toMatchObject({ ended: 759, running: 241, medianDays: 730 })
  const [year] = report.periods
  const worth = year?.forecast?.byTenure.map(({ value }) => value) ?? []
  expect(worth).toEqual(worth.toSorted((a, b) => a - b))
  expect(year?.forecast?.byTenure.every(({ low, value, high }) => low <= value && value <= high)).toBe(true)
})

test('the last year is predicted from the six before it, and one rate for all misses it by far more', () => {
  const test7 = renewalBackTest([REGULAR])
  expect(test7).toMatchObject({ contracts: 262, actual: 241 / 262 })
  expect(Math.abs((test7?.predicted ?? 0) - 241 / 262)).toBeLessThan(0.02)
  expect(Math.abs((test7?.constantRate ?? 0) - 241 / 262)).toBeGreaterThan(0.1)
  expect(renewalBackTest([[1000, 631]])).toBeNull()
})

test('cohorts of different age are kept apart, and one without a due date says nothing', () => {
  const lives: ContractLives[] = [
    { period: 'month', chances: 2, endedAt: 1, contracts: 3 },
    { period: 'month', chances: 2, endedAt: 0, contracts: 6 },
    { period: 'month', chances: 2, endedAt: 3, contracts: 1 },
    { period: 'month', chances: 1, endedAt: 0, contracts: 4 },
    { period: 'month', chances: 0, endedAt: 0, contracts: 9 },
  ]
  expect(cohortsOf(lives)).toEqual([
    [4, 4],
    [10, 7, 7],
  ])
})

test('too few contracts or ends give no forecast, and no contracts no curve', () => {
  const few = contractReport(facts([{ period: 'month', chances: 1, endedAt: 1, contracts: 5 }]), random())
  expect(few.periods).toEqual([{ period: 'month', contracts: 5, ended: 5, price: null, forecast: null, backTest: null }])
  expect(contractReport({ lives: [], durations: [], running: 0, prices: {}, otherCurrency: 0 }, random())).toEqual({
    running: 0,
    ended: 0,
    survival: [],
    medianDays: null,
    periods: [],
    otherCurrency: 0,
  })
})
