import { describe, expect, test } from 'vitest'
import { bgNbdAlive, bgNbdCounts, bgNbdExpected, bgNbdNoPurchase, fitBgNbd, parseBgNbd, type BgNbdModel } from './bg-nbd.ts'
import { drawSpend, expectedAverageOrder, fitGammaGamma, parseGammaGamma } from './gamma-gamma.ts'
import { groupHistories } from './group-histories.ts'
import { scaledHypergeometric2F1 } from '../special/hypergeometric.ts'
import { digamma, logGamma } from '../special/log-gamma.ts'
import { fitParetoNbd, paretoNbdAlive, paretoNbdExpected, type ParetoNbdModel } from './pareto-nbd.ts'
import type { PurchaseHistory } from './purchase-history.ts'
import { drawGamma } from './random-variates.ts'
import { fitSbg, sbgResidualLifetime, sbgRetention } from './shifted-beta-geometric.ts'

const fitted = { version: 1, logLikelihood: 0, customers: 1, converged: true, penalty: 0, logCovariance: null } as const
const bg: BgNbdModel = { kind: 'bg-nbd', r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, ...fitted }
const mbg: BgNbdModel = { kind: 'mbg-nbd', r: 0.525, alpha: 6.183, a: 0.891, b: 1.614, ...fitted }
const pareto: ParetoNbdModel = { kind: 'pareto-nbd', r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669, ...fitted }

/** Uniform draws in [0, 1): mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Simulated MBG/NBD customers, observed for `age` days. */
function world(n: number, seed: number, age = 365): PurchaseHistory[] {
  const random = seeded(seed)
  return Array.from({ length: n }, () => {
    const rate = drawGamma(0.8, random) / 40
    const a = drawGamma(0.9, random)
    const dropout = a / (a + drawGamma(2.5, random))
    let time = 0
    let repeats = 0
    let last = 0
    while (random() >= dropout) {
      time -= Math.log(1 - random()) / rate
      if (time > age) break
      repeats += 1
      last = Math.ceil(time)
    }
    return { repeats, recency: repeats === 0 ? 0 : Math.min(last, age), age }
  })
}

describe('special functions', () => {
  const valueOf2F1 = (...[a, b, c, z]: [number, number, number, number]): number => {
    const { mantissa, logScale } = scaledHypergeometric2F1(a, b, c, z)
    return mantissa * Math.exp(logScale)
  }

  test('log gamma, digamma and 2F1 at known points', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13)
    expect(logGamma(101)).toBeCloseTo(363.73937555556347, 9)
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 13)
    expect(digamma(0.25)).toBeCloseTo(-4.227453533376265, 12)
    expect(valueOf2F1(1, 1, 2, 0.5)).toBeCloseTo(2 * Math.LN2, 13)
    expect(valueOf2F1(0.3, 2, 2, 0.99)).toBeCloseTo(0.01 ** -0.3, 10)
    expect(() => scaledHypergeometric2F1(1, 1, -2, 0.5)).toThrow(RangeError)
  })
})

describe('a model known to be true', () => {
  test('is recovered within its own intervals, whatever the unit of time', () => {
    const histories = world(4000, 1)
    const model = fitBgNbd('mbg-nbd', histories)
    expect(model.converged).toBe(true)
    const truth = [0.8, 40, 0.9, 2.5]
    const found = [model.r, model.alpha, model.a, model.b]
    truth.forEach((value, i) => {
      const spread = Math.sqrt(model.logCovariance?.[i]?.[i] ?? 0)
      expect(Math.abs(Math.log((found[i] ?? 0) / value))).toBeLessThan(3 * spread)
    })
    const weeks = fitBgNbd(
      'mbg-nbd',
      histories.map(({ repeats, recency, age }) => ({ repeats, recency: recency / 7, age: age / 7 })),
    )
    expect(weeks.alpha * 7).toBeCloseTo(model.alpha, 2)
    const history = { repeats: 3, recency: 200, age: 365 }
    expect(bgNbdExpected(weeks, { repeats: 3, recency: 200 / 7, age: 365 / 7 }, 30 / 7)).toBeCloseTo(bgNbdExpected(model, history, 30), 4)
  })

  test('a large fit that starts from a sample ends at the full optimum', () => {
    const random = seeded(7)
    // Times to the millisecond, so that nothing can be grouped and the two-step fit is used.
    const histories = world(45_000, 2).map(({ repeats, recency, age }) => {
      const later = random()
      return { repeats, recency: repeats === 0 ? 0 : Math.max(0, recency - random() / 2), age: age + later }
    })
    const model = fitBgNbd('mbg-nbd', histories)
    expect(model.converged).toBe(true)
    const nudged = fitBgNbd('mbg-nbd', histories.map((history) => ({ ...history })).toReversed())
    expect(nudged.logLikelihood).toBeCloseTo(model.logLikelihood, 2)
    expect(nudged.r).toBeCloseTo(model.r, 3)
  })

  test('weights count as numbers of customers', () => {
    const histories = world(300, 3)
    const twice = fitBgNbd('mbg-nbd', [...histories, ...histories])
    const weighed = fitBgNbd('mbg-nbd', histories, { weights: histories.map(() => 2) })
    expect(weighed.logLikelihood).toBeCloseTo(twice.logLikelihood, 5)
    expect(weighed.alpha).toBeCloseTo(twice.alpha, 2)
  })
})

