import { expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import type { ChurnFeatureRow } from '../features/churn-features.ts'
import { CHURN_FEATURE_NAMES } from '../features/churn-features.ts'
import { driftReference, driftReport, referenceRows, stabilityIndex, watchedFeatures } from './drift.ts'

const rng = new Rng('drift')
const recency = CHURN_FEATURE_NAMES.indexOf('recency_days')
const orders = CHURN_FEATURE_NAMES.indexOf('orders_30')

/** Customers whose last order is `shift` days older than 0 to 100, with 0 to 3 orders in 30 days; everything else is unknown. */
function customers(n: number, shift = 0): { rows: ChurnFeatureRow[]; probabilities: Float64Array } {
  const rows = Array.from({ length: n }, (_, i) => {
    const values = new Float64Array(CHURN_FEATURE_NAMES.length).fill(Number.NaN)
    values[recency] = rng.next() * 100 + shift
    values[orders] = Math.floor(rng.next() * 4)
    return { customerId: String(i), values, label: null }
  })
  return { rows, probabilities: Float64Array.from(rows, (row) => Math.min(1, (row.values[recency] as number) / 200)) }
}

const watched = ['recency_days', 'orders_30']
const pause = () => Promise.resolve()
const asOf = new Date('2026-01-01T00:00:00Z')

function reference(n: number) {
  const { rows, probabilities } = customers(n)
  const made = driftReference(asOf, rows, probabilities, watched)
  if (made === null) throw new Error('no reference')
  return made
}

it('the same kind of customers is stable, whatever their number', async () => {
  for (const n of [150, 400, 5_000]) {
    const now = customers(n)
    const report = await driftReport(reference(3_000), now.rows, now.probabilities, pause)
    expect(report.status).toBe('stable')
    expect(report.customers).toBe(n)
  }
})

it('a small shift is moderate drift, a large one major', async () => {
  const some = customers(3_000, 8)
  expect((await driftReport(reference(3_000), some.rows, some.probabilities, pause)).status).toBe('moderate')
  const many = customers(3_000, 60)
  const report = await driftReport(reference(3_000), many.rows, many.probabilities, pause)
  expect(report.status).toBe('major')
  expect(report.scorePsi).toBeGreaterThan(1)
  expect(report.features[0]?.feature).toBe('recency_days')
})

it('reports the bins of customers before and now', async () => {
  const now = customers(2_000, 30)
  const { features } = await driftReport(reference(2_000), now.rows, now.probabilities, pause)
  const [moved, steady] = features
  expect(moved?.bins.map(({ text }) => text).at(-1)).toMatch(/^> (89|9\d)/u)
  expect(moved?.bins[0]).toMatchObject({ now: 0 })
  expect(steady?.bins.map(({ text }) => text)).toEqual(['≤ 0', '0 – 1', '1 – 2', '> 2'])
  for (const { bins } of features) expect(bins.reduce((sum, { now: share }) => sum + share, 0)).toBeCloseTo(1, 9)
})

it('a constant feature is watched for other values', async () => {
  const then = customers(1_000)
  for (const row of then.rows) row.values[orders] = 0
  const made = driftReference(asOf, then.rows, then.probabilities, watched)
  const now = customers(1_000)
  const report = made === null ? null : await driftReport(made, now.rows, now.probabilities, pause)
  expect(report?.features.find(({ feature }) => feature === 'orders_30')?.psi).toBeGreaterThan(0.25)
})

it('gives no drift for a handful of customers', async () => {
  const now = customers(50, 90)
  expect((await driftReport(reference(3_000), now.rows, now.probabilities, pause)).status).toBe('unknown')
})

it('unknown values have their own bin', async () => {
  const now = customers(1_000)
  for (const row of now.rows) row.values[orders] = Number.NaN
  const { features } = await driftReport(reference(1_000), now.rows, now.probabilities, pause)
  expect(features[0]?.feature).toBe('orders_30')
  expect(features[0]?.bins.at(-1)).toEqual({ text: '?', before: 0, now: 1 })
})

it('without rows there is no reference', () => {
  expect(driftReference(asOf, [], [], watched)).toBeNull()
})

it('watches the important features, never the season or ageing ones', () => {
  const names = watchedFeatures([
    { feature: 'month_sin' },
    { feature: 'tenure_days' },
    { feature: 'visit_days_7' },
    { feature: 'a-feature-of-an-older-model' },
  ])
  expect(names).toHaveLength(20)
  expect(names[0]).toBe('visit_days_7')
  expect(names).not.toContain('month_sin')
  expect(names).not.toContain('tenure_days')
})

it('draws at most 20,000 rows', () => {
  const rows = Array.from({ length: 50_000 }, (_, i) => ({ customerId: String(i), values: new Float64Array(0), label: null }))
  expect(referenceRows(rows)).toHaveLength(16_667)
  expect(referenceRows(rows.slice(0, 10))).toHaveLength(10)
})

// Worked by hand: (.3 - .5) ln(.3/.5) + (.7 - .5) ln(.7/.5).
it('is the sum over bins of the difference times the log ratio', () => {
  expect(stabilityIndex([0.5, 0.5], [0.3, 0.7], 1_000, 1_000)).toBeCloseTo(0.16945957, 8)
  expect(stabilityIndex([0.5, 0.5], [0.5, 0.5], 1_000, 1_000)).toBe(0)
  expect(stabilityIndex([1, 0], [0.5, 0.5], 100, 100)).toBeGreaterThan(1)
})
