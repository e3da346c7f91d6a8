import { expect, test } from 'vitest'
import { PLAIN_MONEY } from '../import/order-plan.ts'
import { settleReading, usedColumns, withPoint, withRowKey } from './settle-reading.ts'
import type { TableColumn } from './table-column.ts'

const column = (name: string, kind: TableColumn['class']): TableColumn => ({ name, type: kind, class: kind, nullable: true })
const seen = {
  kind: 'orders',
  layout: null,
  mapping: { orderId: 'no', orderedAt: 'at', amount: 'sum' },
  corrections: {},
  money: PLAIN_MONEY,
  severalRows: true,
  dateOrder: 'ymd',
  dateOrderSure: true,
  attributes: [],
} as const

test('what the first rows showed is settled: later runs guess no further column, whatever their few rows look like', () => {
  const { corrections, preset } = settleReading(seen)
  expect(preset).toBe('generic')
  expect(corrections.mapping).toMatchObject({ orderId: 'no', amount: 'sum', refundAmount: null, unitPrice: null })
  expect(corrections.dateOrder).toBe('ymd')
  const columns = [
    column('no', 'text'),
    column('at', 'time'),
    column('sum', 'number'),
    column('id', 'integer'),
    column('secret', 'text'),
    column('photo', 'binary'),
  ]
  expect(usedColumns(columns, settleReading(seen), ['id']).map(({ name }) => name)).toEqual(['no', 'at', 'sum', 'id'])
})

test('amounts of whole orders on several rows are refused, because a run sees only the rows that changed', () => {
  const shared = { ...seen, money: { ...PLAIN_MONEY, level: 'order' as const } }
  expect(() => settleReading(shared)).toThrow(/one row for each order/)
  expect(settleReading({ ...shared, severalRows: false }).money?.level).toBe('order')
  expect(() => settleReading({ ...seen, money: { ...PLAIN_MONEY, refundLevel: 'order' } })).not.toThrow()
  expect(() =>
    settleReading({ ...seen, mapping: { ...seen.mapping, refundAmount: 'back' }, money: { ...PLAIN_MONEY, refundLevel: 'order' } }),
  ).toThrow(/one row for each order/)
})

test('columns of numbers are read with a point without a guess, texts and what the owner said are left alone', () => {
  expect(withPoint([column('sum', 'number')], { amount: 'sum' }, {})).toEqual({ decimalMark: '.' })
  expect(withPoint([column('sum', 'text')], { amount: 'sum' }, {})).toBeUndefined()
  expect(withPoint([column('sum', 'number')], { amount: 'sum' }, { decimalMark: ',' })).toBeUndefined()
  expect(withPoint([column('sum', 'number')], { orderId: 'sum' }, {})).toBeUndefined()
})

test('rows that look alike are two where each has a key: it is the number of the line, unless the table or its owner has another', () => {
  expect(withRowKey(['id'], { orderId: 'no' }, {})).toEqual({ mapping: { lineNumber: 'id' } })
  expect(withRowKey(['no', 'line'], { orderId: 'no' }, {})).toEqual({ mapping: { lineNumber: 'line' } })
  expect(withRowKey(['no'], { orderId: 'no' }, {})).toEqual({})
  expect(withRowKey(['id'], { lineNumber: 'position' }, {})).toEqual({})
  expect(withRowKey(['id'], {}, { mapping: { lineNumber: null } })).toEqual({ mapping: { lineNumber: null } })
})
