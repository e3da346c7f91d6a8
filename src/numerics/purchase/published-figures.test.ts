import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bgNbdAlive, bgNbdExpected, bgNbdExpectedNew, fitBgNbd } from './bg-nbd.ts'
import { expectedAverageOrder, fitGammaGamma } from './gamma-gamma.ts'
import { fitMbgNbd, mbgNbdAlive, mbgNbdCounts, mbgNbdExpected, mbgNbdExpectedNew } from './mbg-nbd.ts'
import { parameterIntervals } from './parameter-interval.ts'
import { fitParetoNbd, paretoNbdAlive, paretoNbdExpected, paretoNbdExpectedNew } from './pareto-nbd.ts'
import type { PurchaseHistory } from './purchase-history.ts'
import { fitSbg, sbgSurvival } from './shifted-beta-geometric.ts'

const folder = '../shared/data'
const there = existsSync(`${folder}/cdnow/CDNOW_sample.txt`)
if (!there && process.env['CI'] !== 'true')
  console.warn('The published figures of the purchase models are not tested: ../shared/data/cdnow is not there.')

const DAY = 86_400_000
/** Fader & Hardie's weeks: calibration to 1997-09-30, purchases of a day as one. */
function sampleHistories(): PurchaseHistory[] {
  const days = new Map<string, Set<number>>()
  for (const line of readFileSync(`${folder}/cdnow/CDNOW_sample.txt`, 'utf8').trim().split('\n')) {
    const [, id = '', date = ''] = line.trim().split(/\s+/)
    const day = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) / DAY
    const own = days.get(id) ?? new Set<number>()
    days.set(id, own.add(day))
  }
  const end = Date.parse('1997-09-30') / DAY
  return [...days.values()].map((own) => {
    const seen = [...own].filter((day) => day <= end).sort((a, b) => a - b)
    const first = seen[0] ?? end
    return { repeats: seen.length - 1, recency: ((seen.at(-1) ?? first) - first) / 7, age: (end - first) / 7 }
  })
}

function summary(): { readonly history: PurchaseHistory; readonly average: number }[] {
  const lines = readFileSync(`${folder}/cdnow/cdnow_customers_summary_with_transactions.csv`, 'utf8').trim().split('\n').slice(1)
  return lines.map((line) => {
    const [, repeats = 0, recency = 0, age = 0, average = 0] = line.split(',').map(Number)
    return { history: { repeats, recency, age }, average }
  })
}

const customer1516 = { repeats: 26, recency: 30.85714, age: 31 }

describe.runIf(there || process.env['CI'] === 'true')('published figures on CDNOW', () => {
  const histories = there ? sampleHistories() : []
  const rounded = there ? summary() : []

  test('BG/NBD (Fader, Hardie & Lee 2005)', () => {
    const model = fitBgNbd(histories)
    expect(model.converged).toBe(true)
    expect(model.r).toBeCloseTo(0.243, 3)
    expect(model.alpha).toBeCloseTo(4.414, 2)
    expect(model.a).toBeCloseTo(0.793, 3)
    expect(model.b).toBeCloseTo(2.426, 2)
    expect(model.logLikelihood).toBeCloseTo(-9582.429, 2)
    expect(bgNbdExpectedNew(model, 52)).toBeCloseTo(1.444004, 3)
    expect(bgNbdExpected(model, customer1516, 52)).toBeCloseTo(25.75659, 2)
    expect(bgNbdAlive(model, customer1516)).toBeCloseTo(0.9688523, 5)
    expect(fitBgNbd(rounded.map(({ history }) => history)).logLikelihood).toBeCloseTo(-9582.4256, 3)
  })

  test('standard errors of BG/NBD as lifetimes 0.11.3 gives them', () => {
    const model = fitBgNbd(rounded.map(({ history }) => history))
    const errors = parameterIntervals(
      [model.r, model.alpha, model.a, model.b].map((estimate, i) => ({ name: `${i}`, estimate })),
      model.logCovariance,
    )
    for (const [i, published] of [0.012557, 0.378221, 0.185719, 0.705345].entries()) {
      expect((errors[i]?.standardError ?? 0) / published).toBeCloseTo(1, 2)
    }
  })

  test('MBG/NBD as ModifiedBetaGeoFitter of lifetimes 0.11.3 gives it', () => {
    const model = fitMbgNbd(rounded.map(({ history }) => history))
    expect(model.r).toBeCloseTo(0.52484, 3)
    expect(model.alpha).toBeCloseTo(6.18299, 3)
    expect(model.a).toBeCloseTo(0.89136, 3)
    expect(model.b).toBeCloseTo(1.614, 3)
    expect(model.logLikelihood).toBeCloseTo(-9582.1327, 3)
    expect(mbgNbdExpectedNew(model, 52)).toBeCloseTo(1.41889, 3)
    expect(mbgNbdExpected(model, customer1516, 52)).toBeCloseTo(23.99826, 2)
    const published = [
      [0, 0, 38.86, 0.153954, 0.389716],
      [2, 30.43, 38.86, 1.262671, 0.706126],
      [7, 29.43, 38.86, 3.166805, 0.622639],
    ] as const
    for (const [repeats, recency, age, expected, alive] of published) {
      expect(mbgNbdExpected(model, { repeats, recency, age }, 39)).toBeCloseTo(expected, 3)
      expect(mbgNbdAlive(model, { repeats, recency, age })).toBeCloseTo(alive, 4)
    }
    const counts = mbgNbdCounts(model, { repeats: 0, recency: 0, age: 0 }, 52)
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

  test('Gamma-Gamma of the 946 repeat customers', () => {
    const spends = rounded.map(({ history, average }) => ({ orders: history.repeats, average }))
    const model = fitGammaGamma(spends)
    expect(model.customers).toBe(946)
    expect(model.p).toBeCloseTo(6.25, 2)
    expect(model.q).toBeCloseTo(3.74, 1)
    expect(model.v).toBeCloseTo(15.44, 1)
    expect(model.logLikelihood).toBeCloseTo(-4055.9247, 2)
    const first = spends.slice(0, 10).map((spend) => expectedAverageOrder(model, spend))
    const published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    first.forEach((average, i) => expect(Math.abs(average - (published[i] ?? 0))).toBeLessThan(0.1))
  })
})

describe.runIf(there || process.env['CI'] === 'true')('published figures of the sBG (Fader & Hardie 2007), 7 of 8 years', () => {
  const lines = there ? readFileSync(`${folder}/retention_sbg/sbg_paper.csv`, 'utf8').trim().split(/\r?\n/).slice(1) : []
  test.each([
    ['regular', 0.704, 1.182, -1680.27],
    ['highend', 0.668, 3.806, -1611.16],
  ])('%s', (cohort, alpha, beta, logLikelihood) => {
    const left = lines.flatMap((line) => (line.endsWith(`,${cohort}`) ? [Number(line.split(',')[1])] : []))
    const survivors = Array.from({ length: 8 }, (_, year) => left.filter((last) => last > year).length)
    const model = fitSbg([survivors])
    expect(model.alpha).toBeCloseTo(alpha, 3)
    expect(model.beta).toBeCloseTo(beta, 3)
    expect(model.logLikelihood).toBeCloseTo(logLikelihood, 2)
    expect(sbgSurvival(model, 7)).toBeCloseTo((survivors[7] ?? 0) / 1000, 1)
  })
})
