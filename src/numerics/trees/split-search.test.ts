import { describe, expect, test } from 'vitest'
import { BIN_COUNT, MISSING_BIN } from './feature-binning.ts'
import { bestBoundedSplit, bestCategoricalSplit, leafScore, leafValue, sidesOfBin } from './split-search.ts'
import type { FoundSplit, NodeSums } from './split-search.ts'

type Sums = readonly [gradient: number, hessian: number]

function histogram(bins: readonly Sums[], missing: Sums = [0, 0]): Float64Array {
  const sums = new Float64Array(2 * BIN_COUNT)
  bins.forEach((bin, i) => sums.set(bin, 2 * i))
  sums.set(missing, 2 * MISSING_BIN)
  return sums
}

function node(bins: readonly Sums[], bounds: { readonly lower?: number; readonly upper?: number } = {}): NodeSums {
  const sum = (at: 0 | 1): number => bins.reduce((all, bin) => all + bin[at], 0)
  return { gradient: sum(0), hessian: sum(1), lower: -Infinity, upper: Infinity, ...bounds }
}

const free = (gradient: number, hessian: number): NodeSums => ({ gradient, hessian, lower: -Infinity, upper: Infinity })

describe('a leaf', () => {
  test('is worth -G / (H + lambda), within its bounds', () => {
    expect(leafValue(free(-6, 2), 1)).toBe(2)
    expect(leafValue({ ...free(-6, 2), upper: 1.5 }, 1)).toBe(1.5)
    expect(leafValue({ ...free(6, 2), lower: -1.5 }, 1)).toBe(-1.5)
    expect(leafValue(free(0.5, 0), 0)).toBe(0)
  })

  test('reduces twice the loss by G² / (H + lambda), or less when bounds are active', () => {
    expect(leafScore(free(-6, 2), 1)).toBe(12)
    expect(leafScore(free(0.5, 0), 0)).toBe(0)
    // Inactive bounds change nothing: -(2 x -6 x 2 + 3 x 4).
    expect(leafScore({ ...free(-6, 2), upper: 9 }, 1)).toBe(12)
    expect(leafScore({ ...free(-6, 2), lower: -9 }, 1)).toBe(12)
    // -(2 x -6 x 1.5 + 3 x 2.25).
    expect(leafScore({ ...free(-6, 2), upper: 1.5 }, 1)).toBe(11.25)
    expect(leafScore({ ...free(6, 2), lower: -1.5 }, 1)).toBe(11.25)
  })
})

/** The best of all splits of a numeric feature, by exhaustive search. */
function bruteForce(bins: readonly Sums[], missing: Sums, options: { direction: number; lambda: number; least: number; bounds?: object }) {
  const { direction, lambda, least, bounds = {} } = options
  const whole = { ...node([...bins, missing]), ...bounds }
  const hasMissing = missing[1] > 0
  let best = { score: 0, bin: -1, missingLeft: false }
  for (let bin = 0; bin < bins.length; bin += 1) {
    for (const missingLeft of hasMissing ? [false, true] : [false]) {
      const last = bin === bins.length - 1
      if (last && (missingLeft || !hasMissing || direction !== 0)) continue
      const left = { ...whole, ...node([...bins.slice(0, bin + 1), ...(missingLeft ? [missing] : [])]), ...bounds }
      const right = { ...left, gradient: whole.gradient - left.gradient, hessian: whole.hessian - left.hessian }
      if (left.hessian < least || right.hessian < least) continue
      if (Math.sign(leafValue(right, lambda) - leafValue(left, lambda)) === -direction && direction !== 0) continue
      const score = leafScore(left, lambda) + leafScore(right, lambda)
      if (score > best.score) best = { score, bin, missingLeft }
    }
  }
  return best
}

const leftBins = ({ goesLeft }: FoundSplit, count: number): number[] => [...goesLeft.subarray(0, count)]

