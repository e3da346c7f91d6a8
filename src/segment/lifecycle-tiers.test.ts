import { describe, expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { atOnce } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import type { LifecycleTier } from './lifecycle-tiers.ts'
import { TIER_TARGETS, fixedCutoffs, lifecycleTierOf } from './lifecycle-tiers.ts'
import { segmentCustomers } from './profile-service.ts'

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

const CUTOFFS = { ...atOnce(fixedCutoffs([])), highValueMonetary: 1000 }

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
    const counts = atOnce(segmentCustomers(base, new Date(AS_OF), 'fitted')).tiers
    for (const [tier, target] of Object.entries(TIER_TARGETS)) {
      expect(counts[tier as LifecycleTier] / base.length).toBeCloseTo(target, 2)
    }
  })

  test('everyone has exactly one tier', () => {
    const rng = new Rng('sum')
    const base = Array.from({ length: 500 }, () => customer(rng.uniform(1, 400), rng.uniform(0, 1), rng.int(4), rng.uniform(0, 9)))
    const counts = atOnce(segmentCustomers(base, new Date(AS_OF))).tiers
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(500)
  })
})
