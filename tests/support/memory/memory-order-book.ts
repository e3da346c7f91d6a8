import type { OrderBookStore, StoredOrderLine } from '#collect/orders/order-book.ts'
import { newestRows, type OrderStatement } from '#collect/orders/order-statement.ts'

export interface MemoryOrderBook extends OrderBookStore {
  /** Puts rows of a file into the table. */
  addRows(rows: readonly StoredOrderLine[]): void
  /** Every row of the table as it is now. */
  rows(): StoredOrderLine[]
}

/** What was said of orders, and the table of lines, in memory. Keeps the rules of tests/contract/order-book.case.ts. */
export function memoryOrderBook(): MemoryOrderBook {
  const statements = new Map<string, OrderStatement>()
  const lines = new Map<string, StoredOrderLine>()
  let turn: Promise<unknown> = Promise.resolve()
  const put = (row: StoredOrderLine): void => {
    const place = `${row.originId}/${row.occurredAt}/${row.orderId}/${row.key}`
    const there = lines.get(place)
    if (there === undefined || there.receivedAt <= row.receivedAt) lines.set(place, row)
  }
  return {
    hold(_how, work) {
      const result = turn.then(work)
      turn = result.catch(() => undefined)
      return result
    },
    hasStatements: () => Promise.resolve(statements.size > 0),
    statementsOf: (ids, without = []) =>
      Promise.resolve(
        newestRows([...statements.values()].filter(({ orderId, importId }) => ids.includes(orderId) && !without.includes(importId))),
      ),
    addStatements(added) {
      for (const one of added) statements.set(`${one.orderId}/${one.id}`, one)
      return Promise.resolve()
    },
    ordersOf: (importIds) =>
      Promise.resolve([
        ...new Set([...statements.values()].filter(({ importId }) => importIds.includes(importId)).map(({ orderId }) => orderId)),
      ]),
    forgetImports(importIds) {
      for (const [key, { importId }] of statements) if (importIds.includes(importId)) statements.delete(key)
      return Promise.resolve()
    },
    linesOf: (ids) => Promise.resolve([...lines.values()].filter(({ orderId }) => ids.includes(orderId))),
    writeLines(written) {
      for (const line of written) put({ ...line, importId: '', isCopy: false })
      return Promise.resolve()
    },
    addRows: (rows) => rows.forEach(put),
    rows: () => [...lines.values()],
  }
}
