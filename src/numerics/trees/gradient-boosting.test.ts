import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { featureTable, tableRow } from '../table/feature-table.ts'
import { areaUnderCurve } from '../metrics/area-under-curve.ts'
import { boostingMargin, fitGradientBoosting, parseBoostingModel, type BoostingModel, type BoostingOptions } from './gradient-boosting.ts'
import { treeShap } from './tree-shap.ts'

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
const NAMES = ['a', 'b']

// 120 rows with missing values in the first feature, and weights that rule out ties between splits.
const HOLES = Array.from({ length: 120 }, (_, i) => [
  i % 5 === 0 ? Number.NaN : ((i * 37) % 101) / 10,
  ((i * i * 13) % 97) / 7,
  ((i * i * i * 3 + 11) % 89) / 3,
])
const HOLES_Y = HOLES.map(([, b = 0], i) => ((((((i * 37) % 101) / 10) * b) % 9) + ((i * 7919) % 31) / 10 > 6 ? 1 : 0))
const HOLES_WEIGHTS = HOLES.map((_, i) => 1 + ((i * 0.6180339887) % 1))

function generator(seed: number): () => number {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}

// The figures are those of xgboost 2.1.4 with tree_method=exact, lambda 1, base_score = the weighted base rate.
describe('against XGBoost', () => {
  it('gives the same margins and Shapley values on ten rows', () => {
    const model = fitGradientBoosting(featureTable(NAMES, X), Y, { rounds: 3, maxDepth: 2, learningRate: 0.5, minChildWeight: 0 })
    const margins = [-0.58673, -0.922618, 0.548537, -0.14333, 0.448287, -0.465568, 0.804265, 0.448287, 0.448287, 0.448287]
    X.forEach((row, i) => expect(boostingMargin(model, row)).toBeCloseTo(margins[i] ?? Number.NaN, 5))
    expectShap(model, X, [
      [-0.961062, 0.27026, 0.104072],
      [-0.91922, -0.10747, 0.104072],
      [0.011442, 0.433023, 0.104072],
    ])
  })

  it('gives the same with missing values and weights, with the fitted side', () => {
    const table = featureTable(['a', 'b', 'c'], HOLES)
    const options = { maxDepth: 3, learningRate: 0.3, weights: HOLES_WEIGHTS }
    const ten = fitGradientBoosting(table, HOLES_Y, { ...options, rounds: 10 })
    const margins = [-1.844174, 0.749612, -0.511435, -1.725324, -0.917278, 0.354256, -0.075468, -0.065464]
    margins.forEach((margin, i) => expect(boostingMargin(ten, HOLES[i] ?? [])).toBeCloseTo(margin, 5))
    expectShap(fitGradientBoosting(table, HOLES_Y, { ...options, rounds: 4 }), HOLES, [
      [-0.142172, -0.86196, 0.27671, -0.363426],
      [0.574148, -0.321493, 0.384394, -0.363426],
      [0.139185, 0.027455, -0.081495, -0.363426],
    ])
  })

  // tree_method=hist, max_cat_to_onehot 1: XGBoost orders categories by gradient over hessian + lambda and adds no penalty.
  it.each([
    [
      3,
      [-1.81755, 1.656124, 1.75344, -0.989553, -0.72017, -1.288918],
      [
        [-0.249861, -0.23434, -1.259791, 0, -0.073558],
        [-0.163642, -0.183088, 2.076412, 0, -0.073558],
        [0.086458, 0.07703, 1.66351, 0, -0.073558],
      ],
    ],
    [
      6,
      [-1.809118, 1.718671, 1.718671, -1.262532, -0.911445, -1.505655],
      [
        [-0.287279, -0.202584, -1.283385, 0.033039, -0.06891],
        [-0.076763, -0.214493, 2.045798, 0.033039, -0.06891],
        [0.273164, 0.166109, 1.366845, -0.018537, -0.06891],
      ],
    ],
  ])('gives the same with a categorical feature at depth %i', (maxDepth, margins, shap) => {
    const effect = [0, 5, 1, 7, 2, 8, 3, 9, 4, 1, 6]
    const rows = Array.from({ length: 200 }, (_, i) => [
      ((i * 37) % 101) / 10,
      ((i * i * 13) % 97) / 7,
      (i * 7) % 11,
      ((i * i * i * 3 + 11) % 89) / 3,
    ])
    const labels = rows.map(([a = 0, b = 0, c = 0], i) => ((effect[c] ?? 0) + (a * b) / 15 + ((i * 7919) % 31) / 6 > 8.6 ? 1 : 0))
    const model = fitGradientBoosting(featureTable(['a', 'b', 'c', 'd'], rows), labels, {
      rounds: 4,
      maxDepth,
      learningRate: 0.3,
      weights: rows.map((_, i) => 1 + ((i * 0.6180339887) % 1)),
      categorical: [2],
      categorySmoothing: 1,
      categoryPenalty: 0,
    })
    margins.forEach((margin, i) => expect(boostingMargin(model, rows[i] ?? [])).toBeCloseTo(margin, 5))
    expectShap(model, rows, shap)
  })

  /** Each expected row: the value of each feature, then the expected margin (as pred_contribs gives them). */
  function expectShap(model: BoostingModel, rows: readonly number[][], expected: readonly number[][]): void {
    expected.forEach((row, i) => {
      const shap = treeShap(model, rows[i] ?? [])
      ;[...shap.values, shap.expected].forEach((value, j) => expect(value).toBeCloseTo(row[j] ?? Number.NaN, 5))
    })
  }
})

