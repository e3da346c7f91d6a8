import { CENT, type Explained, explainTotals, type LineValue, type Reading } from './explain-totals.ts'
import type { FileQuestion } from './file-question.ts'
import type { MoneyBasis, MoneyPlan } from './money-plan.ts'
import {
  amountDiffers,
  discountInside,
  beyondLines,
  discountUnclear,
  levelsMixed,
  negativeRows,
  onceAnOrder,
  paidDiffers,
  priceOfLine,
  shippingInside,
  totalBelow,
  totalDiffers,
} from './money-questions.ts'
import { levelOf, levelsOf, type MoneyField, ordersOf, type RowFigures, wholeOf } from './row-figures.ts'

export interface MoneyHints {
  /** Fields that have a column. */
  readonly mapped: ReadonlySet<string>
  /** Field -> its heading, for questions. */
  readonly headings: ReadonlyMap<string, string>
  /** From a known layout. */
  readonly price?: 'piece' | 'line'
  /** Whether the columns were given by a known layout or by the file's owner; then no question is asked. */
  readonly given: ReadonlySet<string>
  /** Whether these are all rows. */
  readonly whole?: boolean
  /** Whether a type column marks returns. */
  readonly typed?: boolean
}

export interface PlannedMoney {
  /** Undefined if the file has no money column. */
  readonly plan: MoneyPlan | undefined
  readonly questions: readonly FileQuestion[]
}

/** Share of orders that may have paid less than their lines cost before the paid amount is used. */
const FEW = 0.1
/** Shipping and tax are below this share of the paid amount. */
const REST = 0.25

type Has = (field: MoneyField) => boolean

/**
 * Decides where the amount of a line comes from, by which reading of the figures agrees with the file's own totals. An amount column is used as
 * it is, unless less was paid; otherwise price times quantity; otherwise the paid amount or order total, counted once. Refunds, discounts, shipping and
 * tax are never the amount.
 */
export function planMoney(given: readonly RowFigures[], hints: MoneyHints): PlannedMoney {
  const there: Has = (field) => hints.mapped.has(field) && given.some((row) => row[field] !== undefined)
  // Totals that differ between rows of an order are line totals: an amount under another name.
  const totals = !there('amount') && there('orderTotal') && levelOf('orderTotal', ordersOf(given, hints.whole)) === 'line'
  if (!totals) return planned(given, hints, there)
  const rows = given.map((row) => ({ ...row, amount: row.orderTotal, orderTotal: undefined }))
  const headings = new Map([...hints.headings, ['amount', hints.headings.get('orderTotal') ?? '']])
  const has: Has = (field) => field === 'amount' || (field !== 'orderTotal' && there(field))
  const { plan, questions } = planned(rows, { ...hints, headings }, has)
  return { plan: plan?.basis === 'amount' ? { ...plan, basis: 'total' } : plan, questions }
}

function planned(rows: readonly RowFigures[], hints: MoneyHints, has: Has): PlannedMoney {
  const orders = ordersOf(rows, hints.whole)
  const name = (field: MoneyField): string => hints.headings.get(field) ?? field
  const wholeLevel = (field: MoneyField): 'line' | 'order' => (levelOf(field, orders) === 'line' ? 'line' : 'order')
  const refundLevel = levelOf('refundAmount', orders) === 'line' ? 'line' : 'order'
  const asWhole = (basis: 'paid' | 'total', field: 'paidAmount' | 'orderTotal' | 'subtotal', said: FileQuestion[]): PlannedMoney => ({
    plan: { basis, level: wholeLevel(field), lessLineDiscount: false, lessOrderDiscount: false, discountIsRate: false, refundLevel },
    questions: [...said, ...insideOf(field, rows, has, name), ...(hints.given.has(field) ? [] : mixedLevels(field, orders, name))],
  })

  const byLine = has('amount') || has('unitPrice')
  if (byLine) {
    const values: readonly LineValue[] = has('amount')
      ? ['amount']
      : hints.price !== undefined
        ? [hints.price]
        : has('quantity')
          ? ['piece', 'line']
          : ['line']
    const explained = explainTotals(orders, values, has)
    const worth = has('amount') ? name('amount') : ''
    const known = hints.given.has(has('amount') ? 'amount' : 'unitPrice')
    if (!known && !saysPaid(explained.best) && paidIsAmount(explained)) {
      return asWhole('paid', 'paidAmount', [paidDiffers(worth, name('paidAmount'))])
    }
    const discounted = has('lineDiscount') || has('orderDiscount')
    if (!has('amount') && !discounted && explained.best === undefined && isLess(explained.totalled)) {
      return asWhole('total', 'orderTotal', [totalBelow(name('orderTotal'))])
    }
    return ofLines({ rows, orders, has, name, hints, explained }, refundLevel)
  }
  if (has('paidAmount') && has('orderTotal') && paidIsMore(orders)) {
    const { plan } = asWhole('total', 'orderTotal', [])
    return { plan, questions: [] }
  }
  if (has('paidAmount')) return asWhole('paid', 'paidAmount', [])
  if (has('orderTotal')) return asWhole('total', 'orderTotal', [])
  return has('subtotal') ? asWhole('total', 'subtotal', []) : { plan: undefined, questions: [] }
}

