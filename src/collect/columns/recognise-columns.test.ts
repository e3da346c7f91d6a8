import { expect, it } from 'vitest'
import { profileColumns } from './column-profile.ts'
import { recogniseColumns } from './recognise-columns.ts'

const fieldsOf = (columns: readonly string[], given: Parameters<typeof recogniseColumns>[2] = {}) => {
  const rows = [
    ['2026-01-02', 'M1', '20.00', '50.00'],
    ['2026-01-02', 'M1', '30.00', '50.00'],
    ['2026-01-03', 'M2', '15.00', '15.00'],
  ]
  return recogniseColumns('orders', profileColumns(columns, rows), given).columns.map(({ field }) => field)
}

it.each([
  ['Total Price', 'Order Value'],
  ['total price (JPY)', 'order amount (JPY)'],
])('"%s" is of the line beside "%s", whichever word is better known', (line, order) => {
  expect(fieldsOf(['Order Date', 'Member No', line, order])).toEqual(['orderedAt', 'memberNumber', 'amount', 'orderTotal'])
})

it('leaves what the owner of the file said', () => {
  const why = { zh: '指定', en: 'said' }
  const fields = fieldsOf(['Order Date', 'Member No', 'Total Price', 'Order Value'], { orderTotal: { column: 'Total Price', why } })
  expect(fields).toEqual(['orderedAt', 'memberNumber', 'orderTotal', 'amount'])
})
