import { currenciesOf } from '../columns/currency-words.ts'
import { isBeyondStore, PRICE_SCALE, QUANTITY_SCALE } from '../import/order-line.ts'
import { parseDecimal, rescale } from '../import/parse-decimal.ts'
import { readCurrency } from '../import/read-currency.ts'
import { shareOut } from '../import/share-out.ts'
import { isTestOrder } from '../import/test-record.ts'
import { idOf, productOf, readAmount, RefusedField, textOf, WRITTEN_NUMBER } from '../tracking/message-fields.ts'
import { isObject, type JsonObject } from '../tracking/tracking-message.ts'
import type { StatedLine, StatedOrder, StatementKind } from './order-statement.ts'
import { goodsAsStated, goodsOfOrder, type StatedFigures } from './stated-goods.ts'

const KINDS: ReadonlyMap<string, StatementKind> = new Map([
  ['Order Completed', 'completed'],
  ['Order Updated', 'updated'],
  ['Order Cancelled', 'cancelled'],
  ['Order Canceled', 'cancelled'],
  ['Order Refunded', 'refunded'],
])

const ONE = 10n ** BigInt(QUANTITY_SCALE)
const CENT = 10n ** BigInt(PRICE_SCALE - 2)

export interface OrderEventParts {
  readonly name: string
  readonly properties: JsonObject
  /** Stands for the number of an order that was completed without one. */
  readonly messageId: string
  readonly channel: string
  readonly isTest: boolean
  /** Of the project: what a sign that several currencies have means, where one of them is it. */
  readonly currency: string
}

/**
 * What an event of the e-commerce specification (version 2 of Segment, the same of RudderStack) says of its order; null for any other event, and for one that
 * names neither goods nor money: such an order has to come from elsewhere.
 *
 * @throws RefusedField where it cannot be read, or where the figures of the order contradict each other.
 */
export function readOrderEvent({ name, properties, messageId, channel, isTest, currency: own }: OrderEventParts): StatedOrder | null {
  const kind = KINDS.get(name)
  if (kind === undefined) return null
  const orderId = idOf(properties['order_id'] ?? properties['orderId'], 'properties.order_id') || (kind === 'completed' ? messageId : '')
  if (orderId === '')
    throw new RefusedField('no_order_id', 'properties.order_id', `The event ${name} must say in order_id which order it means.`)
  const money = new MoneyOfEvent(own)
  const products = kind === 'cancelled' ? [] : productsOf(properties)
  const figures = kind === 'cancelled' ? NO_FIGURES : figuresOf(properties, money, kind === 'refunded')
  const goods = kind === 'refunded' ? products.map((item, i) => returnedOf(item, i, money)) : []
  const isPlaced = kind === 'completed' || kind === 'updated'
  const placed = isPlaced ? placedGoods(products, figures, money) : null
  if (isPlaced && placed === null) return null
  const lines = placed?.lines ?? goods
  return {
    kind,
    orderId,
    name: kind === 'refunded' ? idOf(properties['refund_id'], 'properties.refund_id') : '',
    orderedAt: null,
    lines,
    isBare: placed?.isBare === true,
    back: kind === 'refunded' && lines.length === 0 ? (figures.total ?? figures.revenue ?? figures.subtotal) : null,
    currency: money.currencyOf(properties['currency']),
    channel,
    storeId: textOf(properties['affiliation'], 'properties.affiliation'),
    paymentMethod: textOf(properties['payment_method'], 'properties.payment_method'),
    country: textOf(properties['country'], 'properties.country'),
    couponCode: textOf(properties['coupon'], 'properties.coupon'),
    isTest:
      isTest ||
      lines.some(({ productName, quantity, amount }) =>
        isTestOrder({ orderId, customerName: '', remark: '', productName, quantity, amount }),
      ),
  }
}

const NO_FIGURES: StatedFigures = { total: null, subtotal: null, revenue: null, shipping: null, tax: null, discount: null }

function productsOf(properties: JsonObject): JsonObject[] {
  const { products } = properties
  if (products === undefined || products === null) return []
  if (!Array.isArray(products)) throw new RefusedField('unreadable_product', 'properties.products', 'The field products must be a list.')
  return products.map((item: unknown, i) => {
    if (isObject(item)) return item
    throw new RefusedField('unreadable_product', `properties.products.${i}`, 'Each of products must be an object.')
  })
}

