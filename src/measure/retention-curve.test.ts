import { expect, test } from 'vitest'
import type { ArmGroup } from './outcome-reader.ts'
import { retentionCurve } from './retention-curve.ts'
import { spreadOfSingles } from './unit-spread.ts'

/** `ordered` of `customers`, all of them on `day`. */
function arm(strategyId: string, side: ArmGroup['arm'], customers: number, ordered: number, day: number, chance = 0.5): ArmGroup[] {
  const people = { customers, retained: ordered, revenue: 0, revenueSquares: 0 }
  return [
    {
      ...people,
      strategyId,
      arm: side,
      treatedChance: chance,
      firstOrders: new Map([[day, ordered]]),
      unconverted: [],
      cost: 0,
      riskProbability: 0,
      spread: spreadOfSingles(people),
      companies: 0,
      companyPeople: 0,
    },
  ]
}

test('strategies with different holdouts are weighted by their share of all customers', () => {
  const curve = retentionCurve(
    [
      ...arm('a', 'treated', 160, 80, 1, 0.8),
      ...arm('a', 'control', 40, 10, 2, 0.8),
      ...arm('b', 'treated', 50, 10, 2),
      ...arm('b', 'control', 50, 5, 1),
    ],
    2,
  )
  // a: 200 of 300 customers, b: 100.
  expect(curve.map(({ day }) => day)).toEqual([0, 1, 2])
  expect(curve[0]).toEqual({ day: 0, treated: 0, control: 0 })
  expect(curve[1]?.treated).toBeCloseTo((2 / 3) * 0.5, 12)
  expect(curve[1]?.control).toBeCloseTo((1 / 3) * 0.1, 12)
  expect(curve[2]?.treated).toBeCloseTo((2 / 3) * 0.5 + (1 / 3) * 0.2, 12)
  expect(curve[2]?.control).toBeCloseTo((2 / 3) * 0.25 + (1 / 3) * 0.1, 12)
})

test('sparse strategies with the same holdout are merged, whatever their sizes', () => {
  const sparse = [
    ...arm('a', 'treated', 4, 2, 1),
    ...arm('a', 'control', 2, 0, 1),
    ...arm('b', 'treated', 20, 4, 1),
    ...arm('b', 'control', 30, 3, 1),
  ]
  const curve = retentionCurve(sparse, 1)
  expect(curve[1]?.treated).toBeCloseTo(6 / 24, 12)
  expect(curve[1]?.control).toBeCloseTo(3 / 32, 12)
})

test('without anything to compare there is no curve', () => {
  expect(retentionCurve([], 30)).toEqual([])
  expect(retentionCurve(arm('a', 'treated', 40, 20, 3, 1), 30)).toEqual([])
})
