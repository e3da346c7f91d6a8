import { isErrorColumn } from '../columns/error-columns.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import { copyKey, lineKey } from './content-key.ts'
import type { ImportPlan } from './import-plan.ts'
import type { ImportPorts } from './import-ports.ts'
import { KeyCounter } from './key-counter.ts'
import { orderReader } from './order-reader.ts'

/** An order of the file, with the keys of its lines. */
export interface SampledOrder {
  readonly orderId: string
  readonly at: number
  readonly keys: readonly bigint[]
}

/** Among the given orders: those already stored by imports, and those without any stored line from this file. */
export interface OrdersThere {
  readonly there: number
  readonly otherLines: number
  /** An import that stored such lines. */
  readonly importId: string
}

const MOST_ORDERS = 300
/** Share of the orders that must be stored with other lines before we ask: an order cut by the end of a file is one of many. */
const ENOUGH = 0.1

/** The first orders of a file as they would be stored. */
export function sampleOrders(
  { table, rowPlan, orderPlan }: ImportPlan,
  salt: string,
  keyOf?: (line: number) => bigint | undefined,
): SampledOrder[] {
  const reader = orderReader(rowPlan, orderPlan)
  const copies = new KeyCounter()
  const orders = new Map<string, { at: number; keys: bigint[] }>()
  const rows = table.sample.flatMap((cells, i) => [...reader.push(table.headingLine + 1 + i, cells)])
  for (const { line, result } of [...rows, ...reader.end()]) {
    if (!result.ok) continue
    const { orderId, occurredAt } = result.value
    const base = lineKey(salt, 'orders', result.content, keyOf?.(line))
    const key = copyKey(base, copies.add(base))
    const order = orders.get(orderId)
    if (order === undefined) orders.set(orderId, { at: occurredAt, keys: [key] })
    else order.keys.push(key)
  }
  const list = [...orders].map(([orderId, order]) => ({ orderId, ...order }))
  // The last may be cut off where the head ends.
  return (table.sampleIsAll ? list : list.slice(0, -1)).slice(0, MOST_ORDERS)
}

/** The question raised when a file's orders are already stored with other lines, as with a shop's order list and item list: they would count twice. */
export async function ordersThere(
  plan: ImportPlan,
  salt: string,
  ports: Pick<ImportPorts, 'ordersThere'>,
  keyOf?: (line: number) => bigint | undefined,
): Promise<FileQuestion[]> {
  const { interpretation, table } = plan
  // Corrected rows are the missing lines of orders already stored.
  if (interpretation.kind !== 'orders' || !interpretation.positions.has('orderId') || table.columns.some(isErrorColumn)) return []
  const orders = sampleOrders(plan, salt, keyOf)
  const { there, otherLines, importId } = await ports.ordersThere(orders)
  if (otherLines * 2 < there || otherLines === 0 || otherLines < ENOUGH * orders.length) return []
  return [
    {
      code: 'orders-there',
      weight: 'blocking',
      field: 'orderId',
      text: {
        zh: `前 ${orders.length} 个订单中有 ${otherLines} 个已由另一个文件导入，明细与这个文件不同（例如订单报表和商品报表）：再导入会重复计算。请先撤销那次导入（编号 ${importId}），或只用其中一个文件。`,
        en: `${otherLines} of the first ${orders.length} orders were already imported from another file with different lines, for example an order list and an item list. They would count twice. Undo that import first (id ${importId}), or use only one of the two files.`,
      },
    },
  ]
}