describe('fitGradientBoosting', () => {
  const rows = Array.from({ length: 800 }, (_, i) => [Math.sin(i * 12.9898) * 10, Math.cos(i * 78.233) * 10, i % 5])
  const labels = rows.map(([a = 0, b = 0]) => (a * b > 0 ? 1 : 0))
  const table = featureTable(['a', 'b', 'c'], rows)

  it('fits an interaction that a linear model cannot', () => {
    const model = fitGradientBoosting(table, labels, { rounds: 60, maxDepth: 3 })
    const margins = rows.map((row) => boostingMargin(model, row))
    expect(areaUnderCurve(margins, labels)).toBeGreaterThan(0.98)
  })

  it('is the same for the same randomness and differs for another', () => {
    const fit = (seed: number) =>
      fitGradientBoosting(table, labels, { rounds: 5, rowSample: 0.5, columnSample: 0.7, random: generator(seed) })
    expect(fit(7)).toEqual(fit(7))
    expect(fit(7)).not.toEqual(fit(8))
  })

  it('separates present values from missing ones', () => {
    const holes = Array.from({ length: 40 }, (_, i) => [i < 20 ? Number.NaN : i % 2])
    const model = fitGradientBoosting(
      featureTable(['a'], holes),
      holes.map((_, i) => (i < 20 ? 1 : 0)),
      { rounds: 6, maxDepth: 1 },
    )
    expect(boostingMargin(model, [Number.NaN])).toBeGreaterThan(0.5)
    expect(boostingMargin(parseBoostingModel(JSON.parse(JSON.stringify(model))), [1e9])).toBeLessThan(-0.5)
  })

  it('keeps the trees up to the best on the rows held for early stopping', () => {
    const noise = rows.map((_, i) => ((i * 7_919) % 13) % 2)
    const held = { table: featureTable(['a', 'b', 'c'], rows.slice(400)), labels: noise.slice(400), patience: 10 }
    const model = fitGradientBoosting(featureTable(['a', 'b', 'c'], rows.slice(0, 400)), noise.slice(0, 400), {
      rounds: 200,
      maxDepth: 5,
      earlyStopping: held,
    })
    expect(model.trees.length).toBeLessThan(150)
  })

  it('reads a saved model back and gives the same margins', () => {
    const model = fitGradientBoosting(table, labels, { rounds: 10 })
    const again = parseBoostingModel(JSON.parse(JSON.stringify(model)))
    for (const row of [...rows.slice(0, 20), [Number.NaN, Number.NaN, Number.NaN], [Number.POSITIVE_INFINITY, 1, 2]]) {
      expect(boostingMargin(again, row)).toBe(boostingMargin(model, row))
      expect(Number.isFinite(boostingMargin(again, row))).toBe(true)
    }
  })

  it('gives the base rate when no feature varies', () => {
    const model = fitGradientBoosting(featureTable(['a', 'b'], new Array(4).fill([1, Number.NaN])), [1, 0, 0, 0])
    expect(boostingMargin(model, [1, Number.NaN])).toBeCloseTo(Math.log(1 / 3), 12)
  })

  it.each([
    [{ rowSample: 0.5 }, 'needs the option `random`'],
    [{ rowSample: 0 }, 'must be in (0, 1]'],
    [{ maxDepth: 0 }, 'maxDepth must be at least 1'],
    [{ maxBins: 300 }, 'maxBins is 300'],
  ])('refuses %j', (options, message) => {
    expect(() => fitGradientBoosting(table, labels, options)).toThrow(message)
  })
})

