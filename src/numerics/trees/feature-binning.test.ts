import { describe, expect, it } from 'vitest'
import { featureTable } from '../feature-table.ts'
import { binFeatures, MISSING_BIN } from './feature-binning.ts'

describe('binFeatures', () => {
  it('cuts midway between few distinct values', () => {
    const [bins] = binFeatures(featureTable(['a'], [[3], [1], [Number.NaN], [1], [2]]))
    expect([...(bins?.cuts ?? [])]).toEqual([1.5, 2.5])
    expect([...(bins?.bins ?? [])]).toEqual([2, 0, MISSING_BIN, 0, 1])
  })

  it('shares many values out evenly over the bins', () => {
    const [bins] = binFeatures(
      featureTable(
        ['a'],
        Array.from({ length: 1000 }, (_, i) => [i]),
      ),
      10,
    )
    const counts = new Array<number>(10).fill(0)
    for (const bin of bins?.bins ?? []) counts[bin] = (counts[bin] ?? 0) + 1
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(95)
    expect(Math.max(...counts)).toBeLessThanOrEqual(105)
  })

  it('gives a very frequent value a bin of its own and keeps the rest fine', () => {
    const values = [...new Array<number>(5000).fill(0), ...Array.from({ length: 1000 }, (_, i) => i + 1)]
    const [bins] = binFeatures(
      featureTable(
        ['a'],
        values.map((value) => [value]),
      ),
    )
    expect(bins?.cuts[0]).toBe(0.5)
    expect(bins?.cuts.length).toBeGreaterThan(240)
    expect(bins?.cuts.length).toBeLessThanOrEqual(254)
  })

  it('has no cut for a constant or a wholly missing feature', () => {
    const bins = binFeatures(
      featureTable(
        ['constant', 'missing'],
        [
          [1, Number.NaN],
          [1, Number.NaN],
        ],
      ),
    )
    expect(bins.map(({ cuts }) => cuts.length)).toEqual([0, 0])
  })
})
