import { expect, it } from 'vitest'
import { featureMoments, logisticDesign } from './logistic-design.ts'
import { logisticLoss } from './logistic-loss.ts'
import { sigmoid, softplus } from './logistic-function.ts'
import { fitLogisticRegression, logisticMargin } from './logistic-regression.ts'

// A repeatable sequence in [0, 1): enough to fill tables.
function sequence(): () => number {
  let state = 12_345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 4_294_967_296
  }
}

function tableOf(n: number, width: number) {
  const random = sequence()
  const columns = Array.from({ length: width }, (_, j) => Float64Array.from({ length: n }, () => random() * (j + 1) + j * 10))
  columns[0]?.fill(Number.NaN, 0, 7)
  const labels = Float64Array.from({ length: n }, (_, i) => (random() < sigmoid((columns[1]?.[i] ?? 0) - 11) ? 1 : 0))
  return { table: { names: columns.map((_, j) => `f${j}`), rowCount: n, columns }, labels }
}

it.each([undefined, 'weights'])('the loss in blocks and its gradient equal the plain sums (%s)', (weighted) => {
  const { table, labels } = tableOf(1_111, 6)
  const weights = weighted === undefined ? undefined : Float64Array.from(labels, (_, i) => 0.5 + (i % 3))
  const { columns } = logisticDesign(table)
  const w = Float64Array.from({ length: columns.length + 1 }, (_, j) => Math.sin(j + 1))
  const expected = new Float64Array(w.length)
  let loss = 0
  for (let i = 0; i < labels.length; i += 1) {
    const x = [...columns.map(({ values, shift, scale }) => ((values[i] ?? 0) - shift) / scale), 1]
    const margin = x.reduce((sum, value, j) => sum + value * (w[j] ?? 0), 0)
    const [label, weight] = [labels[i] ?? 0, weights?.[i] ?? 1]
    loss += weight * (softplus(margin) - label * margin)
    x.forEach((value, j) => (expected[j] = (expected[j] ?? 0) + (weight * (sigmoid(margin) - label) * value) / labels.length))
  }
  columns.forEach((_, j) => {
    loss += (w[j] ?? 0) ** 2
    expected[j] = (expected[j] ?? 0) + (2 * (w[j] ?? 0)) / labels.length
  })
  const gradient = new Float64Array(w.length)
  expect(logisticLoss(columns, labels, 2, weights)(w, gradient)).toBeCloseTo(loss / labels.length, 12)
  gradient.forEach((value, j) => expect(value).toBeCloseTo(expected[j] ?? Number.NaN, 10))
})

it('moments keep their digits far from zero and skip missing values', () => {
  expect(featureMoments(Float64Array.of(1e12, 1e12 + 2, Number.NaN, 1e12 + 4)).scale).toBeCloseTo(Math.sqrt(8 / 3), 9)
  expect(featureMoments(Float64Array.of(-1e9, 1, 2, 3))).toMatchObject({ missingShare: 0 })
  expect(featureMoments(Float64Array.of(Number.NaN))).toEqual({ mean: 0, scale: 0, missingShare: 1 })
})

it('a large table, fitted from a sample of it, reaches the same optimum as from zero', () => {
  const { table, labels } = tableOf(20_000, 5)
  const far = { ...table, columns: table.columns.map((column, j) => (j === 4 ? column.map((value) => value + 1e12) : column)) }
  const model = fitLogisticRegression(far, labels, { tolerance: 1e-9 })
  const plain = fitLogisticRegression(table, labels, { tolerance: 1e-9, weights: new Float64Array(labels.length).fill(1) })
  expect(model.converged).toBe(true)
  model.coefficients.forEach((value, j) => expect(value).toBeCloseTo(plain.coefficients[j] ?? Number.NaN, 3))
  let gradient = 0
  for (let i = 0; i < labels.length; i += 1)
    gradient +=
      sigmoid(
        logisticMargin(
          plain,
          table.columns.map((c) => c[i] ?? Number.NaN),
        ),
      ) - (labels[i] ?? 0)
  expect(Math.abs(gradient / labels.length)).toBeLessThan(1e-8)
})

it('columns that are 1 in a few rows only do not slow the fit down', () => {
  const n = 20_000
  const random = sequence()
  const labels = Float64Array.from({ length: n }, () => (random() < 0.3 ? 1 : 0))
  // Each has ten rows, so that the sample that sets the steps misses many of them.
  const columns = Array.from({ length: 60 }, (_, j) => {
    const column = new Float64Array(n)
    for (let k = 0; k < 10; k += 1) column[(j * 10 + k) * 33] = 1
    return column
  })
  const table = { names: columns.map((_, j) => `f${j}`), rowCount: n, columns }
  expect(fitLogisticRegression(table, labels, { maxIterations: 25 }).converged).toBe(true)
})
