import { describe, expect, test } from 'vitest'
import { distributionDistance } from './distribution-distance.ts'

const NONE = Number.NaN

describe('the distance between two distributions', () => {
  test.each<[string, number[], number[], number]>([
    ['the same values', [1, 2, 3], [1, 2, 3], 0],
    ['the same shares of twice as many', [1, 2], [1, 1, 2, 2], 0],
    ['in another order', [3, 1, 2], [2, 3, 1], 0],
    ['numbers, which are not ordered as text', [2, 10], [2, 10, 10, 2], 0],
    ['half of them moved up', [1, 2, 3, 4], [3, 4, 5, 6], 0.5],
    ['a mass at zero: three quarters against one', [0, 0, 0, 1], [0, 1, 1, 1], 0.5],
    // Up to 1: 1/2 against 0; up to 2: 1/2 against 2/3; up to 3: 1 against 2/3.
    ['the largest of several differences', [1, 3], [2, 2, 9], 0.5],
    ['nothing in common', [1, 2], [5], 1],
    ['missing values, which do not count', [1, NONE, 2, NONE], [2, 1, NONE], 0],
    ['no value on one side', [NONE, NONE], [1, 2], 0],
    ['no row on one side', [], [1, 2], 0],
  ])('%s', (_, some, others, distance) => {
    expect(distributionDistance(some, others)).toBeCloseTo(distance, 12)
    expect(distributionDistance(others, some)).toBeCloseTo(distance, 12)
  })
})
