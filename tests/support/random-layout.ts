import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Rng } from '#kernel/rng.ts'
import { DATE_FORMS, type DateForm, NUMBER_FORMS, type NumberForm } from './shop-cells.ts'
import type { ShopHabits } from './random-shop.ts'
import { EMPTY_COLUMNS, SHOP_HEADINGS, STATUS_SETS } from './shop-words.ts'

/**
 * How the rows of an order stand in the file. order: one row. first: a row for each line, what is of the order on the first one only. repeat: on each of
 * them. scattered: the same, with rows of one order apart.
 */
export type RowShape = 'order' | 'first' | 'repeat' | 'scattered'

export type FileDamage =
  | 'preamble'
  | 'total-line'
  | 'blank-rows'
  | 'repeated-heading'
  | 'extra-comma'
  | 'formula-ids'
  | 'quoted-ids'
  | 'tabs'
  | 'zero-width'
  | 'full-width'
  | 'merged'

export interface LaidColumn {
  readonly heading: string
  /** A field of the shop, or the values of a column that says nothing. */
  readonly field: string
  readonly values?: readonly string[]
}

/** Everything about a file of orders but the shop itself. */
export interface ShopLayout {
  readonly han: boolean
  readonly shape: RowShape
  readonly columns: readonly LaidColumn[]
  readonly fields: ReadonlySet<string>
  readonly habits: ShopHabits
  /** amount: what is left after discounts, or before them. */
  readonly amount: 'net' | 'gross'
  readonly paidLevel: 'order' | 'line'
  readonly refundLevel: 'order' | 'line'
  /** In `first`: which other fields of the order are blank on later rows. */
  readonly blankBelow: 'money' | 'all' | 'all-and-number'
  readonly dates: DateForm
  readonly numbers: NumberForm
  readonly nothing: string
  readonly statuses: (typeof STATUS_SETS)[number]
  readonly format: 'csv' | 'xlsx'
  readonly encoding: string
  readonly delimiter: string
  readonly newline: string
  readonly sepLine: boolean
  readonly quoteAll: boolean
  readonly damage: ReadonlySet<FileDamage>
}