describe('what is expected', () => {
  const histories = [
    { repeats: 0, recency: 0, age: 30 },
    { repeats: 2, recency: 30, age: 38 },
    { repeats: 26, recency: 30.8, age: 31 },
    { repeats: 400, recency: 50, age: 52 },
  ]

  test.each(histories)('the counts of %o sum to one and to the expected number', (history) => {
    for (const [counts, expected, none] of [
      [bgNbdCounts(bg, history, 52), bgNbdExpected(bg, history, 52), bgNbdNoPurchase(bg, history, 52)],
      [bgNbdCounts(mbg, history, 52), bgNbdExpected(mbg, history, 52), bgNbdNoPurchase(mbg, history, 52)],
    ] as const) {
      expect(counts.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9)
      expect(counts[0]).toBeCloseTo(none, 5)
      const mean = counts.reduce((sum, p, n) => sum + p * n, 0)
      expect(Math.abs(mean / expected - 1)).toBeLessThan(0.001)
    }
  })

  test('customers with almost equal dropout (large a and b) cause no overflow, and tend to one chance for all', () => {
    const history = { repeats: 3, recency: 42, age: 42 }
    const same = (scale: number): number => bgNbdExpected({ ...mbg, r: 0.43, alpha: 15.3, a: 0.6 * scale, b: 2.4 * scale }, history, 365)
    for (const scale of [10, 100, 1000, 5000]) expect(Number.isFinite(same(scale)) && same(scale) > 0).toBe(true)
    expect(same(5000)).toBeCloseTo(same(1000), 1)
    const counts = bgNbdCounts({ ...mbg, r: 0.43, alpha: 15.3, a: 600, b: 2400 }, history, 365)
    expect(counts.reduce((sum, p, n) => sum + p * n, 0)).toBeCloseTo(same(1000), 3)
  })

  test('no purchase for ever means gone', () => {
    for (const history of histories) {
      expect(bgNbdNoPurchase(mbg, history, 1e15)).toBeCloseTo(1 - bgNbdAlive(mbg, history), 4)
      expect(bgNbdNoPurchase(bg, history, 1e30)).toBeCloseTo(1 - bgNbdAlive(bg, history), 4)
    }
  })

  test('stays finite for a million purchases and at the edges of the formulas', () => {
    const heavy = { repeats: 1_000_000, recency: 364.9, age: 365 }
    for (const value of [
      bgNbdExpected(bg, heavy, 365),
      bgNbdExpected({ ...mbg, a: 1 }, heavy, 365),
      bgNbdExpected({ ...mbg, a: 0.2, b: 0.8 }, { repeats: 0, recency: 0, age: 0 }, 365),
      bgNbdExpected({ ...bg, a: 0.4, b: 0.6 }, { repeats: 0, recency: 0, age: 0 }, 365),
      paretoNbdExpected({ ...pareto, s: 1 }, heavy, 365),
      paretoNbdAlive(pareto, heavy),
    ]) {
      expect(Number.isFinite(value)).toBe(true)
      expect(value).toBeGreaterThan(0)
    }
    const near = bgNbdExpected({ ...mbg, a: 1.000001 }, { repeats: 2, recency: 30, age: 38 }, 52)
    expect(bgNbdExpected({ ...mbg, a: 1 }, { repeats: 2, recency: 30, age: 38 }, 52)).toBeCloseTo(near, 4)
  })
})

