import { describe, expect, test } from 'vitest'
import { proportionDifference, relativeDifference, wilsonInterval } from './proportion-difference.ts'
import type { TwoArms } from './proportion-difference.ts'

const arms = (treatedSuccesses: number, treated: number, controlSuccesses: number, control: number): TwoArms => ({
  treated,
  treatedSuccesses,
  control,
  controlSuccesses,
})

// Newcombe (1998), Statistics in Medicine 17:857-872, table I, and 17:873-890, table II, method 10.
test('one share: the published Wilson limits', () => {
  for (const [successes, total, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const interval = wilsonInterval(successes, total)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  }
})

test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
  [10, 10, 0, 10, 0.6075, 1],
])('two shares %i/%i and %i/%i: the published hybrid score limits', (a, m, b, n, low, high) => {
  const difference = proportionDifference([arms(a, m, b, n)])
  expect(difference.estimate).toBeCloseTo(a / m - b / n, 12)
  expect(difference.low).toBeCloseTo(low, 4)
  expect(difference.high).toBeCloseTo(high, 4)
})

describe('several strata', () => {
  test('strategies with different holdouts do not distort each other', () => {
    // Within each strategy the treated stay 10 points more often; pooled naively, the treated would look worse (Simpson).
    const strata = [arms(90, 100, 720, 900), arms(270, 900, 20, 100)]
    const naive = (90 + 270) / 1000 - (720 + 20) / 1000
    expect(naive).toBeLessThan(0)
    expect(proportionDifference(strata).estimate).toBeCloseTo(0.1, 12)
  })

  test('equal strata give the same estimate as one, with nearly the same interval', () => {
    const one = proportionDifference([arms(240, 800, 50, 200)])
    const four = proportionDifference(Array.from({ length: 4 }, () => arms(60, 200, 12.5, 50)))
    expect(four.estimate).toBeCloseTo(one.estimate, 12)
    expect(four.low).toBeCloseTo(one.low, 2)
    expect(four.high).toBeCloseTo(one.high, 2)
  })
})

test('the relative change agrees with the difference about whether there is one', () => {
  const relative = relativeDifference([arms(300, 1000, 200, 1000)])
  expect(relative?.estimate).toBeCloseTo(0.5, 12)
  expect(relative?.low).toBeGreaterThan(0.25)
  expect(relative?.high).toBeLessThan(0.8)
  expect(relativeDifference([arms(3, 10, 0, 10)])).toBeNull()
})

test('nothing to compare is an error, not a zero', () => {
  expect(() => proportionDifference([])).toThrow(RangeError)
  expect(() => proportionDifference([arms(1, 2, 0, 0)])).toThrow(RangeError)
})