const IDENTITIES: readonly (readonly string[])[] = [
  ['customerId'],
  ['userId'],
  ['memberNumber'],
  ['phone'],
  ['email'],
  ['customerId', 'email'],
  ['email', 'phone'],
  ['customerId', 'phone', 'customerName'],
  ['email', 'customerName'],
  ['phone', 'customerName'],
  [],
]
const MONEY_FIELDS = [
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

/** Draws a layout that holds enough to read the shop's books back from it. */
export function randomLayout(rng: Rng): ShopLayout {
  const han = rng.chance(0.5)
  const shape: RowShape = (['order', 'first', 'repeat', 'scattered'] as const)[rng.weighted([3, 3, 5, 0.4])] as RowShape
  const fields = new Set(['orderedAt'])
  if (rng.chance(0.94)) fields.add('orderId')
  const identity = rng.pick(IDENTITIES)
  for (const field of identity) fields.add(field)
  if (identity.length === 0) fields.add('orderId')
  // Blank cells below the first row need a number to belong to.
  if (shape === 'first' || shape === 'scattered') fields.add('orderId')
  if (shape !== 'order') {
    if (rng.chance(0.9)) fields.add('productName')
    if (rng.chance(0.5) || !fields.has('productName')) fields.add('productId')
    if (rng.chance(0.3)) fields.add('category')
  }
  const amount = rng.chance(0.7) ? 'net' : 'gross'
  const habits = drawMoney(rng, shape, fields, amount, han)
  const dates = rng.pick(DATE_FORMS)
  if (dates.time !== undefined) fields.add('orderedTime')
  const currency = drawCurrency(rng, fields, habits.currencies)
  const format = rng.chance(0.2) ? 'xlsx' : 'csv'
  const delimiter = rng.pick([',', ',', ',', ';', '\t', '|'])
  return {
    han,
    shape,
    columns: drawColumns(rng, fields, han, currency.unit),
    fields,
    habits,
    amount,
    paidLevel: shape !== 'order' && !habits.shipping && !habits.tax && rng.chance(0.4) ? 'line' : 'order',
    refundLevel: shape !== 'order' && (fields.has('unitPrice') || fields.has('amount')) && rng.chance(0.4) ? 'line' : 'order',
    blankBelow: rng.pick(['money', 'all', 'all-and-number'] as const),
    dates,
    numbers: { ...rng.pick(NUMBER_FORMS), sign: currency.sign },
    nothing: rng.pick(['', '', '0', '0.00', '-', '--']),
    statuses: rng.pick(STATUS_SETS.filter((set) => set.han === han)),
    format,
    encoding: rng.pick(['utf8', 'utf8', 'utf8-bom', 'utf8-bom', 'utf16-le', 'gb18030', 'big5']),
    delimiter,
    newline: rng.pick(['\n', '\r\n']),
    sepLine: delimiter !== '\t' && rng.chance(0.1),
    quoteAll: rng.chance(0.15),
    damage: drawDamage(rng, format, shape),
  }
}

/** Which figures the file has, and what the shop therefore does: what no column could show does not happen. */
function drawMoney(rng: Rng, shape: RowShape, fields: Set<string>, amount: 'net' | 'gross', han: boolean): ShopHabits {
  const add = (field: string, chance: number): boolean => rng.chance(chance) && fields.add(field) !== undefined
  const discounted = rng.chance(0.45)
  let [lineDiscounts, orderDiscounts, shipping, tax] = [false, false, false, false]
  if (shape === 'order') {
    add('quantity', 0.4)
    const paid = add('paidAmount', 0.55)
    if (!add('orderTotal', 0.5) && !paid) fields.add(rng.pick(['amount', 'orderTotal', 'paidAmount', 'subtotal']))
    add('subtotal', 0.25)
  } else {
    const kind = rng.weighted([4, 2, 2, 1.5])
    if (kind <= 1) fields.add('unitPrice').add('quantity')
    if (kind === 1 || kind === 2) fields.add('amount')
    if (kind === 2) add('quantity', 0.7)
    if (kind === 3) fields.add(rng.pick(['paidAmount', 'orderTotal'])).add('quantity')
    add('paidAmount', 0.3)
    add('orderTotal', 0.35)
    add('subtotal', 0.2)
  }
  if (discounted) {
    orderDiscounts = rng.chance(0.7)
    lineDiscounts = shape !== 'order' && fields.has('unitPrice') && (!orderDiscounts || rng.chance(0.3))
    if (orderDiscounts) fields.add('orderDiscount')
    if (lineDiscounts) fields.add('lineDiscount')
    if (amount === 'gross' && !fields.has('paidAmount') && !fields.has('orderTotal')) fields.add(rng.pick(['paidAmount', 'orderTotal']))
  }
  shipping = rng.chance(0.5)
  tax = !han && rng.chance(0.25)
  if (shipping) add('shipping', 0.85)
  if (tax) add('tax', 0.85)
  const status = add('status', 0.65)
  const paidAt = add('paidAt', 0.3)
  if (status) add('cancelledAt', 0.1)
  const refundable = add('refundAmount', status ? 0.5 : 0.2)
  return {
    currencies: ['CNY'],
    linesOfOrder: rng.pick([1, 2, 4]),
    lineDiscounts,
    orderDiscounts,
    shipping,
    tax,
    dead: (status || paidAt) && rng.chance(0.8),
    refunds: refundable || (status && rng.chance(0.3)),
    // Without a column for it nothing in the file says how much.
    partRefunds: refundable,
  }
}

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  CNY: ['', '', '', '¥', '￥', 'CNY '],
  USD: ['US$', 'USD '],
  EUR: ['€', '€ '],
  GBP: ['£'],
  JPY: ['JPY '],
}

