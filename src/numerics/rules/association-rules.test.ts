import { describe, expect, it } from 'vitest'
import { associationRules } from './association-rules.ts'
import { basketsOf, frequentItemsets, minimumCount, type FrequentItemsets } from './frequent-itemsets.ts'

describe('frequent itemsets', () => {
  it('equal those found by trying every set', () => {
    const lists = randomBaskets(200, 9)
    const sets = frequentItemsets(basketsOf(lists), { minimumSupport: 0.05 })
    const expected: string[] = []
    for (let mask = 1; mask < 512; mask += 1) {
      const items = Array.from({ length: 9 }, (_, item) => item).filter((item) => (mask >>> item) & 1)
      const count = lists.filter((list) => items.every((item) => list.includes(item))).length
      if (count >= 10) expected.push(`${items.join()}:${count}`)
    }
    expect(listed(sets).sort()).toEqual(expected.sort())
  })

  it('stop at the maximum length, and count an item once per basket', () => {
    const sets = frequentItemsets(basketsOf([[0, 0, 1, 2], [0, 1, 2], [1]]), { minimumSupport: 0.5, maximumLength: 2 })
    expect(listed(sets).sort()).toEqual(['0,1:2', '0,2:2', '0:2', '1,2:2', '1:3', '2:2'])
  })

  it('take the ceiling of support x baskets, without an extra one from rounding', () => {
    expect(minimumCount(0.001, 9835)).toBe(10)
    expect(minimumCount(0.1, 30)).toBe(3)
    expect(minimumCount(0.0001, 10)).toBe(1)
  })

  it('refuse a support outside (0, 1] and give nothing for no baskets', () => {
    expect(() => frequentItemsets(basketsOf([[1]]), { minimumSupport: 0 })).toThrow('above 0')
    expect(frequentItemsets(basketsOf([]), { minimumSupport: 0.5 }).size).toBe(0)
  })
})

describe('association rules', () => {
  const sets = frequentItemsets(basketsOf([[0, 1], [0, 1], [0], [2]]), { minimumSupport: 0.25 })

  it('have support, confidence, lift, leverage and conviction', () => {
    const rules = associationRules(sets, { minimumConfidence: 0.5 })
    expect(rules.map(({ left, right }) => `${left.join()}>${right.join()}`)).toEqual(['1>0', '0>1'])
    expect(rules[0]).toMatchObject({ count: 2, support: 0.5, confidence: 1, lift: 4 / 3, leverage: 0.125, conviction: Infinity })
    expect(rules[1]?.conviction).toBeCloseTo(1.5, 12)
  })

  it('keep only the more confident of two inverse rules on request', () => {
    const rules = associationRules(sets, { minimumConfidence: 0.5, dropInverse: true })
    expect(rules.map(({ left }) => left)).toEqual([[1]])
  })
})

function listed(sets: FrequentItemsets): string[] {
  return Array.from({ length: sets.size }, (_, s) => `${sets.items.slice(sets.offsets[s], sets.offsets[s + 1]).join()}:${sets.counts[s]}`)
}

/** Baskets from a small congruential generator: each item with its own share. */
function randomBaskets(count: number, items: number): number[][] {
  let state = 7
  const next = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
  return Array.from({ length: count }, () => Array.from({ length: items }, (_, item) => item).filter((item) => next() < 0.7 - 0.06 * item))
}
