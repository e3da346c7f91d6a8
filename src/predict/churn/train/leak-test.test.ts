import { describe, expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { CHURN_FEATURE_NAMES, CHURN_FEATURES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { leakTest, type LeakTestInput, type LeakTestResult } from './leak-test.ts'

/** A value for the i-th churner (1) or the i-th customer who stayed (0). */
type Column = (label: 0 | 1, i: number) => number

/** 1 for so many of the churners and of those who stayed, 0 for the others. Of 100 each, the column alone has the AUC .5 + (churners - kept) / 200. */
const ones =
  (churners: number, kept: number): Column =>
  (label, i) =>
    i < (label === 1 ? churners : kept) ? 1 : 0

/** The same with a value that is there or not. */
const there =
  (churners: number, kept: number): Column =>
  (label, i) =>
    i < (label === 1 ? churners : kept) ? 7 : Number.NaN

function rows(columns: readonly Column[], [churners, kept]: readonly [number, number] = [100, 100]): ChurnFeatureRow[] {
  const of = (label: 0 | 1, i: number): ChurnFeatureRow => {
    const values = new Float64Array(CHURN_FEATURE_NAMES.length).fill(Number.NaN)
    columns.forEach((column, position) => {
      values[position] = column(label, i)
    })
    return { customerId: `${label}-${i}`, label, values }
  }
  return [...Array.from({ length: churners }, (_, i) => of(1, i)), ...Array.from({ length: kept }, (_, i) => of(0, i))]
}

/** Draws that leave every list in its order: what is "shuffled" stays as it was. */
const asItWas = (): number => 1 - 2 ** -32

/** Both sides alike, unless they are given. */
function tested(columns: readonly Column[], change: Partial<LeakTestInput> = {}): LeakTestResult {
  const alike = rows(columns)
  return leakTest({ fit: alike, test: alike, used: columns.map((_, position) => position), horizonDays: 30, random: asItWas, ...change })
}

/** The columns stopped, by position, and why. */
const stopped = ({ stopped: found }: LeakTestResult): string[] =>
  found.map(({ feature, check }) => `${CHURN_FEATURE_NAMES.indexOf(feature)} ${check}`)

describe('a column that is too good alone', () => {
  test('has an AUC of .97', () => {
    expect(stopped(tested([ones(97, 3), ones(97, 3)]))).toEqual(['0 too-good', '1 too-good'])
    expect(stopped(tested([ones(97, 4), ones(97, 4)]))).toEqual([])
  })

  // .975 against .905, which is .07 less, or .9.
  test('is believed when three others are nearly as good: a dozen honest columns measure silence', () => {
    const nearly = ones(91, 10)
    expect(stopped(tested([ones(98, 3), nearly, nearly, nearly]))).toEqual([])
    expect(stopped(tested([ones(98, 3), nearly, nearly]))).toEqual(['0 too-good'])
    expect(stopped(tested([ones(98, 3), nearly, nearly, ones(90, 10)]))).toEqual(['0 too-good'])
  })
})

describe('a column that is much better than all others together', () => {
  test.each([
    ['by .08', ones(85, 15), ones(77, 23), ['0 better-than-all-others']],
    ['by less', ones(85, 15), ones(78, 23), []],
    ['but does not reach .85', ones(85, 16), ones(60, 40), []],
  ])('%s', (_, column, other, found) => expect(stopped(tested([column, other]))).toEqual(found))

  test('the others are those that were not stopped', () => {
    expect(stopped(tested([ones(100, 0), ones(88, 8), ones(60, 40)]))).toEqual(['0 too-good', '1 better-than-all-others'])
  })
})

describe('a value that is there', () => {
  test.each([
    ['for churners, with an AUC of .85', there(85, 15), ['0 availability']],
    ['for churners, with less', there(85, 16), []],
    ['for those who stayed, with an AUC of .85', there(15, 85), ['0 availability']],
    ['for those who stayed, with less', there(16, 85), []],
  ])('%s', (_, column, found) => expect(stopped(tested([column]))).toEqual(found))
})

describe('a column that differs between past and present', () => {
  // An AUC of .7, and half of the past customers have a 1.
  const past = ones(70, 30)
  const now = (column: Column): Partial<LeakTestInput> => ({ current: rows([column]).map((row) => ({ ...row, label: null })) })
  const only =
    (present: Column, of: Column): Column =>
    (label, i) =>
      present(label, i) === 1 ? of(label, i) : Number.NaN

  test.each<[string, Column, Partial<LeakTestInput>, string[]]>([
    ['no current customers', past, {}, []],
    ['as in the past', past, now(past), []],
    ['ones are rarer by .4', past, now(ones(10, 10)), ['0 future-values']],
    ['ones are rarer by less', past, now(ones(11, 10)), []],
    ['ones are more frequent by .4', past, now(ones(90, 90)), ['0 future-values']],
    ['ones are rarer by .5, but the column does not tell much', ones(70, 31), now(ones(0, 0)), []],
    ['four of ten values are gone', past, now(only((_, i) => (i % 10 < 6 ? 1 : 0), past)), ['0 future-values']],
    ['one value less is gone', past, now(only((label, i) => (i % 10 < 6 || (label === 1 && i === 99) ? 1 : 0), past)), []],
    ['values are there more often', there(70, 30), now(there(100, 100)), []],
  ])('%s', (_, column, change, found) => expect(stopped(tested([column], change))).toEqual(found))

  // Half of the ones are gone, or half of the values; between the two past times it was a quarter.
  test.each<[string, Column, Column, string[]]>([
    ['ones changed half as much before', ones(35, 15), ones(0, 0), ['0 future-values']],
    ['ones changed more than half as much before', ones(34, 15), ones(0, 0), []],
  ])('in a shop that keeps changing: %s', (_, before, today, found) => {
    expect(stopped(tested([past], { fit: rows([before]), ...now(today) }))).toEqual(found)
  })

  test('in a shop that keeps changing: half as many values were gone before, or more', () => {
    const quarter: Column = (_, i) => (i % 4 === 0 ? 0 : 1)
    const half = now(only((_, i) => i % 2, past))
    expect(stopped(tested([past], { fit: rows([only(quarter, past)]), ...half }))).toEqual(['0 future-values'])
    const more: Column = (label, i) => (label === 0 && i === 1 ? 0 : quarter(label, i))
    expect(stopped(tested([past], { fit: rows([only(more, past)]), ...half }))).toEqual([])
  })
})

test('a column without two values says nothing', () => {
  expect(tested([() => 5, () => Number.NaN])).toEqual({ shuffledAuc: 0.5, shuffledPassed: true, stopped: [] })
})

test.each<[string, readonly Column[], Partial<LeakTestInput>, string]>([
  ['too-good', [ones(98, 0)], {}, '0.99'],
  ['better-than-all-others', [ones(88, 8), ones(77, 23)], {}, '0.77'],
  ['availability', [there(90, 10)], {}, '0.90'],
  ['future-values', [ones(70, 30)], { current: rows([ones(5, 5)]) }, '0.45'],
])('%s names the column and a figure in both languages', (check, columns, change, figure) => {
  const [found, ...others] = tested(columns, change).stopped
  expect(others).toEqual([])
  expect(found).toMatchObject({ feature: CHURN_FEATURES[0].name, check })
  expect(found?.text.zh).toContain(`“${CHURN_FEATURES[0].labelZh}”`)
  expect(found?.text.en).toContain(`"${CHURN_FEATURES[0].labelEn}"`)
  expect(found?.text.zh).toContain(figure)
  expect(found?.text.en).toContain(figure)
})

describe('shuffled labels', () => {
  const of = (side: readonly [number, number], column: Column, onTest = column): LeakTestResult =>
    tested([column], { fit: rows([column], side), test: rows([onTest], side) })

  // Allowed is .03 and three standard errors of the mean of three areas, sqrt(21 / (12 x 10 x 10) / 3) = .0764: .2591 from one half.
  // With 5 of 20 the standard error is sqrt(21 / (12 x 5 x 15) / 3) = .0882: .2946.
  test.each<[string, LeakTestResult, number, boolean]>([
    ['10 of 20 churned, as far from one half as chance goes', of([10, 10], ones(8, 3)), 0.75, true],
    ['10 of 20 churned, farther', of([10, 10], ones(8, 2)), 0.8, false],
    ['10 of 20 churned, below one half', of([10, 10], ones(8, 3), ones(3, 8)), 0.25, true],
    ['10 of 20 churned, farther below', of([10, 10], ones(8, 2), ones(2, 8)), 0.2, false],
    ['5 of 20 churned, as far as chance goes', of([5, 15], ones(4, 4)), 23 / 30, true],
    ['5 of 20 churned, farther', of([5, 15], ones(4, 3)), 0.8, false],
  ])('that still tell the outcome: %s', (_, { shuffledAuc, shuffledPassed }, auc, passed) => {
    expect(shuffledAuc).toBeCloseTo(auc, 12)
    expect(shuffledPassed).toBe(passed)
  })

  test('tell nothing, however much the labels told', () => {
    const rng = new Rng('shuffled')
    const { shuffledAuc, shuffledPassed } = tested([ones(80, 20)], { random: () => rng.next() })
    expect(Math.abs((shuffledAuc ?? 0) - 0.5)).toBeLessThan(0.1)
    expect(shuffledPassed).toBe(true)
  })

  test('are not tried on the columns that were stopped', () => {
    const result = tested([ones(100, 0), there(90, 10), ones(60, 40)])
    expect(stopped(result)).toEqual(['0 too-good', '1 availability'])
    expect(result.shuffledAuc).toBeCloseTo(0.6, 12)
    expect(tested([ones(100, 0)]).shuffledAuc).toBe(0.5)
  })

  const kept = rows([ones(60, 40)], [0, 100])
  test.each<[string, Partial<LeakTestInput>]>([
    ['to train on', { fit: kept }],
    ['to evaluate on', { test: kept }],
  ])('need both outcomes among the rows %s', (_, change) => {
    expect(tested([ones(60, 40)], change)).toEqual({ shuffledAuc: null, shuffledPassed: true, stopped: [] })
  })
})
