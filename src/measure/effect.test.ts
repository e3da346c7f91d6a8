import { describe, expect, test } from 'vitest'
import { detectableEffect } from '#decide/detectable-effect.ts'
import { effectOf } from './effect.ts'
import type { ArmOutcome, StratumOutcome } from './effect.ts'
import { spreadOfSingles } from './unit-spread.ts'
import { learnedEffect } from './learned-effect.ts'
import { meanDifference } from './mean-difference.ts'
import { studentT975, twoSidedP } from './normal-distribution.ts'
import { retentionCurve } from './retention-curve.ts'
import { sampleRatioP } from './sample-ratio.ts'

const OPTIONS = {
  strategyId: 's',
  name: { zh: '策略', en: 'Strategy' },
  currency: 'CNY',
  grossMargin: 0.5,
  window: { days: 30, daysPassed: 30 },
}
function arm(customers: number, retained: number, each = 100): ArmOutcome {
  const people = { customers, retained, revenue: retained * each, revenueSquares: retained * each ** 2 }
  return { ...people, cost: 0, spread: spreadOfSingles(people), companies: 0, companyPeople: 0 }
}

function stratum(treated: ArmOutcome, control: ArmOutcome, holdout = 0.2): StratumOutcome {
  const everyone = treated.customers + control.customers
  return { treated, control, expectedTreated: everyone * (1 - holdout), treatedVariance: everyone * holdout * (1 - holdout) }
}

describe('published figures', () => {
  // Tables of Student's t, 97.5 %.
  test.each([
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
    [120, 1.98],
  ])('t with %i degrees of freedom', (df, t) => expect(studentT975(df)).toBeCloseTo(t, 2))

  test('normal p values', () => {
    expect(twoSidedP(1.959964)).toBeCloseTo(0.05, 6)
    expect(twoSidedP(3.290527)).toBeCloseTo(0.001, 6)
  })

  test('821 of 1,000 where 800 were expected happens in about 1 of 10 cases', () => {
    expect(sampleRatioP(821, 800, 160)).toBeCloseTo(0.0969, 3)
    expect(sampleRatioP(100, 100, 0)).toBeNull()
  })

  test("Welch's interval of two hand-computed samples", () => {
    // Means 12 and 8, variances 10 and 2.963, n = 5 and 4: standard error sqrt(2 + .7407) = 1.6555, df = 2.7407^2 / (2^2 / 4 + .7407^2 / 3) = 6.35,
    // t = 2.414 between the tabled 2.447 (6) and 2.365 (7).
    const [a, b] = [
      [8, 10, 12, 14, 16],
      [6, 7.3333333333, 8.6666666667, 10],
    ]
    const sums = (list: number[]): [number, number, number] => [
      list.length,
      list.reduce((x, y) => x + y, 0),
      list.reduce((x, y) => x + y * y, 0),
    ]
    const [treated, treatedSum, treatedSquares] = sums(a)
    const [control, controlSum, controlSquares] = sums(b)
    const found = meanDifference([{ treated, treatedSum, treatedSquares, control, controlSum, controlSquares }])
    expect(found?.estimate).toBeCloseTo(4, 9)
    const half = (found?.high ?? 0) - 4
    expect(half).toBeCloseTo(1.6555 * 2.414, 1)
  })
})

describe('verdicts', () => {
  test.each([
    ['works', arm(800, 320), arm(200, 50)],
    ['harms', arm(800, 160), arm(200, 70)],
    ['not_enough_data', arm(80, 32), arm(20, 7)],
    ['does_not_work', arm(80_000, 24_000), arm(20_000, 6_000)],
  ] as const)('%s', (verdict, treated, control) => {
    const effect = effectOf([stratum(treated, control)], OPTIONS)
    expect(effect.verdict).toBe(verdict)
    expect(effect.verdictText.zh).not.toBe('')
    expect(effect.verdictText.en).toMatch(/\.$/)
  })

  test('a split that does not match the draw suppresses every verdict', () => {
    const effect = effectOf([stratum(arm(900, 450), arm(100, 20))], OPTIONS)
    expect(effect.sampleRatioOk).toBe(false)
    expect(effect.verdict).toBe('not_enough_data')
    expect(effect.verdictText.en).toContain("don't match the planned split")
  })

  test('without a control group nothing is claimed', () => {
    const effect = effectOf([stratum(arm(500, 300), arm(0, 0), 0)], OPTIONS)
    expect(effect).toMatchObject({
      treated: 500,
      control: 0,
      lift: null,
      treatedRate: null,
      extraCustomers: null,
      roi: null,
      sampleRatioP: null,
      verdict: 'not_enough_data',
    })
  })
})

