import { writtenRate } from '../columns/discount-rate.ts'
import { foldRole, type LineRole, RETURN_TYPE } from '../columns/line-roles.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import { MONEY_FIELDS, type MoneyField } from '../columns/row-figures.ts'
import type { StatusClass } from '../columns/status-class.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { joinDateTime } from '../columns/date-format.ts'
import { decimalReader, isEmptyNumber } from '../columns/decimal-format.ts'
import { contentKey } from './content-key.ts'
import { orderState } from './order-state.ts'
import { PRICE_SCALE, QUANTITY_SCALE } from './order-line.ts'
import { foldStatus, refundClassOf, statusClassOf } from '../columns/status-words.ts'
import { flaggedState, ownTotal } from './layout-rules.ts'
import type { OrderPlan } from './order-plan.ts'
import { instantReader } from './parse-instant.ts'
import { cellReader, checkInstant, identifierReader, refuse, refuseUnusable, rowCheck, type Refusal, type RowPlan } from './row-step.ts'

/** An order row as in the file, before anything is distributed or subtracted. */
export interface OrderDraft {
  readonly line: number
  readonly cells: readonly string[]
  readonly orderId: string
  readonly occurredAt: number
  readonly state: StatusClass
  /** One of its status words is unknown. */
  readonly unanswered: boolean
  /** Undefined where the cell is blank. */
  readonly figures: Readonly<Record<MoneyName, bigint | undefined>>
  readonly returned: boolean
  /** Undefined for goods. */
  readonly role: LineRole | undefined
  readonly lineNumber: string
  readonly productId: string
  readonly productName: string
  readonly category: string
  readonly currencyText: string
  readonly channel: string
  readonly storeId: string
  readonly paymentMethod: string
  readonly country: string
  readonly couponCode: string
  readonly customerName: string
  readonly remark: string
  readonly identifiers: readonly ClaimedIdentifier[]
}

export type MoneyName = Exclude<MoneyField, 'shipping' | 'tax'>
const MONEY_NAMES = MONEY_FIELDS.filter((name): name is MoneyName => name !== 'shipping' && name !== 'tax')

export type DraftResult = { readonly ok: true; readonly draft: OrderDraft } | { readonly ok: false; readonly refusal: Refusal }

const LIMIT = 10n ** 18n

