import { describe, expect, test } from 'vitest'
import { cdnowHistories } from '../../../tests/fixtures/cdnow-histories.ts'
import { bgNbdAlive, bgNbdCounts, bgNbdExpected, bgNbdExpectedNew, fitBgNbd } from './bg-nbd.ts'
import { expectedAverageOrder } from './gamma-gamma.ts'
import { parameterIntervals } from './parameter-interval.ts'
import { fitParetoNbd, paretoNbdAlive, paretoNbdExpected, paretoNbdExpectedNew } from './pareto-nbd.ts'
import { fitSbg, sbgSurvival } from './shifted-beta-geometric.ts'

const customer1516 = { repeats: 26, recency: 30.85714, age: 31 }

describe('published figures on CDNOW', () => {
  const histories = cdnowHistories()
  const hundredth = (weeks: number) => Math.round(weeks * 100) / 100
  // Published figures of other programs use the summary with weeks rounded to two digits.
  const rounded = histories.map(({ repeats, recency, age }) => ({ repeats, recency: hundredth(recency), age: hundredth(age) }))

  test('BG/NBD (Fader, Hardie & Lee 2005)', () => {
    const model = fitBgNbd('bg-nbd', histories)
    expect(model.converged).toBe(true)
    expect(model.r).toBeCloseTo(0.243, 3)
    expect(model.alpha).toBeCloseTo(4.414, 2)
    expect(model.a).toBeCloseTo(0.793, 3)
    expect(model.b).toBeCloseTo(2.426, 2)
    expect(model.logLikelihood).toBeCloseTo(-9582.429, 2)
    expect(bgNbdExpectedNew(model, 52)).toBeCloseTo(1.444004, 3)
    expect(bgNbdExpected(model, customer1516, 52)).toBeCloseTo(25.75659, 2)
    expect(bgNbdAlive(model, customer1516)).toBeCloseTo(0.9688523, 5)
    expect(fitBgNbd('bg-nbd', rounded).logLikelihood).toBeCloseTo(-9582.4256, 3)
  })

  test('standard errors of BG/NBD as lifetimes 0.11.3 gives them', () => {
    const model = fitBgNbd('bg-nbd', rounded)
    const errors = parameterIntervals(
      [model.r, model.alpha, model.a, model.b].map((estimate, i) => ({ name: `${i}`, estimate })),
      model.logCovariance,
    )
    for (const [i, published] of [0.012557, 0.378221, 0.185719, 0.705345].entries()) {
      expect((errors[i]?.standardError ?? 0) / published).toBeCloseTo(1, 2)
    }
  })

  test('MBG/NBD as ModifiedBetaGeoFitter of lifetimes 0.11.3 gives it', () => {
    const model = fitBgNbd('mbg-nbd', rounded)
    expect(model.r).toBeCloseTo(0.52484, 3)
    expect(model.alpha).toBeCloseTo(6.18299, 3)
    expect(model.a).toBeCloseTo(0.89136, 3)
    expect(model.b).toBeCloseTo(1.614, 3)
    expect(model.logLikelihood).toBeCloseTo(-9582.1327, 3)
    expect(bgNbdExpectedNew(model, 52)).toBeCloseTo(1.41889, 3)
    expect(bgNbdExpected(model, customer1516, 52)).toBeCloseTo(23.99826, 2)
    const published = [
      [0, 0, 38.86, 0.153954, 0.389716],
      [2, 30.43, 38.86, 1.262671, 0.706126],
      [7, 29.43, 38.86, 3.166805, 0.622639],
    ] as const
    for (const [repeats, recency, age, expected, alive] of published) {
      expect(bgNbdExpected(model, { repeats, recency, age }, 39)).toBeCloseTo(expected, 3)
      expect(bgNbdAlive(model, { repeats, recency, age })).toBeCloseTo(alive, 4)
    }
    const counts = bgNbdCounts(model, { repeats: 0, recency: 0, age: 0 }, 52)
    for (const [n, probability] of [0.554414, 0.182785, 0.08997, 0.051923].entries()) expect(counts[n]).toBeCloseTo(probability, 4)
  })

  test('Pareto/NBD (Schmittlein, Morrison & Colombo 1987; Fader & Hardie)', () => {
    const model = fitParetoNbd(histories)
    expect(model.r).toBeCloseTo(0.553, 3)
    expect(model.alpha).toBeCloseTo(10.578, 2)
    expect(model.s).toBeCloseTo(0.606, 3)
    expect(model.beta).toBeCloseTo(11.669, 1)
    expect(model.logLikelihood).toBeCloseTo(-9594.976, 2)
    expect(paretoNbdExpectedNew(model, 52)).toBeCloseTo(1.473434, 3)
    expect(paretoNbdExpected(model, customer1516, 52)).toBeCloseTo(25.45647, 2)
    expect(paretoNbdAlive(model, customer1516)).toBeCloseTo(0.997874, 5)
  })

  test('Gamma-Gamma: the expected average order of the first ten customers, by the published parameters', () => {
    const model = { p: 6.25, q: 3.74, v: 15.44 }
    const spends = [
      [2, 22.35],
      [1, 11.77],
      [0, 0],
      [7, 73.74],
      [2, 25.55],
    ] as const
    const published = [24.65, 18.91, 35.17, 71.46, 27.28]
    for (const [i, [orders, average]] of spends.entries()) {
      expect(Math.abs(expectedAverageOrder(model, { orders, average }) - (published[i] ?? 0))).toBeLessThan(0.1)
    }
  })
})

// Survivors of 1,000 customers at the start of each of 8 years.
describe('published figures of the sBG (Fader & Hardie 2007), 7 of 8 years', () => {
  test.each([
    ['regular', [1000, 631, 468, 382, 326, 289, 262, 241], 0.704, 1.182, -1680.27],
    ['highend', [1000, 869, 743, 653, 593, 551, 517, 491], 0.668, 3.806, -1611.16],
  ])('%s', (_cohort, survivors, alpha, beta, logLikelihood) => {
    const model = fitSbg([survivors])
    expect(model.alpha).toBeCloseTo(alpha, 3)
    expect(model.beta).toBeCloseTo(beta, 3)
    expect(model.logLikelihood).toBeCloseTo(logLikelihood, 2)
    expect(sbgSurvival(model, 7)).toBeCloseTo((survivors[7] ?? 0) / 1000, 1)
  })
})
