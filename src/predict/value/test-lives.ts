import { Rng } from '#kernel/rng.ts'
import { drawGamma } from '#numerics/purchase/random-variates.ts'
import { CHURN_FEATURES, CHURN_FEATURE_NAMES, type ChurnFeatureRow } from '../churn/features/churn-features.ts'
import type { ValueFacts } from './value-facts.ts'

const VISITS = CHURN_FEATURE_NAMES.indexOf('visit_days_30')

/** One simulated customer, for tests. */
export interface Life {
  readonly days: readonly number[]
  readonly amounts: readonly number[]
  /** Day of the purchase after which they never come again; Infinity while they stay. */
  readonly goneFrom: number
}

/** Customers who start within the first 200 of 400 days, buy at their own rate and price, and drop out. */
export function lives(n: number, seed: string): Life[] {
  const rng = new Rng(seed)
  const random = (): number => rng.next()
  return Array.from({ length: n }, () => {
    const rate = drawGamma(1, random) / 30
    const a = drawGamma(0.7, random)
    const dropout = a / (a + drawGamma(4, random))
    const price = drawGamma(4, random) * 25
    const days: number[] = []
    const amounts: number[] = []
    let goneFrom = Number.POSITIVE_INFINITY
    for (let day = rng.int(200); day < 400; day += Math.max(1, Math.ceil(rng.exponential(1 / rate)))) {
      days.push(day)
      amounts.push((price * drawGamma(5, random)) / 5)
      if (rng.chance(dropout)) {
        goneFrom = day
        break
      }
    }
    return { days, amounts, goneFrom }
  })
}

/** Facts known on day `now`, and with `later` the outcomes within that many days. `customerId` is `c` plus the position. */
export function factsAt(all: readonly Life[], now: number, later: number | null): ValueFacts[] {
  return all.flatMap(({ days, amounts }, i) => {
    const past = days.filter((day) => day < now)
    const first = past[0]
    if (first === undefined) return []
    const gaps = past.slice(1).map((day, k) => day - (past[k] as number))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
    const spent = (from: number, to: number): number =>
      amounts.reduce((sum, amount, k) => sum + ((days[k] as number) >= from && (days[k] as number) < to ? amount : 0), 0)
    const next = days.filter((day) => day >= now && later !== null && day < now + later)
    return [
      {
        customerId: `c${i}`,
        age: now - first,
        purchaseDays: past.length,
        recency: (past.at(-1) as number) - first,
        meanGap: gaps.length === 0 ? Number.NaN : mean,
        gapSpread: gaps.length < 2 ? Number.NaN : spread,
        spend: spent(0, now),
        returned: 0,
        categories: [{ category: i % 3 === 0 ? 'tea' : 'cups', weight: past.length }],
        later:
          later === null
            ? null
            : {
                spend: spent(now, now + later),
                returned: 0,
                purchaseDays: next.length,
                firstAfterDays: next[0] === undefined ? null : next[0] - now,
                category: '',
              },
      },
    ]
  })
}

/** No behaviour known beyond the days since the last order. */
export function behaviourOf(rows: readonly ValueFacts[]): ChurnFeatureRow[] {
  return rows.map(({ customerId, age, recency }) => ({
    customerId,
    values: Float64Array.from(CHURN_FEATURES, ({ name }) => (name === 'recency_days' ? age - recency : Number.NaN)),
    label: null,
  }))
}

/** Like `behaviourOf`, plus visits: churned customers make few, active ones make some. */
export function visitsOf(all: readonly Life[], rows: readonly ValueFacts[], now: number): ChurnFeatureRow[] {
  const rng = new Rng(`visits/${now}`)
  return behaviourOf(rows).map((row) => {
    const isGone = (all[Number(row.customerId.slice(1))]?.goneFrom ?? 0) < now
    row.values[VISITS] = Math.floor(rng.exponential(isGone ? 0.4 : 3))
    return row
  })
}

export function seeded(seed: string): () => number {
  const rng = new Rng(seed)
  return () => rng.next()
}
