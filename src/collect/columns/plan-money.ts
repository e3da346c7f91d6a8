import type { FileQuestion } from './file-question.ts'
import type { MoneyBasis, MoneyPlan } from './money-plan.ts'

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

export interface MoneyHints {
  /** Fields that have a column. */
  readonly mapped: ReadonlySet<string>
  /** Field -> its heading, for questions. */
  readonly headings: ReadonlyMap<string, string>
  /** From a known layout. */
  readonly price?: 'piece' | 'line'
  /** Whether the columns were given by a known layout or by the file's owner, who is not asked again. */
  readonly given: ReadonlySet<string>
}

export interface PlannedMoney {
  /** Undefined where the file has no column of money. */
  readonly plan: MoneyPlan | undefined
  readonly questions: readonly FileQuestion[]
}

const CENT = 0.011
const MOST = 0.9
type Level = 'line' | 'order' | 'unknown'

/**
 * Decides where the amount of a line comes from, by which reading of the figures agrees with the totals that the file itself holds. What is there as an
 * amount or as what was paid is that; else price times quantity; else the order's total, counted once. Refunds, discounts, shipping and tax never are.
 */
export function planMoney(rows: readonly RowFigures[], hints: MoneyHints): PlannedMoney {
  const orders = ordersOf(rows)
  const level = (field: MoneyField): Level => levelOf(field, orders)
  const has = (field: MoneyField): boolean => hints.mapped.has(field) && rows.some((row) => row[field] !== undefined)
  const questions: FileQuestion[] = []
  const refundLevel = level('refundAmount') === 'line' ? 'line' : 'order'
  const priced = has('unitPrice')
  const discounts = priced ? discountsOf(orders, hints, has) : undefined

  let basis: MoneyBasis
  let of: Level = 'line'
  if (has('amount')) {
    basis = 'amount'
    of = level('amount')
    if (of === 'order' && !hints.given.has('amount')) questions.push(onceAnOrder(hints.headings.get('amount') ?? ''))
    if (of === 'unknown') of = 'line'
    if (of === 'line' && priced) questions.push(...comparePrice(rows, hints))
  } else if (has('paidAmount') && !(priced && discounts?.explains === 'paidAmount')) {
    basis = 'paid'
    of = level('paidAmount') === 'line' ? 'line' : 'order'
  } else if (priced && discounts?.totalIsLess === true && !has('lineDiscount') && !has('orderDiscount')) {
    basis = 'total'
    of = level('orderTotal') === 'line' ? 'line' : 'order'
    questions.push(totalBelow(hints.headings.get('orderTotal') ?? ''))
  } else if (priced) {
    basis = discounts?.price === 'line' ? 'line-price' : 'unit-price'
    questions.push(...(discounts?.questions ?? []))
  } else if (has('orderTotal')) {
    basis = 'total'
    of = level('orderTotal') === 'line' ? 'line' : 'order'
  } else if (has('subtotal')) {
    basis = 'total'
    of = level('subtotal') === 'line' ? 'line' : 'order'
  } else return { plan: undefined, questions }

  const byPrice = basis === 'unit-price' || basis === 'line-price'
  if ((basis === 'paid' || basis === 'total') && (has('shipping') || has('tax'))) questions.push(...shippingInside(basis, rows, hints))
  return {
    plan: {
      basis,
      level: of === 'order' ? 'order' : 'line',
      lessLineDiscount: byPrice && discounts?.line === true,
      lessOrderDiscount: byPrice && discounts?.order === true,
      discountIsRate: byPrice && discounts?.rate === true && (discounts.line || discounts.order),
      refundLevel,
    },
    questions,
  }
}

type Orders = readonly (readonly RowFigures[])[]

/** Rows by order; the last may be cut off where only the head of a file was read, and is left out of several. */
function ordersOf(rows: readonly RowFigures[]): Orders {
  const orders = new Map<string, RowFigures[]>()
  for (const row of rows) {
    const order = orders.get(row.orderId)
    if (order === undefined) orders.set(row.orderId, [row])
    else order.push(row)
  }
  const list = [...orders.values()]
  return list.length > 2 ? list.slice(0, -1) : list
}