/** Makes the reader of one row of an order file. A row without a customer becomes a line without a customer. */
export function draftReader(plan: RowPlan, order: OrderPlan): (line: number, cells: readonly string[]) => DraftResult {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const check = rowCheck(plan)
  const read = Object.fromEntries(TEXTS.map((field) => [field, cell(field)])) as Record<TextName, (cells: readonly string[]) => string>
  const needed = neededFigures(order.money, order.negatives)
  const only = besideFigures(order.money)
  const figures = MONEY_NAMES.filter((name) => plan.positions.has(name) && needed.has(name)).map((name) => ({
    name,
    text: cell(name),
    number: decimalReader(order.decimals.get(name) ?? { mark: '.', sure: false }, name === 'quantity' ? QUANTITY_SCALE : PRICE_SCALE),
  }))
  const numbered = plan.positions.has('orderId')
  const [day, time] = [cell('orderedAt'), cell('orderedTime')]
  const zone = plan.positions.has('orderedZone') ? cell('orderedZone') : () => ''
  const twoColumns = plan.positions.has('orderedAt') && plan.positions.has('orderedTime')
  const { refundRows } = order
  // If an order is one row, the cell may hold the quantity of each of its items.
  const packed = order.money.level === 'order' || order.money.basis === 'paid' || order.money.basis === 'total'
  const timeField = plan.positions.has('orderedAt') ? 'orderedAt' : 'paidAt'
  const fold = rememberedFold()
  const statusOf = classReader(order.statuses, statusClassOf)
  const refundOf = classReader(order.refundStatuses, refundClassOf)
  const readBack = decimalReader(
    order.decimals.get('refundAmount') ?? order.decimals.get('paidAmount') ?? { mark: '.', sure: false },
    PRICE_SCALE,
  )
  const totalAt = plan.positions.get('orderTotal')
  const readTotal = decimalReader(order.decimals.get('orderTotal') ?? { mark: '.', sure: false }, PRICE_SCALE)
  const knowsPayment = plan.positions.has('paidAt') && plan.positions.has('orderedAt')

  return (line, cells) => {
    const useless = check(cells)
    if (useless !== undefined) return useless
    let orderId = read.orderId(cells)
    if (numbered && orderId === '') return refuse('missing-value', 'orderId', 'The field orderId is empty.')
    const timeText = inZone(twoColumns ? joinDateTime(day(cells), time(cells)) : read[timeField](cells), zone(cells))
    const occurredAt = readInstant(timeText)
    const badTime = checkInstant(occurredAt, timeText, timeField, plan)
    if (occurredAt === undefined || badTime !== undefined) return { ok: false, refusal: badTime ?? unreachable() }

    const money: Partial<Record<MoneyName, bigint>> = {}
    for (const { name, text, number } of figures) {
      const written = text(cells)
      if (isEmptyNumber(written)) continue
      const value =
        name === 'quantity' && written.length > 2 && packed
          ? packedQuantity(written, number)
          : order.money.discountIsRate && isDiscount(name)
            ? rateOf(written, number)
            : number(written)
      if (value === undefined && only.has(name)) continue
      if (value === undefined) {
        return isNumber(written)
          ? refuse('number-out-of-range', name, `The number in ${name} is too large.`)
          : refuse('unreadable-number', name, `The field ${name} is not a number.`)
      }
      if (value >= LIMIT || value <= -LIMIT) return refuse('number-out-of-range', name, `The number in ${name} is too large.`)
      money[name] = value
    }
    const own = ownTotal({ total: money.orderTotal, refund: money.refundAmount }, cells, order.rules, totalAt, readTotal)
    if (own.total !== undefined) money.orderTotal = own.total
    if (own.refund !== undefined) money.refundAmount = own.refund
    const isRefund = refundRows?.words.includes((cells[refundRows.position] ?? '').trim()) === true
    if (isRefund) {
      const back = readBack(cells[refundRows.amount] ?? '')
      if (back === undefined) return refuse('unreadable-number', 'refundAmount', 'The field refundAmount is not a number.')
      for (const name of ['amount', 'paidAmount', 'orderTotal'] as const) money[name] = back > 0n ? -back : back
      money.quantity ??= 10n ** BigInt(QUANTITY_SCALE)
    }
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0 && unreadable !== '') return refuseUnusable(unreadable)
    if (!numbered) {
      const who = identifiers.map(({ kind, value }) => `${kind}:${value}`).join(' ')
      // The customer must not be read from it.
      orderId = `auto-${contentKey(order.numberSalt, 'order-number', `${who}@${occurredAt}`).toString(36)}`
    }
    const word = fold(read.status(cells))
    const status = statusOf(word)
    const refund = refundOf(fold(read.refundStatus(cells)))
    return {
      ok: true,
      draft: {
        line,
        cells,
        orderId,
        occurredAt,
        unanswered: status === null || refund === null,
        state: flaggedState(
          orderState({
            status: status ?? undefined,
            refund: refund ?? undefined,
            paid: knowsPayment && order.blankMeansUnpaid ? read.paidAt(cells) !== '' : undefined,
            cancelled: read.cancelledAt(cells) !== '',
            closed: order.closedWords.has(word),
          }),
          cells,
          order.rules,
        ),
        figures: money as Record<MoneyName, bigint | undefined>,
        role: order.lineRoles.size === 0 ? undefined : order.lineRoles.get(foldRole(read.lineType(cells))),
        returned: isRefund || RETURN_TYPE.test(read.lineType(cells)),
        lineNumber: read.lineNumber(cells),
        productId: read.productId(cells),
        productName: read.productName(cells),
        category: read.category(cells),
        currencyText: read.currency(cells),
        channel: read.channel(cells),
        storeId: read.storeId(cells),
        paymentMethod: read.paymentMethod(cells),
        country: read.country(cells),
        couponCode: read.couponCode(cells),
        customerName: read.customerName(cells),
        remark: read.remark(cells),
        identifiers,
      },
    }
  }
}

