import { describe, expect, it } from 'vitest'
import { sigmoid } from '../logistic/logistic-function.ts'
import { isotonicProbability } from './isotonic-calibration.ts'
import { fitPlatt, interceptShift, plattProbability } from './platt-calibration.ts'

describe('fitPlatt', () => {
  it('recovers a known slope and intercept', () => {
    // Each margin occurs 1000 times with its exact rate under slope .5 and intercept -1.
    const margins: number[] = []
    const labels: number[] = []
    for (let margin = -4; margin <= 4; margin += 0.5) {
      const positives = Math.round(1000 * sigmoid(0.5 * margin - 1))
      for (let i = 0; i < 1000; i += 1) {
        margins.push(margin)
        labels.push(i < positives ? 1 : 0)
      }
    }
    const platt = fitPlatt(margins, labels)
    expect(platt.slope).toBeCloseTo(0.5, 2)
    expect(platt.intercept).toBeCloseTo(-1, 2)
  })

  it('stays finite on separated data and on one class', () => {
    expect(Number.isFinite(fitPlatt([-1, 1], [0, 1]).slope)).toBe(true)
    const one = fitPlatt([-1, 3], [1, 1])
    expect(one.slope).toBe(0)
    expect(plattProbability(one, 5)).toBeCloseTo(0.75, 12)
  })
})

it('interceptShift moves the mean probability to the rate', () => {
  const margins = [-2, 0, 1, 3]
  const shift = interceptShift(margins, 0.3)
  expect(margins.reduce((sum, margin) => sum + sigmoid(margin + shift), 0) / 4).toBeCloseTo(0.3, 9)
  expect(() => interceptShift(margins, 1)).toThrow('must lie between 0 and 1')
})

describe('isotonicProbability', () => {
  // scikit-learn 1.5.2 IsotonicRegression(out_of_bounds='clip') on ten scores and labels.
  const isotonic = {
    scores: [0.1, 0.2, 0.3, 0.5, 0.7, 0.9],
    probabilities: [0, 0.5, 0.5, 0.5, 0.6666667, 0.6666667],
  }

  it.each([
    [0.05, 0],
    [0.45, 0.5],
    [0.6, 0.5833333],
    [0.95, 0.6666667],
  ])('at %f is %f', (score, expected) => {
    expect(isotonicProbability(isotonic, score)).toBeCloseTo(expected, 6)
  })
})
