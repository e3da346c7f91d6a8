import type { MoneyPlan } from '../columns/money-plan.ts'
import { isDiscountRow } from './discount-row.ts'
import type { MoneyName, OrderDraft } from './order-draft.ts'
import { isBeyondStore, kindOf, type OrderLine, PRICE_SCALE, QUANTITY_SCALE } from './order-line.ts'
import { rescale } from './parse-decimal.ts'
import { readCurrency } from './read-currency.ts'
import { contentOf, refuse, type RowPlan, type RowRefused, type RowResult } from './row-step.ts'
import { shareOut } from './share-out.ts'
import { isTestOrder } from './test-record.ts'

const ONE = 10n ** BigInt(QUANTITY_SCALE)
const CENT = 10n ** BigInt(PRICE_SCALE - 2)
/** Currencies without a smaller coin. */
const WHOLE = new Set(['JPY', 'KRW', 'VND', 'CLP', 'PYG', 'ISK', 'UGX', 'XAF', 'XOF'])

/** The cost of a line, before order-level amounts are subtracted. */
interface Money {
  quantity: bigint
  unitPrice: bigint
  amount: bigint
  /** Negative price or amount with a positive quantity: a return, or a discount on the goods of the order. */
  readonly minus: boolean
}

/**
 * Turns the rows of one order into its lines. Order-level figures are counted once and distributed: a total by quantity, a discount by amount, a
 * refund by the remaining amount. Pure.
 *
 * @param rows The rows of one order, or a single row if nothing is order-level.
 * @returns An answer for each row, in order.
 */
export function settleOrder(rows: readonly OrderDraft[], money: MoneyPlan, plan: RowPlan, currencySaid: string): RowResult<OrderLine>[] {
  const counted = plan.positions.has('quantity')
  const read: (Money | RowRefused)[] = []
  const good: GoodRow[] = []
  /** Discount rows, subtracted from the goods. */
  let off = 0n
  for (const row of rows) {
    const one = lineMoney(row, money, counted, adjusts(row, plan))
    read.push(one)
    if (!('ok' in one) && row.role === undefined) good.push({ row, money: one })
    else if (!('ok' in one) && row.role === 'discount') off += absolute(one.amount)
  }
  const discounts = discountRows(good)
  for (const { money: one } of discounts.values()) off += absolute(one.amount)
  const currencies = rows.map(({ currencyText }) => readCurrency(currencyText, currencySaid || plan.currency))
  const unit = WHOLE.has(currencies[0] ?? '') ? CENT * 100n : CENT
  if (money.level === 'order') shareTotal(good, money, unit)
  if (money.lessOrderDiscount && !money.discountIsRate) takeOffDiscount(good, unit)
  if (off > 0n) takeOff(off, good, unit)
  const refunds = refundsOf(good, money, unit)

  const results = rows.map((row, i): RowResult<OrderLine> => {
    const one = read[i] as Money | RowRefused
    if ('ok' in one) return one
    const field = tooLarge(one)
    if (field !== undefined) return refuse('number-out-of-range', field, `The number in ${field} is too large.`)
    const currency = currencies[i]
    if (currency === undefined) return refuse('unknown-currency', 'currency', 'The field currency is no ISO 4217 code such as CNY or USD.')
    return lineOf(row, one, refunds.get(row) ?? 0n, currency, plan, discounts.has(row))
  })
  return money.level === 'order' ? toldApart(results) : results
}

/** Rows over which an order total was distributed are separate lines even if they look alike: skipping one as a copy would lose its share. */
function toldApart(results: readonly RowResult<OrderLine>[]): RowResult<OrderLine>[] {
  const seen = new Map<string, number>()
  return results.map((result) => {
    if (!result.ok) return result
    const before = seen.get(result.content) ?? 0
    seen.set(result.content, before + 1)
    return before === 0 ? result : { ...result, content: `${result.content}\u0000${before}` }
  })
}

function tooLarge({ quantity, unitPrice, amount }: Money): string | undefined {
  return isBeyondStore(quantity) ? 'quantity' : isBeyondStore(unitPrice) ? 'unitPrice' : isBeyondStore(amount) ? 'amount' : undefined
}

