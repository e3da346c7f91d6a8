import { expect, test } from 'vitest'
import { isMeantChange } from './product-change.ts'

const drop = { change: 'price_drop', least: 0.1 } as const
const said = (price: number | null, before: number | null) => ({ productId: 'p', price, before })

test('a price counts that fell by the share, and none that rose or is not known', () => {
  const asks = [said(90, 100), said(89.9, 99.9), said(91, 100), said(110, 100), said(90, null), said(null, 100), said(0, 0)]
  expect(asks.map((one) => isMeantChange(drop, 'Product Price Changed', one))).toEqual([true, true, false, false, false, false, false])
  expect(isMeantChange(drop, 'Product Price Changed', { ...said(1, 100), productId: '' })).toBe(false)
})

test('a product that can be bought again counts for what waits for that alone', () => {
  expect(isMeantChange({ change: 'back_in_stock', least: 0 }, 'Product Back In Stock', said(null, null))).toBe(true)
  expect(isMeantChange(drop, 'Product Back In Stock', said(90, 100))).toBe(false)
})