/** One currency, said by a column, by a sign, by a heading or, for the shop's own, by nothing; or several, said by a column. */
function drawCurrency(rng: Rng, fields: Set<string>, currencies: readonly string[]): { readonly sign: string; readonly unit: string } {
  const list = currencies as string[]
  const many = rng.chance(0.12)
  if (many) list.splice(0, 1, ...rng.shuffle(['CNY', 'USD', 'EUR', 'JPY']).slice(0, 2 + rng.int(2)))
  else list.splice(0, 1, rng.pick(['CNY', 'CNY', 'CNY', 'USD', 'EUR', 'GBP', 'JPY']))
  const [only] = list as [string]
  if (many || rng.chance(0.3)) {
    fields.add('currency')
    return { sign: many ? '' : rng.pick(['', '', ...(SIGNS[only] ?? [])]), unit: '' }
  }
  if (rng.chance(0.4)) return { sign: '', unit: only === 'CNY' ? rng.pick([' (元)', '（元）', ' (CNY)', '']) : ` (${only})` }
  const sign = rng.pick(SIGNS[only] ?? [''])
  return sign === '' && only !== 'CNY' ? { sign: '', unit: ` (${only})` } : { sign, unit: '' }
}

function drawColumns(rng: Rng, fields: ReadonlySet<string>, han: boolean, unit: string): LaidColumn[] {
  const style = rng.int(6)
  const taken = new Set<string>()
  const pick = (list: string): string => {
    const free = list.split('|').filter((one) => !taken.has(one))
    const heading = free.length === 0 ? list : rng.pick(free)
    taken.add(heading)
    return heading
  }
  const styled = (heading: string): string => (han ? heading : inStyle(heading, style))
  const columns = [...fields].map((field): LaidColumn => {
    if (field === 'orderedTime') return { field, heading: han ? '下单时刻' : 'Time of day' }
    const lists = SHOP_HEADINGS[field] as BilingualText
    const heading = styled(pick(han ? lists.zh : lists.en))
    return { field, heading: MONEY_FIELDS.includes(field) ? `${heading}${unit}` : heading }
  })
  for (const { zh, en, values } of rng.shuffle([...EMPTY_COLUMNS]).slice(0, rng.int(7)))
    columns.push({ field: '', heading: styled(pick(han ? zh : en)), values: values.split('|') })
  if (rng.chance(0.2)) columns.push({ field: 'receiverName', heading: han ? '收货人' : styled('Shipping Name') })
  if (rng.chance(0.2) && fields.has('phone') === false)
    columns.push({ field: 'receiverPhone', heading: han ? '收货人手机' : styled('Shipping Phone') })
  return rng.chance(0.6) ? rng.shuffle(columns) : columns
}

/** @example inStyle('Order ID', 3) // 'order_id' */
function inStyle(heading: string, style: number): string {
  const words = heading.replaceAll(/[^A-Za-z#.() -]/g, '').split(/[\s-]+/)
  switch (style) {
    case 1:
      return heading.toLowerCase()
    case 2:
      return heading.toUpperCase()
    case 3:
      return words.map((word) => word.toLowerCase()).join('_')
    case 4:
      return words.map((word, i) => (i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())).join('')
    default:
      return heading
  }
}

function drawDamage(rng: Rng, format: 'csv' | 'xlsx', shape: RowShape): Set<FileDamage> {
  const damage = new Set<FileDamage>()
  const maybe = (one: FileDamage, chance: number): void => {
    if (rng.chance(chance)) damage.add(one)
  }
  if (rng.chance(0.4)) return damage
  maybe('preamble', 0.25)
  maybe('total-line', 0.25)
  maybe('blank-rows', 0.2)
  maybe('repeated-heading', 0.15)
  maybe('zero-width', 0.2)
  maybe('full-width', 0.12)
  if (format === 'xlsx' && shape === 'first') maybe('merged', 0.5)
  if (format === 'csv') {
    maybe('extra-comma', 0.2)
    maybe('tabs', 0.2)
    if (rng.chance(0.25)) damage.add(rng.pick(['formula-ids', 'quoted-ids'] as const))
  }
  return damage
}