describe('the kernel', () => {
  const n = 20_000
  const random = generator(1)
  const columns = Array.from({ length: 52 }, (_, j) => {
    const value = (): number => (random() < 0.05 ? Number.NaN : random() + random() - 1)
    return j % 2 === 0 ? Float32Array.from({ length: n }, value) : Float64Array.from({ length: n }, value)
  })
  columns[3] = Float64Array.from({ length: n }, () => Math.floor(random() * 400))
  const table = { names: columns.map((_, j) => `f${j}`), rowCount: n, columns }
  const amounts = Float64Array.from({ length: n }, (_, i) => {
    const [a = 0, b = 0, c = 0] = [columns[0]?.[i], columns[1]?.[i], columns[3]?.[i]]
    return 40 * (Number.isNaN(a) ? 1 : a) + 25 * (Number.isNaN(b) ? -1 : b * b) + ((c * 7) % 30) + 20 * random() - 15
  })
  const labels = amounts.map((amount) => (amount > 0 ? 1 : 0))
  const weights = amounts.map((_, i) => 0.5 + (i % 7))

  it.each<[string, BoostingOptions]>([
    ['logistic', { loss: 'logistic' }],
    ['squared errors', { loss: 'squared' }],
    ['categories, weights and samples', { categorical: [3], weights, rowSample: 0.6, columnSample: 0.5 }],
    ['constraints', { loss: 'squared', monotone: [1, 0, -1] }],
  ])('gives the same trees compiled, in plain TypeScript and on three threads: %s', (_, given) => {
    const fit = (more: BoostingOptions): BoostingModel =>
      fitGradientBoosting(table, given.loss === 'squared' ? amounts : labels, {
        ...given,
        ...more,
        rounds: 3,
        maxDepth: 5,
        random: generator(5),
      })
    const compiled = fit({})
    expect(compiled.trees.some((tree) => tree.feature.length > 30)).toBe(true)
    expect(fit({ plain: true })).toEqual(compiled)
    expect(fit({ threads: 3 })).toEqual(compiled)
  })

  it('fits amounts by squared errors', () => {
    const model = fitGradientBoosting(table, amounts, { loss: 'squared', rounds: 60, maxDepth: 4, threads: 2 })
    let error = 0
    let spread = 0
    const mean = amounts.reduce((sum, amount) => sum + amount, 0) / n
    for (let i = 0; i < n; i += 10) {
      error += (boostingMargin(model, tableRow(table, i)) - (amounts[i] ?? 0)) ** 2
      spread += ((amounts[i] ?? 0) - mean) ** 2
    }
    expect(1 - error / spread).toBeGreaterThan(0.7)
  })

  it('respects a monotone constraint', () => {
    const model = fitGradientBoosting(table, amounts, { loss: 'squared', rounds: 20, maxDepth: 5, monotone: [-1] })
    for (const i of [0, 17, 400, 999]) {
      const row = tableRow(table, i)
      const margins = [-1, -0.5, -0.1, 0, 0.2, 0.6, 1].map((value) => boostingMargin(model, row.with(0, value)))
      expect(margins).toEqual(margins.toSorted((a, b) => b - a))
    }
  })

  it('leaves no thread behind that keeps the process alive, also when it throws', () => {
    const program = `
      import { fitGradientBoosting } from ${JSON.stringify(new URL('./gradient-boosting.ts', import.meta.url).href)}
      const columns = Array.from({ length: 50 }, (_, j) => Float64Array.from({ length: 20000 }, (_, i) => (i * (j + 7)) % 101))
      const table = { names: columns.map((_, j) => 'f' + j), rowCount: 20000, columns }
      const labels = Array.from({ length: 20000 }, (_, i) => i % 2)
      fitGradientBoosting(table, labels, { rounds: 2, threads: 2 })
      let asked = 0
      const random = () => { asked += 1; if (asked > 60) throw new Error('enough'); return .5 }
      try { fitGradientBoosting(table, labels, { rounds: 9, columnSample: .5, random, threads: 2 }) } catch (error) { console.log(error.message) }`
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', timeout: 15_000 })
    expect([status, stdout.trim()]).toEqual([0, 'enough'])
  })
})

