import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#kernel/app-error.ts'
import { Rng } from '#kernel/rng.ts'
import { examineFile, type ExaminedFile } from './examine-file.ts'
import { randomLayout, type ShopLayout } from './random-layout.ts'
import { goodsOf, isSale, randomShop, type Shop } from './random-shop.ts'
import { momentOf } from './shop-cells.ts'
import { givenBackOf, hasLinePrices, worthOf, writeShopFile } from './write-shop-file.ts'

export interface ShopBooks {
  readonly orders: number
  readonly customers: number
  readonly sales: Readonly<Record<string, number>>
  readonly refunds: Readonly<Record<string, number>>
  readonly months: Readonly<Record<string, number>>
}

/** right: the books to the cent. asked: something differs and a question says so. wrong: something differs without a word. */
export interface ShopVerdict {
  readonly seed: string
  readonly outcome: 'right' | 'asked' | 'wrong'
  readonly differs: readonly string[]
  readonly asked: readonly string[]
  readonly layout: ShopLayout
  readonly file: string
}

type Aspect = keyof ShopBooks

const MONEY_CODES =
  'amount-of-order discount-unclear decimal-mark unknown-status rows-refused amount-differs no-amounts paid-differs no-order-number total-differs total-below-price rows-repeated currency-unsure'
const WHO_CODES = 'no-customer customers-by-name customers-by-receiver few-customers nobody-named nobody-twice one-customer rows-refused'
const ABOUT: Readonly<Record<Aspect, ReadonlySet<string>>> = {
  sales: new Set(MONEY_CODES.split(' ')),
  refunds: new Set(`${MONEY_CODES} refund-unknown`.split(' ')),
  months: new Set(`${MONEY_CODES} day-or-month`.split(' ')),
  orders: new Set(`no-order-number one-order-number numbers-shared unknown-status rows-refused rows-repeated ${WHO_CODES}`.split(' ')),
  customers: new Set(WHO_CODES.split(' ')),
}
const MONEY_FIELDS = new Set(
  'unitPrice amount paidAmount orderTotal subtotal lineDiscount orderDiscount refundAmount quantity currency'.split(' '),
)
const WHO_FIELDS = new Set('customerId userId memberNumber phone email'.split(' '))

export interface ShopTally {
  readonly right: number
  readonly asked: number
  /** What is wrong, with the seed to see it again. */
  readonly wrong: readonly string[]
}

/** Checks the shops of the seeds from `first` on. */
export async function checkShops(first: number, count: number, folder: string): Promise<ShopTally> {
  let [right, asked] = [0, 0]
  const wrong: string[] = []
  for (let seed = first; seed < first + count; seed += 1) {
    const { outcome, differs } = await checkShop(String(seed), folder)
    if (outcome === 'right') right += 1
    else if (outcome === 'asked') asked += 1
    else wrong.push(`shop ${seed}: ${differs.join('; ')}`)
  }
  return { right, asked, wrong }
}

/** Makes up a shop and a file of it, reads the file as an import would and holds the answer against the shop's own books. */
export async function checkShop(seed: string, folder: string, keep = false): Promise<ShopVerdict> {
  const rng = new Rng(`shop-${seed}`)
  const layout = randomLayout(rng.fork('layout'))
  const shop = randomShop(rng.fork('shop'), layout.habits, layout.han)
  const file = await writeShopFile(shop, layout, join(folder, `shop-${seed}`), rng.fork('file'))
  try {
    const found = await examineFile(file)
    const readings = worthsOf(layout).map((worth) => differences(booksOf(shop, layout, worth), found))
    const differs = readings.reduce((best, list) => (list.length < best.length ? list : best))
    const questions = [...found.plan.interpretation.questions, ...found.questions]
    const open = differs.filter(({ aspect }) => !questions.some((question) => isAbout(aspect, question)))
    const outcome = differs.length === 0 ? 'right' : open.length === 0 ? 'asked' : 'wrong'
    return { seed, outcome, differs: differs.map(({ text }) => text), asked: found.asked, layout, file }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { seed, outcome: 'asked', differs: [error.message], asked: [error.code], layout, file }
  } finally {
    if (!keep) rmSync(file, { force: true })
  }
}

/** Where a row of an order says both what its goods cost and what was paid for all of it, either is what was sold. */
function worthsOf(layout: ShopLayout): readonly ('written' | 'goods')[] {
  const { shape, fields } = layout
  const both = fields.has('subtotal') ? !hasLinePrices(layout) : shape === 'order' && fields.has('amount')
  return both ? ['written', 'goods'] : ['written']
}

/** The books, as far as the file can know of them. */
export function booksOf({ orders, customers }: Shop, layout: ShopLayout, as: 'written' | 'goods'): ShopBooks {
  const { fields } = layout
  const named = [...WHO_FIELDS].some((field) => fields.has(field))
  const sales: Record<string, number> = {}
  const refunds: Record<string, number> = {}
  const months: Record<string, number> = {}
  const numbers = new Set<string>()
  const seen = new Set<string>()
  for (const order of orders) {
    seen.add(order.customer.id)
    if (!isSale(order)) continue
    numbers.add(
      fields.has('orderId')
        ? order.id
        : `${order.customer.id} ${layout.dates.date(momentOf(order.at))} ${layout.dates.time?.(momentOf(order.at)) ?? ''}`,
    )
    const worth = as === 'goods' ? goodsOf(order) : worthOf(order, layout)
    const back = Math.min(givenBackOf(order, layout), worth)
    const { year, month } = momentOf(order.at)
    sales[order.currency] = (sales[order.currency] ?? 0) + worth
    if (back > 0) refunds[order.currency] = (refunds[order.currency] ?? 0) + back
    const name = `${year}-${String(month).padStart(2, '0')}`
    months[name] = (months[name] ?? 0) + worth
  }
  return { orders: numbers.size, customers: named ? customers.filter(({ id }) => seen.has(id)).length : 0, sales, refunds, months }
}

interface Difference {
  readonly aspect: Aspect
  readonly text: string
}

function differences(books: ShopBooks, { figures, customers }: ExaminedFile): Difference[] {
  const inCents = (money: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(money).flatMap(([key, value]) => (value === 0 ? [] : [[key, Math.round(value * 100)]])))
  const found: ShopBooks = {
    orders: figures.orders,
    customers,
    sales: inCents(figures.sales),
    refunds: inCents(figures.refunds),
    months: Object.fromEntries(figures.months.map(({ month, sales }) => [month, Object.values(inCents(sales)).reduce((a, b) => a + b, 0)])),
  }
  return (Object.keys(books) as Aspect[]).flatMap((aspect) => {
    const [right, read] = [sorted(books[aspect]), sorted(found[aspect])]
    return right === read ? [] : [{ aspect, text: `${aspect} ${aspect === 'months' ? 'are others' : `${read}, by the books ${right}`}` }]
  })
}

function sorted(value: number | Readonly<Record<string, number>>): string {
  return JSON.stringify(typeof value === 'number' ? value : Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function isAbout(
  aspect: Aspect,
  { code, weight, field = '' }: { readonly code: string; readonly weight: string; readonly field?: string },
): boolean {
  // That days and months may be swapped is said as a notice: it changes no sum.
  if (weight === 'notice') return aspect === 'months' && code === 'day-or-month'
  if (code === 'which-column') {
    if (aspect === 'customers') return WHO_FIELDS.has(field)
    return aspect === 'orders' ? field === 'orderId' || WHO_FIELDS.has(field) : MONEY_FIELDS.has(field)
  }
  return ABOUT[aspect].has(code)
}