describe('before the measurement period is over', () => {
  const early = (daysPassed: number, treated: ArmOutcome, control: ArmOutcome) =>
    effectOf([stratum(treated, control, control.customers / (treated.customers + control.customers))], {
      ...OPTIONS,
      window: { days: 30, daysPassed },
    })

  test('40 of 500 against 5 of 500 on day 1 of 30 is no verdict yet, and says how long it will take', () => {
    const effect = early(1, arm(500, 40), arm(500, 5))
    expect(effect).toMatchObject({ verdict: 'not_yet', roi: null })
    expect(effect.lift?.estimate).toBeCloseTo(0.07, 9)
    expect(effect.verdictText).toEqual({
      zh: '暂无结论：观察期还剩 29 天，目前的差异可能是偶然，请勿提前停止。',
      en: 'Not yet: the measurement period has 29 days left. Differences seen now may be chance, so let it run.',
    })
  })

  test('figures after a few minutes are unknown, not zero', () => {
    expect(early(0.01, arm(500, 0), arm(500, 0))).toMatchObject({
      treatedRate: null,
      controlRate: null,
      lift: null,
      revenuePerCustomer: null,
      extraCustomers: null,
      roi: null,
      detectableEffect: null,
      verdict: 'not_yet',
    })
  })

  test('a difference beyond the always-valid bound gives a verdict in the second half, without a return on cost', () => {
    expect(early(14, arm(2_000, 800), arm(2_000, 400)).verdict).toBe('not_yet')
    const told = early(16, { ...arm(2_000, 800), cost: 100 }, arm(2_000, 400))
    expect(told).toMatchObject({ verdict: 'works', roi: null })
    expect(told.verdictText.en).toContain('conclude early')
    expect(early(16, arm(2_000, 400), arm(2_000, 800)).verdict).toBe('harms')
  })
})

test('two empty arms are no evidence of no effect', () => {
  const effect = effectOf([stratum({ ...arm(400, 0), cost: 4_000 }, arm(100, 0))], OPTIONS)
  expect(effect).toMatchObject({ verdict: 'not_enough_data', roi: null })
  expect(effect.verdictText.en).toContain('no customer in either group has ordered')
  expect(effectOf([stratum(arm(80_000, 3), arm(20_000, 1))], OPTIONS).verdict).toBe('not_enough_data')
})

test('a strategy without hold-out is counted but does not enter the lift of the others', () => {
  const measured = stratum(arm(800, 320), arm(200, 50))
  const both = effectOf([measured, stratum(arm(1_000, 1_000), arm(0, 0), 0)], OPTIONS)
  expect(both.treated).toBe(1_800)
  expect(both.lift).toEqual(effectOf([measured], OPTIONS).lift)
  expect(both.extraCustomers?.estimate).toBeCloseTo(800 * 0.15, 9)
})

test('return on cost counts the margin, not the revenue', () => {
  const treated = { ...arm(800, 320), cost: 1_000 }
  const effect = effectOf([stratum(treated, arm(200, 50))], OPTIONS)
  // 40 - 25 minor units more a head, half of it margin, 800 people: 6,000 for 1,000.
  expect(effect.roi).toBeCloseTo(5, 9)
  expect(effect.revenuePerCustomer?.estimate).toBeCloseTo(15, 9)
})

test('the curve ends at the standardised rates', () => {
  const group = (strategyId: string, side: 'treated' | 'control', customers: number, [day, ordered]: [number, number], chance = 0.5) => {
    const people = { customers, retained: ordered, revenue: 0, revenueSquares: 0 }
    return {
      ...people,
      strategyId,
      arm: side,
      firstOrders: new Map([[day, ordered]]),
      unconverted: [],
      cost: 0,
      treatedChance: chance,
      riskProbability: 0,
      spread: spreadOfSingles(people),
      companies: 0,
      companyPeople: 0,
    }
  }
  const groups = [group('a', 'treated', 100, [2, 40]), group('a', 'control', 100, [5, 10]), group('b', 'treated', 2, [1, 1], 1)]
  const curve = retentionCurve(groups, 5)
  expect(curve[1]).toEqual({ day: 1, treated: 0, control: 0 })
  expect(curve[2]).toEqual({ day: 2, treated: 0.4, control: 0 })
  expect(curve.at(-1)).toEqual({ day: 5, treated: 0.4, control: 0.1 })
})

test('a measurement shifts the expectation in proportion to its precision', () => {
  expect(learnedEffect(0.1, { estimate: 0.3, low: 0.28, high: 0.32 }, 0.6)).toBeCloseTo(0.46, 1)
  expect(learnedEffect(0.1, { estimate: 0.3, low: -0.3, high: 0.9 }, 0.6)).toBeLessThan(0.12)
  expect(learnedEffect(0.1, { estimate: 0.02, low: -0.02, high: 0.06 }, 0.5)).toBeCloseTo(0.064, 4)
})

