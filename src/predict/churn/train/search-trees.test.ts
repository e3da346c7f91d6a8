import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { CHURN_FEATURE_NAMES, type ChurnFeatureRow } from '../features/churn-features.ts'
import { searchTrees } from './search-trees.ts'

/** Customers who churn by a `rule` of three features; all other features are noise. */
function customers(count: number, rule: (a: number, b: number, c: number) => number): ChurnFeatureRow[] {
  const rng = new Rng('search-trees')
  return Array.from({ length: count }, (_, i) => {
    const values = Float64Array.from(CHURN_FEATURE_NAMES, () => rng.next())
    return { customerId: `c${i}`, values, label: rng.chance(rule(values[0] as number, values[1] as number, values[2] as number)) ? 1 : 0 }
  })
}

const USED = [0, 1, 2, 3, 4, 5]
const search = (rows: readonly ChurnFeatureRow[]) => {
  const rng = new Rng('search')
  return searchTrees(rows, USED, () => rng.next())
}

describe('searchTrees', () => {
  it('searches deeper trees when three features interact than when each acts alone', () => {
    const together = search(customers(1_500, (a, b, c) => ((a > 0.5 === b > 0.5) === c > 0.5 ? 0.95 : 0.05)))
    const alone = search(customers(1_500, (a, b, c) => (a + b + c) / 3))
    expect(together?.rung).toBe('trees')
    const depthOf = (found: ReturnType<typeof search>): number => (found?.rung === 'trees' ? found.maxDepth : 0)
    expect(depthOf(together)).toBeGreaterThan(depthOf(alone))
  })

  it('is deterministic, and skips the search with too little data', () => {
    const rows = customers(600, (a) => a)
    expect(search(rows)).toEqual(search(rows))
    expect(search(rows.slice(0, 150))).toBeUndefined()
  })
})
