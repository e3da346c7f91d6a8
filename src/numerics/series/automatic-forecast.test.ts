import { describe, expect, it } from 'vitest'
import { automaticForecast } from './automatic-forecast.ts'
import { cleanSeries } from './clean-series.ts'
import { coverage, mase, sMape, wape } from './forecast-accuracy.ts'
import { croston, demandInterval, forecastIntermittent, teunterSyntetosBabai } from './intermittent-demand.ts'
import { naive2, seasonalMean } from './naive.ts'
import { normalQuantile } from '../special/normal-quantile.ts'
import { rollingOrigins } from './rolling-origin.ts'
import { autocorrelation, decomposeSeason, isSeasonal, reseasonalise, seasonalProfile } from './seasonal-decomposition.ts'

const WEEK = [5, 1, 1, 2, 3, 9, 7]

describe('the automatic forecast', () => {
  it('repeats the week of a weekly series with a narrow interval', () => {
    const values = Array.from({ length: 140 }, (_, t) => (WEEK[t % 7] as number) * 10 + (t % 3))
    const forecast = automaticForecast(values, { period: 7, horizon: 14, nonNegative: true })
    expect(forecast?.method).toBe('combination')
    for (let h = 0; h < 14; h += 1) {
      expect(Math.abs((forecast?.mean[h] ?? 0) - (WEEK[h % 7] as number) * 10 - 1)).toBeLessThan(2.5)
      expect(forecast?.low[h]).toBeLessThan(forecast?.mean[h] ?? 0)
      expect(forecast?.high[h]).toBeGreaterThan(forecast?.mean[h] ?? 0)
    }
  })

  it.each<[string, number[]]>([
    ['one value', [3]],
    ['two values', [3, 8]],
    ['four values', [3, 8, 1, 5]],
    ['all zero', Array.from({ length: 40 }, () => 0)],
    ['constant', Array.from({ length: 40 }, () => 7)],
    ['negative', Array.from({ length: 40 }, (_, t) => -5 - (t % 4))],
    ['across zero', Array.from({ length: 40 }, (_, t) => Math.sin(t) * 3)],
    ['with gaps', Array.from({ length: 60 }, (_, t) => (t % 5 === 2 ? Number.NaN : 10 + (t % 7)))],
    ['missing at both ends', [Number.NaN, Number.NaN, 1, 2, 3, 4, 5, 6, 7, Number.POSITIVE_INFINITY, Number.NaN]],
    ['one spike', Array.from({ length: 60 }, (_, t) => (t === 30 ? 1e9 : 1))],
    ['huge', Array.from({ length: 60 }, (_, t) => 1e300 * (1 + (t % 3)))],
    ['tiny', Array.from({ length: 60 }, (_, t) => 1e-300 * (1 + (t % 3)))],
    ['rare', Array.from({ length: 90 }, (_, t) => (t % 11 === 0 ? 4 : 0))],
    ['sold once', Array.from({ length: 90 }, (_, t) => (t === 0 ? 4 : 0))],
  ])('answers with finite numbers whatever comes: %s', (_, values) => {
    for (const nonNegative of [false, true]) {
      for (const period of [1, 7, 12]) {
        const forecast = automaticForecast(values, { period, horizon: 5, nonNegative })
        expect(forecast?.mean).toHaveLength(5)
        for (let h = 0; h < 5; h += 1) {
          const [low, mean, high] = [forecast?.low[h] as number, forecast?.mean[h] as number, forecast?.high[h] as number]
          expect(Number.isFinite(mean)).toBe(true)
          expect(low).toBeLessThanOrEqual(mean)
          expect(high).toBeGreaterThanOrEqual(mean)
          expect(low).toBeGreaterThanOrEqual(nonNegative ? 0 : Number.NEGATIVE_INFINITY)
        }
      }
    }
  })

  it('returns null without a value', () => {
    expect(automaticForecast([], { period: 7, horizon: 3 })).toBeNull()
    expect(automaticForecast([Number.NaN], { period: 7, horizon: 3 })).toBeNull()
  })

  it('counts the days that are missing at the end', () => {
    const rising = Array.from({ length: 30 }, (_, t) => 100 + 3 * t)
    const known = automaticForecast(rising, { period: 1, horizon: 5 })
    const late = automaticForecast([...rising, Number.NaN, Number.NaN], { period: 1, horizon: 3 })
    expect([...(late?.mean ?? [])]).toEqual([...(known?.mean ?? [])].slice(2))
  })
})