describe('bad input', () => {
  const five = featureTable(NAMES, X.slice(0, 5))

  it.each([
    ['no rows', () => fitGradientBoosting(featureTable(NAMES, []), []), 'There are no rows'],
    ['no positives', () => fitGradientBoosting(five, [0, 0, 0, 0, 0]), 'All rows have the label 0'],
    ['too few labels', () => fitGradientBoosting(five, [0, 1]), '2 labels for 5 rows'],
    ['labels of no class', () => fitGradientBoosting(five, [0, 1, 2, 0, 1]), 'labels must be 0 or 1'],
    ['amounts that are not finite', () => fitGradientBoosting(five, [1, 2, 3, Number.NaN, 5], { loss: 'squared' }), 'Label 3 is NaN'],
    ['negative weights', () => fitGradientBoosting(five, [0, 1, 0, 1, 0], { weights: [1, 1, -1, 1, 1] }), 'Weight 2 is -1'],
    ['a category that is no code', () => fitGradientBoosting(five, [0, 1, 0, 1, 0], { categorical: [0] }), 'whole numbers from 0 on'],
    ['a category that is no feature', () => fitGradientBoosting(five, [0, 1, 0, 1, 0], { categorical: [7] }), 'by their positions'],
    ['too deep', () => fitGradientBoosting(five, [0, 1, 0, 1, 0], { maxDepth: 40 }), 'whole number up to 12'],
  ])('%s', (_, fit, message) => {
    expect(fit).toThrow(message)
  })

  it('fits five rows, infinities and wholly missing columns without NaN', () => {
    const table = {
      names: ['a', 'b', 'c'],
      rowCount: 5,
      columns: [
        Float64Array.of(1, Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY, Number.NaN),
        new Float64Array(5).fill(Number.NaN),
        Float64Array.of(1e300, -1e300, 1e-300, 0, -0),
      ],
    }
    for (const loss of ['logistic', 'squared'] as const) {
      const model = fitGradientBoosting(table, [0, 1, 0, 1, 0], { loss, minChildWeight: 0, lambda: 0, rounds: 30 })
      for (let i = 0; i < 5; i += 1) expect(Number.isFinite(boostingMargin(model, tableRow(table, i)))).toBe(true)
    }
  })

  it('accepts constant amounts, and huge ones', () => {
    const constant = fitGradientBoosting(five, [7, 7, 7, 7, 7], { loss: 'squared' })
    expect(boostingMargin(constant, [1, 1])).toBe(7)
    const huge = fitGradientBoosting(five, [1e12, 2, 3, 4, -1e12], { loss: 'squared', rounds: 200, minChildWeight: 0, lambda: 0 })
    expect(boostingMargin(huge, X[0] ?? [])).toBeCloseTo(1e12, -6)
  })

  it('handles ten thousand categories, including ones not in training', () => {
    const n = 30_000
    const random = generator(3)
    const city = Float64Array.from({ length: n }, () => Math.floor(random() ** 3 * 10_000))
    const labels = Float64Array.from(city, (code) => ((code * 7919) % 5 < 2 === random() < 0.9 ? 1 : 0))
    const table = { names: ['city'], rowCount: n, columns: [city] }
    const model = fitGradientBoosting(table, labels, { rounds: 20, maxDepth: 3, categorical: [0] })
    const again = parseBoostingModel(JSON.parse(JSON.stringify(model)))
    const margins = Array.from(city, (code) => boostingMargin(again, [code]))
    expect(areaUnderCurve(margins, labels)).toBeGreaterThan(0.6)
    expect(Number.isFinite(boostingMargin(again, [123_456]))).toBe(true)
    expect(boostingMargin(again, [123_456])).toBe(boostingMargin(again, [9_999]))
  })
})

describe('parseBoostingModel', () => {
  const model = fitGradientBoosting(featureTable(NAMES, X), Y, { rounds: 2, minChildWeight: 0 })

  it.each([
    [null, 'not a saved gradient-boosting model'],
    [{ kind: 'other' }, 'not a saved gradient-boosting model'],
    [{ ...model, version: 3 }, 'has version 3; this program reads versions 1 and 2'],
    [{ ...model, trees: undefined }, 'not complete'],
    [{ ...model, loss: undefined }, 'does not name its loss'],
    [{ ...model, trees: [null] }, 'broken tree'],
    [{ ...model, trees: [{ feature: [0] }] }, 'broken tree'],
    [{ ...model, trees: [{ ...model.trees[0], left: [] }] }, 'broken tree'],
    [{ ...model, trees: [{ ...model.trees[0], left: model.trees[0]?.left.map(() => 0) }] }, 'broken tree'],
  ])('refuses what is not a whole model of this version (%#)', (json, message) => {
    expect(() => parseBoostingModel(json)).toThrow(message)
  })
})
