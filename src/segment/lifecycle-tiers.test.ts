import { describe, expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { atOnce } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import type { LifecycleTier } from './lifecycle-tiers.ts'
import { fittedCutoffs, fixedCutoffs, lifecycleTierOf } from './lifecycle-tiers.ts'
import { segmentCustomers } from './segment-customers.ts'
import { DEFAULT_TIER_SCHEME } from './tier-scheme.ts'

const RULES = DEFAULT_TIER_SCHEME.tiers
const FITTED = { ...DEFAULT_TIER_SCHEME, tiers: { ...RULES, mode: 'fitted' as const } }

const DAY = 86_400_000
const AS_OF = 2000 * DAY

function customer(firstDays: number, lastDays: number, orders: number, monetary: number): CustomerFacts {
  return {
    customerId: 'c',
    registeredAt: AS_OF - firstDays * DAY,
    firstOrderAt: orders === 0 ? null : AS_OF - firstDays * DAY,
    lastOrderAt: orders === 0 ? null : AS_OF - lastDays * DAY,
    lastActiveAt: null,
    frequency: orders,
    monetary,
    lifetimeOrders: orders,
    lifetimeSpend: 0,
    meanGapDays: orders > 1 ? (firstDays - lastDays) / (orders - 1) : null,
    favouriteCategory: '',
    mainChannel: '',
  }
}

const CUTOFFS = { ...atOnce(fixedCutoffs([], RULES)), highValueMonetary: 1000 }

describe('lifecycle tiers', () => {
  const cases: [string, CustomerFacts, LifecycleTier][] = [
    ['first order ten days ago', customer(10, 10, 1, 5000), 'new'],
    ['registered ten days ago, nothing bought', customer(10, 0, 0, 0), 'new'],
    ['registered long ago, nothing bought', customer(300, 0, 0, 0), 'dormant'],
    ['usually every 20 days, away for 60', customer(260, 60, 11, 5000), 'at_risk'],
    ['usually every 20 days, away for 39', customer(239, 39, 11, 100), 'active'],
    ['away for 121 days', customer(400, 121, 2, 5000), 'dormant'],
    ['regular and spends a lot', customer(400, 5, 20, 1000), 'high_value'],
    ['two orders tell no cadence', customer(110, 100, 2, 10), 'active'],
    // On the limits.
    ['first order 60 days ago', customer(60, 60, 1, 5000), 'new'],
    ['first order just over 60 days ago', customer(60.1, 60, 2, 10), 'active'],
    ['away for just 120 days', customer(400, 120, 2, 10), 'active'],
    ['away for just over 120 days', customer(400, 120.1, 2, 10), 'dormant'],
    ['three orders, away for just twice the gap', customer(80, 40, 3, 10), 'at_risk'],
    ['three orders, away for just less', customer(79, 39, 3, 10), 'active'],
    ['a little under the money limit', customer(400, 5, 20, 999), 'active'],
    ['overdue a daily buyer is only after two days', { ...customer(70, 1.5, 200, 10), meanGapDays: 0.3 }, 'active'],
    ['three orders without a gap tell no cadence', { ...customer(400, 100, 3, 10), meanGapDays: null }, 'active'],
    ['registered long before a first order of ten days ago', { ...customer(10, 10, 1, 10), registeredAt: 0 }, 'new'],
    ['a first order long ago counts, not a later registration', { ...customer(400, 5, 2, 10), registeredAt: AS_OF }, 'active'],
    ['never registered, ordered ten days ago', { ...customer(10, 10, 1, 10), registeredAt: null }, 'new'],
    ['neither registered nor bought', { ...customer(300, 0, 0, 0), registeredAt: null }, 'dormant'],
  ]
  test.each(cases)('%s', (_, facts, tier) => {
    expect(lifecycleTierOf(facts, AS_OF, CUTOFFS)).toBe(tier)
  })

  test('fitted cut-offs bring the shares to the targets where there are no ties', () => {
    const rng = new Rng('tiers')
    const base = Array.from({ length: 5000 }, () => {
      const first = rng.uniform(1, 720)
      return customer(first, rng.uniform(0, first), 3 + rng.int(20), rng.uniform(1, 5000))
    })
    const counts = atOnce(segmentCustomers(base, new Date(AS_OF), FITTED)).tiers
    for (const [tier, target] of Object.entries(RULES.targets)) {
      expect(counts[tier as LifecycleTier] / base.length).toBeCloseTo(target, 2)
    }
  })

  test.each(Array.from({ length: 30 }, (_, i) => i))(
    'of a hundred customers without ties (mix %i) fitted limits take just each target',
    (mix) => {
      const rng = new Rng(`mix ${mix}`)
      const base = Array.from({ length: 100 }, () =>
        customer(rng.uniform(100, 800), rng.uniform(1, 99), 2 + rng.int(3), rng.uniform(1, 5000)),
      )
      expect(atOnce(segmentCustomers(base, new Date(AS_OF), FITTED)).tiers).toEqual({
        new: 20,
        at_risk: 10,
        dormant: 30,
        high_value: 10,
        active: 30,
      })
    },
  )

  test('who neither registered nor bought is not new, however long one counts as new', () => {
    const unknown = { ...customer(300, 0, 0, 0), registeredAt: null }
    expect(lifecycleTierOf(unknown, AS_OF, { ...CUTOFFS, newDays: 100_000 })).toBe('dormant')
  })

  test('everyone has exactly one tier', () => {
    const rng = new Rng('sum')
    const base = Array.from({ length: 500 }, () => customer(rng.uniform(1, 400), rng.uniform(0, 1), rng.int(4), rng.uniform(0, 9)))
    const counts = atOnce(segmentCustomers(base, new Date(AS_OF), DEFAULT_TIER_SCHEME)).tiers
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(500)
  })

  /** First orders one day apart; last orders and spend in other sequences. */
  const hundred = Array.from({ length: 100 }, (_, i) => customer(100 + i, 1 + ((i * 37) % 100), 3, 1 + ((i * 61) % 100)))

  test('fitted limits on a hundred customers take just the customers of each target', () => {
    expect(atOnce(segmentCustomers(hundred, new Date(AS_OF), FITTED)).tiers).toEqual({
      new: 20,
      at_risk: 10,
      dormant: 30,
      high_value: 10,
      active: 30,
    })
  })

  test('limits that cannot be fitted fall back to the defaults', () => {
    expect(atOnce(fittedCutoffs([], AS_OF, RULES))).toMatchObject({
      newDays: 60,
      overdueRatio: 2,
      cadenceOrders: 3,
      highValueMonetary: Number.MIN_VALUE,
    })
    const twice = hundred.map((facts) => ({ ...facts, lifetimeOrders: 2 }))
    expect(atOnce(fittedCutoffs(twice, AS_OF, RULES)).overdueRatio).toBe(2)
  })

  test('with fewer regulars than the target at risk, all of them are', () => {
    const few = hundred.map((facts, i) => (i < 92 ? { ...facts, lifetimeOrders: 2 } : facts))
    const cutoffs = atOnce(fittedCutoffs(few, AS_OF, RULES))
    const regulars = few.filter((facts) => facts.lifetimeOrders === 3 && lifecycleTierOf(facts, AS_OF, cutoffs) !== 'dormant')
    expect(regulars.length).toBeGreaterThan(3)
    expect(new Set(regulars.map((facts) => lifecycleTierOf(facts, AS_OF, cutoffs)))).toEqual(new Set(['at_risk']))
  })

  test('the fixed spend limit is taken from the customers, and customers who spent nothing are never high value', () => {
    const limit = (spent: readonly number[]) =>
      atOnce(
        fixedCutoffs(
          spent.map((monetary) => customer(400, 5, 2, monetary)),
          RULES,
        ),
      ).highValueMonetary
    expect(limit([5, 1, 4, 2, 3])).toBe(5)
    expect(limit([0, 0, 0])).toBe(Number.MIN_VALUE)
    expect(limit([])).toBe(Number.MIN_VALUE)
    expect(lifecycleTierOf(customer(400, 5, 2, 0), AS_OF, { ...CUTOFFS, highValueMonetary: limit([0, 0, 0]) })).toBe('active')
  })

  test.each([
    [1, 1],
    [9, 1],
    [10, 1],
    [19, 1],
    [20, 2],
    [99, 9],
    [100, 10],
    [1_000, 100],
  ])('of %i customers without ties the top tenth by fixed limits are %i', (customers, top) => {
    const base = Array.from({ length: customers }, (_, i) => customer(400, 5, 2, 1 + ((i * 617) % 1_000)))
    const { highValueMonetary } = atOnce(fixedCutoffs(base, RULES))
    expect(base.filter(({ monetary }) => monetary >= highValueMonetary)).toHaveLength(top)
  })

  test.each([
    [19, { new: 3, at_risk: 1, dormant: 5, high_value: 1 }],
    [99, { new: 19, at_risk: 9, dormant: 29, high_value: 9 }],
  ])('fitted limits on %i customers never take more than the target', (customers, tiers) => {
    const rng = new Rng('places')
    const base = Array.from({ length: customers }, () =>
      customer(rng.uniform(100, 800), rng.uniform(1, 99), 3 + rng.int(3), rng.uniform(1, 5000)),
    )
    expect(atOnce(segmentCustomers(base, new Date(AS_OF), FITTED)).tiers).toMatchObject(tiers)
  })
})
