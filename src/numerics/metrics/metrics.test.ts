import { describe, expect, it } from 'vitest'
import { areaUnderCurve } from './area-under-curve.ts'
import { liftCurve } from './lift-curve.ts'
import { accuracy, brierScore, logLoss, precisionRecall } from './probability-scores.ts'
import { calibrationError, reliabilityBins } from './reliability.ts'

// scikit-learn 1.5.2 on the same ten rows: roc_auc_score .6, log_loss .79214384, brier_score_loss .278.
const SCORES = [0.1, 0.2, 0.2, 0.4, 0.5, 0.5, 0.7, 0.8, 0.9, 0.3]
const LABELS = [0, 0, 1, 0, 1, 0, 1, 1, 0, 1]

describe('areaUnderCurve', () => {
  it.each([
    [SCORES, LABELS, 0.6],
    // The example of scikit-learn's user guide.
    [[0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.75],
    [[1, 1, 1, 1], [0, 1, 0, 1], 0.5],
    [[1, 2], [1, 0], 0],
  ])('of %j is %f', (scores, labels, expected) => expect(areaUnderCurve(scores, labels)).toBeCloseTo(expected, 12))

  it('is not defined for one class, and refuses NaN', () => {
    expect(areaUnderCurve([1, 2], [1, 1])).toBeNaN()
    expect(() => areaUnderCurve([Number.NaN], [1])).toThrow('scores must be finite')
  })
})

it('log loss and Brier score equal scikit-learn’s, and log loss stays finite at 0 and 1', () => {
  expect(logLoss(SCORES, LABELS)).toBeCloseTo(0.7921438357, 9)
  expect(brierScore(SCORES, LABELS)).toBeCloseTo(0.278, 12)
  expect(Number.isFinite(logLoss([0, 1], [1, 0]))).toBe(true)
})

it('accuracy counts the threshold itself as positive', () => {
  expect(accuracy([0.5, 0.4, 0.6], [1, 0, 0])).toBeCloseTo(2 / 3, 12)
})

describe('precisionRecall', () => {
  it('looks at a range of probabilities', () => {
    expect(precisionRecall([0.9, 0.8, 0.6, 0.1], [1, 0, 1, 1], 0.8)).toEqual({ count: 2, positives: 1, precision: 0.5, recall: 1 / 3 })
    expect(precisionRecall([0.9, 0.8, 0.6, 0.1], [1, 0, 1, 1], 0.5, 0.8)).toMatchObject({ count: 1, precision: 1 })
  })

  it('has no precision in an empty range', () => {
    expect(precisionRecall([0.1], [0], 0.5)).toEqual({ count: 0, positives: 0, precision: null, recall: null })
  })
})

describe('calibrationError', () => {
  it('by hand: two bins, predicted .2 and .8, observed 0 and 1', () => {
    expect(calibrationError([0.2, 0.2, 0.8, 0.8], [0, 0, 1, 1], 2)).toBeCloseTo(0.2, 12)
    expect(reliabilityBins([0.8, 0.2, 0.8, 0.2], [1, 0, 1, 0], 2)).toEqual([
      { count: 2, low: 0.2, high: 0.2, predicted: 0.2, observed: 0 },
      { count: 2, low: 0.8, high: 0.8, predicted: 0.8, observed: 1 },
    ])
  })

  it('uses fewer bins for fewer rows', () => {
    expect(reliabilityBins([0.3, 0.6], [0, 1])).toHaveLength(2)
  })
})

describe('liftCurve', () => {
  it('by hand: both churners first', () => {
    expect(liftCurve([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], [0.5, 1])).toEqual([
      { fraction: 0.5, count: 2, rate: 1, lift: 2, captured: 1 },
      { fraction: 1, count: 4, rate: 0.5, lift: 1, captured: 1 },
    ])
  })

  it('distributes ties evenly: equal scores have no lift', () => {
    expect(liftCurve([1, 1, 1, 1], [1, 0, 0, 0], [0.25, 0.5]).map(({ lift }) => lift)).toEqual([1, 1])
  })

  it('needs a positive row', () => {
    expect(() => liftCurve([1], [0])).toThrow('at least one positive row')
  })
})