function lineOf(
  row: OrderDraft,
  { quantity, unitPrice, amount, minus }: Money,
  refund: bigint,
  currency: string,
  plan: RowPlan,
  isDiscount: boolean,
): RowResult<OrderLine> {
  const neverASale = row.unanswered || (row.state === 'unpaid' && (quantity > 0n || minus)) || (row.state === 'cancelled' && quantity > 0n)
  // Only the figures are the content of a row. Status, refund, remark and name are not: the next day's export has the same line with another
  // status, and it must not count twice.
  const byFigures = isDiscount || adjusts(row, plan) || row.role !== undefined ? 'adjustment' : kindOf(quantity, unitPrice, amount)
  const kind = neverASale ? 'adjustment' : byFigures
  const { orderId, occurredAt, lineNumber, productId, productName, category, channel, storeId, paymentMethod, country, identifiers } = row
  const { customerName, remark } = row
  return {
    ok: true,
    value: {
      orderId,
      occurredAt,
      productId,
      productName,
      category,
      quantity,
      unitPrice,
      amount,
      currency,
      channel,
      storeId,
      paymentMethod,
      country,
      kind,
      refund: kind === 'sale' ? refund : 0n,
      couponCode: kind === 'sale' ? row.couponCode : '',
      isUnanswered: row.unanswered,
      customerName,
      isTest: isTestOrder({ orderId, customerName, productName, remark, quantity, amount }),
      identifiers,
    },
    content: contentOf(
      [
        orderId,
        String(occurredAt),
        lineNumber,
        productId,
        productName,
        category,
        String(quantity),
        String(unitPrice),
        String(amount),
        row.currencyText,
        channel,
        storeId,
        paymentMethod,
        country,
        byFigures,
      ],
      identifiers,
    ),
  }
}

function adjusts({ orderId }: OrderDraft, { adjustmentPrefix }: RowPlan): boolean {
  return adjustmentPrefix !== '' && orderId.startsWith(adjustmentPrefix)
}

/** The rows subtracted from the goods of their order; none if they exceed the cost of the goods. */
function discountRows(rows: readonly GoodRow[]): ReadonlyMap<OrderDraft, GoodRow> {
  if (!rows.some(({ money }) => money.minus)) return NO_DISCOUNTS
  const goods = rows.filter(({ money }) => money.amount > 0n)
  const drafts = goods.map(({ row }) => row)
  const found = rows.filter(({ row, money }) => money.minus && isDiscountRow(row, drafts))
  const sum = (some: readonly GoodRow[]): bigint => some.reduce((total, { money }) => total + absolute(money.amount), 0n)
  return sum(found) > sum(goods) ? NO_DISCOUNTS : new Map(found.map((one) => [one.row, one]))
}

const missing = (field: MoneyName): RowRefused => refuse('missing-value', field, `The field ${field} is empty.`)

