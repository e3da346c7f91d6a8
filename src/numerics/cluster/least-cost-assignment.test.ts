import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leastCostAssignment } from './least-cost-assignment.ts'

describe('leastCostAssignment', () => {
  it('by hand', () => {
    expect(
      leastCostAssignment([
        [4, 1, 3],
        [2, 0, 5],
        [3, 2, 2],
      ]),
    ).toEqual([1, 0, 2])
    expect(leastCostAssignment([])).toEqual([])
  })

  it('costs as little as the best of all assignments', () => {
    const table = fc.integer({ min: 1, max: 5 }).chain((rows) =>
      fc.integer({ min: rows, max: 6 }).chain((columns) =>
        fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      ),
    )
    fc.assert(
      fc.property(table, (costs) => {
        const found = leastCostAssignment(costs)
        expect(new Set(found).size).toBe(costs.length)
        expect(found.reduce((sum, column, row) => sum + (costs[row]?.[column] as number), 0)).toBe(cheapest(costs, new Set()))
      }),
    )
  })

  it('more rows than columns are refused', () => {
    expect(() => leastCostAssignment([[1], [2]])).toThrow(RangeError)
  })
})

function cheapest(costs: readonly (readonly number[])[], taken: ReadonlySet<number>): number {
  const [first, ...rest] = costs
  if (first === undefined) return 0
  return Math.min(
    ...first.map((cost, column) => (taken.has(column) ? Number.POSITIVE_INFINITY : cost + cheapest(rest, new Set([...taken, column])))),
  )
}
