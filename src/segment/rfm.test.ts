import { describe, expect, test } from 'vitest'
import { atOnce } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import type { RfmScore } from './rfm.ts'
import { scoreRfm } from './rfm.ts'
import { DEFAULT_TIER_SCHEME } from './tier-scheme.ts'

const DAY = 86_400_000
const AS_OF = 1000 * DAY

function customer(days: number | null, frequency: number, monetary: number): CustomerFacts {
  return {
    customerId: `${days}-${frequency}-${monetary}`,
    registeredAt: null,
    firstOrderAt: days === null ? null : AS_OF - 900 * DAY,
    lastOrderAt: days === null ? null : AS_OF - days * DAY,
    lastActiveAt: null,
    frequency,
    monetary,
    lifetimeOrders: frequency,
    lifetimeSpend: 0,
    meanGapDays: null,
    favouriteCategory: '',
    mainChannel: '',
  }
}

function scoresOf(customers: readonly CustomerFacts[]): RfmScore[] {
  const { r, f, m } = atOnce(scoreRfm(customers, AS_OF, DEFAULT_TIER_SCHEME.rfm))
  return customers.map((_, i) => ({ r: r[i] ?? -1, f: f[i] ?? -1, m: m[i] ?? -1 }))
}

describe('RFM scores', () => {
  test('five customers spread evenly get one level each, the most recent the best', () => {
    const scores = scoresOf([1, 2, 3, 4, 5].map((n) => customer(n * 10, n, n * 100)))
    expect(scores.map((score) => score.r)).toEqual([5, 4, 3, 2, 1])
    expect(scores.map((score) => score.f)).toEqual([1, 2, 3, 4, 5])
    expect(scores.map((score) => score.m)).toEqual([1, 2, 3, 4, 5])
  })

  test('equal values get equal scores whatever their order', () => {
    const crowd = Array.from({ length: 80 }, () => customer(30, 1, 50))
    const best = Array.from({ length: 20 }, () => customer(5, 9, 900))
    const scores = scoresOf([...crowd, ...best])
    expect(new Set(scores.slice(0, 80).map((score) => score.f)).size).toBe(1)
    expect(scores[99]).toEqual({ r: 5, f: 5, m: 5 })
  })

  test('customers without an order score zero and do not move the others', () => {
    const buyers = [1, 2, 3, 4, 5].map((n) => customer(n * 10, n, n * 100))
    const scores = scoresOf([...buyers, customer(null, 0, 0), customer(null, 0, 0)])
    expect(scores.slice(0, 5)).toEqual(scoresOf(buyers))
    expect(scores[5]).toEqual({ r: 0, f: 0, m: 0 })
  })

  // Mid-rank over the number of customers, times five, rounded down, plus one.
  test.each([
    ['all alike: the middle', [7, 7, 7, 7], [3, 3, 3, 3]],
    ['one alone: the middle', [7], [3]],
    ['60 % at the bottom reach up to .3: 2; the others from there to .8: 5', [1, 1, 1, 2, 2], [2, 2, 2, 5, 5]],
    ['40 % at the bottom: their middle .2 is the first of the second level', [1, 1, 2, 3, 4], [2, 2, 3, 4, 5]],
    ['a tie in the middle spans two levels and gets the one of its middle', [1, 2, 2, 3, 4], [1, 3, 3, 4, 5]],
    ['a tie at the top', [1, 2, 3, 4, 4], [1, 2, 3, 5, 5]],
    ['two customers', [1, 2], [2, 4]],
  ])('%s', (_, spent, levels) => {
    expect(scoresOf(spent.map((monetary) => customer(10, 1, monetary))).map(({ m }) => m)).toEqual(levels)
  })
})