/** A row's own figures. Without a quantity column a line is one piece. */
function lineMoney(row: OrderDraft, plan: MoneyPlan, counted: boolean, asWritten: boolean): Money | RowRefused {
  const { figures, returned } = row
  const given = figures.quantity
  let quantity = given ?? ONE
  if (counted && given === undefined && plan.level === 'line' && row.role === undefined) return missing('quantity')
  // Unsold items may have no price.
  const mayBeBlank = row.unanswered || row.state === 'unpaid' || row.state === 'cancelled' || row.role !== undefined
  if (plan.level === 'order')
    return { quantity: returned && quantity > 0n ? -quantity : quantity, unitPrice: figures.unitPrice ?? 0n, amount: 0n, minus: false }
  let unitPrice = figures.unitPrice
  let amount: bigint | undefined
  switch (plan.basis) {
    case 'unit-price':
      if (unitPrice === undefined && !mayBeBlank) return missing('unitPrice')
      unitPrice ??= 0n
      break
    case 'line-price':
      if (unitPrice === undefined && !mayBeBlank) return missing('unitPrice')
      amount = unitPrice ?? 0n
      unitPrice = undefined
      break
    case 'amount':
      amount = figures.amount
      // With price and quantity the amount is computed; without a price it is read.
      if (amount === undefined && unitPrice === undefined) {
        if (!mayBeBlank) return missing('amount')
        amount = 0n
      }
      break
    case 'paid':
      amount = figures.paidAmount
      if (amount === undefined && !mayBeBlank && figures.orderTotal === undefined) return missing('paidAmount')
      amount ??= 0n
      unitPrice = undefined
      break
    case 'total':
      amount = figures.orderTotal ?? figures.subtotal
      if (amount === undefined && !mayBeBlank) return missing('orderTotal')
      amount ??= 0n
      unitPrice = undefined
      break
  }
  amount ??= rescale(quantity * (unitPrice ?? 0n), QUANTITY_SCALE)
  // A zero price next to an amount is ignored.
  if (unitPrice === undefined || (unitPrice === 0n && amount !== 0n)) unitPrice = quantity === 0n ? 0n : divide(amount * ONE, quantity)
  let minus = false
  if (row.role === undefined && !asWritten && (returned || quantity < 0n || unitPrice < 0n || amount < 0n)) {
    // Returns are written with a minus on quantity, price, amount or all of them, or by row type.
    minus = !returned && quantity > 0n
    quantity = -absolute(quantity)
    unitPrice = absolute(unitPrice)
    amount = -absolute(amount)
    const paid = plan.basis === 'paid' ? 0n : (figures.paidAmount ?? 0n)
    if (paid < 0n && paid > amount) amount = paid
  }
  if (plan.discountIsRate) {
    const rate =
      (plan.lessLineDiscount ? figures.lineDiscount : undefined) ?? (plan.lessOrderDiscount ? figures.orderDiscount : undefined) ?? 0n
    amount -= toCent(rescale(amount * absolute(rate), PRICE_SCALE))
  } else if (plan.lessLineDiscount && figures.lineDiscount !== undefined) {
    const off = absolute(figures.lineDiscount)
    amount = amount < 0n ? smaller(amount + off, 0n) : larger(amount - off, 0n)
  }
  return { quantity, unitPrice, amount, minus }
}

interface GoodRow {
  readonly row: OrderDraft
  readonly money: Money
}

/** One order-level figure, on its first row or repeated on each. */
function shareTotal(rows: readonly GoodRow[], plan: MoneyPlan, unit: bigint): void {
  const total = wholeFigure(
    rows,
    plan.basis === 'amount' ? ['amount'] : plan.basis === 'paid' ? ['paidAmount'] : ['orderTotal', 'subtotal'],
  )
  const weights = rows.map(({ money: { quantity, unitPrice } }) =>
    absolute(unitPrice > 0n ? rescale(quantity * unitPrice, QUANTITY_SCALE) : quantity),
  )
  for (const [i, part] of shareOut(total ?? 0n, weights, unit).entries()) {
    const { money } = rows[i] as GoodRow
    // Without a quantity the amount is for one piece.
    if (money.quantity === 0n && part !== 0n) money.quantity = ONE
    money.amount = money.quantity < 0n && part > 0n ? -part : part
    if (part < 0n && money.quantity > 0n) money.quantity = -money.quantity
    money.unitPrice = money.quantity === 0n ? 0n : divide(money.amount * ONE, money.quantity)
  }
}

function takeOffDiscount(rows: readonly GoodRow[], unit: bigint): void {
  const figures = rows.flatMap(({ row }) => row.figures.orderDiscount ?? [])
  const [first] = figures
  if (first === undefined) return
  // On one row or the same on each, it is order-level; otherwise each row has its own.
  const repeated = figures.every((figure) => figure === first)
  const sold = rows.filter(({ money }) => money.amount > 0n)
  if (!repeated) {
    for (const { row, money } of sold) money.amount = larger(money.amount - absolute(row.figures.orderDiscount ?? 0n), 0n)
    return
  }
  takeOff(absolute(first), rows, unit)
}

/** Subtracts an amount from the sold lines, distributed by their cost. */
function takeOff(off: bigint, rows: readonly GoodRow[], unit: bigint): void {
  const sold = rows.filter(({ money }) => money.amount > 0n)
  const parts = shareOut(
    off,
    sold.map(({ money }) => money.amount),
    unit,
  )
  for (const [i, { money }] of sold.entries()) money.amount = larger(money.amount - (parts[i] ?? 0n), 0n)
}

