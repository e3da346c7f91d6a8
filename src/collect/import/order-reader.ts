import { AppError } from '#kernel/app-error.ts'
import { CUSTOMER_FIELDS } from './import-fields.ts'
import { withoutSummary } from './layout-rules.ts'
import { draftReader, type OrderDraft } from './order-draft.ts'
import type { OrderLine } from './order-line.ts'
import { holdsOrders, type OrderPlan } from './order-plan.ts'
import type { ReadRow, RowReader } from './row-reader.ts'
import { type RowPlan, type RowResult } from './row-step.ts'
import { settleOrder } from './settle-order.ts'

/** Order-level fields: if blank on later rows, they take the first row's value. */
const OF_ORDER: readonly string[] = [
  ...CUSTOMER_FIELDS,
  'orderId',
  'orderedAt',
  'customerName',
  'currency',
  'channel',
  'storeId',
  'paymentMethod',
  'couponCode',
  'country',
  'status',
  'refundStatus',
  'paidAt',
  'cancelledAt',
]
/** Limit of orders held back when their rows are not consecutive: more would not fit into memory. */
const MOST_HELD = 200_000

/**
 * Reads an order file row by row. If amounts, discounts or refunds are per order, the rows of an order are held back until it is complete; then
 * each row still gets its own result.
 */
export function orderReader(plan: RowPlan, order: OrderPlan): RowReader<OrderLine> {
  const read = draftReader(plan, order)
  const held = new Map<string, OrderDraft[]>()
  const holds = holdsOrders(order.money, plan.positions.has('refundAmount'), order.lineRoles, order.negatives)
  const mustHold = holdsOrders(order.money, plan.positions.has('refundAmount'), order.lineRoles, false)
  const carry = order.carriesDown ? carrier(plan.positions) : undefined
  const settle = (rows: readonly OrderDraft[]): ReadRow<OrderLine>[] => {
    const items = withoutSummary(rows, order.rules)
    const results = settleOrder(items, order.money, plan, order.currencySaid)
    return items.map(({ line, cells }, i) => ({ line, cells, result: results[i] as RowResult<OrderLine> }))
  }
  const release = (): ReadRow<OrderLine>[] => {
    const rows = [...held.values()].flatMap(settle)
    held.clear()
    return rows
  }
  return {
    push(line, given) {
      if (order.onlyRows?.words.includes((given[order.onlyRows.position] ?? '').trim()) === false) return []
      const own = order.fallbacks.length === 0 ? given : withFallbacks(given, order.fallbacks)
      const cells = carry === undefined ? own : carry(own)
      const answer = read(line, cells)
      if (!answer.ok) return [{ line, cells, result: answer }]
      const { draft } = answer
      if (!holds) return settle([draft])
      const rows = held.get(draft.orderId)
      if (rows !== undefined) {
        rows.push(draft)
        return []
      }
      const full = order.scattered && held.size >= MOST_HELD
      if (full && mustHold) throw tooScattered()
      const done = order.scattered && !full ? [] : release()
      held.set(draft.orderId, [draft])
      return done
    },
    end: release,
  }
}

function withFallbacks(cells: readonly string[], fallbacks: OrderPlan['fallbacks']): readonly string[] {
  let filled: string[] | undefined
  for (const [first, ...others] of fallbacks) {
    if (first === undefined || (cells[first] ?? '').trim() !== '') continue
    const next = others.find((at) => (cells[at] ?? '').trim() !== '')
    if (next === undefined) continue
    filled ??= [...cells]
    filled[first] = cells[next] as string
  }
  return filled ?? cells
}

/** Fills blank order cells from the row above, if both rows belong to one order. */
function carrier(positions: ReadonlyMap<string, number>): (cells: readonly string[]) => readonly string[] {
  const orderAt = positions.get('orderId')
  const places = OF_ORDER.flatMap((field) => positions.get(field) ?? [])
  const saysWho = [...CUSTOMER_FIELDS, 'orderedAt'].flatMap((field) => positions.get(field) ?? [])
  let above: readonly string[] | undefined
  return (cells) => {
    if (orderAt === undefined) return cells
    const number = (cells[orderAt] ?? '').trim()
    const last = above
    const same =
      last !== undefined &&
      (number === ''
        ? saysWho.every((place) => (cells[place] ?? '').trim() === '') && cells.some((cell) => cell.trim() !== '')
        : number === (last[orderAt] ?? '').trim())
    if (!same || last === undefined) {
      above = cells
      return cells
    }
    let filled: string[] | undefined
    for (const place of places) {
      if ((cells[place] ?? '').trim() !== '' || (last[place] ?? '').trim() === '') continue
      filled ??= [...cells]
      filled[place] = last[place] as string
    }
    // The row above including its own filled cells, because a third row needs them too.
    above = filled ?? cells
    return above
  }
}

function tooScattered(): AppError {
  return new AppError(
    'invalid-input',
    'orders-scattered',
    'The amount is the order total, but the rows of an order are not next to each other and there are too many orders to hold in memory. Sort the file by order number and import it again.',
  )
}