describe('rare demand', () => {
  it('has the rates of Croston, Syntetos-Boylan and Teunter-Syntetos-Babai worked by hand', () => {
    expect(croston([0, 4, 0, 4], 0.1, 'croston')).toBe(2)
    expect(croston([0, 4, 0, 4], 0.1, 'sba')).toBeCloseTo(1.9, 12)
    // Size 4 -> 4.2, interval 2 -> 2.1.
    expect(croston([0, 4, 0, 0, 6], 0.1, 'croston')).toBeCloseTo(4.2 / 2.1, 12)
    // Probability .5 -> .25 -> .625, size 2.
    expect(teunterSyntetosBabai([0, 2], 0.5, 0.5)).toBeCloseTo(1.25, 12)
    expect(teunterSyntetosBabai([0, 0], 0.5, 0.5)).toBe(0)
    expect(croston([0, 0], 0.1, 'sba')).toBe(0)
  })

  it('fades with TSB when demand ends, and stays constant with Croston', () => {
    const ended = [...Array.from({ length: 30 }, (_, t) => (t % 3 === 0 ? 5 : 0)), ...Array.from({ length: 60 }, () => 0)]
    expect(forecastIntermittent(ended, 'tsb').rate).toBeLessThan(0.3)
    expect(forecastIntermittent(ended, 'croston').rate).toBeGreaterThan(1.4)
    expect(demandInterval([0, 3, 0, 2])).toBe(2)
    expect(demandInterval([0])).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('seasons', () => {
  it('are taken out of a straight line exactly and put back', () => {
    const values = Array.from({ length: 28 }, (_, t) => 10 + t + (WEEK[t % 7] as number) - 4)
    const season = decomposeSeason(values, 7, 'additive')
    expect(season.indices[5]).toBeCloseTo(5, 10)
    for (const [t, value] of season.adjusted.entries()) expect(value).toBeCloseTo(10 + t, 10)
    expect(reseasonalise(season, Float64Array.of(38))[0]).toBeCloseTo(39, 10)
  })

  it('multiply where values are positive, with an even period too', () => {
    const values = Array.from({ length: 24 }, (_, t) => 100 * [0.5, 1, 1.5, 1][t % 4]!)
    const season = decomposeSeason(values, 4, 'multiplicative')
    expect([...season.indices].map((index) => Number(index.toFixed(6)))).toEqual([0.5, 1, 1.5, 1])
    expect(decomposeSeason([0, ...values], 4, 'multiplicative').kind).toBe('additive')
    expect(decomposeSeason([1, 2, 3], 4, 'additive').kind).toBe('none')
  })

  it('are detected only in seasonal series', () => {
    const weekly = Array.from({ length: 56 }, (_, t) => WEEK[t % 7] as number)
    expect(isSeasonal(weekly, 7)).toBe(true)
    expect(isSeasonal(weekly.slice(0, 14), 7)).toBe(false)
    expect(
      isSeasonal(
        Array.from({ length: 56 }, (_, t) => Math.sin(t * t)),
        7,
      ),
    ).toBe(false)
    expect(autocorrelation([1, 2, 1, 2, 1, 2], 2)).toBeCloseTo(2 / 3, 12)
    expect(autocorrelation([4, 4, 4], 1)).toBe(0)
  })

  it('are shrunk to 1 as far as chance explains them', () => {
    expect([...seasonalProfile([0, 2, 0, 2, 0, 2], 2)]).toEqual([0, 2])
    expect([...seasonalProfile([0, 0, 0, 0], 2)]).toEqual([1, 1])
    const one = seasonalProfile(
      Array.from({ length: 70 }, (_, t) => (t === 3 ? 5 : 0)),
      7,
    )
    expect(one[3]).toBeLessThan(1.5)
  })
})

describe('plain forecasts', () => {
  it('repeat the mean of the last seasons, or the last value', () => {
    expect([...seasonalMean([1, 10, 3, 20, 5, 60], 2, 3, 2)]).toEqual([4, 40, 4])
    expect([...seasonalMean([1, 10], 2, 2, 4)]).toEqual([1, 10])
    expect([...naive2(Float64Array.of(4, 5, 6), 1, 2)]).toEqual([6, 6])
  })

  it('bridge gaps along a straight line', () => {
    expect([...cleanSeries([Number.NaN, 1, Number.NaN, Number.NaN, 4, Number.NaN]).values]).toEqual([1, 2, 3, 4])
    expect(cleanSeries([1, Number.NaN]).trailing).toBe(1)
  })
})

describe('accuracy', () => {
  it('has the values of its definitions', () => {
    expect(sMape([100], [110])).toBeCloseTo(2000 / 210, 12)
    expect(sMape([0], [0])).toBe(0)
    // Naive errors 1 and 3 within the history.
    expect(mase([5, 7], [4, 4], [1, 2, 5], 1)).toBe(1)
    expect(mase([5], [4], [2, 2, 2], 1)).toBeNaN()
    expect(wape([10, 0], [8, 1])).toBeCloseTo(0.3, 12)
    expect(wape([0], [1])).toBeNaN()
    expect(coverage([1, 5, 9], [0, 6, 8], [2, 7, 9])).toBeCloseTo(2 / 3, 12)
    expect(() => sMape([], [])).toThrow(RangeError)
  })

  it('goes back in steps while there is history', () => {
    expect(rollingOrigins(100, { horizon: 30, least: 20, most: 3 })).toEqual([70, 40])
    expect(rollingOrigins(100, { horizon: 30, step: 10, least: 20, most: 3 })).toEqual([70, 60, 50])
    expect(rollingOrigins(40, { horizon: 30, least: 20, most: 3 })).toEqual([])
  })

  it.each([
    [0.5, 0],
    [0.8, 0.841621],
    [0.975, 1.959964],
    [0.001, -3.090232],
    [1e-13, -7.348796],
  ])('the normal quantile of %d is %d (tables of Abramowitz & Stegun)', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 5)
  })
})
