import { NO_CUSTOMER } from '#kernel/id.ts'
import { refundKey } from '../import/content-key.ts'
import { contextOf, goodsOf, type OrderContext, type OrderGoods, PRICE_SCALE } from '../import/order-line.ts'
import { shareOut } from '../import/share-out.ts'
import type { Owner } from '../identity-claim.ts'
import type { OrderStatement, StatedLine } from './order-statement.ts'
import { isPlaced, newestRows } from './order-statement.ts'
import { takeBack } from './take-back.ts'

/** A line as it belongs into the table of order lines. */
export interface SettledLine extends Owner, OrderGoods, OrderContext {
  readonly key: bigint
  readonly orderId: string
  readonly occurredAt: number
  readonly availableAt: number
  readonly isTest: boolean
}

/** Makes the key of a line from what distinguishes it. */
export type KeyOf = (...parts: readonly string[]) => bigint

const CENT = 10n ** BigInt(PRICE_SCALE - 2)
/** At the same time the later of these counts last. */
const RANK = { file: 0, completed: 1, record: 2, updated: 3, refunded: 4, cancelled: 5 } as const

/**
 * The lines of an order number, from all that was said of it: the same whatever came first, and however often. By the time of what was said: the last statement that
 * names goods or cancels decides, goods come back at most once, and rows of files count only where nothing else names goods. The number of two known customers is two
 * orders. Pure.
 */
export function settleStatements(statements: readonly OrderStatement[], keyOf: KeyOf): SettledLine[] {
  return groupsOf(sorted(newestRows(statements))).flatMap((group) => settleGroup(group, keyOf))
}

function sorted(statements: readonly OrderStatement[]): OrderStatement[] {
  const known = new Set<string>()
  return statements
    .toSorted((a, b) => a.occurredAt - b.occurredAt || RANK[a.kind] - RANK[b.kind] || (a.id < b.id ? -1 : 1))
    .filter((one) => {
      const key = identityOf(one)
      return !known.has(key) && known.add(key)
    })
}

/** The same refund told by two messages is one. */
function identityOf(one: OrderStatement): string {
  if (one.kind !== 'refunded') return one.id
  if (one.name !== '') return `refund ${one.name}`
  const goods = one.lines.map(({ productId, productName, quantity, unitPrice }) => [
    productId,
    productName,
    String(quantity),
    String(unitPrice),
  ])
  return JSON.stringify([one.occurredAt, String(one.back), goods])
}

/** Statements of nobody belong to the one customer who is known, and so does what a clerk sends under another name. */
function groupsOf(statements: readonly OrderStatement[]): OrderStatement[][] {
  const sells = (one: OrderStatement): boolean => isPlaced(one) || one.kind === 'file'
  const owners = new Set(statements.filter((one) => sells(one) && one.customerId !== NO_CUSTOMER).map(({ customerId }) => customerId))
  if (owners.size <= 1) return [[...statements]]
  const groups = Map.groupBy(statements, ({ customerId }) => customerId)
  return [...groups].flatMap(([customerId, group]) => (owners.has(customerId) || group.some(sells) ? [group] : []))
}

function settleGroup(statements: readonly OrderStatement[], keyOf: KeyOf): SettledLine[] {
  const placed = statements.filter(isPlaced)
  const files = statements.filter(({ kind }) => kind === 'file')
  const sale = placed.at(-1)
  const isCancelled = statements.findLast((one) => isPlaced(one) || one.kind === 'cancelled')?.kind === 'cancelled'
  const lines = sale === undefined ? files.flatMap(fileLines) : placedLines(placed, sale, keyOf)
  if (isCancelled) return lines.filter(({ line }) => line.kind === 'sale').map(({ line }) => ({ ...line, kind: 'adjustment' }))
  const sold = lines.filter(({ line }) => line.kind === 'sale')
  const back = takeBack(
    sold.map(({ line }) => line),
    soFar(sold, sale, files),
    statements.filter(({ kind }) => kind === 'refunded'),
    sale?.kind === 'record' ? sale.occurredAt : null,
  )
  const settled = lines.map(({ line }) => line)
  for (const [i, { line }] of sold.entries()) {
    const { first, later } = back[i] ?? { first: 0n, later: [] }
    if (first > 0n) {
      const isWhole = first >= line.amount
      const at = sale === undefined ? line : { occurredAt: sale.occurredAt, availableAt: sale.availableAt }
      settled.push(returned(line, refundKey(line.key), first, isWhole ? line.quantity : 0n, at))
    }
    for (const { statement, amount, quantity } of later) {
      settled.push(returned(line, keyOf('return', statement.id, String(line.key)), amount, quantity, statement))
    }
  }
  return settled
}