describe('a numeric feature', () => {
  const up: Sums[] = [
    [4, 2],
    [3, 2],
    [-1, 2],
    [-5, 2],
  ]
  const down = up.toReversed()
  const none: Sums = [0, 0]
  const search = (bins: readonly Sums[], missing: Sums, direction: number, least = 0, toBeat = 0, bounds = {}, lambda = 1) =>
    bestBoundedSplit(histogram(bins, missing), bins.length - 1, node([...bins, missing], bounds), direction, lambda, least, toBeat)

  test.each<[string, readonly Sums[], Sums, number, number, object?]>([
    ['rising, where it rises', up, none, 1, 0],
    ['falling, where it falls', down, none, -1, 0],
    ['the missing on the left', up, [7, 3], 1, 0],
    ['the missing on the right', up, [-7, 3], 1, 0],
    [
      'the missing against the rest',
      [
        [2, 2],
        [2, 2],
        [2, 2],
      ],
      [-8, 3],
      0,
      0,
    ],
    ['with a least weight of each side', up, [7, 1], 0, 4],
    [
      'with a least weight of the left',
      [
        [9, 1],
        [0, 2],
        [-1, 2],
      ],
      none,
      0,
      2,
    ],
    [
      'with a least weight of the right',
      [
        [1, 2],
        [0, 2],
        [-9, 1],
      ],
      none,
      0,
      2,
    ],
    ['below a node that is bounded above', up, none, 0, 0, { upper: 0.4 }],
    ['below a node that is bounded below', up, none, 0, 0, { lower: -0.4 }],
  ])('is parted as trying every parting says: %s', (_, bins, missing, direction, least, bounds = {}) => {
    const best = bruteForce(bins, missing, { direction, lambda: 1, least, bounds })
    const found = search(bins, missing, direction, least, 0, bounds)
    expect(best.bin).toBeGreaterThanOrEqual(0)
    expect(found?.score).toBeCloseTo(best.score, 12)
    expect(leftBins(found as FoundSplit, bins.length)).toEqual(bins.map((_bin, i) => (i <= best.bin ? 1 : 0)))
    // Without missing values, they are assigned to the heavier side.
    expect(found?.missingLeft).toBe(missing[1] > 0 ? best.missingLeft : (found?.leftHessian ?? 0) * 2 >= node([...bins, missing]).hessian)
    expect(found?.goesLeft[MISSING_BIN]).toBe(found?.missingLeft === true ? 1 : 0)
  })

  test('is not split against its direction', () => {
    expect(search(up, none, -1)).toBeUndefined()
    expect(search(down, none, 1)).toBeUndefined()
    expect(search(up, none, 0)?.score).toBe(search(up, none, 1)?.score)
    // Two sides of equal value neither rise nor fall.
    const level: Sums[] = [
      [-2, 1],
      [-2, 1],
    ]
    expect(search(level, none, 1)?.leftHessian).toBe(1)
  })

  test('returns the sums of the left side, including the missing if they go there', () => {
    expect(search(up, none, 1)).toMatchObject({ leftGradient: 7, leftHessian: 4 })
    expect(search(up, [7, 3], 1)).toMatchObject({ leftGradient: 14, leftHessian: 7, missingLeft: true })
    expect(search(up, [-7, 3], 1)).toMatchObject({ leftGradient: 7, leftHessian: 4, missingLeft: false })
    const apart: Sums[] = [
      [2, 2],
      [2, 2],
    ]
    expect(search(apart, [-8, 3], 0)).toMatchObject({ leftGradient: 4, leftHessian: 4, missingLeft: false })
  })

  test('a split by missing values is not allowed when a direction is required', () => {
    const level: Sums[] = [
      [2, 2],
      [2, 2],
    ]
    // All present values against the missing ones would be best; the direction does not allow that split.
    expect(search(level, [-8, 3], 1)?.leftHessian).toBe(2)
  })

  test('sends values that are missing later with the heavier side', () => {
    expect(
      search(
        [
          [4, 3],
          [-5, 2],
        ],
        none,
        1,
      )?.missingLeft,
    ).toBe(true)
    expect(
      search(
        [
          [4, 2],
          [-5, 2],
        ],
        none,
        1,
      )?.missingLeft,
    ).toBe(true)
    expect(
      search(
        [
          [4, 2],
          [-5, 3],
        ],
        none,
        1,
      )?.missingLeft,
    ).toBe(false)
  })

  test('a side may have exactly the minimum weight, and the score to beat must be exceeded', () => {
    expect(search(up, none, 1, 4)?.leftHessian).toBe(4)
    expect(search(up, none, 1, 4.1)).toBeUndefined()
    const score = search(up, none, 1)?.score ?? 0
    // 49 / 5 + 36 / 5.
    expect(score).toBeCloseTo(17, 12)
    expect(search(up, none, 1, 0, score)).toBeUndefined()
    expect(search(up, none, 1, 0, score - 1e-6)).toBeDefined()
  })

  test('of two equal splits, the first', () => {
    const even: Sums[] = [
      [3, 1],
      [0, 0],
      [-3, 1],
    ]
    expect(leftBins(search(even, none, 1) as FoundSplit, 3)).toEqual([1, 0, 0])
  })

  test('the sides after a bin', () => {
    expect([...sidesOfBin(1, false).subarray(0, 3)]).toEqual([1, 1, 0])
    expect(sidesOfBin(1, false)[MISSING_BIN]).toBe(0)
    expect(sidesOfBin(1, true)[MISSING_BIN]).toBe(1)
  })
})

