import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { csvOfStock } from './stock-csv.ts'

async function* rows() {
  yield {
    productId: '=A1',
    label: '乌龙茶, 100g',
    demand: 12.3456,
    leadDemand: 3,
    safetyStock: 2,
    reorderPoint: 5,
    amount: { minor: 123_456, currency: 'CNY' },
  }
  yield { productId: 'p2', label: '', demand: 0, leadDemand: 0, safetyStock: 0, reorderPoint: 0, amount: null }
}

test('stock as a file has the headings of the reader and no formulas', async () => {
  expect(await text(csvOfStock(rows(), 'zh'))).toBe(
    [
      '\uFEFF商品编号,商品,预计销量,到货期需求,安全库存,补货点,预计销售额,币种',
      `'=A1,"乌龙茶, 100g",12.35,3,2,5,1234.56,CNY`,
      'p2,,0,0,0,0,,',
      '',
    ].join('\r\n'),
  )
  expect((await text(csvOfStock(rows(), 'en'))).split('\r\n')[0]).toBe(
    '\uFEFFProduct ID,Product,Expected demand,Demand in the lead time,Safety stock,Reorder point,Expected sales,Currency',
  )
})
