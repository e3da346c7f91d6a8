import { describe, expect, it } from 'vitest'
import { demandAmounts } from './demand-amounts.ts'
import type { DemandSales, SoldMoney } from './demand-sales.ts'
import type { HierarchyForecast } from './forecast-hierarchy.ts'

const sold = (key: string, category: string, money: SoldMoney) => ({ key, label: key, category, days: [0], units: [1], money })
const forecast = (level: HierarchyForecast['level'], key: string, units: number): HierarchyForecast => {
  const nothing = new Float64Array(1)
  return {
    level,
    key,
    label: key,
    method: 'combination',
    historyDays: 9,
    mean: Float64Array.of(units),
    deviations: nothing,
    baseline: nothing,
    last: 0,
  }
}

describe('amounts of a demand forecast', () => {
  const sales: DemandSales = {
    firstDay: '2026-01-01',
    days: 9,
    products: [
      sold('tea', 'drinks', { price: 12.5, last: 100 }),
      sold('cup', 'dishes', { price: 30, last: 60 }),
      // Sold in a currency without a rate.
      sold('pot', 'dishes', { price: null, last: 0 }),
    ],
    stores: [sold('north', '', { price: 20, last: 160 })],
  }
  const series = [
    forecast('total', '', 30),
    forecast('category', 'drinks', 20),
    forecast('category', 'dishes', 10),
    forecast('product', 'tea', 20),
    forecast('product', 'cup', 9),
    forecast('product', 'pot', 1),
    forecast('store', 'north', 30),
  ]
  const amounts = series.map(demandAmounts(sales, series))

  it('are units at the recent price of each product, added up', () => {
    expect(amounts[1]).toEqual({ amount: 250, lastAmount: 100 })
    expect(amounts[3]).toEqual({ amount: 250, lastAmount: 100 })
    expect(amounts[4]).toEqual({ amount: 270, lastAmount: 60 })
  })

  it('are unknown when more than 1 % of the units have no price', () => {
    const unknown = { amount: null, lastAmount: null }
    expect([amounts[0], amounts[2], amounts[5]]).toEqual([unknown, unknown, unknown])
  })

  it('use the store’s own price for its sales', () => {
    expect(amounts[6]).toEqual({ amount: 600, lastAmount: 160 })
  })
})