/** Whether a figure is of each line or of the whole order: on its first row only, or the same on each. */
function levelOf(field: MoneyField, orders: Orders): Level {
  let line = 0
  let order = 0
  for (const rows of orders) {
    if (rows.length < 2) continue
    const values = rows.map((row) => row[field])
    const [first, ...rest] = values
    if (first === undefined && rest.every((value) => value === undefined)) continue
    if (first !== undefined && rest.every((value) => value === undefined)) order += 1
    else if (values.every((value) => value === first)) order += sameLines(rows) ? 0 : 1
    else line += 1
  }
  if (line === 0 && order === 0) return 'unknown'
  return order >= MOST * (line + order) ? 'order' : 'line'
}

/** Lines of one product at one price in one number have the same amount anyway: they decide nothing. */
function sameLines(rows: readonly RowFigures[]): boolean {
  const [first] = rows
  return (
    first?.unitPrice !== undefined && rows.every(({ unitPrice, quantity }) => unitPrice === first.unitPrice && quantity === first.quantity)
  )
}

interface Discounts {
  readonly price: 'piece' | 'line'
  readonly line: boolean
  readonly order: boolean
  readonly rate: boolean
  /** Whether a total of the file is never more than the lines come to, and often less: then it is what was paid. */
  readonly totalIsLess: boolean
  /** The figure of the file that the lines add up to. */
  readonly explains: MoneyField | undefined
  readonly questions: readonly FileQuestion[]
}

/** Tries every reading of price and discounts against every total that the file holds, with and without shipping and tax; the simplest of the best wins. */
function discountsOf(orders: Orders, hints: MoneyHints, has: (field: MoneyField) => boolean): Discounts {
  const prices: readonly ('piece' | 'line')[] = hints.price !== undefined ? [hints.price] : has('quantity') ? ['piece', 'line'] : ['line']
  const lines = has('lineDiscount') ? [false, true] : [false]
  const wholes = has('orderDiscount') ? [false, true] : [false]
  const rates = mayBeRate(orders) ? [false, true] : [false]
  const checks = (['orderTotal', 'subtotal', 'paidAmount'] as const).filter(has)
  const extras: readonly (readonly MoneyField[])[] = [[], ['shipping'], ['tax'], ['shipping', 'tax']]
  const orderLevel = levelOf('orderDiscount', orders) !== 'line'
  const lineLevel = levelOf('lineDiscount', orders) === 'order'
  const telling = orders.filter(
    (rows) => rows.some(({ quantity }) => quantity !== undefined && quantity !== 1) || rows.some((row) => discountOf(row) !== 0),
  )
  const judged = telling.length >= 2 ? telling : orders
  const found: Reading[] = []
  for (const check of checks) {
    let best: Reading | undefined
    for (const price of prices)
      for (const line of lines)
        for (const order of wholes)
          for (const extra of extras)
            for (const rate of rates) {
              if (extra.some((field) => !has(field)) || (rate && !line && !order)) continue
              let hits = 0
              let of = 0
              for (const rows of judged) {
                const total = levelOf(check, [rows]) === 'line' && rows.length > 1 ? sum(rows, check) : first(rows, check)
                if (total === undefined || total === 0) continue
                of += 1
                let value = 0
                for (const row of rows) value += (row.unitPrice ?? 0) * (price === 'piece' ? (row.quantity ?? 1) : 1)
                if (rate) value = rated(rows, price, line)
                else {
                  if (line) value -= Math.abs((lineLevel ? first(rows, 'lineDiscount') : sum(rows, 'lineDiscount')) ?? 0)
                  if (order) value -= Math.abs((orderLevel ? first(rows, 'orderDiscount') : sum(rows, 'orderDiscount')) ?? 0)
                }
                for (const field of extra)
                  value += (levelOf(field, [rows]) === 'line' && rows.length > 1 ? sum(rows, field) : first(rows, field)) ?? 0
                if (Math.abs(value - total) < CENT) hits += 1
              }
              if (of > 0 && hits > (best?.hits ?? 0)) best = { price, line, order, rate, check, hits, of }
            }
    if (best !== undefined) found.push(best)
  }
  // What was paid is the best witness; else the total that agrees most.
  const paid = found.find(({ check, hits, of }) => check === 'paidAmount' && hits >= MOST * of)
  const best = paid ?? found.toSorted((a, b) => b.hits / b.of - a.hits / a.of)[0]
  const questions: FileQuestion[] = []
  const name = (field: MoneyField): string => hints.headings.get(field) ?? field
  if (best === undefined || best.hits * 2 < best.of) {
    if (checks.length > 0 && orders.length > 0) {
      const check = name(checks[0] as MoneyField)
      questions.push({
        code: 'total-differs',
        weight: 'notice',
        field: 'unitPrice',
        text: {
          zh: `单价 × 数量与“${check}”对不上（可能含运费、税或优惠）。销售额按单价 × 数量计算。`,
          en: `Price times quantity does not add up to "${check}" (shipping, tax or discounts may be in it). Sales are price times quantity.`,
        },
      })
    }
    const discounted = has('lineDiscount') || has('orderDiscount')
    const rate = mayBeRate(orders)
    if (discounted) questions.push(discountUnclear(has('lineDiscount') ? name('lineDiscount') : name('orderDiscount'), rate))
    return {
      price: hints.price ?? 'piece',
      line: has('lineDiscount'),
      order: has('orderDiscount'),
      rate,
      totalIsLess: checks.includes('orderTotal') && totalIsLess(orders),
      explains: undefined,
      questions,
    }
  }
  if (best.price === 'line' && hints.price === undefined && telling.length >= 2) {
    questions.push({
      code: 'price-of-line',
      weight: 'notice',
      field: 'unitPrice',
      text: {
        zh: `“${name('unitPrice')}”是整行的价格，不是单件价格：这样才与“${name(best.check)}”一致。`,
        en: `"${name('unitPrice')}" is the price of the whole line, not of a piece: only so does it add up to "${name(best.check)}".`,
      },
    })
  }
  return { price: best.price, line: best.line, order: best.order, rate: best.rate, totalIsLess: false, explains: best.check, questions }
}

