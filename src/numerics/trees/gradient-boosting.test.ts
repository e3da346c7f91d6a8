import { describe, expect, it } from 'vitest'
import { featureTable } from '../feature-table.ts'
import { areaUnderCurve } from '../metrics/area-under-curve.ts'
import { boostingMargin, fitGradientBoosting, parseBoostingModel, type BoostingModel } from './gradient-boosting.ts'
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

// 120 rows with holes in the first feature, and weights that leave no two splits equally good.
const HOLES = Array.from({ length: 120 }, (_, i) => [
  i % 5 === 0 ? Number.NaN : ((i * 37) % 101) / 10,
  ((i * i * 13) % 97) / 7,
  ((i * i * i * 3 + 11) % 89) / 3,
])
const HOLES_Y = HOLES.map(([, b = 0], i) => ((((((i * 37) % 101) / 10) * b) % 9) + ((i * 7919) % 31) / 10 > 6 ? 1 : 0))
const HOLES_WEIGHTS = HOLES.map((_, i) => 1 + ((i * 0.6180339887) % 1))

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

  it('gives the same with missing values and weights, learning their side', () => {
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

  it('learns an interaction that no line can', () => {
    const model = fitGradientBoosting(table, labels, { rounds: 60, maxDepth: 3 })
    const margins = rows.map((row) => boostingMargin(model, row))
    expect(areaUnderCurve(margins, labels)).toBeGreaterThan(0.98)
  })

  it('is the same for the same randomness and differs for another', () => {
    const fit = (seed: number) => {
      let state = seed
      const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
      return fitGradientBoosting(table, labels, { rounds: 5, rowSample: 0.5, columnSample: 0.7, random })
    }
    expect(fit(7)).toEqual(fit(7))
    expect(fit(7)).not.toEqual(fit(8))
  })

  it('parts present values from missing ones', () => {
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

describe('parseBoostingModel', () => {
  const model = fitGradientBoosting(featureTable(NAMES, X), Y, { rounds: 2, minChildWeight: 0 })

  it.each([
    [null, 'not a saved gradient-boosting model'],
    [{ kind: 'other' }, 'not a saved gradient-boosting model'],
    [{ ...model, version: 3 }, 'has version 3; this program reads versions 1 and 2'],
    [{ ...model, trees: undefined }, 'not complete'],
    [{ ...model, trees: [{ ...model.trees[0], left: [] }] }, 'broken tree'],
    [{ ...model, trees: [{ ...model.trees[0], left: model.trees[0]?.left.map(() => 0) }] }, 'broken tree'],
  ])('refuses what is not a whole model of this version (%#)', (json, message) => {
    expect(() => parseBoostingModel(json)).toThrow(message)
  })
})
