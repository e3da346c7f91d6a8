import { describe, expect, it } from 'vitest'
import { categoryBinOf, categoryBins, MISSING_BIN, numericBins } from './feature-binning.ts'

/** How many of the values fall into each bin. */
function countsOf(values: ArrayLike<number>, cuts: Float64Array): number[] {
  const counts = new Array<number>(cuts.length + 1).fill(0)
  for (const value of Array.from(values)) {
    const bin = cuts.findIndex((cut) => value < cut)
    const at = bin < 0 ? cuts.length : bin
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

describe('numericBins', () => {
  it('cuts midway between few distinct values and leaves out what is not finite', () => {
    const column = Float64Array.of(3, 1, Number.NaN, 1, 2, Number.POSITIVE_INFINITY)
    expect([...numericBins(column).cuts]).toEqual([1.5, 2.5])
  })

  it('shares many values out evenly over the bins', () => {
    const column = Float64Array.from({ length: 1000 }, (_, i) => i)
    const counts = countsOf(column, numericBins(column, 10).cuts)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(95)
    expect(Math.max(...counts)).toBeLessThanOrEqual(105)
  })

  it('gives a very frequent value its own bin and keeps fine bins for the rest', () => {
    const { cuts } = numericBins(Float64Array.from([...new Array<number>(5000).fill(0), ...Array.from({ length: 1000 }, (_, i) => i + 1)]))
    expect(cuts[0]).toBe(0.5)
    expect(cuts.length).toBeGreaterThan(240)
    expect(cuts.length).toBeLessThanOrEqual(254)
  })

  it('samples a long column and still shares it out evenly, negative numbers and periods included', () => {
    const column = Float32Array.from({ length: 300_000 }, (_, i) => ((i * 7919) % 1000) - 500)
    const counts = countsOf(column, numericBins(column, 100).cuts)
    expect(counts).toHaveLength(100)
    expect(Math.min(...counts)).toBeGreaterThan(2_000)
    expect(Math.max(...counts)).toBeLessThan(4_000)
  })

  it('has no cut for a constant or a wholly missing feature', () => {
    expect(numericBins(Float64Array.of(1, 1)).cuts.length).toBe(0)
    expect(numericBins(Float64Array.of(Number.NaN, Number.NaN)).cuts.length).toBe(0)
  })
})

describe('categoryBins', () => {
  it('keeps the most frequent 253 of ten thousand and shares one bin among the rest', () => {
    const column = Float64Array.from({ length: 30_000 }, (_, i) => (i < 20_000 ? i % 10_000 : i % 200))
    const bins = categoryBins(column, 'city')
    const binOf = categoryBinOf(bins)
    expect(bins.codes).toHaveLength(253)
    expect(binOf(7)).toBe(7)
    expect(binOf(9_000)).toBe(253)
    expect(binOf(123_456)).toBe(253)
    expect(binOf(Number.NaN)).toBe(MISSING_BIN)
  })

  it('counts a code not in training as missing', () => {
    expect(categoryBinOf(categoryBins(Float64Array.of(3, 5), 'city'))(4)).toBe(MISSING_BIN)
  })

  it('rejects values that are not codes', () => {
    expect(() => categoryBins(Float64Array.of(1, 2.5), 'city')).toThrow('Feature city is categorical')
  })
})