describe('a categorical feature', () => {
  const plain = { smoothing: 0, penalty: 0 }
  const bins: Sums[] = [
    [5, 2],
    [-6, 2],
    [4, 2],
    [-1, 2],
  ]
  const search = (of: readonly Sums[], missing: Sums, options = plain, least = 0, toBeat = 0) =>
    bestCategoricalSplit(histogram(of, missing), of.length, node([...of, missing]), 1, least, toBeat, options)

  /** Every split of the categories in two. */
  const bestOfAll = (of: readonly Sums[]): number => {
    const whole = node(of)
    let best = 0
    for (let mask = 1; mask < 2 ** of.length - 1; mask += 1) {
      const left = node(of.filter((_, i) => (mask >> i) % 2 === 1))
      best = Math.max(best, leafScore(left, 0) + leafScore(free(whole.gradient - left.gradient, whole.hessian - left.hessian), 0))
    }
    return best
  }

  test('is split as well as the best of all splits (Fisher 1958)', () => {
    const found = bestCategoricalSplit(histogram(bins), 4, node(bins), 0, 0, 0, plain)
    expect(found?.score).toBeCloseTo(bestOfAll(bins), 12)
    // By gradient over hessian: 1 (-3), 3 (-.5), 2 (2), 0 (2.5).
    expect(leftBins(found as FoundSplit, 4)).toEqual([0, 1, 0, 1])
    expect(found).toMatchObject({ leftGradient: -7, leftHessian: 4 })
  })

  test('the missing are one more category', () => {
    const withLow = search(bins, [-9, 2])
    expect(withLow).toMatchObject({ missingLeft: true, leftGradient: -15, leftHessian: 4 })
    expect(withLow?.goesLeft[MISSING_BIN]).toBe(1)
    const withHigh = search(bins, [9, 2])
    expect(withHigh).toMatchObject({ missingLeft: false, leftGradient: -7, leftHessian: 4 })
    expect(withHigh?.goesLeft[MISSING_BIN]).toBe(0)
  })

  test('bins beyond the existing categories are not read', () => {
    const more = histogram([...bins, [-90, 9]])
    expect(bestCategoricalSplit(more, 4, node(bins), 1, 0, 0, plain)?.leftGradient).toBe(-7)
  })

  test('categories without rows go to the heavier side', () => {
    const absent: Sums[] = [
      [-6, 3],
      [0, 0],
      [5, 2],
    ]
    expect(leftBins(search(absent, [0, 0]) as FoundSplit, 3)).toEqual([1, 1, 0])
    const lighter: Sums[] = [
      [-6, 2],
      [0, 0],
      [5, 3],
    ]
    expect(leftBins(search(lighter, [0, 0]) as FoundSplit, 3)).toEqual([1, 0, 0])
    const even: Sums[] = [
      [-6, 2],
      [0, 0],
      [5, 2],
    ]
    expect(leftBins(search(even, [0, 0]) as FoundSplit, 3)).toEqual([1, 1, 0])
    expect(search(even, [0, 0])?.goesLeft[200]).toBe(1)
  })

  test('a rare category is shrunk to the middle when they are ordered', () => {
    // Alone 0 comes first (-5 against -3); shrunk towards zero by 10 it comes second (-.1 against -.5), on the right side.
    const order: Sums[] = [
      [-1, 0.2],
      [-6, 2],
    ]
    expect(leftBins(search(order, [0, 0], plain) as FoundSplit, 2)).toEqual([1, 0])
    expect(leftBins(search(order, [0, 0], { smoothing: 10, penalty: 0 }) as FoundSplit, 2)).toEqual([0, 1])
  })

  test('equal categories keep their order', () => {
    const equal: Sums[] = [
      [-2, 1],
      [-2, 1],
      [9, 1],
    ]
    expect(leftBins(search(equal, [0, 0]) as FoundSplit, 3)).toEqual([1, 1, 0])
  })

  test('the penalty applies to both sides and to their parent', () => {
    // lambda 1, penalty 3. Left (-7, 4), right (9, 4): 49 / 8 + 81 / 8. The node (2, 8): 4 / 12 with it, 4 / 9 without.
    const found = search(bins, [0, 0], { smoothing: 0, penalty: 3 })
    expect(found?.score).toBeCloseTo(49 / 8 + 81 / 8 - (4 / 12 - 4 / 9), 12)
  })

  test('a side may have exactly the minimum weight, and the score to beat must be exceeded', () => {
    expect(search(bins, [0, 0], plain, 4)?.leftHessian).toBe(4)
    expect(search(bins, [0, 0], plain, 4.1)).toBeUndefined()
    const score = search(bins, [0, 0])?.score ?? 0
    expect(search(bins, [0, 0], plain, 0, score)).toBeUndefined()
    expect(search(bins, [0, 0], plain, 0, score - 1e-6)).toBeDefined()
    // Too light on the left, then on the right.
    expect(
      search(
        [
          [-9, 1],
          [0, 2],
          [1, 2],
        ],
        [0, 0],
        plain,
        2,
      )?.leftHessian,
    ).toBe(3)
    expect(
      search(
        [
          [-1, 2],
          [0, 2],
          [9, 1],
        ],
        [0, 0],
        plain,
        2,
      )?.leftHessian,
    ).toBe(2)
  })

  test('one category is not split', () => expect(search([[3, 2]], [0, 0])).toBeUndefined())
})