describe('the always-valid bound', () => {
  // Standard error if every share were one half: 1,600 + 400 and 300 + 300 customers, weights 10/13 and 3/13: .023476; 3.02 times that is .0709.
  const early = (treatedOfA: number, controlOfA: number) =>
    effectOf([stratum(arm(1_600, treatedOfA), arm(400, controlOfA)), stratum(arm(300, 90), arm(300, 69), 0.5)], {
      ...OPTIONS,
      window: { days: 30, daysPassed: 20 },
    })

  test('takes its width from the sizes of all arms', () => {
    expect(early(480, 92).lift?.estimate).toBeCloseTo(0.07, 9)
    expect(early(480, 92).verdict).toBe('not_yet')
    expect(early(484, 92).verdict).toBe('works')
  })
})

describe('the figures shown', () => {
  const treated = { ...arm(800, 320), cost: 1_000 }
  const measured = stratum(treated, arm(200, 50))

  test('rates, lift, its size in customers and the detectable effect', () => {
    const effect = effectOf([measured], OPTIONS)
    expect(effect).toMatchObject({ treatedRate: 0.4, controlRate: 0.25, treatedRetained: 320, controlRetained: 50, sampleRatioOk: true })
    const { lift, extraCustomers } = effect
    expect(extraCustomers?.low).toBeCloseTo(800 * (lift?.low ?? 0), 9)
    expect(extraCustomers?.high).toBeCloseTo(800 * (lift?.high ?? 0), 9)
    expect(effect.relativeLift?.estimate).toBeCloseTo(0.6, 9)
    expect(effect.detectableEffect).toBe(detectableEffect(800, 200, 0.25))
  })

  test('without a cost, or before the end, there is no return on it', () => {
    expect(effectOf([stratum(arm(800, 320), arm(200, 50))], OPTIONS).roi).toBeNull()
    expect(effectOf([measured], { ...OPTIONS, window: { days: 30, daysPassed: 29 } })).toMatchObject({ verdict: 'works', roi: null })
  })

  test('sparse strategies with the same holdout are measured together', () => {
    const effect = effectOf([stratum({ ...arm(4, 2, 50), cost: 7 }, arm(2, 0)), stratum(arm(40, 10), arm(9, 1))], OPTIONS)
    expect(effect).toMatchObject({ treated: 44, control: 11, cost: { minor: 7, currency: 'CNY' } })
    expect(effect.treatedRate).toBeCloseTo(12 / 44, 12)
    expect(effect.controlRate).toBeCloseTo(1 / 11, 12)
    expect(effect.revenuePerCustomer?.estimate).toBeCloseTo(1_100 / 44 - 100 / 11, 9)
  })

  test.each([
    ['two customers of an arm have a spread', 50, 2, true],
    ['one customer of the control has none', 50, 1, false],
    ['nor has one of the treated', 1, 50, false],
    ['two of the treated have one', 2, 50, true],
  ])('%s', (_, treatedCustomers, controlCustomers, counts) => {
    const few = stratum(arm(treatedCustomers, 1, 300), arm(controlCustomers, 1, 900), 0.05)
    const sums = ({ treated: a, control: b }: StratumOutcome) => ({
      treated: a.customers,
      treatedSum: a.revenue,
      treatedSquares: a.revenueSquares,
      control: b.customers,
      controlSum: b.revenue,
      controlSquares: b.revenueSquares,
    })
    const { revenuePerCustomer } = effectOf([measured, few], OPTIONS)
    expect(revenuePerCustomer).toEqual(meanDifference((counts ? [measured, few] : [measured]).map(sums)))
  })
})

test('five returning customers in both arms together allow a verdict, a control group of nineteen does not', () => {
  expect(effectOf([stratum(arm(80_000, 4), arm(20_000, 1))], OPTIONS).verdict).toBe('does_not_work')
  expect(effectOf([stratum(arm(80_000, 3), arm(20_000, 3))], OPTIONS).verdict).toBe('does_not_work')
  expect(effectOf([stratum(arm(500, 400), arm(20, 2), 20 / 520)], OPTIONS).verdict).toBe('works')
  expect(effectOf([stratum(arm(500, 400), arm(19, 2), 19 / 519)], OPTIONS).verdict).toBe('not_enough_data')
})

test('a strategy without a control group says so', () => {
  const effect = effectOf([stratum(arm(500, 300), arm(0, 0), 0)], OPTIONS)
  expect(effect.verdictText.en).toBe('Without a control group the effect cannot be known.')
  expect(effect.sampleRatioOk).toBe(true)
})