function figuresOf(properties: JsonObject, money: MoneyOfEvent, isRefund: boolean): StatedFigures {
  const read = (field: string): bigint | null => {
    const value = money.read(properties[field], `properties.${field}`)
    if (value === null || value >= 0n) return value
    // What is given back is often written with a minus, and so is a discount.
    if (isRefund || field === 'discount') return -value
    throw new RefusedField(
      'negative_amount',
      `properties.${field}`,
      `The amount in ${field} is below zero: what is given back is an Order Refunded.`,
    )
  }
  return {
    total: read('total') ?? (properties['revenue'] === undefined ? read('value') : null),
    subtotal: read('subtotal'),
    revenue: read('revenue'),
    shipping: read('shipping'),
    tax: read('tax'),
    discount: read('discount'),
  }
}

function placedGoods(
  products: readonly JsonObject[],
  figures: StatedFigures,
  money: MoneyOfEvent,
): Pick<StatedOrder, 'lines' | 'isBare'> | null {
  if (products.length === 0) {
    const goods = goodsAsStated(figures)
    if (goods === null) return null
    return { lines: [line({ quantity: ONE, unitPrice: goods, amount: goods })], isBare: true }
  }
  const items = products.map((item, i) => ({
    ...soldOf(item, i, money),
    price: money.read(item['price'], `properties.products.${i}.price`),
    i,
  }))
  const unpriced = items.find(({ price }) => price === null)
  const negative = items.find(({ price }) => price !== null && price < 0n)
  if (negative !== undefined) {
    throw new RefusedField(
      'negative_amount',
      `properties.products.${negative.i}.price`,
      'A price is below zero: a discount of the order goes into discount.',
    )
  }
  if (unpriced === undefined) {
    const lines = items.map(({ price, ...item }) => ({
      ...item,
      unitPrice: price ?? 0n,
      amount: rescale(item.quantity * (price ?? 0n), QUANTITY_SCALE),
    }))
    const sum = lines.reduce((total, { amount }) => total + amount, 0n)
    const pieces = lines.reduce((total, { quantity }) => total + quantity, 0n)
    const goods = goodsOfOrder(sum, figures, CENT + rescale((pieces * CENT) / 2n, QUANTITY_SCALE))
    if (typeof goods === 'string') {
      throw new RefusedField(
        'contradictory_total',
        `properties.${goods}`,
        `The ${goods} of the order is not what its products cost, with or without discount, shipping and tax.`,
      )
    }
    return { lines: netLines(lines, goods), isBare: false }
  }
  const goods = goodsAsStated(figures)
  if (goods === null || items.some(({ price }) => price !== null)) {
    throw new RefusedField('no_order_amount', `properties.products.${unpriced.i}.price`, 'A product of the order has no price.')
  }
  return { lines: netLines(items, goods), isBare: false }
}

type Goods = Pick<StatedLine, 'productId' | 'productName' | 'category' | 'quantity'> & {
  readonly unitPrice?: bigint
  readonly amount?: bigint
}

/**
 * The lines of what was bought, with the cost of all shared out by their prices, or by their pieces where there are none.
 * @throws RefusedField where the cost of one, or of one piece of it, is more than the store keeps.
 */
function netLines(items: readonly Goods[], goods: bigint): StatedLine[] {
  const sum = items.reduce((total, { amount = 0n }) => total + amount, 0n)
  const isListed = sum > 0n && sum === goods
  const parts = isListed
    ? []
    : shareOut(
        goods,
        items.map(({ amount, quantity }) => (sum > 0n ? (amount ?? 0n) : quantity)),
        CENT,
      )
  return items.map(({ productId, productName, category, quantity, unitPrice, amount }, i) => {
    const net = isListed ? (amount ?? 0n) : (parts[i] ?? 0n)
    const ofOne = unitPrice ?? (net * ONE) / quantity
    if (isBeyondStore(net) || isBeyondStore(ofOne)) {
      throw new RefusedField(
        'amount_out_of_range',
        `properties.products.${i}.${isBeyondStore(net) ? 'price' : 'quantity'}`,
        'What a product of the order costs has more than 12 digits before the point.',
      )
    }
    return line({ productId, productName, category, quantity, unitPrice: ofOne, amount: net })
  })
}

