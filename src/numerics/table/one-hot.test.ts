import { expect, it } from 'vitest'
import { cappedLevels, oneHotTable } from './one-hot.ts'
import { fitLogisticRegression, logisticMargin } from '../logistic/logistic-regression.ts'

it('the most frequent levels come first, ties by code, rare ones go', () => {
  expect(cappedLevels([5, 1, 9, 5, 0], 10, 2)).toEqual([2, 0, 3])
  expect(cappedLevels([5, 1, 9, 5, 0], 2, 1)).toEqual([2, 0])
})

it('a rare, an unknown and a missing level are zeros', () => {
  const { names, columns } = oneHotTable([2, 0, -1, 7, 2], [2, 0], ['c', 'a'])
  expect(names).toEqual(['c', 'a'])
  expect(columns).toEqual([Float64Array.of(1, 0, 0, 0, 1), Float64Array.of(0, 1, 0, 0, 0)])
})

it('logistic regression on levels gives back their rates', () => {
  const codes = Array.from({ length: 300 }, (_, i) => i % 3)
  const labels = codes.map((code, i) => (Math.floor(i / 3) % 10 < ([2, 5, 8][code] ?? 0) ? 1 : 0))
  const model = fitLogisticRegression(oneHotTable(codes, [0, 1, 2], ['a', 'b', 'c']), labels, { l2: 1e-3 })
  const rates = [0, 1, 2].map(
    (code) =>
      1 /
      (1 +
        Math.exp(
          -logisticMargin(
            model,
            [0, 1, 2].map((k) => (k === code ? 1 : 0)),
          ),
        )),
  )
  rates.forEach((rate, code) => expect(rate).toBeCloseTo([0.2, 0.5, 0.8][code] ?? Number.NaN, 3))
})
