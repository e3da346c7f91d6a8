import { describe, expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { effectiveSize, equalUnits, robustVarianceRatio, unitPrecision } from './design-effect.ts'
import type { UnitOutcome } from './design-effect.ts'
import { effectOf } from './effect.ts'
import type { ArmOutcome } from './effect.ts'
import { meanDifference } from './mean-difference.ts'
import { proportionDifference } from './proportion-difference.ts'
import { addSpreads, NO_UNITS, spreadOfSingles } from './unit-spread.ts'

/** The outcome of an arm, from the outcomes of the people of each unit. */
function outcome(units: readonly (readonly number[])[]): UnitOutcome {
  const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
  const people = units.flat()
  return {
    people: people.length,
    sum: sum(people),
    squares: sum(people.map((one) => one ** 2)),
    unitSquares: sum(units.map((unit) => sum(unit) ** 2)),
    unitSizes: sum(units.map((unit) => unit.length * sum(unit))),
    spread: units
      .map((unit) => ({
        ...NO_UNITS,
        units: 1,
        squares: unit.length ** 2,
        cubes: unit.length ** 3,
        fourths: unit.length ** 4,
      }))
      .reduce(addSpreads),
  }
}

describe('people drawn alone', () => {
  const rng = new Rng('alone')
  const alone = outcome(Array.from({ length: 400 }, () => [rng.chance(0.3) ? 1 : 0]))

  test('the variance by units is the one by people', () => {
    expect(robustVarianceRatio(alone)).toBeCloseTo(1, 12)
    expect(robustVarianceRatio(outcome(Array.from({ length: 50 }, (_, i) => [i ** 2 * 7.3])))).toBeCloseTo(1, 12)
  })

  test('nothing is added or taken away, even where nothing varies', () => {
    expect(unitPrecision(alone)).toEqual({ designEffect: 1, degrees: 399 })
    expect(effectiveSize(400, unitPrecision(alone))).toBe(400)
    expect(unitPrecision(outcome([[1]]))).toEqual({ designEffect: 1, degrees: 0 })
    expect(effectiveSize(1, unitPrecision(outcome([[1]])))).toBe(1)
  })

  test('intervals of lift and revenue are those of two samples of people', () => {
    const arm = (customers: number, retained: number, revenue: number, revenueSquares: number): ArmOutcome => {
      const people = { customers, retained, revenue, revenueSquares }
      return { ...people, cost: 0, spread: spreadOfSingles(people), companies: 0, companyPeople: 0 }
    }
    const [treated, control] = [arm(70, 56, 7_000, 900_000), arm(80, 48, 6_000, 700_000)]
    const effect = effectOf([{ treated, control, expectedTreated: 75, treatedVariance: 37.5 }], {
      strategyId: null,
      name: { zh: '', en: '' },
      currency: 'CNY',
      grossMargin: 0.5,
      window: { days: 30, daysPassed: 30 },
    })
    expect(effect.lift).toEqual(proportionDifference([{ treated: 70, treatedSuccesses: 56, control: 80, controlSuccesses: 48 }]))
    expect(effect.revenuePerCustomer).toEqual(
      meanDifference([
        { treated: 70, treatedSum: 7_000, treatedSquares: 900_000, control: 80, controlSum: 6_000, controlSquares: 700_000 },
      ]),
    )
    expect(effect).toMatchObject({ treatedDraws: 70, controlDraws: 80, companies: 0, designEffect: null })
  })
})

describe('companies', () => {
  test('three companies by hand', () => {
    // N = 6, mean 1/2. Residuals 2 - 1, 0 - 1, 1 - 1: 3/2 x 2 / 36 = 1/12. People alone: (3 - 9/6) / 5 / 6 = 1/20. Ratio 5/3.
    const three = outcome([
      [1, 1],
      [0, 0],
      [1, 0],
    ])
    expect(robustVarianceRatio(three)).toBeCloseTo(5 / 3, 12)
    // Units of one size are all one degree: 3 - 1.
    expect(unitPrecision(three).degrees).toBeCloseTo(2, 12)
  })

  test('people who do as their company does count as one answer each company', () => {
    const alike = outcome(Array.from({ length: 100 }, (_, i) => Array.from({ length: 5 }, () => i % 2)))
    // 4.999 within rounding: 5 but for the degrees of freedom of people and companies.
    expect(unitPrecision(alike).designEffect).toBeCloseTo((5 * (100 / 99) * 499) / 500, 9)
    expect(effectiveSize(500, unitPrecision(alike))).toBeLessThan(100)
  })

  test('people who are more unlike than strangers do not count for more than they are', () => {
    expect(unitPrecision(outcome(Array.from({ length: 40 }, () => [0, 1]))).designEffect).toBe(1)
  })

  test('where nothing varies, or of one company, a company is one answer', () => {
    const none = outcome(Array.from({ length: 10 }, () => [0, 0, 0]))
    expect(unitPrecision(none).designEffect).toBe(3)
    expect(unitPrecision(outcome([[0, 1, 1, 0]])).designEffect).toBe(4)
  })

  test('one large company among small ones is little more than one degree of freedom', () => {
    const large = outcome([Array.from({ length: 400 }, () => 1), ...Array.from({ length: 100 }, (_, i) => [i % 2])])
    expect(unitPrecision(large).degrees).toBeLessThan(1)
    expect(equalUnits(500, large.spread)).toBeCloseTo(500 ** 2 / (400 ** 2 + 100), 9)
    expect(equalUnits(0, NO_UNITS)).toBe(0)
  })
})