function line(values: Partial<StatedLine>): StatedLine {
  return { kind: 'sale', productId: '', productName: '', category: '', quantity: 0n, unitPrice: 0n, amount: 0n, refund: 0n, ...values }
}

function soldOf(item: JsonObject, i: number, money: MoneyOfEvent): Pick<StatedLine, 'productId' | 'productName' | 'category' | 'quantity'> {
  const quantity = money.pieces(item['quantity'], `properties.products.${i}.quantity`) ?? ONE
  if (quantity <= 0n) {
    throw new RefusedField('unreadable_quantity', `properties.products.${i}.quantity`, 'The quantity of a product must be above zero.')
  }
  return { ...namedOf(item, i), quantity }
}

function returnedOf(item: JsonObject, i: number, money: MoneyOfEvent): StatedLine {
  const [quantity, price] = [
    money.pieces(item['quantity'], `properties.products.${i}.quantity`) ?? 0n,
    money.read(item['price'], `properties.products.${i}.price`) ?? 0n,
  ]
  return line({
    ...namedOf(item, i),
    kind: 'return',
    quantity: quantity < 0n ? -quantity : quantity,
    unitPrice: price < 0n ? -price : price,
  })
}

function namedOf(item: JsonObject, i: number): Pick<StatedLine, 'productId' | 'productName' | 'category'> {
  const at = `properties.products.${i}`
  const productId = idOf(productOf(item), `${at}.product_id`)
  const productName = textOf(item['name'], `${at}.name`)
  if (productId === '' && productName === '') {
    throw new RefusedField('unreadable_product', `${at}.product_id`, 'A product of the order has neither product_id, sku nor name.')
  }
  return { productId, productName, category: textOf(item['category'], `${at}.category`) }
}

/** Reads the amounts of one event, and remembers the currency that their signs say. */
class MoneyOfEvent {
  readonly #own: string
  #signs: readonly string[] = []
  #field = ''

  constructor(own: string) {
    this.#own = own
  }

  /** Scaled as prices; null where there is none. */
  read(value: unknown, field: string): bigint | null {
    const text = written(value, field)
    if (text === '') return null
    const amount = readAmount(text)
    if (amount === undefined && !WRITTEN_NUMBER.test(text))
      throw new RefusedField('unreadable_amount', field, `The amount in ${field} is not a number.`)
    if (amount === undefined || isBeyondStore(amount)) {
      throw new RefusedField('amount_out_of_range', field, `The amount in ${field} has more than 12 digits before the point.`)
    }
    const signs = typeof value === 'string' ? currenciesOf(text) : []
    if (signs.length > 0) {
      if (this.#signs.length > 0 && !signs.some((code) => this.#signs.includes(code))) throw contradictory(field)
      this.#signs = signs
      this.#field = field
    }
    return amount
  }

  pieces(value: unknown, field: string): bigint | null {
    const text = written(value, field)
    if (text === '') return null
    const pieces = parseDecimal(text, QUANTITY_SCALE)
    if (pieces === undefined || isBeyondStore(pieces)) {
      throw new RefusedField('unreadable_quantity', field, `The quantity in ${field} is not a number.`)
    }
    return pieces
  }

  /** ISO 4217 of the order, '' for the project's own. */
  currencyOf(value: unknown): string {
    const text = textOf(value, 'properties.currency')
    const code = readCurrency(text, '')
    if (code === undefined)
      throw new RefusedField('unknown_currency', 'properties.currency', 'The currency is no ISO 4217 code such as CNY or USD.')
    const [first = ''] = this.#signs
    if (first === '') return code
    if (code !== '' && !this.#signs.includes(code)) throw contradictory(this.#field)
    // Of several currencies that a sign can mean it is the project's, as for a file.
    return code !== '' || this.#signs.includes(this.#own) || (this.#own === '' && this.#signs.length > 1) ? code : first
  }
}

function contradictory(field: string): RefusedField {
  return new RefusedField('unknown_currency', field, `The sign of the amount in ${field} is of another currency than the order.`)
}

function written(value: unknown, field: string): string {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value === 'string' && value.length <= 100) return value.trim()
  throw new RefusedField('unreadable_amount', field, `The amount in ${field} is not a number.`)
}
