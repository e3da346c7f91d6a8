import { describe, expect, it } from 'vitest'
import { featureTable } from '../table/feature-table.ts'
import { fitLogisticRegression, logisticContributions, logisticMargin } from './logistic-regression.ts'

const X = [
  [0.5, 10],
  [1.5, 20],
  [2, 10],
  [3, 30],
  [3.5, 20],
  [4, 50],
  [4.5, 10],
  [5.5, 40],
  [6, 20],
  [7, 30],
]
const Y = [0, 0, 1, 0, 1, 0, 1, 1, 0, 1]

describe('fitLogisticRegression', () => {
  it('equals scikit-learn 1.5.2 LogisticRegression(C=1) on standardised features', () => {
    const model = fitLogisticRegression(featureTable(['a', 'b'], X), Y, { l2: 1 })
    expect(model.converged).toBe(true)
    expect(model.intercept).toBeCloseTo(0.00721254, 5)
    expect(model.coefficients[0]).toBeCloseTo(0.70424773, 5)
    expect(model.coefficients[1]).toBeCloseTo(-0.44898491, 5)
    expect(logisticMargin(model, [2.5, 25])).toBeCloseTo(-0.47576808, 5)
  })

  it('weights count as repeated rows', () => {
    const weighted = fitLogisticRegression(featureTable(['a'], [[1], [2], [3]]), [0, 1, 1], { weights: [2, 1, 1] })
    const repeated = fitLogisticRegression(featureTable(['a'], [[1], [1], [2], [3]]), [0, 0, 1, 1])
    // Standardisation looks at rows, not at weights: compare on the original scale where the penalty is negligible.
    expect(Math.sign(weighted.coefficients[0] ?? 0)).toBe(Math.sign(repeated.coefficients[0] ?? 0))
    const light = { l2: 1e-6, maxIterations: 2000 }
    const noisy = [0, 1, 0, 1]
    const a = fitLogisticRegression(featureTable(['a'], [[1], [1], [2], [3]]), noisy, { ...light, weights: [1, 2, 1, 1] })
    const b = fitLogisticRegression(featureTable(['a'], [[1], [1], [1], [2], [3]]), [0, 1, 1, 0, 1], light)
    expect(logisticMargin(a, [2])).toBeCloseTo(logisticMargin(b, [2]), 3)
  })

  it('gives a missing value its own weight and never NaN', () => {
    // Missing rows churn, the rest do not depend on the value.
    const rows = Array.from({ length: 60 }, (_, i) => [i % 3 === 0 ? Number.NaN : i % 7])
    const labels = rows.map(([value], i) => (Number.isNaN(value) ? 1 : i % 2))
    const model = fitLogisticRegression(featureTable(['a'], rows), labels, { l2: 0.1 })
    expect(model.indicator[0]).toBeGreaterThan(1)
    expect(logisticMargin(model, [Number.NaN])).toBeGreaterThan(logisticMargin(model, [3]))
    expect(logisticMargin(model, [Number.POSITIVE_INFINITY])).toBe(logisticMargin(model, [Number.NaN]))
  })

  it('ignores constant and wholly missing features', () => {
    const rows = X.map(([a = 0]) => [a, 0.1 + 0.2, Number.NaN])
    const model = fitLogisticRegression(featureTable(['a', 'constant', 'missing'], rows), Y)
    expect(model.coefficients.slice(1)).toEqual([0, 0])
    expect(model.indicator).toEqual([0, 0, 0])
    expect(Number.isFinite(logisticMargin(model, [1, 99, 5]))).toBe(true)
  })

  it('stays finite on linearly separable data', () => {
    const model = fitLogisticRegression(featureTable(['a'], [[1], [2], [3], [4]]), [0, 0, 1, 1])
    expect(Number.isFinite(logisticMargin(model, [1e6]))).toBe(true)
  })

  it('refuses one class', () => {
    expect(() => fitLogisticRegression(featureTable(['a'], [[1], [2]]), [1, 1])).toThrow('both classes are needed')
  })
})

it('contributions add up to the margin', () => {
  const model = fitLogisticRegression(featureTable(['a', 'b'], X), Y)
  const row = [2.5, Number.NaN]
  const sum = logisticContributions(model, row).reduce((total, each) => total + each, model.intercept)
  expect(sum).toBeCloseTo(logisticMargin(model, row), 12)
})
