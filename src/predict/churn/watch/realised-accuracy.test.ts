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

it('has no AUC when all had the same outcome, and no result without customers', () => {
  expect(realisedAccuracy(binned([0.2, 0.7], [0, 0]))).toMatchObject({ auc: null, accuracy: 0.5, baseAccuracy: 1 })
  expect(realisedAccuracy([])).toBeNull()
})