/** The meaning of a folded word: as decided for this file, otherwise by the general list; null if unknown, undefined without a word. */
function classReader(
  known: OrderPlan['statuses'],
  general: (word: string) => StatusClass | undefined,
): (word: string) => StatusClass | null | undefined {
  const others = new Map<string, StatusClass | null>()
  return (word) => {
    if (word === '') return undefined
    const means = known.get(word) ?? others.get(word)
    if (means !== undefined) return means
    const found = general(word) ?? null
    if (others.size < 10_000) others.set(word, found)
    return found
  }
}

/** A zone column applies to dates without a time as well. */
function inZone(text: string, zone: string): string {
  return text === '' || zone === '' ? text : `${text} ${zone}`
}

/** An unreadable check figure does not refuse a row: only the figures that form the amount must be readable. */
function neededFigures(money: MoneyPlan, negatives: boolean): ReadonlySet<MoneyName> {
  const names: MoneyName[] = ['quantity', 'unitPrice', 'refundAmount']
  if (money.basis === 'amount') names.push('amount')
  // The refund may be less than the amount that its row repeats.
  if (negatives && money.level === 'line') names.push('paidAmount')
  if (money.basis === 'paid') names.push('paidAmount', 'orderTotal')
  if (money.basis === 'total') names.push('orderTotal', 'subtotal')
  if (money.lessLineDiscount) names.push('lineDiscount')
  if (money.lessOrderDiscount) names.push('orderDiscount')
  return new Set(names)
}

/** Figures in addition to the amount; unreadable ones count as blank. */
function besideFigures({ basis }: MoneyPlan): ReadonlySet<MoneyName> {
  if (basis === 'amount' || basis === 'total') return new Set(['unitPrice', 'paidAmount'])
  return new Set(basis === 'paid' ? ['unitPrice', 'orderTotal'] : ['paidAmount'])
}

function isDiscount(name: MoneyName): boolean {
  return name === 'lineDiscount' || name === 'orderDiscount'
}

function rateOf(text: string, number: (text: string) => bigint | undefined): bigint | undefined {
  const rate = writtenRate(text)
  return rate === undefined ? number(text) : BigInt(Math.round(rate * 10 ** PRICE_SCALE))
}

/** The sum of the quantities of several items in one cell: 2|1, 2;1. */
function packedQuantity(text: string, number: (text: string) => bigint | undefined): bigint | undefined {
  const parts = text.split(/[|;、\n]/)
  if (parts.length < 2) return number(text)
  let sum = 0n
  for (const part of parts) {
    const one = number(part.trim())
    if (one === undefined) return undefined
    sum += one
  }
  return sum
}

/** A status column has few words, and folding one takes longer than a cache lookup. */
function rememberedFold(): (word: string) => string {
  const folded = new Map<string, string>([['', '']])
  return (word) => {
    let plain = folded.get(word)
    if (plain === undefined) {
      plain = foldStatus(word)
      if (folded.size < 10_000) folded.set(word, plain)
    }
    return plain
  }
}

const TEXTS = [
  'orderId',
  'orderedAt',
  'paidAt',
  'cancelledAt',
  'status',
  'refundStatus',
  'lineType',
  'lineNumber',
  'productId',
  'productName',
  'category',
  'currency',
  'channel',
  'storeId',
  'paymentMethod',
  'country',
  'couponCode',
  'customerName',
  'remark',
] as const
type TextName = (typeof TEXTS)[number]

/** Whether a text that could not be stored as a number is still a number: 1e400, or more than twelve digits. */
function isNumber(text: string): boolean {
  return /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text.normalize('NFKC').replaceAll(/[\s,¥$€£元]/g, ''))
}

function unreachable(): never {
  throw new Error('A time is either readable or refused.')
}
