import { expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { accuracy } from '#numerics/metrics/probability-scores.ts'
import { calibrationError } from '#numerics/metrics/reliability.ts'
import type { OutcomeBin } from './realised-accuracy.ts'
import { OUTCOME_BINS, realisedAccuracy } from './realised-accuracy.ts'

function binned(probabilities: readonly number[], labels: readonly number[]): OutcomeBin[] {
  const bins = new Map<number, { bin: number; customers: number; churners: number; probability: number }>()
  probabilities.forEach((probability, i) => {
    const bin = Math.min(OUTCOME_BINS - 1, Math.floor(probability * OUTCOME_BINS))
    const held = bins.get(bin) ?? { bin, customers: 0, churners: 0, probability: 0 }
    bins.set(bin, {
      bin,
      customers: held.customers + 1,
      churners: held.churners + (labels[i] as number),
      probability: held.probability + probability,
    })
  })
  return [...bins.values()]
}

it('agrees with the figures from every single customer', () => {
  const rng = new Rng('realised')
  const probabilities = Array.from({ length: 4_000 }, () => rng.next() ** 2)
  const labels = probabilities.map((probability) => (rng.next() < probability * 0.8 ? 1 : 0))
  const realised = realisedAccuracy(binned(probabilities, labels))
  expect(realised?.customers).toBe(4_000)
  expect(realised?.auc).toBeCloseTo(areaUnderCurve(probabilities, labels), 3)
  expect(realised?.accuracy).toBeCloseTo(accuracy(probabilities, labels), 9)
  expect(realised?.ece).toBeCloseTo(calibrationError(probabilities, labels), 2)
  expect(realised?.baseAccuracy).toBeGreaterThan(0.5)
})

const bin = (at: number, customers: number, churners: number, probability: number): OutcomeBin => ({
  bin: at,
  customers,
  churners,
  probability,
})

it('figures by hand, in any order of the bins', () => {
  const realised = realisedAccuracy([bin(8, 2, 2, 1.7), bin(1, 4, 1, 0.6), bin(9, 0, 0, 0), bin(5, 3, 2, 1.6), bin(4, 3, 1, 1.35)], 10)
  expect(realised).toMatchObject({ customers: 12, churners: 6, baseAccuracy: 0.5 })
  // Stayed below one half: 3 + 2, churned from there on: 2 + 2.
  expect(realised?.accuracy).toBeCloseTo(9 / 12, 12)
  // Of 6 x 6 pairs 1 x 1.5 + 1 x (3 + 1) + 2 x (5 + .5) + 2 x 6.
  expect(realised?.auc).toBeCloseTo(28.5 / 36, 12)
  // |.6 - 1| + |1.35 - 1| + |1.6 - 2| + |1.7 - 2|.
  expect(realised?.ece).toBeCloseTo(1.45 / 12, 12)
})

it('the calibration error is over ten groups: what is too high and too low within one cancels out', () => {
  const twenty = Array.from({ length: 20 }, (_, i) => bin(i, 1, i % 2, 0.5))
  expect(realisedAccuracy(twenty, 20)?.ece).toBe(0)
  const pairs = Array.from({ length: 20 }, (_, i) => bin(i, 1, (i >> 1) % 2, 0.5))
  expect(realisedAccuracy(pairs, 20)?.ece).toBe(0.5)
})

it('has no AUC when all had the same outcome, and no result without customers', () => {
  expect(realisedAccuracy(binned([0.2, 0.7], [0, 0]))).toMatchObject({ auc: null, accuracy: 0.5, baseAccuracy: 1 })
  expect(realisedAccuracy(binned([0.2, 0.7, 0.8], [1, 1, 1]))).toMatchObject({ auc: null, baseAccuracy: 1 })
  expect(realisedAccuracy(binned([0.2, 0.7], [0, 1]))).toMatchObject({ auc: 1 })
  expect(realisedAccuracy([])).toBeNull()
  expect(realisedAccuracy([bin(3, 0, 0, 0)])).toBeNull()
})