interface LineFigures {
  readonly rows: readonly RowFigures[]
  readonly orders: ReturnType<typeof ordersOf>
  readonly has: Has
  readonly name: (field: MoneyField) => string
  readonly hints: MoneyHints
  readonly explained: Explained
}

function ofLines({ rows, orders, has, name, hints, explained }: LineFigures, refundLevel: 'line' | 'order'): PlannedMoney {
  const { best, checks, telling, rate } = explained
  const questions: FileQuestion[] = []
  const discount: MoneyField | undefined = has('lineDiscount') ? 'lineDiscount' : has('orderDiscount') ? 'orderDiscount' : undefined
  const byAmount = has('amount')
  let basis: MoneyBasis = 'amount'
  let level: 'line' | 'order' = 'line'
  let less: { readonly line: boolean; readonly order: boolean; readonly rate: boolean }
  if (byAmount) {
    level = levelOf('amount', orders) === 'order' ? 'order' : 'line'
    if (!hints.given.has('amount') && best === undefined) questions.push(...mixedLevels('amount', orders, name))
    if (level === 'order' && !hints.given.has('amount')) questions.push(onceAnOrder(name('amount')))
    less = best ?? { line: lineDiscountLeft(rows) === true, order: false, rate: false }
    if (level === 'line' && has('unitPrice') && !less.line) questions.push(...comparePrice(rows, name('amount')))
    const unclear = best === undefined && !hints.given.has('amount')
    if (unclear && has('orderDiscount') && rows.some(({ orderDiscount = 0 }) => orderDiscount !== 0))
      questions.push(discountInside(name('amount'), name('orderDiscount')))
    else if (unclear && has('lineDiscount') && lineDiscountLeft(rows) === undefined)
      questions.push(discountInside(name('amount'), name('lineDiscount')))
  } else {
    const value = best?.value ?? hints.price ?? 'piece'
    basis = value === 'line' ? 'line-price' : 'unit-price'
    less = best ?? { line: has('lineDiscount'), order: has('orderDiscount'), rate: rate && discount !== undefined }
    if (best?.value === 'line' && hints.price === undefined && telling >= 2)
      questions.push(priceOfLine(name('unitPrice'), name(best.check)))
    if (best === undefined && discount !== undefined) questions.push(discountUnclear(name(discount), rate))
  }
  // A total that equals the sum of the lines may be before discount: only the paid amount can rule that out.
  if (discount !== undefined && best !== undefined && best.check !== 'paidAmount' && !less.line && !less.order && isGiven(rows, discount))
    questions.push(discountInside(name(best.check), name(discount)))
  const plain = (less.line || !has('lineDiscount')) && (less.order || !has('orderDiscount')) && !has('shipping') && !has('tax')
  const rest = [explained.ofAll, plain ? explained.paid : undefined].find(
    (one) => one !== undefined && Math.abs(one.total - one.sum) >= CENT,
  )
  if (best !== undefined && rest !== undefined) questions.push(beyondLines(name(rest.check), rest.total, rest.sum))
  if (level === 'line' && hints.typed !== true) questions.push(...negativesBeside(orders, byAmount ? 'amount' : 'unitPrice', name))
  const [check] = checks
  if (best === undefined && check !== undefined && (!byAmount || discount !== undefined || isWide(explained))) {
    questions.push(totalDiffers(byAmount ? name('amount') : '', name(check), isWide(explained)))
  }
  return {
    plan: {
      basis,
      level,
      lessLineDiscount: less.line,
      lessOrderDiscount: less.order,
      discountIsRate: less.rate && (less.line || less.order),
      refundLevel,
    },
    questions,
  }
}

/** Whether the paid amount is the total plus shipping and tax: then the total is for the goods only. */
function paidIsMore(orders: ReturnType<typeof ordersOf>): boolean {
  let [compared, more] = [0, 0]
  for (const rows of orders) {
    const [total, paid] = [wholeOf(rows, 'orderTotal'), wholeOf(rows, 'paidAmount')]
    const extra = (wholeOf(rows, 'shipping') ?? 0) + (wholeOf(rows, 'tax') ?? 0)
    if (total === undefined || paid === undefined || paid === 0 || extra === 0) continue
    compared += 1
    if (Math.abs(total + extra - paid) < CENT) more += 1
  }
  return compared >= 3 && more >= (1 - FEW) * compared
}

