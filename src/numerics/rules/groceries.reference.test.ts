import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { referenceFile } from '../../../tests/support/reference-data.ts'
import { associationRules, type AssociationRule } from './association-rules.ts'
import { basketsOf, frequentItemsets } from './frequent-itemsets.ts'

// Counts and top lift published for the data set and computed with the R package arules.
describe('Groceries, 9,835 baskets', () => {
  const names: string[] = []
  const mine = (minimumSupport: number) => {
    names.length = 0
    return frequentItemsets(basketsOf(readGroceries(names)), { minimumSupport })
  }

  it.each([
    [0.001, 0.8, { 3: 29, 4: 229, 5: 140, 6: 12 }],
    [0.001, 0.5, { 2: 11, 3: 1461, 4: 3211, 5: 939, 6: 46 }],
    [0.006, 0.25, { 2: 150, 3: 297, 4: 16 }],
  ])('support %f, confidence %f: as many rules of each length as published', (support, minimumConfidence, expected) => {
    expect(byLength(associationRules(mine(support), { minimumConfidence }))).toEqual(expected)
  })

  it('has the published rule of the highest lift', () => {
    const rules = associationRules(mine(0.001), { minimumConfidence: 0.8 })
    expect(names).toHaveLength(169)
    const [top] = rules.toSorted((a, b) => b.lift - a.lift)
    expect(top?.left.map((item) => names[item]).sort()).toEqual(['liquor', 'red/blush wine'])
    expect(top?.right.map((item) => names[item])).toEqual(['bottled beer'])
    expect(top?.lift).toBeCloseTo(11.23527, 5)
    expect(top?.support).toBeCloseTo(0.001931876, 9)
    expect(top?.confidence).toBeCloseTo(0.9047619, 7)
  })
})

function readGroceries(names: string[]): number[][] {
  const number = new Map<string, number>()
  return readFileSync(referenceFile('groceries'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) =>
      line.split(',').map((name) => {
        const known = number.get(name) ?? names.push(name) - 1
        number.set(name, known)
        return known
      }),
    )
}

function byLength(rules: readonly AssociationRule[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { left, right } of rules) counts[left.length + right.length] = (counts[left.length + right.length] ?? 0) + 1
  return counts
}