const NO_DISCOUNTS: ReadonlyMap<OrderDraft, GoodRow> = new Map()
const NOTHING_BACK: ReadonlyMap<OrderDraft, bigint> = new Map()

/** The refund of each row: all of it if the status says so, otherwise the refund figure, never more than the line's cost. */
function refundsOf(rows: readonly GoodRow[], plan: MoneyPlan, unit: bigint): ReadonlyMap<OrderDraft, bigint> {
  if (!rows.some(({ row }) => row.state === 'refunded' || row.figures.refundAmount !== undefined)) return NOTHING_BACK
  const refunds = new Map<OrderDraft, bigint>()
  const sold = rows.filter(({ row, money }) => money.amount > 0n && mayGiveBack(row))
  for (const { row, money } of sold) {
    const given = absolute(row.figures.refundAmount ?? 0n)
    // If refunded for less than was paid, the figure is more precise than the status.
    if (row.state === 'refunded' && (given === 0n || plan.refundLevel === 'order')) refunds.set(row, money.amount)
    else if (plan.refundLevel === 'line') refunds.set(row, given)
  }
  if (plan.refundLevel === 'line') return spreadOver(sold, refunds)
  const open = sold.filter(({ row }) => !refunds.has(row))
  const sum = open.reduce((total, { money }) => total + money.amount, 0n)
  const given = smaller(refundOfAll(open), sum)
  const parts = shareOut(
    given,
    open.map(({ money }) => money.amount),
    unit,
  )
  // Rounded to the cent, a share may exceed a small line; the excess goes to the next.
  let over = 0n
  for (const [i, { row, money }] of open.entries()) {
    const part = (parts[i] ?? 0n) + over
    refunds.set(row, smaller(part, money.amount))
    over = larger(part - money.amount, 0n)
  }
  return refunds
}

/** One figure on the first row or on each is order-level; differing figures are per line. */
function refundOfAll(rows: readonly GoodRow[]): bigint {
  const figures = rows.flatMap(({ row }) => row.figures.refundAmount ?? []).map(absolute)
  const [first = 0n] = figures
  return figures.every((figure) => figure === first) ? first : figures.reduce((sum, figure) => sum + figure, 0n)
}

/** A line's refund may exceed its discounted amount by a cent; the excess belongs to another line of the order. */
function spreadOver(sold: readonly GoodRow[], given: ReadonlyMap<OrderDraft, bigint>): ReadonlyMap<OrderDraft, bigint> {
  const refunds = new Map<OrderDraft, bigint>()
  let over = 0n
  for (const { row, money } of sold) {
    const part = given.get(row) ?? 0n
    refunds.set(row, smaller(part, money.amount))
    over += larger(part - money.amount, 0n)
  }
  for (const { row, money } of sold) {
    if (over === 0n) break
    const back = refunds.get(row) ?? 0n
    const more = smaller(over, money.amount - back)
    refunds.set(row, back + more)
    over -= more
  }
  return refunds
}

function mayGiveBack({ state }: OrderDraft): boolean {
  return state === 'paid' || state === 'refunded' || state === 'part-refunded' || state === 'exchanged'
}

/** On one row or the same on each, it is order-level; differing figures are added up. */
function wholeFigure(rows: readonly GoodRow[], names: readonly MoneyName[]): bigint | undefined {
  for (const name of names) {
    const figures = rows.flatMap(({ row }) => row.figures[name] ?? [])
    const [first] = figures
    if (first === undefined) continue
    return figures.every((figure) => figure === first) ? first : figures.reduce((sum, figure) => sum + figure, 0n)
  }
  return undefined
}

function toCent(value: bigint): bigint {
  return divide(value, CENT) * CENT
}

function divide(a: bigint, b: bigint): bigint {
  const negative = a < 0n !== b < 0n
  const [x, y] = [absolute(a), absolute(b)]
  const quotient = (x + y / 2n) / y
  return negative ? -quotient : quotient
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