interface Reading {
  readonly price: 'piece' | 'line'
  readonly line: boolean
  readonly order: boolean
  readonly rate: boolean
  readonly check: MoneyField
  readonly hits: number
  readonly of: number
}

/** Whether every discount is a share of a price, 0 to 1, and some is neither. */
function mayBeRate(orders: Orders): boolean {
  const values = orders.flatMap((rows) =>
    rows.flatMap((row) => [row.lineDiscount, row.orderDiscount].filter((value) => value !== undefined)),
  )
  return values.some((value) => value > 0 && value < 1) && values.every((value) => value >= 0 && value <= 1)
}

function rated(rows: readonly RowFigures[], price: 'piece' | 'line', line: boolean): number {
  let value = 0
  for (const row of rows) {
    const full = (row.unitPrice ?? 0) * (price === 'piece' ? (row.quantity ?? 1) : 1)
    value += full * (1 - ((line ? row.lineDiscount : row.orderDiscount) ?? 0))
  }
  return value
}

/** Totals below what the lines come to are what discounts left of it; above it they hold shipping and tax. */
function totalIsLess(orders: Orders): boolean {
  let compared = 0
  let less = 0
  let more = 0
  for (const rows of orders) {
    const total = levelOf('orderTotal', [rows]) === 'line' && rows.length > 1 ? sum(rows, 'orderTotal') : first(rows, 'orderTotal')
    if (total === undefined || total === 0) continue
    compared += 1
    let value = 0
    for (const row of rows) value += (row.unitPrice ?? 0) * (row.quantity ?? 1)
    if (total < value - CENT) less += 1
    else if (total > value + CENT) more += 1
  }
  return compared > 0 && less > 0 && more === 0
}

function discountOf(row: RowFigures): number {
  return (row.lineDiscount ?? 0) + (row.orderDiscount ?? 0)
}

