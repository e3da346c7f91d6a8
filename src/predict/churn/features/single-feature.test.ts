import { describe, expect, test } from 'vitest'
import { CHURN_FEATURE_NAMES, type ChurnFeatureRow } from './churn-features.ts'
import { binnedRates, presentShare } from './single-feature.ts'

const POSITION = 3

function row(value: number, label: 0 | 1 | null = null): ChurnFeatureRow {
  const values = new Float64Array(CHURN_FEATURE_NAMES.length).fill(1)
  values[POSITION] = value
  return { customerId: 'c', label, values }
}
/** `churners` of `count` customers with this value. */
const some = (value: number, count: number, churners: number): ChurnFeatureRow[] =>
  Array.from({ length: count }, (_, i) => row(value, i < churners ? 1 : 0))

const rate = (rows: readonly ChurnFeatureRow[], value: number): number | undefined => binnedRates(rows, POSITION)?.(row(value))

describe('the churn rate by one feature', () => {
  test('is that of the customers with a similar value, drawn towards the rate of all by ten rows', () => {
    const rows = [...some(1, 30, 21), ...some(0, 50, 14), ...some(Number.NaN, 20, 15)]
    // Half of all churn.
    expect(rate(rows, 0)).toBeCloseTo((14 + 5) / 60, 12)
    expect(rate(rows, 1)).toBeCloseTo((21 + 5) / 40, 12)
    expect(rate(rows, Number.NaN)).toBeCloseTo((15 + 5) / 30, 12)
    expect(rate(rows, Number.POSITIVE_INFINITY)).toBeCloseTo((15 + 5) / 30, 12)
  })

  test('counts customers in twenty groups of equal size, the largest values in the last', () => {
    const rows = Array.from({ length: 100 }, (_, i) => row(99 - i, 99 - i >= 50 ? 1 : 0))
    const rates = Array.from({ length: 100 }, (_, value) => rate(rows, value) ?? 0)
    expect(rates.slice(0, 50)).toEqual(Array(50).fill(5 / 15))
    expect(rates.slice(50)).toEqual(Array(50).fill(10 / 15))
    const last = [...rows.filter(({ values }) => (values[POSITION] as number) < 95), ...[95, 96, 97, 98, 99].map((value) => row(value, 0))]
    // 45 of 100 churn.
    expect([94, 95, 99, 1_000].map((value) => rate(last, value))).toEqual([9.5 / 15, 4.5 / 15, 4.5 / 15, 4.5 / 15])
    expect([0, 4, -1_000].map((value) => rate(last, value))).toEqual(Array(3).fill(4.5 / 15))
  })

  test('is unknown where the column has one value or none, but not where one value is there or missing', () => {
    expect(binnedRates(some(7, 10, 5), POSITION)).toBeUndefined()
    expect(binnedRates(some(Number.NaN, 10, 5), POSITION)).toBeUndefined()
    const rows = [...some(7, 10, 9), ...some(Number.NaN, 10, 1)]
    expect(rate(rows, 7)).toBeCloseTo(14 / 20, 12)
    expect(rate(rows, Number.NaN)).toBeCloseTo(6 / 20, 12)
  })

  test('customers whose outcome is unknown do not count as churned', () => {
    expect(rate([...some(1, 10, 10), ...Array.from({ length: 10 }, () => row(0))], 0)).toBeCloseTo(5 / 20, 12)
  })
})

test('the share of customers with a value', () => {
  expect(presentShare([row(1), row(Number.NaN), row(0), row(Number.POSITIVE_INFINITY)], POSITION)).toBe(0.5)
})
