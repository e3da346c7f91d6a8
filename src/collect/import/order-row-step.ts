import type { ClaimedIdentifier } from '../identity-claim.ts'
import { formatDecimal, parseDecimal, rescale } from './parse-decimal.ts'
import { instantReader } from './parse-instant.ts'
import { readCurrency } from './read-currency.ts'
import {
  cellReader,
  checkInstant,
  contentOf,
  identifierReader,
  refuse,
  rowCheck,
  type RowPlan,
  type RowRefused,
  type RowResult,
} from './row-step.ts'
import { isTestOrder } from './test-record.ts'

/** sale; return: goods came back for money; adjustment: fees, corrections, stock written off, orders that never became one. */
export type OrderLineKind = 'sale' | 'return' | 'adjustment'

/** Quantity has 4 decimals, prices and amounts 6. Amount is what the line cost, discounts taken off. */
export const QUANTITY_SCALE = 4
export const PRICE_SCALE = 6

export interface OrderLine {
  readonly orderId: string
  readonly kind: OrderLineKind
  readonly occurredAt: number
  readonly productId: string
  readonly productName: string
  readonly category: string
  readonly quantity: bigint
  readonly unitPrice: bigint
  readonly amount: bigint
  readonly currency: string
  readonly channel: string
  readonly storeId: string
  readonly paymentMethod: string
  readonly country: string
  /** Code of the coupon that the order used, as the file has it, or ''. */
  readonly couponCode: string
  readonly isTest: boolean
  readonly customerName: string
  readonly identifiers: readonly ClaimedIdentifier[]
}

const CANCELLED = /取消|关闭|退款|未付款|待付款|作废|cancel|refund|void|unpaid|failed/i
const RETURN_TYPE = /退货|退款|换货|return|refund/i

/**
 * Makes the step from a row of the file to an order line. Without a quantity column the line is one piece; without a price column the
 * price is amount / quantity; without an amount column the amount is quantity x price. A row without any customer is a line of nobody.
 */
export function orderRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<OrderLine> {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const check = rowCheck(plan)
  const has = (field: string): boolean => plan.positions.has(field)
  const [orderId, orderedAt, lineNumber, status, lineType] = [
    cell('orderId'),
    cell('orderedAt'),
    cell('lineNumber'),
    cell('status'),
    cell('lineType'),
  ]
  const [quantity, unitPrice, amount, currency] = [cell('quantity'), cell('unitPrice'), cell('amount'), cell('currency')]
  const [productId, productName, category, channel] = [cell('productId'), cell('productName'), cell('category'), cell('channel')]
  const couponCode = cell('couponCode')
  const [storeId, payment, country, name, remark] = [
    cell('storeId'),
    cell('paymentMethod'),
    cell('country'),
    cell('customerName'),
    cell('remark'),
  ]

  return (cells) => {
    const useless = check(cells)
    if (useless !== undefined) return useless
    const number = orderId(cells)
    if (number === '') return refuse('missing-value', 'orderId', 'The field orderId is empty.')
    const timeText = orderedAt(cells)
    const occurredAt = readInstant(timeText)
    const badTime = checkInstant(occurredAt, timeText, 'orderedAt', plan)
    if (occurredAt === undefined || badTime !== undefined) return { ok: false, refusal: badTime ?? unreachable() }

    const money = readMoney({
      quantity: has('quantity') ? quantity(cells) : '1',
      unitPrice: has('unitPrice') ? unitPrice(cells) : undefined,
      amount: has('amount') ? amount(cells) : undefined,
      returned: RETURN_TYPE.test(lineType(cells)),
    })
    if (!money.ok) return money
    const lineCurrency = readCurrency(currency(cells), plan.currency)
    if (lineCurrency === undefined) {
      return refuse('unknown-currency', 'currency', 'The field currency is no ISO 4217 code such as CNY or USD.')
    }
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0 && unreadable !== '') {
      return refuse(
        'unreadable-identifier',
        unreadable,
        `The field ${unreadable} holds no usable value and nothing else says who the customer is.`,
      )
    }
    const line = {
      orderId: number,
      productId: productId(cells),
      productName: productName(cells),
      category: category(cells),
      ...money.value,
      currency: lineCurrency,
      channel: channel(cells),
      storeId: storeId(cells),
      paymentMethod: payment(cells),
      country: country(cells),
      customerName: name(cells),
    }
    const neverAnOrder = CANCELLED.test(status(cells)) && line.quantity > 0n
    const adjusts = plan.adjustmentPrefix !== '' && number.startsWith(plan.adjustmentPrefix)
    // The status, the remark and the name are no part of the content: the export of the next day has the same line with another
    // status, and it must not count twice.
    const kind = neverAnOrder || adjusts ? 'adjustment' : kindOf(line.quantity, line.unitPrice)
    return {
      ok: true,
      value: {
        ...line,
        kind,
        occurredAt,
        couponCode: kind === 'sale' ? couponCode(cells) : '',
        isTest: isTestOrder({ ...line, remark: remark(cells) }),
        identifiers,
      },
      content: contentOf(
        [
          number,
          String(occurredAt),
          lineNumber(cells),
          line.productId,
          line.productName,
          line.category,
          String(line.quantity),
          String(line.unitPrice),
          String(line.amount),
          currency(cells),
          line.channel,
          line.storeId,
          line.paymentMethod,
          line.country,
          kind,
        ],
        identifiers,
      ),
    }
  }
}