function first(rows: readonly RowFigures[], field: MoneyField): number | undefined {
  return rows.find((row) => row[field] !== undefined)?.[field]
}

function sum(rows: readonly RowFigures[], field: MoneyField): number | undefined {
  let total: number | undefined
  for (const row of rows) if (row[field] !== undefined) total = (total ?? 0) + row[field]
  return total
}

/** Where price and quantity stand beside an amount, they are compared, and a difference is said. */
function comparePrice(rows: readonly RowFigures[], { headings }: MoneyHints): FileQuestion[] {
  let compared = 0
  let differs = 0
  let amounts = 0
  let products = 0
  for (const { quantity, unitPrice, amount, lineDiscount, orderDiscount } of rows) {
    if (unitPrice === undefined || amount === undefined) continue
    const full = unitPrice * (quantity ?? 1)
    const off = Math.abs(lineDiscount ?? orderDiscount ?? 0)
    const product = Math.abs(full - off - amount) < CENT ? amount : full
    compared += 1
    amounts += amount
    products += product
    if (Math.abs(product - amount) >= CENT && Math.abs(Math.abs(product) - Math.abs(amount)) >= CENT) differs += 1
  }
  if (differs === 0) return []
  const heading = headings.get('amount') ?? ''
  return [
    {
      code: 'amount-differs',
      weight: differs * 2 > compared ? 'question' : 'notice',
      field: 'amount',
      text: {
        zh: `${compared} 行中有 ${differs} 行的“${heading}”与单价 × 数量不一致（合计 ${money(amounts)}，单价 × 数量 ${money(products)}）。按“${heading}”计算。`,
        en: `In ${differs} of ${compared} rows "${heading}" is not price times quantity (${money(amounts)} in all, price times quantity ${money(products)}). "${heading}" is taken.`,
      },
    },
  ]
}

function onceAnOrder(heading: string): FileQuestion {
  return {
    code: 'amount-of-order',
    weight: 'question',
    field: 'amount',
    columns: [heading],
    text: {
      zh: `“${heading}”在同一订单的各行上相同，按整单金额只计一次。如果它是每行的金额，请改正。`,
      en: `"${heading}" is the same on all rows of an order and is counted once, as the amount of the order. Correct this if it is the amount of each row.`,
    },
  }
}

function discountUnclear(heading: string, rate: boolean): FileQuestion {
  return {
    code: 'discount-unclear',
    weight: 'question',
    field: 'lineDiscount',
    columns: [heading],
    text: {
      zh: `没有合计可以核对“${heading}”是否已从价格中扣除，现按未扣除处理，${rate ? '作为比例' : ''}从金额中减去。`,
      en: `No total tells whether the price has "${heading}" taken off already; it is taken off the amount${rate ? ', as a share of the price' : ''}.`,
    },
  }
}

function totalBelow(heading: string): FileQuestion {
  return {
    code: 'total-below-price',
    weight: 'question',
    field: 'orderTotal',
    columns: [heading],
    text: {
      zh: `“${heading}”有时低于单价 × 数量，从不高于它，像是优惠后的金额：销售额按“${heading}”计算。`,
      en: `"${heading}" is at times less than price times quantity and never more, as what discounts left of it: sales are "${heading}".`,
    },
  }
}

function shippingInside(basis: MoneyBasis, rows: readonly RowFigures[], { headings }: MoneyHints): FileQuestion[] {
  let inside = 0
  for (const { shipping, tax } of rows) inside += (shipping ?? 0) + (tax ?? 0)
  if (Math.abs(inside) < CENT) return []
  const heading = headings.get(basis === 'paid' ? 'paidAmount' : 'orderTotal') ?? ''
  return [
    {
      code: 'shipping-inside',
      weight: 'notice',
      field: basis === 'paid' ? 'paidAmount' : 'orderTotal',
      text: {
        zh: `销售额按“${heading}”计算，可能含运费和税（共 ${money(inside)}）。`,
        en: `Sales are "${heading}", which may hold shipping and tax (${money(inside)} in all).`,
      },
    },
  ]
}

function money(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}
