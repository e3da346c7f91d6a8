import { describe, expect, it } from 'vitest'
import { forecastOptimisedTheta } from './optimised-theta.ts'
import { forecastTheta, lineThrough, smoothSimply } from './theta.ts'

const LINE = Float64Array.from({ length: 40 }, (_, t) => 10 + 2 * t)

describe('Theta', () => {
  it('fits the line of theta = 0 by least squares', () => {
    expect(lineThrough([1, 3, 5])).toEqual({ intercept: -1, slope: 2 })
    expect(lineThrough([4])).toEqual({ intercept: 4, slope: 0 })
  })

  it('smooths with the gain of least error: a random walk keeps its last value, noise its mean', () => {
    const walk = smoothSimply(Float64Array.of(1, 2, 4, 7, 11, 16, 22, 29))
    expect(walk.alpha).toBeGreaterThan(0.95)
    const swing = smoothSimply(Float64Array.from({ length: 60 }, (_, t) => (t % 2 === 0 ? 9 : 11)))
    expect(swing.alpha).toBeLessThan(0.05)
    expect(swing.level).toBeCloseTo(10, 0)
  })

  it('continues with half the slope', () => {
    const forecast = forecastTheta(LINE, 1, 3)
    expect(forecast?.mean[0]).toBeCloseTo(89, 0)
    expect((forecast?.mean[2] ?? 0) - (forecast?.mean[1] ?? 0)).toBeCloseTo(1, 10)
  })

  it('reapplies the season of a seasonal series', () => {
    const months = Float64Array.from({ length: 60 }, (_, t) => 100 * (1 + 0.4 * Math.sin((2 * Math.PI * t) / 12)))
    const forecast = forecastTheta(months, 12, 12)?.mean ?? new Float64Array(12)
    for (const [h, value] of forecast.entries()) expect(value).toBeCloseTo(months[h] as number, 0)
  })

  it('has no forecast for a single value', () => {
    expect(forecastTheta(Float64Array.of(5), 1, 3)).toBeNull()
  })
})

describe('the optimised Theta model', () => {
  it.each([true, false])('follows a straight line more closely than half of its slope (dynamic: %s)', (dynamic) => {
    const mean = forecastOptimisedTheta(LINE, 1, 5, { dynamic })?.mean ?? new Float64Array(5)
    for (const [h, value] of mean.entries()) expect(Math.abs(value - (90 + 2 * h))).toBeLessThan(1.5)
  })

  it('gives intervals that widen, and nothing for three values', () => {
    const values = Float64Array.of(5, 7, 6, 8, 7, 9, 6, 8, 9, 8)
    const deviations = forecastOptimisedTheta(values, 1, 4)?.deviations ?? new Float64Array(4)
    for (let h = 1; h < 4; h += 1) expect(deviations[h]).toBeGreaterThan(deviations[h - 1] as number)
    expect(forecastOptimisedTheta(Float64Array.of(1, 2, 3), 1, 2)).toBeNull()
  })
})
