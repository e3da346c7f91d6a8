import { writeFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import type { Rng } from '#kernel/rng.ts'
import type { LaidColumn, ShopLayout } from './random-layout.ts'
import { goodsOf, isSale, netOf, refundOf, type Shop, type ShopLine, type ShopOrder, totalOf } from './random-shop.ts'
import { fullWidth, momentOf, moneyText } from './shop-cells.ts'
import { workbookParts } from './workbook-parts.ts'
import { writeZip } from './write-zip.ts'

/** Fields of the order, which stand on its first row only where the layout says so. */
const OF_ORDER = new Set(
  'orderId orderedAt orderedTime paidAt cancelledAt status customerId userId memberNumber phone email customerName currency receiverName receiverPhone'.split(
    ' ',
  ),
)
const ORDER_MONEY = new Set('orderTotal subtotal orderDiscount shipping tax'.split(' '))
const IDS = new Set('orderId customerId userId memberNumber phone productId'.split(' '))
const MONEY = new Set('unitPrice amount paidAmount orderTotal subtotal lineDiscount orderDiscount refundAmount shipping tax'.split(' '))

/** Whether what an order is worth can be read from its lines, rather than from what was paid or a total. */
export function hasLinePrices({ shape, fields }: ShopLayout): boolean {
  return shape !== 'order' && (fields.has('unitPrice') || fields.has('amount'))
}

/** What the file says an order is worth. */
export function worthOf(order: ShopOrder, layout: ShopLayout): number {
  if (hasLinePrices(layout)) return goodsOf(order)
  if (layout.fields.has('paidAmount') || layout.fields.has('orderTotal')) return totalOf(order)
  return layout.fields.has('subtotal') ? goodsOf(order) : totalOf(order)
}

/** What the file says was given back of an order. */
export function givenBackOf(order: ShopOrder, layout: ShopLayout): number {
  return order.state === 'refunded' ? worthOf(order, layout) : refundOf(order)
}

/** Writes the orders of a shop as its layout has them. Returns the path, with the ending of the format. */
export async function writeShopFile(shop: Shop, layout: ShopLayout, path: string, rng: Rng): Promise<string> {
  const grid = rowsOf(shop, layout, rng)
  if (layout.format === 'xlsx') {
    const { rows, merges } = sheetOf(grid, layout)
    const afterRows =
      merges.length === 0
        ? ''
        : `<mergeCells count="${merges.length}">${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`
    return await writeZip(`${path}.xlsx`, workbookParts({ rows, afterRows }))
  }
  const bytes = bytesOf(textOf(grid, layout), layout)
  writeFileSync(`${path}.csv`, bytes)
  return `${path}.csv`
}

interface GridRow {
  readonly cells: readonly string[]
  readonly first: boolean
  readonly rows: number
  readonly order: boolean
}

function rowsOf(shop: Shop, layout: ShopLayout, rng: Rng): GridRow[] {
  const { columns, damage, shape, han } = layout
  const heading = { cells: columns.map(({ heading: name }) => name), first: false, rows: 1, order: false }
  const rows: GridRow[] = shop.orders.flatMap((order, i) => {
    const lines: readonly (ShopLine | undefined)[] = shape === 'order' ? [undefined] : order.lines
    return lines.map((line, j) => ({
      cells: columns.map((column) => cellOf(column, order, line, j, layout, rng, i)),
      first: j === 0,
      rows: lines.length,
      order: true,
    }))
  })
  if (shape === 'scattered') rng.shuffle(rows)
  const blank = (): GridRow => ({ cells: columns.map(() => ''), first: false, rows: 1, order: false })
  if (damage.has('blank-rows')) for (let i = 0; i < 3; i += 1) rows.splice(orderStart(rows, rng), 0, blank())
  if (damage.has('repeated-heading')) rows.splice(orderStart(rows, rng), 0, heading)
  if (damage.has('total-line')) rows.push({ cells: totalLine(columns, shop, layout, han), first: false, rows: 1, order: false })
  const above: GridRow[] = []
  if (damage.has('preamble')) {
    const texts = han ? ['店铺订单导出', '导出时间：2026-03-05 10:00:00', ''] : ['Orders export', 'Exported on: 2026-03-05 10:00', '']
    for (const text of texts) above.push({ cells: columns.map((_, i) => (i === 0 ? text : '')), first: false, rows: 1, order: false })
  }
  return [...above, heading, ...rows]
}

/** A place between two orders. */
function orderStart(rows: readonly GridRow[], rng: Rng): number {
  const starts = rows.flatMap(({ first }, i) => (first && i > 1 ? [i] : []))
  return starts.length === 0 ? rows.length : rng.pick(starts)
}

function totalLine(columns: readonly LaidColumn[], shop: Shop, layout: ShopLayout, han: boolean): string[] {
  const sum = shop.orders.reduce((total, order) => total + totalOf(order), 0)
  return columns.map(({ field }, i) => {
    if (i === 0) return han ? '合计' : 'Total'
    return field === 'orderTotal' || field === 'paidAmount' || field === 'amount' ? moneyText(sum, layout.numbers, 'CNY') : ''
  })
}

function cellOf(
  column: LaidColumn,
  order: ShopOrder,
  line: ShopLine | undefined,
  at: number,
  layout: ShopLayout,
  rng: Rng,
  i: number,
): string {
  const { field } = column
  const { shape, blankBelow } = layout
  if (field === '') return dress(fillerOf(column, order, layout, rng, i), field, layout, rng)
  if (shape === 'first' && at > 0) {
    if (
      ORDER_MONEY.has(field) ||
      (field === 'refundAmount' && layout.refundLevel === 'order') ||
      (field === 'paidAmount' && layout.paidLevel === 'order')
    )
      return ''
    if (OF_ORDER.has(field) && blankBelow !== 'money' && (field !== 'orderId' || blankBelow === 'all-and-number')) return ''
    if (field === 'status' || field === 'paidAt' || field === 'currency') return ''
  }
  return dress(valueOf(field, order, line, layout, rng), field, layout, rng)
}

function valueOf(field: string, order: ShopOrder, line: ShopLine | undefined, layout: ShopLayout, rng: Rng): string {
  const { customer, currency, state } = order
  const moment = momentOf(order.at)
  const money = (cents: number): string => moneyText(cents, layout.numbers, currency)
  const orNothing = (cents: number): string => (cents === 0 ? layout.nothing : money(cents))
  switch (field) {
    case 'orderId':
      return order.id
    case 'orderedAt':
      return layout.dates.date(moment)
    case 'orderedTime':
      return layout.dates.time?.(moment) ?? ''
    case 'paidAt':
      return isSale(order) ? layout.dates.date(momentOf(order.at + 90_000)) : ''
    case 'cancelledAt':
      return state === 'cancelled' ? layout.dates.date(momentOf(order.at + 3_600_000)) : ''
    case 'status':
      return rng.pick(layout.statuses.words[state].split('|'))
    case 'customerId':
      return customer.id
    case 'userId':
      return `u${customer.id}`
    case 'memberNumber':
      return customer.memberNumber
    case 'phone':
      return customer.phone
    case 'email':
      return customer.email
    case 'customerName':
    case 'receiverName':
      return customer.name
    case 'receiverPhone':
      return `137${String(10_000_000 + (order.at % 80_000_000))}`
    case 'productId':
      return line?.product.id ?? ''
    case 'productName':
      return line?.product.name ?? ''
    case 'category':
      return line?.product.category ?? ''
    case 'quantity':
      return String(line?.quantity ?? order.lines.reduce((sum, { quantity }) => sum + quantity, 0))
    case 'unitPrice':
      return money(line?.cents ?? 0)
    case 'amount':
      if (line === undefined)
        return money(
          layout.fields.has('paidAmount') || layout.fields.has('orderTotal')
            ? order.lines.reduce((sum, one) => sum + one.cents * one.quantity, 0)
            : worthOf(order, layout),
        )
      return money(layout.amount === 'net' ? netOf(line) : line.cents * line.quantity)
    case 'paidAmount':
      if (!isSale(order)) return orNothing(0)
      return money(layout.paidLevel === 'line' && line !== undefined ? netOf(line) : totalOf(order))
    case 'orderTotal':
      return money(totalOf(order))
    case 'subtotal':
      return money(goodsOf(order))
    case 'lineDiscount':
      return orNothing(line?.discount ?? 0)
    case 'orderDiscount':
      return orNothing(order.discount)
    case 'refundAmount':
      return orNothing(layout.refundLevel === 'line' && line !== undefined ? line.refund : givenBackOf(order, layout))
    case 'shipping':
      return orNothing(order.shipping)
    case 'tax':
      return orNothing(order.tax)
    case 'currency':
      return currency
    default:
      throw new Error(`No value for ${field}.`)
  }
}

function fillerOf({ values = [] }: LaidColumn, order: ShopOrder, layout: ShopLayout, rng: Rng, i: number): string {
  const value = rng.pick(values)
  if (value === '#') return String(i + 1)
  if (value === '@') return isSale(order) ? layout.dates.date(momentOf(order.at + 86_400_000)) : ''
  if (value.startsWith('~')) return `${value.slice(1)}${String(10_000_000_000 + rng.int(900_000_000))}`
  if (value.startsWith('=')) return moneyText(Math.round(Number(value.slice(1)) * 100) + rng.int(900), layout.numbers, order.currency)
  return value
}

/** What programs leave in cells without meaning it. */
function dress(value: string, field: string, { damage, format }: ShopLayout, rng: Rng): string {
  let text = value
  if (text === '') return ''
  if (damage.has('full-width') && field === 'quantity') text = fullWidth(text)
  if (damage.has('zero-width') && rng.chance(0.15))
    text = rng.pick([`${text}\u200b`, `\u202d${text}\u202c`, `\u00a0${text}`, `\ufeff${text}`])
  if (damage.has('tabs') && IDS.has(field)) text = `${text}\t`
  if (format === 'csv' && IDS.has(field)) {
    if (damage.has('formula-ids')) text = `="${text}"`
    if (damage.has('quoted-ids')) text = `'${text}`
  }
  return text
}

function textOf(grid: readonly GridRow[], { delimiter, newline, sepLine, quoteAll, damage, columns }: ShopLayout): string {
  const written = grid.map(({ cells, order }) => {
    const line = cells
      .map((cell) =>
        quoteAll || cell.includes(delimiter) || cell.includes('\n') || (cell.includes('"') && !cell.startsWith('="'))
          ? `"${cell.replaceAll('"', '""')}"`
          : cell,
      )
      .join(delimiter)
    return order && damage.has('extra-comma') && columns.length > 1 ? `${line}${delimiter}` : line
  })
  return `${sepLine ? `sep=${delimiter}${newline}` : ''}${written.join(newline)}${newline}`
}

function bytesOf(text: string, { encoding }: ShopLayout): Buffer {
  if (encoding === 'utf8-bom') return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])
  if (encoding === 'utf16-le') return Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text, 'utf16-le')])
  const bytes = iconv.encode(text, encoding)
  // Only what the encoding can say is written in it.
  return iconv.decode(bytes, encoding) === text ? bytes : Buffer.from(text)
}

