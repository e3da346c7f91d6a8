import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import type { DemandSales, SoldProduct } from './demand-sales.ts'
import { addUnits } from './demand-sales.ts'
import { DEMAND_HORIZON } from './forecast-hierarchy.ts'
import { makeDemandForecast } from './make-demand-forecast.ts'

const FIRST = '2025-01-06'

/** A product given its sales on day t. */
function product(key: string, category: string, days: number, unitsOn: (t: number) => number): SoldProduct {
  const sold = Array.from({ length: days }, (_, t) => [t, unitsOn(t)] as const).filter(([, units]) => units > 0)
  return { key, label: `Name of ${key}`, category, days: sold.map(([t]) => t), units: sold.map(([, units]) => units) }
}

function shop(days: number): DemandSales {
  const rng = new Rng('demand-shop')
  const noisy = (mean: number): number => Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.normal()))
  const products = [
    ...Array.from({ length: 4 }, (_, k) =>
      product(`big${k}`, k % 2 === 0 ? 'tea' : 'food', days, (t) => noisy((t % 7 > 4 ? 40 : 20) * (k + 1))),
    ),
    ...Array.from({ length: 6 }, (_, k) => product(`rare${k}`, 'food', days, () => (rng.chance(0.15) ? 2 : 0))),
    product('ended', 'tea', days, (t) => (t < days - 90 ? 6 : 0)),
    product('new', 'tea', days, (t) => (t >= days - 10 ? 5 : 0)),
  ]
  // Both stores sell half of everything.
  const total = new Float64Array(days)
  for (const one of products) addUnits(total, one)
  const stores = ['north', 'south'].map((key) => product(key, '', days, (t) => (total[t] as number) / 2))
  return { firstDay: FIRST, days, products, stores }
}

const order = (sales: DemandSales | null) => ({ sales, asOf: new Date('2026-01-01T00:00:00Z'), timeZone: 'Asia/Shanghai' })

describe('a demand forecast', () => {
  const sales = shop(200)
  const { card, series } = makeDemandForecast(order(sales))
  const of = (key: string) => series.find((one) => one.key === key)

  it('adds up on every single day, on every level', () => {
    for (let h = 0; h < DEMAND_HORIZON; h += 1) {
      const sum = (level: string): number => series.reduce((units, one) => units + (one.level === level ? (one.mean[h] as number) : 0), 0)
      for (const level of ['category', 'store', 'product']) expect(sum(level)).toBeCloseTo(sum('total'), 8)
    }
    for (const { mean, low, high, total, totalLow, totalHigh } of series) {
      for (let h = 0; h < DEMAND_HORIZON; h += 1) {
        expect(low[h]).toBeGreaterThanOrEqual(0)
        expect(mean[h]).toBeGreaterThanOrEqual(low[h] as number)
        expect(high[h]).toBeGreaterThanOrEqual(mean[h] as number)
      }
      expect(totalLow).toBeLessThanOrEqual(total)
      expect(totalHigh).toBeGreaterThanOrEqual(total)
    }
  })

  it('takes the method that suits each product', () => {
    expect(of('big0')?.method).toBe('combination')
    expect(of('rare0')?.method).toBe('intermittent')
    expect(of('ended')?.method).toBe('ended')
    expect(of('ended')?.total).toBeLessThan(2)
    expect(of('new')?.method).toBe('new')
    expect(of('new')?.total).toBeGreaterThan(60)
    expect(of('new')?.historyDays).toBe(10)
  })

  it('is tested on the months before, compared with the baseline, with intervals that cover as stated', () => {
    const total = card.accuracy.find(({ level }) => level === 'total')
    const products = card.accuracy.find(({ level }) => level === 'product')
    expect(total?.wape).toBeLessThan(0.05)
    expect(products?.wape).toBeLessThan(products?.baselineWape ?? 0)
    expect(products?.coverage).toBeGreaterThan(0.7)
    expect(products?.coverage).toBeLessThan(0.9)
    expect(card.total?.units).toBeGreaterThan((card.total?.last ?? 0) * 0.9)
    expect(card.note?.en).toContain('less than a year')
  })

  it('gives the small products their share when only the large ones have their own models', () => {
    const few = makeDemandForecast({ ...order(sales), ownModels: 4 })
    const shared = few.series.filter(({ method }) => method === 'share')
    expect(shared.map(({ key }) => key)).toContain('rare0')
    expect(shared).toHaveLength(8)
    const sum = (level: string): number => few.series.reduce((units, one) => units + (one.level === level ? one.total : 0), 0)
    expect(sum('product')).toBeCloseTo(sum('total'), 6)
    expect(few.series.find(({ key }) => key === 'ended')?.total).toBeLessThan(5)
  })

  it('is the same each time', () => {
    expect(makeDemandForecast(order(sales)).card).toEqual(card)
  })

  it('explains in words when there is too little data', () => {
    expect(makeDemandForecast(order(null)).card.note?.en).toContain('no sales')
    expect(makeDemandForecast(order({ ...sales, products: [], stores: [] })).series).toEqual([])
    expect(makeDemandForecast(order(shop(20))).card.note?.zh).toContain('20 天')
    const stale = makeDemandForecast(order({ ...sales, days: 400 }))
    expect(stale.card.total).toBeNull()
    expect(stale.card.note?.en).toContain('2025-07-24')
    const young = makeDemandForecast(order(shop(60)))
    expect(young.card.accuracy).toEqual([])
    expect(young.card.note?.en).toContain('not tested')
    expect(young.card.total?.units).toBeGreaterThan(0)
  })

  it('omits categories when there are none', () => {
    const plain = { ...sales, products: sales.products.map((one) => ({ ...one, category: '' })), stores: [] }
    const answer = makeDemandForecast(order(plain))
    expect(new Set(answer.series.map(({ level }) => level))).toEqual(new Set(['total', 'product']))
    expect(answer.card.accuracy.map(({ level }) => level)).toEqual(['total', 'product'])
  })
})