describe('little or odd data', () => {
  test('five customers, or all alike, still give a model without NaN', () => {
    for (const histories of [world(5, 4), Array.from({ length: 50 }, () => ({ repeats: 0, recency: 0, age: 100 }))]) {
      for (const model of [fitBgNbd('mbg-nbd', histories), fitBgNbd('bg-nbd', histories)]) {
        expect([model.r, model.alpha, model.a, model.b].every((value) => value > 0 && Number.isFinite(value))).toBe(true)
      }
      const pareto = fitParetoNbd(histories)
      expect([pareto.r, pareto.alpha, pareto.s, pareto.beta].every((value) => value > 0 && Number.isFinite(value))).toBe(true)
    }
  })

  test('a ridge without an optimum is rescued by a penalty, and says so', () => {
    const model = fitBgNbd(
      'mbg-nbd',
      Array.from({ length: 50 }, () => ({ repeats: 0, recency: 0, age: 100 })),
    )
    expect(model.penalty).toBeGreaterThan(0)
    expect(model.converged).toBe(true)
  })

  test('impossible histories are rejected', () => {
    expect(() => fitBgNbd('mbg-nbd', [{ repeats: 1.5, recency: 1, age: 2 }])).toThrow(/Purchase history 0/)
    expect(() => fitBgNbd('mbg-nbd', [{ repeats: 1, recency: 3, age: 2 }])).toThrow(RangeError)
    expect(() => fitBgNbd('mbg-nbd', [{ repeats: 1, recency: Number.NaN, age: 2 }])).toThrow(RangeError)
    expect(() => fitBgNbd('mbg-nbd', [])).toThrow(/no purchase history/)
    expect(() => fitBgNbd('mbg-nbd', [{ repeats: 0, recency: 0, age: 0 }])).toThrow(/age 0/)
    expect(() => fitGammaGamma([{ orders: 3, average: 0 }])).toThrow(/positive amount/)
    expect(() => fitSbg([[100, 120]])).toThrow(/only shrink/)
  })

  test('identical histories become one with a weight', () => {
    const grouped = groupHistories([...world(500, 5), ...world(500, 5)])
    expect(grouped.size).toBeLessThanOrEqual(500)
    expect(grouped.totalWeight).toBe(1000)
  })
})

describe('kept models', () => {
  test('are read back, and rejected when truncated or of another version', () => {
    const model = fitBgNbd('mbg-nbd', world(300, 6))
    expect(parseBgNbd('mbg-nbd', JSON.parse(JSON.stringify(model)))).toEqual(model)
    expect(() => parseBgNbd('mbg-nbd', { ...model, version: 2 })).toThrow(/version 2/)
    expect(() => parseBgNbd('mbg-nbd', { ...model, b: undefined })).toThrow(/b is missing/)
    expect(() => parseBgNbd('bg-nbd', model)).toThrow(/not a bg-nbd model/)
    expect(() => parseGammaGamma(null)).toThrow(/not a gamma-gamma model/)
  })
})

test('drawn order amounts have the expected mean', () => {
  const model = { kind: 'gamma-gamma', p: 6.25, q: 3.74, v: 15.44, ...fitted } as const
  const random = seeded(8)
  const history = { orders: 4, average: 50 }
  let sum = 0
  for (let i = 0; i < 20_000; i += 1) sum += drawSpend(model, history, 3, random)
  expect(sum / 20_000 / 3).toBeCloseTo(expectedAverageOrder(model, history), 0)
})

test('retention rises with tenure, and the residual lifetime of ever loyal customers is the annuity', () => {
  const model = fitSbg([[1000, 631, 468, 382]])
  expect(sbgRetention(model, 2)).toBeGreaterThan(sbgRetention(model, 1))
  expect(sbgResidualLifetime({ alpha: 1e-9, beta: 1 }, 0, { rate: 0.1, periods: 3 })).toBeCloseTo(1 + 1 / 1.1 + 1 / 1.21, 6)
})