function sheetOf(
  grid: readonly GridRow[],
  { columns, damage, numbers, shape }: ShopLayout,
): { readonly rows: string[]; readonly merges: string[] } {
  const merges: string[] = []
  const plain = numbers.mark === '.' && numbers.thousands === '' && numbers.sign === ''
  const rows = grid.map(({ cells, first, rows: span, order }, r) => {
    const written = cells.map((cell, c) => {
      const field = columns[c]?.field ?? ''
      const ref = `${letters(c)}${r + 1}`
      if (
        damage.has('merged') &&
        shape === 'first' &&
        first &&
        span > 1 &&
        (cells[c] ?? '') !== '' &&
        (grid[r + 1]?.cells[c] ?? '') === '' &&
        OF_ORDER.has(field)
      )
        merges.push(`${ref}:${letters(c)}${r + span}`)
      if (cell === '') return ''
      const number = order && (MONEY.has(field) || field === 'quantity') && plain && /^-?\d+(?:\.\d+)?$/.test(cell)
      return number
        ? `<c r="${ref}"><v>${cell}</v></c>`
        : `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
    })
    return `<row r="${r + 1}">${written.join('')}</row>`
  })
  return { rows, merges }
}

function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : `${letters(Math.floor(column / 26) - 1)}${letters(column % 26)}`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
