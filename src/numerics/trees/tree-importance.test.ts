import { expect, it } from 'vitest'
import { featureTable, tableRow } from '../table/feature-table.ts'
import { areaUnderCurve } from '../metrics/area-under-curve.ts'
import { boostingMargin, fitGradientBoosting } from './gradient-boosting.ts'
import { coverImportance, gainImportance, permutationImportance } from './tree-importance.ts'

const rows = Array.from({ length: 600 }, (_, i) => [Math.sin(i * 12.9898) * 10, Math.cos(i * 78.233) * 10, Math.sin(i * i) * 5])
const labels = rows.map(([a = 0, b = 0]) => (2 * a + b > 0 ? 1 : 0))
const table = featureTable(['strong', 'weak', 'noise'], rows)
const model = fitGradientBoosting(table, labels, { rounds: 30, maxDepth: 3 })

it.each([
  ['gain', gainImportance(model)],
  ['cover', coverImportance(model)],
])('%s adds up to 1 and puts what matters first', (_, importance) => {
  const [strong = 0, weak = 0, noise = 0] = importance
  expect(strong + weak + noise).toBeCloseTo(1, 12)
  expect(strong).toBeGreaterThan(weak)
  expect(weak).toBeGreaterThan(noise)
})

it('permutation tells how much the AUC falls without a feature', () => {
  let state = 7
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
  const auc = (given: typeof table): number =>
    areaUnderCurve(
      rows.map((_, i) => boostingMargin(model, tableRow(given, i))),
      labels,
    )
  const [strong = 0, weak = 0, noise = 1] = permutationImportance(table, auc, random, 2)
  expect(strong).toBeGreaterThan(0.2)
  expect(weak).toBeGreaterThan(0.02)
  expect(strong).toBeGreaterThan(weak)
  expect(Math.abs(noise)).toBeLessThan(0.01)
})

it('is all zero when no tree splits', () => {
  const constant = fitGradientBoosting(featureTable(['a'], [[1], [1]]), [0, 1])
  expect([...gainImportance(constant), ...coverImportance(constant)]).toEqual([0, 0])
})
