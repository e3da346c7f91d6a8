import { expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { STEP_ROWS, atOnce } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import { segmentCustomers } from './segment-customers.ts'
import { DEFAULT_TIER_SCHEME } from './tier-scheme.ts'

const DAY = 86_400_000
const AS_OF = 2000 * DAY

function base(n: number): CustomerFacts[] {
  const rng = new Rng('base')
  return Array.from({ length: n }, (_, i) => {
    const first = rng.uniform(1, 720)
    const orders = rng.int(6)
    return {
      customerId: String(i),
      registeredAt: AS_OF - first * DAY,
      firstOrderAt: orders === 0 ? null : AS_OF - first * DAY,
      lastOrderAt: orders === 0 ? null : AS_OF - Math.round(rng.uniform(0, first)) * DAY,
      lastActiveAt: null,
      frequency: orders,
      monetary: Math.round(rng.uniform(0, 50)) * orders,
      lifetimeOrders: orders,
      lifetimeSpend: 0,
      meanGapDays: orders > 1 ? first / orders : null,
      favouriteCategory: '',
      mainChannel: '',
    }
  })
}

/** The customers, and how many of them were read since the last check. */
function watched(customers: readonly CustomerFacts[]): { readonly customers: readonly CustomerFacts[]; looks: () => number } {
  let looks = 0
  return {
    customers: new Proxy(customers, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/u.test(key)) looks += 1
        return Reflect.get(target, key, receiver) as unknown
      },
    }),
    looks() {
      const found = looks
      looks = 0
      return found
    },
  }
}

test.each(['fixed', 'fitted'] as const)('no step of the segmentation (%s) looks at more customers than a step may', (mode) => {
  const n = 6 * STEP_ROWS + 5
  const { customers, looks } = watched(base(n))
  const steps = segmentCustomers(customers, new Date(AS_OF), { ...DEFAULT_TIER_SCHEME, tiers: { ...DEFAULT_TIER_SCHEME.tiers, mode } })
  let [longest, most, rests, total, segmented] = [0, 0, 0, 0, 0]
  for (;;) {
    const step = steps.next()
    const seen = looks()
    most = Math.max(most, seen)
    total += seen
    if (step.done === true) {
      segmented = step.value.customers.length
      break
    }
    longest = Math.max(longest, step.value)
    rests += 1
  }
  expect(segmented).toBe(n)
  expect(total).toBeGreaterThanOrEqual(2 * n)
  expect([most, longest]).toEqual([STEP_ROWS, STEP_ROWS])
  expect(rests).toBeGreaterThan((3 * n) / STEP_ROWS)
})

test('levels are those of the mid-rank, for every value', () => {
  const customers = base(2 * STEP_ROWS + 300)
  const { customers: segmented } = atOnce(segmentCustomers(customers, new Date(AS_OF), DEFAULT_TIER_SCHEME))
  const buyers = segmented.filter(({ facts }) => facts.lastOrderAt !== null)
  const values = buyers.map(({ facts }) => facts.monetary).toSorted((a, b) => a - b)
  for (const value of new Set(values)) {
    const middle = (values.indexOf(value) + values.lastIndexOf(value) + 1) / 2 / values.length
    const expected = Math.min(5, 1 + Math.floor(middle * 5))
    expect(new Set(buyers.filter(({ facts }) => facts.monetary === value).map(({ rfm }) => rfm.m))).toEqual(new Set([expected]))
  }
})
