/** The figures of one row as numbers; undefined where the cell is blank or the field has no column. */
export interface RowFigures {
  readonly orderId: string
  readonly quantity: number | undefined
  readonly unitPrice: number | undefined
  readonly amount: number | undefined
  readonly paidAmount: number | undefined
  readonly orderTotal: number | undefined
  readonly subtotal: number | undefined
  readonly lineDiscount: number | undefined
  readonly orderDiscount: number | undefined
  readonly refundAmount: number | undefined
  readonly shipping: number | undefined
  readonly tax: number | undefined
}

export type MoneyField = Exclude<keyof RowFigures, 'orderId'>
export const MONEY_FIELDS: readonly MoneyField[] = [
  'quantity',
  'unitPrice',
  'amount',
  'paidAmount',
  'orderTotal',
  'subtotal',
  'lineDiscount',
  'orderDiscount',
  'refundAmount',
  'shipping',
  'tax',
]

/** Rows of figures by order. */
export type Orders = readonly (readonly RowFigures[])[]

/** Rows by order. The last of several orders is left out unless the rows are `whole`, because the head of a file may cut it off. */
export function ordersOf(rows: readonly RowFigures[], whole = false): Orders {
  const orders = new Map<string, RowFigures[]>()
  for (const row of rows) {
    const order = orders.get(row.orderId)
    if (order === undefined) orders.set(row.orderId, [row])
    else order.push(row)
  }
  const list = [...orders.values()]
  return list.length > 2 && !whole ? list.slice(0, -1) : list
}

const MOST = 0.9

/** Whether a figure is per line or for the whole order: on its first row only, or the same on each. */
export function levelOf(field: MoneyField, orders: Orders): 'line' | 'order' | 'unknown' {
  const { line, order } = levelsOf(field, orders)
  if (line === 0 && order === 0) return 'unknown'
  return order >= MOST * (line + order) ? 'order' : 'line'
}

/** Counts multi-row orders by whether the figure is per order (on the first row only, or the same on each) or differs between lines. */
export function levelsOf(field: MoneyField, orders: Orders): { readonly line: number; readonly order: number } {
  let line = 0
  let order = 0
  for (const rows of orders) {
    if (rows.length < 2) continue
    const values = rows.map((row) => row[field])
    const [top, ...rest] = values
    if (top === undefined && rest.every((value) => value === undefined)) continue
    if (top !== undefined && rest.every((value) => value === undefined)) order += 1
    else if (values.every((value) => value === top)) order += sameLines(rows) ? 0 : 1
    else line += 1
  }
  return { line, order }
}

/** Lines with the same product, price and quantity have the same amount anyway, so they are not evidence. */
function sameLines(rows: readonly RowFigures[]): boolean {
  const [top] = rows
  return top?.unitPrice !== undefined && rows.every(({ unitPrice, quantity }) => unitPrice === top.unitPrice && quantity === top.quantity)
}

/** A figure of one order: the sum if its rows differ, otherwise counted once. */
export function wholeOf(rows: readonly RowFigures[], field: MoneyField): number | undefined {
  return rows.length > 1 && levelOf(field, [rows]) === 'line' ? sumOf(rows, field) : firstOf(rows, field)
}

export function firstOf(rows: readonly RowFigures[], field: MoneyField): number | undefined {
  return rows.find((row) => row[field] !== undefined)?.[field]
}

export function sumOf(rows: readonly RowFigures[], field: MoneyField): number | undefined {
  let total: number | undefined
  for (const row of rows) if (row[field] !== undefined) total = (total ?? 0) + row[field]
  return total
}
