import { describe, expect, it } from 'vitest'
import { EtsFilter } from './ets-filter.ts'
import { etsDeviations, fitEts, forecastEts } from './fit-ets.ts'
import { minimiseSimplex } from '../minimise/minimise-simplex.ts'
import { selectEts } from './select-ets.ts'

/** A repeatable stand-in for noise with mean 0 and variance 1. */
function noise(n: number): Float64Array {
  let state = 12345
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state + 1) / 0x80000001
  }
  return Float64Array.from({ length: n }, () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()))
}

describe('the recursions of exponential smoothing', () => {
  it('give the errors and states of simple smoothing worked by hand', () => {
    const filter = new EtsFilter(Float64Array.of(12, 8, 10), 1)
    const value = filter.run({ error: 'additive', trend: 'none', season: 'none' }, 0.5, 0, 0, 0, 10, 0, [], true)
    // Levels 10, 11, 9.5, 9.75.
    expect([...filter.errors]).toEqual([2, -3, 0.5])
    expect(filter.level).toBe(9.75)
    expect(value).toBeCloseTo(3 * Math.log(4 + 9 + 0.25), 12)
  })

  it('move level and slope by their shares of the error', () => {
    const filter = new EtsFilter(Float64Array.of(12, 14), 1)
    filter.run({ error: 'additive', trend: 'damped', season: 'none' }, 0.5, 0.25, 0, 0.8, 10, 1, [], true)
    // First forecast 10.8, error 1.2: level 11.4, slope .8 + .3 = 1.1; second forecast 12.28, error 1.72: level 13.14, slope .88 + .43.
    expect(filter.errors[1]).toBeCloseTo(1.72, 12)
    expect(filter.level).toBeCloseTo(13.14, 12)
    expect(filter.slope).toBeCloseTo(1.31, 12)
  })

  it('count relative errors and the forecasts themselves under a multiplicative error and season', () => {
    const filter = new EtsFilter(Float64Array.of(6, 15), 2)
    const form = { error: 'multiplicative', trend: 'none', season: 'multiplicative' } as const
    const value = filter.run(form, 0.5, 0, 0.5, 0, 10, 0, [0.5, 1.5], true)
    // Forecast 5, relative error .2: level 10 + .5 (6/.5 - 10) = 11, season .5 + .5 (.6 - .5) = .55; forecast 16.5, relative error -1.5/16.5.
    expect(filter.errors[0]).toBeCloseTo(0.2, 12)
    expect(filter.errors[1]).toBeCloseTo(-1 / 11, 12)
    expect(filter.seasonal[0]).toBeCloseTo(0.55, 12)
    expect(value).toBeCloseTo(2 * Math.log(0.04 + 1 / 121) + 2 * Math.log(5 * 16.5), 10)
  })

  it('refuse a multiplicative model whose forecast is not positive', () => {
    const filter = new EtsFilter(Float64Array.of(1, 1), 1)
    expect(filter.run({ error: 'multiplicative', trend: 'none', season: 'none' }, 0.5, 0, 0, 0, -1, 0, [])).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('fitting', () => {
  it('finds the gain a series was made with', () => {
    const shocks = noise(600)
    let level = 50
    const values = shocks.map((shock) => {
      const value = level + shock
      level += 0.3 * shock
      return value
    })
    const fit = fitEts(new EtsFilter(values, 1), { error: 'additive', trend: 'none', season: 'none' })
    expect(fit?.alpha).toBeGreaterThan(0.2)
    expect(fit?.alpha).toBeLessThan(0.4)
    expect(fit?.sigma).toBeGreaterThan(0.9)
    expect(fit?.sigma).toBeLessThan(1.1)
  })

  it('chooses by AICc a trend where there is one, a season where there is one, and neither where there is none', () => {
    const shocks = noise(96)
    const flat = selectEts(
      shocks.map((shock) => 100 + shock),
      12,
    )
    expect(flat?.form).toMatchObject({ trend: 'none', season: 'none' })
    const growing = selectEts(
      shocks.map((shock, t) => 100 + 2 * t + shock),
      12,
    )
    expect(growing?.form.trend).not.toBe('none')
    const fit = selectEts(
      shocks.map((shock, t) => 100 + 30 * Math.sin((Math.PI * t) / 6) + shock),
      12,
    )
    expect(fit?.form.season).not.toBe('none')
    const next = fit === null ? [] : [...forecastEts(fit, 12)]
    for (const [h, value] of next.entries()) expect(Math.abs(value - (100 + 30 * Math.sin((Math.PI * (96 + h)) / 6)))).toBeLessThan(3)
  })

  it('has no form for too few values, and no multiplicative one for values of 0 and below', () => {
    expect(fitEts(new EtsFilter(Float64Array.of(1, 2, 3), 1), { error: 'additive', trend: 'none', season: 'none' })).toBeNull()
    const touching = new EtsFilter(Float64Array.of(0, 2, 1, 3, 2, 4, 3, 5, 4, 6), 1)
    expect(fitEts(touching, { error: 'multiplicative', trend: 'none', season: 'none' })).toBeNull()
  })

  it('widens as the formulas of Hyndman et al. say', () => {
    const fit = {
      form: { error: 'additive', trend: 'damped', season: 'additive' } as const,
      alpha: 0.5,
      beta: 0.1,
      gamma: 0.2,
      phi: 0.9,
      level: 0,
      slope: 0,
      seasonal: new Float64Array(2),
      sigma: 2,
      aicc: 0,
    }
    const deviations = etsDeviations(fit, new Float64Array(3))
    const c1 = 0.5 + 0.1 * 0.9
    const c2 = 0.5 + 0.1 * (0.9 + 0.81) + 0.2
    expect(deviations[0]).toBeCloseTo(2, 12)
    expect(deviations[1]).toBeCloseTo(2 * Math.sqrt(1 + c1 ** 2), 12)
    expect(deviations[2]).toBeCloseTo(2 * Math.sqrt(1 + c1 ** 2 + c2 ** 2), 12)
  })
})

describe('the simplex of Nelder and Mead', () => {
  it('walks down the curved valley of Rosenbrock', () => {
    const valley = (x: Float64Array): number => 100 * ((x[1] as number) - (x[0] as number) ** 2) ** 2 + (1 - (x[0] as number)) ** 2
    const { x, value } = minimiseSimplex(valley, [-1.2, 1], [0.5, 0.5], { tolerance: 1e-14 })
    expect(x[0]).toBeCloseTo(1, 3)
    expect(x[1]).toBeCloseTo(1, 3)
    expect(value).toBeLessThan(1e-6)
  })

  it('stays where the objective is finite, and tolerates NaN and zero variables', () => {
    const half = (x: Float64Array): number => ((x[0] as number) < 1 ? Number.NaN : (x[0] as number) ** 2)
    expect(minimiseSimplex(half, [4], [1]).x[0]).toBeCloseTo(1, 2)
    expect(minimiseSimplex(() => 7, [], []).value).toBe(7)
  })
})
