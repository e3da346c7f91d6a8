import { AppError } from '#kernel/app-error.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import { keyRefused } from './row-lines.ts'
import type { ForeignTable, ReadOrder, SyncReading, TableLook } from './sync.ts'

/** Whether a figure is of a whole order, so that a row can only be read beside the other rows of its order. */
export function isOfOrder(money: MoneyPlan | null, mapping: Readonly<Record<string, string | null>>): boolean {
  if (money === null) return false
  return (
    money.level === 'order' || money.lessOrderDiscount || (money.refundLevel === 'order' && typeof mapping['refundAmount'] === 'string')
  )
}

/**
 * A run sees only the rows that changed: a figure of a whole order would be given to each of them, and of two rows with one key the later would take the place of
 * the earlier. What the first rows showed is no promise, so the table itself is asked each time, unless its own key says so.
 *
 * @throws AppError `sync-order-totals` where an order has several rows, `sync-key-repeats` where a key has.
 */
export async function refuseSeveralRows(
  table: Pick<ForeignTable, 'repeats'>,
  { key }: Pick<TableLook, 'key'>,
  keyColumns: readonly string[],
  { kind, money, corrections: { mapping = {} } }: SyncReading,
  order: Pick<ReadOrder, 'cursor' | 'from'>,
): Promise<void> {
  if (kind !== 'orders') return
  const isUnique = (columns: readonly string[]): boolean => key.length > 0 && key.every((name) => columns.includes(name))
  if (keyColumns.length > 0 && !isUnique(keyColumns) && (await table.repeats(keyColumns, order)))
    throw keyRefused('sync-key-repeats', 'has the same value in two rows', keyColumns)
  if (!isOfOrder(money, mapping)) return
  const column = mapping['orderId']
  if (typeof column !== 'string') throw severalRowsRefused()
  if (!isUnique([column]) && (await table.repeats([column], order))) throw severalRowsRefused()
}

export function severalRowsRefused(): AppError {
  return new AppError(
    'invalid-input',
    'sync-order-totals',
    'An amount or a discount is of the whole order, and orders have several rows here or no number: a sync reads only the rows that changed, and could not share it out. Nothing of this run was stored. Read a table or view with one row for each order, or with amounts of each line.',
  )
}
