import { describe, expect, test } from 'vitest'
import { atOnce } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import type { RfmScore } from './rfm.ts'
import { scoreRfm } from './rfm.ts'
import { valueClassOf } from './value-classes.ts'

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
  const { r, f, m } = atOnce(scoreRfm(customers, AS_OF))
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

  test('customers without an order score zero, have no value class and do not move the others', () => {
    const buyers = [1, 2, 3, 4, 5].map((n) => customer(n * 10, n, n * 100))
    const scores = scoresOf([...buyers, customer(null, 0, 0), customer(null, 0, 0)])
    expect(scores.slice(0, 5)).toEqual(scoresOf(buyers))
    expect(scores[5]).toEqual({ r: 0, f: 0, m: 0 })
    expect(valueClassOf({ r: 0, f: 0, m: 0 })).toBeNull()
  })
})

test.each([
  [{ r: 5, f: 5, m: 4 }, 'high_value'],
  [{ r: 4, f: 2, m: 2 }, 'potential'],
  [{ r: 1, f: 4, m: 5 }, 'at_risk'],
  [{ r: 2, f: 1, m: 1 }, 'general'],
] as const)('value class of %o is %s', (score, expected) => {
  expect(valueClassOf(score)).toBe(expected)
})
