import { expect, test } from 'vitest'
import { PLAIN_MONEY } from '../import/order-plan.ts'
import type { SyncReading } from './sync.ts'
import { refuseSeveralRows } from './whole-orders.ts'

const reading: SyncReading = { kind: 'orders', preset: 'generic', corrections: { mapping: { orderId: 'no' } }, money: PLAIN_MONEY }
const ofOrder: SyncReading = { ...reading, money: { ...PLAIN_MONEY, level: 'order' } }
/** Asks a table of that key in which these columns repeat; answers what it was asked. */
const asked = async (key: string[], keyColumns: string[], how: SyncReading, repeating: string[] = []): Promise<string[]> => {
  const questions: string[] = []
  const repeats = (columns: readonly string[]): Promise<boolean> => {
    questions.push(columns.join('+'))
    return Promise.resolve(repeating.includes(columns.join('+')))
  }
  await refuseSeveralRows({ repeats }, { key }, keyColumns, how, { cursor: null, from: null })
  return questions
}

test('a table is asked whether orders have several rows only where a figure is of the order, and its key does not say so', async () => {
  expect(await asked(['id'], ['id'], reading)).toEqual([])
  expect(await asked(['id'], ['id'], ofOrder)).toEqual(['no'])
  expect(await asked(['no'], ['no'], ofOrder)).toEqual([])
  expect(await asked([], ['no'], { ...ofOrder, kind: 'customers' }, ['no'])).toEqual([])
})

test('orders of several rows are refused where a figure is of the order, and so are orders without a number', async () => {
  await expect(asked(['id'], ['id'], ofOrder, ['no'])).rejects.toMatchObject({ code: 'sync-order-totals' })
  const unnumbered = { ...ofOrder, corrections: { mapping: { orderId: null } } }
  await expect(asked(['id'], ['id'], unnumbered)).rejects.toMatchObject({ code: 'sync-order-totals' })
})

test('a key that the database does not promise is asked for, because of two rows the later would replace the earlier', async () => {
  expect(await asked([], ['no', 'line'], reading)).toEqual(['no+line'])
  expect(await asked(['no'], ['no', 'line'], reading)).toEqual([])
  await expect(asked(['id'], ['no'], reading, ['no'])).rejects.toMatchObject({ code: 'sync-key-repeats' })
})