interface KeyedLine {
  readonly line: SettledLine
  readonly stated: StatedLine
}

/** A row of a file as that file has it. */
function fileLines(statement: OrderStatement): KeyedLine[] {
  return statement.lines.map((stated) => ({ stated, line: settledLine(statement, stated, stated.key ?? 0n, statement, statement) }))
}

function placedLines(placed: readonly OrderStatement[], sale: OrderStatement, keyOf: KeyOf): KeyedLine[] {
  const owner = placed.find(({ customerId }) => customerId !== NO_CUSTOMER) ?? placed[0] ?? sale
  const orderedAt = placed.findLast((one) => one.orderedAt !== null)?.orderedAt ?? placed[0]?.occurredAt ?? sale.occurredAt
  const goods = sale.isBare ? goodsOfBare(placed, sale) : sale.lines
  const told = sale.isBare
    ? []
    : placed.map((one) => ({ one, lineOf: new Map(numbered(one.lines).map((line) => [line.name, line.stated])) }))
  return numbered(goods).map(({ stated, name }) => {
    // What an earlier statement said in the same words was known since then.
    const since = told.find(({ lineOf }) => isSame(lineOf.get(name), stated))?.one ?? sale
    const availableAt = Math.min(sale.availableAt, since.availableAt)
    const key = keyOf('line', sale.orderId, owner.originId, name)
    return { stated, line: settledLine(sale, stated, key, owner, { occurredAt: orderedAt, availableAt }) }
  })
}

/** An order whose amount alone is told keeps the goods that another statement names, at that amount. */
function goodsOfBare(placed: readonly OrderStatement[], sale: OrderStatement): readonly StatedLine[] {
  const named = placed.findLast(({ isBare }) => !isBare)
  const total = sale.lines.reduce((sum, { amount }) => sum + amount, 0n)
  if (named === undefined) return sale.lines
  const parts = shareOut(
    total,
    named.lines.map(({ amount }) => (amount < 0n ? 0n : amount)),
    CENT,
  )
  return named.lines.map((stated, i) => ({ ...stated, amount: parts[i] ?? 0n, refund: 0n }))
}

/** Two lines of one product in an order are told apart by their place among them. */
function numbered(lines: readonly StatedLine[]): { readonly stated: StatedLine; readonly name: string }[] {
  const seen = new Map<string, number>()
  return lines.map((stated) => {
    const product = stated.productId === '' ? `name ${stated.productName}` : `id ${stated.productId}`
    const before = seen.get(product) ?? 0
    seen.set(product, before + 1)
    return { stated, name: `${product} ${before}` }
  })
}

function isSame(a: StatedLine | undefined, b: StatedLine): boolean {
  return a !== undefined && a.kind === b.kind && a.quantity === b.quantity && a.amount === b.amount
}

/** What records and files say was given back for each of the sold lines: as the record has it, and at least what a file has. */
function soFar(sold: readonly KeyedLine[], sale: OrderStatement | undefined, files: readonly OrderStatement[]): bigint[] {
  const own = sold.map(({ stated }) => stated.refund)
  if (sale === undefined) return own
  const said = new Map<string, bigint>()
  for (const { productId, productName, kind, amount, refund } of files.flatMap(({ lines }) => lines)) {
    const back = kind === 'return' ? -amount : refund
    const product = productId === '' ? productName : productId
    if (back > 0n) said.set(product, (said.get(product) ?? 0n) + back)
  }
  return sold.map(({ line }, i) => {
    const product = said.has(line.productId) ? line.productId : line.productName
    const left = said.get(product) ?? 0n
    const taken = left < line.amount ? left : line.amount
    if (left > 0n) said.set(product, left - taken)
    const before = own[i] ?? 0n
    return taken > before ? taken : before
  })
}

function settledLine(
  statement: OrderStatement,
  stated: StatedLine,
  key: bigint,
  { originId, customerId }: Owner,
  { occurredAt, availableAt }: Pick<OrderStatement, 'occurredAt' | 'availableAt'>,
): SettledLine {
  const { orderId, isTest } = statement
  return { ...goodsOf(stated), ...contextOf(statement), key, originId, customerId, orderId, occurredAt, availableAt, isTest }
}

function returned(
  line: SettledLine,
  key: bigint,
  amount: bigint,
  quantity: bigint,
  { occurredAt, availableAt }: Pick<OrderStatement, 'occurredAt' | 'availableAt'>,
): SettledLine {
  return { ...line, key, kind: 'return', amount: -amount, quantity: -quantity, occurredAt, availableAt }
}
