import { describe, expect, it } from 'vitest'
import { featureTable } from '../table/feature-table.ts'
import { childOf, type DecisionTree } from './decision-tree.ts'
import { boostingMargin, fitGradientBoosting, type BoostingModel } from './gradient-boosting.ts'
import { treeShap } from './tree-shap.ts'

/** The prediction of the tree when only the features in `known` are known: branches on the others are averaged by cover (the definition). */
function conditional(tree: DecisionTree, row: readonly number[], known: ReadonlySet<number>, node = 0): number {
  const feature = tree.feature[node] as number
  if (feature < 0) return tree.value[node] as number
  if (known.has(feature)) return conditional(tree, row, known, childOf(tree, node, row[feature] as number))
  const [left, right] = [tree.left[node] as number, tree.right[node] as number]
  const [a, b] = [tree.cover[left] as number, tree.cover[right] as number]
  return (a * conditional(tree, row, known, left) + b * conditional(tree, row, known, right)) / (a + b)
}

/** Shapley values by going through every coalition. */
function bruteForce(model: BoostingModel, row: readonly number[]): number[] {
  const n = model.names.length
  const worth = (known: ReadonlySet<number>): number => model.trees.reduce((sum, tree) => sum + conditional(tree, row, known), 0)
  const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1))
  return model.names.map((_, j) => {
    let value = 0
    for (let mask = 0; mask < 1 << n; mask += 1) {
      if ((mask >> j) & 1) continue
      const without = new Set(Array.from({ length: n }, (__, k) => k).filter((k) => (mask >> k) & 1))
      const weight = (factorial(without.size) * factorial(n - without.size - 1)) / factorial(n)
      value += weight * (worth(new Set([...without, j])) - worth(without))
    }
    return value
  })
}

describe('treeShap', () => {
  const rows = Array.from({ length: 300 }, (_, i) => [
    Math.sin(i) * 5,
    i % 4 === 0 ? Number.NaN : Math.cos(i * 3) * 5,
    i % 7,
    Math.sin(i * i),
  ])
  const labels = rows.map(([a = 0, b = 0, c = 0]) => ((Number.isNaN(b) ? 2 : b) * a + c > 3 ? 1 : 0))
  const model = fitGradientBoosting(featureTable(['a', 'b', 'c', 'd'], rows), labels, { rounds: 8, maxDepth: 5, learningRate: 0.3 })

  it('equals the definition over every coalition', () => {
    for (const row of rows.slice(0, 12)) {
      const { values } = treeShap(model, row)
      bruteForce(model, row).forEach((value, j) => expect(values[j]).toBeCloseTo(value, 9))
    }
  })

  it('adds up to the margin', () => {
    for (const row of [...rows, [Number.NaN, Number.NaN, Number.NaN, Number.NaN]]) {
      const { expected, values } = treeShap(model, row)
      expect(values.reduce((sum, value) => sum + value, expected)).toBeCloseTo(boostingMargin(model, row), 9)
    }
  })

  it('equals a small example by hand: one split at half the rows, leaves -1 and 1', () => {
    const tree: DecisionTree = {
      feature: [0, -1, -1],
      threshold: [5, 0, 0],
      left: [1, -1, -1],
      right: [2, -1, -1],
      missingLeft: [true, false, false],
      value: [0, -1, 1],
      cover: [4, 1, 3],
    }
    const toy: BoostingModel = { kind: 'gradient-boosted-trees', version: 1, names: ['a', 'b'], bias: 0, trees: [tree] }
    // Expected (1·-1 + 3·1) / 4 = .5; the right leaf is .5 above, the left 1.5 below.
    expect(treeShap(toy, [7, 0])).toEqual({ expected: 0.5, values: Float64Array.of(0.5, 0) })
    expect(treeShap(toy, [3, 0]).values[0]).toBe(-1.5)
  })
})
