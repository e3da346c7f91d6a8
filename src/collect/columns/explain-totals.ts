import { firstOf, levelOf, type MoneyField, type Orders, type RowFigures, sumOf, wholeOf } from './row-figures.ts'

/** The value of a row before discounts: its amount, its price times its quantity, or a price for the whole line. */
export type LineValue = 'amount' | 'piece' | 'line'

/** One way to derive an order's figure in the file from its rows. */
export interface Reading {
  readonly value: LineValue
  /** Whether line and order discounts are subtracted, and whether they are shares of the price. */
  readonly line: boolean
  readonly order: boolean
  readonly rate: boolean
  readonly check: MoneyField
  /** What is added on top of the lines. */
  readonly extra: readonly MoneyField[]
  /** Orders that add up to the cent, orders whose figure is below the computed one, and all orders compared. */
  readonly hits: number
  readonly below: number
  readonly of: number
  /** The sum of the orders as computed, and by the file's figure. */
  readonly sum: number
  readonly total: number
}

export interface Explained {
  /** The reading that agrees; undefined if none does. */
  readonly best: Reading | undefined
  /** The same over all orders. */
  readonly ofAll: Reading | undefined
  /** Figures available for comparison. */
  readonly checks: readonly MoneyField[]
  /** Orders in which readings differ because of quantity or discounts. */
  readonly telling: number
  /** The simplest reading with every discount subtracted, compared with paid amount, total and subtotal; undefined where the file lacks that figure. */
  readonly paid: Reading | undefined
  readonly totalled: Reading | undefined
  readonly subtotalled: Reading | undefined
  /** Whether the discounts of the file are shares of a price. */
  readonly rate: boolean
}

export const CENT = 0.011
const MOST = 0.9
/** Share of orders that must add up for a reading that leaves a remainder on the others: shipping or tax without a column. */
const SOME = 0.2
const HARDLY_ANY = 0.05
const EXTRAS: readonly (readonly MoneyField[])[] = [[], ['shipping'], ['tax'], ['shipping', 'tax']]

/** Compares every reading of value and discounts with every total in the file, with and without shipping and tax; the simplest of the best wins. */
export function explainTotals(orders: Orders, values: readonly LineValue[], has: (field: MoneyField) => boolean): Explained {
  const checks = (['orderTotal', 'subtotal', 'paidAmount'] as const).filter(has)
  const telling = orders.filter((rows) => rows.some((row) => (row.quantity !== undefined && row.quantity !== 1) || discountOf(row) !== 0))
  const judged = telling.length >= 2 ? telling : orders
  const rate = mayBeRate(orders)
  const levels: Levels = {
    amount: levelOf('amount', orders) === 'order',
    orderDiscount: levelOf('orderDiscount', orders) !== 'line',
    lineDiscount: levelOf('lineDiscount', orders) === 'order',
  }
  const found = checks.flatMap((check) => bestAgainst(check, judged, values, has, levels, rate) ?? [])
  // The paid amount is the best evidence; otherwise the total that agrees most often.
  const paid = found.find(({ check, hits, of }) => check === 'paidAmount' && hits >= MOST * of)
  const [value = 'piece'] = values
  const plain = (check: MoneyField): Reading | undefined => {
    if (!has(check)) return undefined
    const reading = tally({ value, line: has('lineDiscount'), order: has('orderDiscount'), rate, check, extra: [] }, orders, levels)
    return reading.of === 0 ? undefined : reading
  }
  const best =
    paid ??
    found
      .filter(agrees)
      .toSorted((a, b) => b.hits / b.of - a.hits / a.of || Number(b.check === 'paidAmount') - Number(a.check === 'paidAmount'))[0]
  return {
    best,
    ofAll: best === undefined ? undefined : tally(best, orders, levels),
    checks,
    telling: telling.length,
    paid: plain('paidAmount'),
    totalled: plain('orderTotal'),
    subtotalled: plain('subtotal'),
    rate,
  }
}

function agrees({ hits, below, of }: Reading): boolean {
  return hits * 2 >= of || (hits >= 3 && hits >= SOME * of && below <= HARDLY_ANY * of)
}

interface Levels {
  readonly amount: boolean
  readonly orderDiscount: boolean
  readonly lineDiscount: boolean
}

type Guess = Pick<Reading, 'value' | 'line' | 'order' | 'rate' | 'check' | 'extra'>

function bestAgainst(
  check: MoneyField,
  orders: Orders,
  values: readonly LineValue[],
  has: (field: MoneyField) => boolean,
  levels: Levels,
  mayBeRates: boolean,
): Reading | undefined {
  let best: Reading | undefined
  for (const value of values)
    for (const line of has('lineDiscount') ? [false, true] : [false])
      for (const order of has('orderDiscount') ? [false, true] : [false])
        for (const extra of EXTRAS)
          for (const rate of mayBeRates && (line || order) ? [false, true] : [false]) {
            if (extra.some((field) => !has(field))) continue
            const reading = tally({ value, line, order, rate, check, extra }, orders, levels)
            if (reading.of > 0 && reading.hits > (best?.hits ?? 0)) best = reading
          }
  return best
}

function tally({ value, line, order, rate, check, extra }: Guess, orders: Orders, levels: Levels): Reading {
  let [hits, below, of, sum, total] = [0, 0, 0, 0, 0]
  for (const rows of orders) {
    const figure = wholeOf(rows, check)
    if (figure === undefined || figure === 0) continue
    of += 1
    let worth = rate ? rated(rows, value, line) : worthOf(rows, value, levels)
    if (line && !rate) worth -= Math.abs((levels.lineDiscount ? firstOf(rows, 'lineDiscount') : sumOf(rows, 'lineDiscount')) ?? 0)
    if (order && !rate) worth -= Math.abs((levels.orderDiscount ? firstOf(rows, 'orderDiscount') : sumOf(rows, 'orderDiscount')) ?? 0)
    for (const field of extra) worth += wholeOf(rows, field) ?? 0
    if (Math.abs(worth - figure) < CENT) hits += 1
    else if (figure < worth) below += 1
    sum += worth
    total += figure
  }
  return { value, line, order, rate, check, extra, hits, below, of, sum, total }
}

function worthOf(rows: readonly RowFigures[], value: LineValue, levels: Levels): number {
  if (value === 'amount' && levels.amount) return firstOf(rows, 'amount') ?? 0
  let sum = 0
  for (const row of rows) sum += fullOf(row, value)
  return sum
}

function fullOf({ amount, unitPrice, quantity }: RowFigures, value: LineValue): number {
  return value === 'amount' ? (amount ?? 0) : (unitPrice ?? 0) * (value === 'piece' ? (quantity ?? 1) : 1)
}

/** Whether every discount is a share of a price, 0 to 1, and some are strictly between. */
function mayBeRate(orders: Orders): boolean {
  const values = orders.flatMap((rows) =>
    rows.flatMap((row) => [row.lineDiscount, row.orderDiscount].filter((value) => value !== undefined)),
  )
  return values.some((value) => value > 0 && value < 1) && values.every((value) => value >= 0 && value <= 1)
}

function rated(rows: readonly RowFigures[], value: LineValue, line: boolean): number {
  let sum = 0
  for (const row of rows) sum += fullOf(row, value) * (1 - ((line ? row.lineDiscount : row.orderDiscount) ?? 0))
  return sum
}

function discountOf(row: RowFigures): number {
  return (row.lineDiscount ?? 0) + (row.orderDiscount ?? 0)
}