/**
 * A negative quantity at a price is a return; at no price it is stock written off, which nobody returned. A negative price is a
 * correction or a fee.
 */
export function kindOf(quantity: bigint, unitPrice: bigint): OrderLineKind {
  if (unitPrice < 0n) return 'adjustment'
  if (quantity >= 0n) return 'sale'
  return unitPrice === 0n ? 'adjustment' : 'return'
}

interface MoneyText {
  readonly quantity: string
  readonly unitPrice: string | undefined
  readonly amount: string | undefined
  readonly returned: boolean
}

interface LineMoney {
  readonly quantity: bigint
  readonly unitPrice: bigint
  readonly amount: bigint
}

const LIMIT = 10n ** 18n

function readMoney(text: MoneyText): { readonly ok: true; readonly value: LineMoney } | RowRefused {
  const fields = { quantity: text.quantity, unitPrice: text.unitPrice, amount: text.amount }
  const value: Record<string, bigint | undefined> = {}
  for (const [field, cell] of Object.entries(fields)) {
    if (cell === undefined) continue
    if (cell === '') {
      // With a price and a quantity the amount is known; without a price the amount says it.
      if (field === 'amount' && text.unitPrice !== undefined && text.unitPrice !== '') continue
      if (field === 'unitPrice' && text.amount !== undefined && text.amount !== '') continue
      return refuse('missing-value', field, `The field ${field} is empty.`)
    }
    const number = parseDecimal(cell, field === 'quantity' ? QUANTITY_SCALE : PRICE_SCALE)
    if (number === undefined) {
      return isNumber(cell)
        ? refuse('number-out-of-range', field, `The number in ${field} is too large.`)
        : refuse('unreadable-number', field, `The field ${field} is not a number.`)
    }
    value[field] = number
  }
  let quantity = value['quantity'] ?? 0n
  let { unitPrice, amount } = value
  if (unitPrice === undefined) {
    const paid = amount ?? 0n
    // A file of amounts alone marks what came back by a negative amount.
    if (paid < 0n && quantity > 0n) quantity = -quantity
    unitPrice = quantity === 0n ? 0n : divide(paid * 10n ** BigInt(QUANTITY_SCALE), quantity)
  }
  if (text.returned && quantity > 0n) {
    quantity = -quantity
    if (amount !== undefined && amount > 0n) amount = -amount
  }
  amount ??= rescale(quantity * unitPrice, QUANTITY_SCALE)
  for (const [field, number] of [
    ['quantity', quantity],
    ['unitPrice', unitPrice],
    ['amount', amount],
  ] as const) {
    if (number >= LIMIT || number <= -LIMIT) return refuse('number-out-of-range', field, `The number in ${field} is too large.`)
  }
  return { ok: true, value: { quantity, unitPrice, amount } }
}

/** Whether a text that could not be kept as a number is one all the same: 1e400, or more than twelve digits. */
function isNumber(text: string): boolean {
  return /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text.normalize('NFKC').replaceAll(/[\s,¥$€£元]/g, ''))
}

function divide(a: bigint, b: bigint): bigint {
  const negative = a < 0n !== b < 0n
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  const quotient = (x + y / 2n) / y
  return negative ? -quotient : quotient
}

/** The decimal text of a line's numbers, as the analytical store takes them. */
export function lineMoneyText(line: LineMoney): { quantity: string; unitPrice: string; amount: string } {
  return {
    quantity: formatDecimal(line.quantity, QUANTITY_SCALE),
    unitPrice: formatDecimal(line.unitPrice, PRICE_SCALE),
    amount: formatDecimal(line.amount, PRICE_SCALE),
  }
}

function unreachable(): never {
  throw new Error('A time is either readable or refused.')
}
