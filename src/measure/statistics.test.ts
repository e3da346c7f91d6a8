import { describe, expect, test } from 'vitest'
import { learnedEffect } from './learned-effect.ts'
import { meanDifference } from './mean-difference.ts'
import type { TwoSamples } from './mean-difference.ts'
import { erfc, studentT975, twoSidedP } from './normal-distribution.ts'
import { proportionDifference, relativeDifference, standardisedShares, wilsonInterval } from './proportion-difference.ts'
import { sampleRatioP } from './sample-ratio.ts'

// Figures without another source are those of SciPy 1.17.

describe('normal distribution', () => {
  test.each([
    [0.5, 0.4795001222],
    [1, 0.1572992071],
    [2, 0.004677734981],
    [-1, 1.8427007929],
  ])('erfc(%f) as in Abramowitz and Stegun, table 7.1', (x, value) => expect(Math.abs(erfc(x) / value - 1)).toBeLessThan(1.2e-7))

  test('observing exactly the expected number has the p value 1', () => {
    expect(twoSidedP(0)).toBe(1)
    expect(twoSidedP(-1)).toBeCloseTo(0.3173105, 6)
  })

  test.each([
    [4, 2.7764451052, 1e-3],
    [10, 2.228138852, 1e-5],
    [100, 1.9839715185236, 1e-10],
  ])('t with %i degrees of freedom', (df, value, within) => expect(Math.abs(studentT975(df) - value)).toBeLessThan(within))
})

test('a chi-square of 821 of 1,000 at 80 %, and of an equal shortfall', () => {
  expect(sampleRatioP(821, 800, 160)).toBeCloseTo(0.09687508, 6)
  expect(sampleRatioP(779, 800, 160)).toBeCloseTo(0.09687508, 6)
})

describe('difference of two means', () => {
  const sums = (list: readonly number[]): [number, number, number] => [
    list.length,
    list.reduce((sum, each) => sum + each, 0),
    list.reduce((sum, each) => sum + each ** 2, 0),
  ]
  const samples = (a: readonly number[], b: readonly number[]): TwoSamples => {
    const [treated, treatedSum, treatedSquares] = sums(a)
    const [control, controlSum, controlSquares] = sums(b)
    return { treated, treatedSum, treatedSquares, control, controlSum, controlSquares }
  }
  // Student (1908), the data set `sleep` of R.
  const sleep = samples([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

  test("Student's sleep data, as t.test of R gives them", () => {
    const found = meanDifference([sleep])
    expect(found?.estimate).toBeCloseTo(-1.58, 12)
    expect(found?.low).toBeCloseTo(-3.3654832, 5)
    expect(found?.high).toBeCloseTo(0.2054832, 5)
  })

  test('two strata, each with its share of the customers: variances add up, with 19.2258 degrees of freedom', () => {
    const found = meanDifference([sleep, samples([10, 12, 15, 11, 17, 14], [8, 9, 13, 7])])
    expect(found?.estimate).toBeCloseTo(0.2522222, 6)
    expect(found?.low).toBeCloseTo(-1.4229137, 5)
    expect(found?.high).toBeCloseTo(1.9273581, 5)
  })

  test('two customers of each arm are needed, in every stratum', () => {
    expect(meanDifference([])).toBeNull()
    expect(meanDifference([sleep, samples([1], [1, 2])])).toBeNull()
    expect(meanDifference([sleep, samples([1, 2], [1])])).toBeNull()
    expect(meanDifference([samples([1, 3], [1, 1])])?.estimate).toBe(1)
  })

  test('the fewest customers have four degrees of freedom, from where the expansion of t is accurate', () => {
    const found = meanDifference([samples([1, 3], [1, 1])])
    expect((found?.high ?? 0) - 1).toBeCloseTo(studentT975(4), 9)
  })

  test('when all customers spend the same there is no uncertainty', () => {
    expect(meanDifference([samples([5, 5, 5], [3, 3])])).toEqual({ estimate: 2, low: 2, high: 2 })
  })
})

describe('difference of two shares', () => {
  const one = { treated: 70, treatedSuccesses: 56, control: 80, controlSuccesses: 48 }
  const other = { treated: 10, treatedSuccesses: 9, control: 10, controlSuccesses: 3 }

  test('the limits of no and of all customers are exactly 0 and 1', () => {
    for (const total of [7, 10, 16, 27]) {
      expect(wilsonInterval(0, total).low).toBe(0)
      expect(wilsonInterval(total, total).high).toBe(1)
    }
  })

  test('over strata the Wilson limits are combined by their shares of the customers', () => {
    const { treated, control } = standardisedShares([one, other])
    expect(treated.estimate).toBeCloseTo(0.8117647, 7)
    expect(treated.low).toBeCloseTo(0.7098365, 7)
    expect(treated.high).toBeCloseTo(0.880348, 7)
    expect(control.low).toBeCloseTo(0.4654384, 7)
    expect(control.high).toBeCloseTo(0.660192, 7)
    const difference = proportionDifference([one, other])
    expect(difference.estimate).toBeCloseTo(0.2470588, 7)
    expect(difference.low).toBeCloseTo(0.1073915, 7)
    expect(difference.high).toBeCloseTo(0.3677142, 7)
  })

  // Roots in R of p1 - R p0 = its own limit of 0, found without the closed form.
  test.each([
    [[{ treated: 1000, treatedSuccesses: 300, control: 1000, controlSuccesses: 200 }], 0.2838581, 0.753148],
    [[{ treated: 100, treatedSuccesses: 30, control: 100, controlSuccesses: 10 }], 0.5754025, 4.7447791],
    [[one, other], 0.169731, 0.7717994],
  ])('the limits of a ratio are those at which the difference is no more (%#)', (strata, low, high) => {
    const relative = relativeDifference(strata)
    expect(relative?.low).toBeCloseTo(low, 6)
    expect(relative?.high).toBeCloseTo(high, 6)
  })

  test('a control share too near 0 to divide by has no ratio', () => {
    expect(relativeDifference([{ treated: 100, treatedSuccesses: 30, control: 100, controlSuccesses: 2 }])).toBeNull()
    expect(relativeDifference([{ treated: 100, treatedSuccesses: 0, control: 100, controlSuccesses: 30 }])?.low).toBe(-1)
  })
})

test('measured values are clamped to the possible range', () => {
  expect(learnedEffect(0.1, { estimate: 0.9, low: 0.89, high: 0.91 }, 0.3)).toBe(1)
  expect(learnedEffect(0.1, { estimate: -0.9, low: -0.91, high: -0.89 }, 0.3)).toBe(-1)
})
