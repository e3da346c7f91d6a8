import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import {
  checkEstimator,
  estimatorContributions,
  estimatorMargin,
  estimatorMargins,
  fitEstimator,
  type ChurnCandidate,
  type ChurnEstimator,
} from './churn-estimator.ts'
import { CHURN_FEATURE_NAMES, type ChurnFeatureRow, SHOP_FEATURE_COUNT } from '../features/churn-features.ts'
import { quickContributions } from '../score/quick-contributions.ts'

const rng = new Rng('estimators')
const ROWS = Array.from({ length: 500 }, (_, i): ChurnFeatureRow => {
  const days = 1 + rng.int(6)
  const recency = rng.uniform(1, 120)
  const known: Record<string, number> = {
    recency_days: recency,
    purchase_days: days,
    tenure_days: recency + 30 * (days - 1),
    mean_gap_days: 30,
  }
  const label = rng.chance(recency / (recency + 20 * days)) ? 1 : 0
  return {
    customerId: String(i),
    label,
    values: Float64Array.from(
      CHURN_FEATURE_NAMES,
      (name, j) => known[name] ?? (j % 9 === 0 || j >= SHOP_FEATURE_COUNT ? Number.NaN : rng.next()),
    ),
  }
})
const used = CHURN_FEATURE_NAMES.map((_, i) => i)
const fit = (candidate: ChurnCandidate): ChurnEstimator => {
  const random = new Rng('fit')
  return fitEstimator(candidate, ROWS, { horizonDays: 60, used, random: () => random.next() })
}
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, each) => total + each, 0)

describe.each<[ChurnCandidate]>([
  [{ rung: 'rules' }],
  [{ rung: 'cadence' }],
  [{ rung: 'mbg-nbd' }],
  [{ rung: 'logistic', l2: 100 }],
  [{ rung: 'forest' }],
  [{ rung: 'trees', maxDepth: 3, rounds: 40 }],
])('%j', (candidate) => {
  const estimator = fit(candidate)
  const margins = estimatorMargins(estimator, ROWS)

  it('ranks who will leave above who will stay', () => {
    const mean = (label: 0 | 1): number => {
      const of = ROWS.flatMap((row, i) => (row.label === label ? [margins[i] as number] : []))
      return sum(of) / of.length
    }
    expect(mean(1)).toBeGreaterThan(mean(0) + 0.1)
  })

  it('gives the same for many rows as for one, after saving too', () => {
    const again = JSON.parse(JSON.stringify(estimator)) as ChurnEstimator
    checkEstimator(again)
    for (const i of [0, 7, 99]) expect(estimatorMargin(again, ROWS[i] as ChurnFeatureRow)).toBeCloseTo(margins[i] as number, 12)
  })

  it('explains a margin by contributions that sum to its distance from a common base, exactly or quickly', () => {
    const starts = ROWS.slice(0, 6).map((row, i) => (margins[i] as number) - sum(estimatorContributions(estimator, row)))
    const quick = ROWS.slice(0, 6).map((row, i) => (margins[i] as number) - sum(quickContributions(estimator, row)))
    // Rules start from the customer's own rhythm, models from the mean of all.
    const spread = candidate.rung === 'cadence' ? 4 : 1e-9
    for (const start of [...starts, ...quick]) expect(Math.abs(start - (starts[0] as number))).toBeLessThanOrEqual(spread)
  })
})

it('refuses a model that reads other features', () => {
  const estimator = fit({ rung: 'logistic', l2: 100 })
  expect(() => checkEstimator({ ...estimator, used: [0, 1] } as ChurnEstimator)).toThrow('other features')
})
