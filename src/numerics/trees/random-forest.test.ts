import { describe, expect, it } from 'vitest'
import { featureTable, tableRow } from '../table/feature-table.ts'
import { areaUnderCurve } from '../metrics/area-under-curve.ts'
import { fitRandomForest, forestProbability, parseForestModel } from './random-forest.ts'
import { forestShap } from './tree-shap.ts'

function generator(seed: number): () => number {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}

const n = 6_000
const random = generator(1)
const columns = Array.from({ length: 36 }, () => Float64Array.from({ length: n }, () => (random() < 0.03 ? Number.NaN : random() * 2 - 1)))
columns[2] = Float64Array.from({ length: n }, () => Math.floor(random() * 12))
const table = { names: columns.map((_, j) => `f${j}`), rowCount: n, columns }
const labels = Float64Array.from({ length: n }, (_, i) => {
  const [a = 0, b = 0, c = 0] = [columns[0]?.[i], columns[1]?.[i], columns[2]?.[i]]
  return (Number.isNaN(a) ? 1 : a) + (Number.isNaN(b) ? 0 : b) + ((c * 5) % 12) / 6 - 1 + random() > 0.5 ? 1 : 0
})
const half = { ...table, rowCount: n / 2, columns: columns.map((column) => column.subarray(0, n / 2)) }
const halfLabels = labels.subarray(0, n / 2)

describe('fitRandomForest', () => {
  const options = { trees: 40, categorical: [2] }
  const forest = fitRandomForest(half, halfLabels, { ...options, random: generator(9) })

  it('ranks unseen rows', () => {
    const rows = Array.from({ length: n / 2 }, (_, i) => tableRow(table, n / 2 + i))
    const probabilities = rows.map((row) => forestProbability(forest, row))
    expect(areaUnderCurve(probabilities, labels.subarray(n / 2))).toBeGreaterThan(0.85)
    expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true)
  })

  it('gives the same trees in plain TypeScript and on three threads', () => {
    const fit = (more: object) =>
      fitRandomForest(table, labels, { trees: 4, categorical: [2], weights: labels.map((y) => 1 + y / 3), random: generator(2), ...more })
    const compiled = fit({})
    expect(fit({ plain: true })).toEqual(compiled)
    expect(fit({ threads: 3 })).toEqual(compiled)
  })

  it('adds up to the probability by Shapley values, categories included', () => {
    for (const i of [0, 5, 77]) {
      const { expected, values } = forestShap(forest, tableRow(half, i))
      expect(values.reduce((sum, value) => sum + value, expected)).toBeCloseTo(forestProbability(forest, tableRow(half, i)), 9)
    }
  })

  it('respects the minimum weight of a leaf', () => {
    const { trees } = fitRandomForest(half, halfLabels, { trees: 3, minLeaf: 25, random: generator(4) })
    for (const tree of trees) tree.cover.forEach((cover) => expect(cover).toBeGreaterThanOrEqual(25))
  })

  it('is the base rate when no feature varies, and after saving', () => {
    const constant = fitRandomForest(featureTable(['a', 'b'], new Array(4).fill([1, Number.NaN])), [1, 0, 0, 0], { random: generator(1) })
    expect(forestProbability(parseForestModel(JSON.parse(JSON.stringify(constant))), [1, 1])).toBe(0.25)
  })

  it('reads a saved forest back and rejects anything else', () => {
    const again = parseForestModel(JSON.parse(JSON.stringify(forest)))
    expect(forestProbability(again, tableRow(half, 3))).toBe(forestProbability(forest, tableRow(half, 3)))
    expect(() => parseForestModel({ ...forest, version: 2 })).toThrow('version 2')
    expect(() => parseForestModel({ ...forest, kind: 'gradient-boosted-trees' })).toThrow('not a saved random forest')
    expect(() => parseForestModel({ ...forest, trees: [{ ...forest.trees[0], left: [] }] })).toThrow('broken tree')
  })

  it.each([
    [{ trees: 0 }, [1, 0, 1], 'trees, maxDepth'],
    [{ threads: 0 }, [1, 0, 1], 'threads must be'],
    [{}, [1, 1, 1], 'All rows have the label 1'],
    [{}, [1, 0], '2 labels for 3 rows'],
  ])('refuses %j with labels %j', (more, given, message) => {
    const three = featureTable(['a'], [[1], [2], [3]])
    expect(() => fitRandomForest(three, given, { random: generator(1), ...more })).toThrow(message)
  })
})