function isGiven(rows: readonly RowFigures[], field: MoneyField): boolean {
  return rows.some((row) => (row[field] ?? 0) !== 0)
}

/** Whether a reading leads to the paid amount. */
function saysPaid(best: Reading | undefined): boolean {
  return best !== undefined && best.check === 'paidAmount' && best.below <= FEW * best.of
}

/** Whether the paid amount differs from the cost of the lines: lower on many orders, or too much higher to be shipping. */
function paidIsAmount({ paid }: Explained): boolean {
  return paid !== undefined && (paid.below > FEW * paid.of || isFar(paid))
}

function isFar({ sum, total }: Reading): boolean {
  return Math.abs(total - sum) > REST * Math.abs(total)
}

function isWide({ totalled, subtotalled, paid }: Explained): boolean {
  return [totalled, subtotalled, paid].some((reading) => reading !== undefined && isFar(reading))
}

/** Totals at or below the sum of the lines are after discounts; totals above it include shipping and tax. */
function isLess(reading: Reading | undefined): boolean {
  return reading !== undefined && reading.below > 0 && reading.hits + reading.below === reading.of
}

/** Whether line amounts are still before line discounts, judged by price and quantity; undefined if unknown. */
function lineDiscountLeft(rows: readonly RowFigures[]): boolean | undefined {
  let [before, after] = [0, 0]
  for (const { unitPrice, quantity, amount, lineDiscount = 0 } of rows) {
    if (unitPrice === undefined || amount === undefined || lineDiscount === 0) continue
    const full = unitPrice * (quantity ?? 1)
    if (Math.abs(full - amount) < CENT) before += 1
    else if (Math.abs(full - Math.abs(lineDiscount) - amount) < CENT) after += 1
  }
  return before + after === 0 ? undefined : before > after
}

/** Share of multi-row orders with the same figure on all rows, from which it is doubtful that the figure is per row. */
const DOUBTFUL = 0.5

/** A figure that is per order in some orders and per row in others. */
function mixedLevels(field: MoneyField, orders: ReturnType<typeof ordersOf>, name: LineFigures['name']): FileQuestion[] {
  const { line, order } = levelsOf(field, orders)
  if (line === 0 || order < DOUBTFUL * (line + order)) return []
  return [levelsMixed(name(field), { line, order, once: levelOf(field, orders) === 'order' })]
}

/** Rows with a negative amount but a positive quantity, in orders that also contain goods. */
function negativesBeside(orders: ReturnType<typeof ordersOf>, field: 'amount' | 'unitPrice', name: LineFigures['name']): FileQuestion[] {
  let [count, sum] = [0, 0]
  for (const rows of orders) {
    if (!rows.some((row) => (row[field] ?? 0) > 0)) continue
    for (const { [field]: value = 0, quantity = 1 } of rows) {
      if (value >= 0 || quantity < 0) continue
      count += 1
      sum += field === 'amount' ? value : value * quantity
    }
  }
  return count === 0 ? [] : [negativeRows(name(field), count, sum)]
}

/** If price and quantity exist next to an amount, they are compared and a difference is reported. */
function comparePrice(rows: readonly RowFigures[], heading: string): FileQuestion[] {
  let [compared, differ, amounts, products] = [0, 0, 0, 0]
  for (const { quantity, unitPrice, amount, lineDiscount, orderDiscount, tax = 0 } of rows) {
    if (unitPrice === undefined || amount === undefined) continue
    const full = unitPrice * (quantity ?? 1)
    const off = Math.abs(lineDiscount ?? orderDiscount ?? 0)
    // A price may be before the discount, and before the tax.
    const product = Math.abs(full - off - amount) < CENT || Math.abs(full - off + tax - amount) < CENT ? amount : full
    compared += 1
    amounts += amount
    products += product
    if (Math.abs(product - amount) >= CENT && Math.abs(Math.abs(product) - Math.abs(amount)) >= CENT) differ += 1
  }
  return differ === 0 ? [] : [amountDiffers(heading, { rows: compared, differ, amounts, products })]
}

function insideOf(
  field: 'paidAmount' | 'orderTotal' | 'subtotal',
  rows: readonly RowFigures[],
  has: Has,
  name: (field: MoneyField) => string,
): FileQuestion[] {
  if (field === 'subtotal' || (!has('shipping') && !has('tax'))) return []
  let inside = 0
  for (const { shipping, tax } of rows) inside += (shipping ?? 0) + (tax ?? 0)
  return Math.abs(inside) < CENT ? [] : [shippingInside(field, name(field), inside)]
}
