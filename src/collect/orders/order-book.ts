import type { Clock } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { contentKey, refundKey } from '../import/content-key.ts'
import type { CustomerOf, ImportRun } from '../import/import-ports.ts'
import { contextOf, goodsOf, isBeyondStore, type OrderLine } from '../import/order-line.ts'
import { isPlaced, newestRows, type OrderStatement, rowKeyOf, type StatedLine } from './order-statement.ts'
import { type SettledLine, settleStatements } from './settle-statements.ts'

/** A line as the table has it. */
export interface StoredOrderLine extends SettledLine {
  /** '' where the book wrote it. */
  readonly importId: string
  readonly receivedAt: number
  /** An exact copy within its file, which counts nowhere. */
  readonly isCopy: boolean
}

/** What was said of orders, and the table of order lines. */
export interface OrderBookStore {
  /** Runs its work while no other process writes orders ('alone'), or while others only write rows of files ('beside'). */
  hold<T>(how: 'alone' | 'beside', work: () => Promise<T>): Promise<T>
  /** False while nothing was said of any order. */
  hasStatements(): Promise<boolean>
  /** But for what the imports of `without` said; of a row that several of the others have, what the newest says. */
  statementsOf(orderIds: readonly string[], without?: readonly string[]): Promise<readonly OrderStatement[]>
  /** A statement with the same id is replaced. */
  addStatements(statements: readonly OrderStatement[]): Promise<void>
  /** Order ids of which the imports said something. */
  ordersOf(importIds: readonly string[]): Promise<readonly string[]>
  /** What the imports said is gone then. */
  forgetImports(importIds: readonly string[]): Promise<void>
  linesOf(orderIds: readonly string[]): Promise<readonly StoredOrderLine[]>
  writeLines(lines: readonly (SettledLine & { readonly receivedAt: number })[]): Promise<void>
}

/**
 * Orders that are told by events and records. Everything that is said of an order number is kept, and its lines are worked out from all of it anew: the same whatever
 * came first. A file adds nothing to such an order but what was given back, and rows that came before are taken over. Order ids and texts of
 * statements are protected already.
 */
export interface OrderBook {
  add(statements: readonly OrderStatement[]): Promise<void>
  /** Adds records; answers for each whether it says something new. One without a time of its change is old when the newest record says the same. */
  addRecords(records: readonly OrderStatement[]): Promise<readonly boolean[]>
  /** Stores lines of a file by `store`, but for those of orders in the book, which it keeps itself. Answers the keys of those that told nothing new. */
  addFileLines(
    lines: readonly CustomerOf<OrderLine>[],
    run: ImportRun,
    store: (rest: readonly CustomerOf<OrderLine>[]) => Promise<void>,
  ): Promise<ReadonlySet<bigint>>
  /** Of lines of a file, the keys of those that would tell nothing new; nothing is stored. */
  toldAlready(lines: readonly CustomerOf<OrderLine>[]): Promise<ReadonlySet<bigint>>
  /** Lets rows of files that are in the book count nowhere: those with these keys, of the orders of the lines. Said by the import, and taken back with it. */
  voidRows(lines: readonly CustomerOf<OrderLine>[], keys: ReadonlySet<bigint>, run: ImportRun): Promise<void>
  /** Takes back what imports said of orders in the book. */
  forgetImports(importIds: readonly string[]): Promise<void>
}

interface Found {
  /** Of all lines whose order number something is said of. */
  readonly orderIds: readonly string[]
  readonly booked: readonly CustomerOf<OrderLine>[]
  readonly rest: readonly CustomerOf<OrderLine>[]
  readonly told: ReadonlySet<bigint>
}

const NONE: ReadonlySet<bigint> = new Set()
const ORDERS_AT_ONCE = 1_000

export interface OrderBookParts {
  readonly store: OrderBookStore
  /** Secret of the installation, for the keys of lines. */
  readonly salt: string
  readonly clock: Clock
  /** Makes the ids and texts of a file's lines fit to be stored, one for one. */
  readonly protect: (lines: readonly CustomerOf<OrderLine>[]) => Iterable<CustomerOf<OrderLine>>
}

export function createOrderBook({ store, salt, clock, protect }: OrderBookParts): OrderBook {
  const keyOf = (...parts: readonly string[]): bigint => contentKey(salt, 'order-book', parts.join('\u0000'))

  /** What was said, but for what the table of lines refused when it was said. */
  const saidOf = async (orderIds: readonly string[], without: readonly string[] = []): Promise<OrderStatement[]> =>
    (await store.statementsOf(orderIds, without)).filter(({ kind, lines }) => kind === 'refunded' || lines.every(isStorable))

  /** Works the lines of orders out anew, with what is added; call under the lock. @throws RangeError where a number is beyond the store; nothing is written then. */
  const settle = async (orderIds: readonly string[], added: readonly OrderStatement[], without: readonly string[]): Promise<void> => {
    const [said, rows] = [await saidOf(orderIds, without), await store.linesOf(orderIds)]
    const statements = Map.groupBy([...withoutAll(said, added), ...added], ({ orderId }) => orderId)
    const lines = Map.groupBy(rows, ({ orderId }) => orderId)
    const adopted = orderIds.flatMap((id) => adoptedRows(statements.get(id) ?? [], lines.get(id) ?? []))
    const ofFiles = Map.groupBy(adopted, ({ orderId }) => orderId)
    const changes = orderIds.flatMap((id) => {
      const all = [...withoutAll(statements.get(id) ?? [], ofFiles.get(id) ?? []), ...(ofFiles.get(id) ?? [])]
      return changesOf(settleStatements(all, keyOf), ownRows(all, lines.get(id) ?? []), clock.now().getTime())
    })
    // What the table of lines refuses must not be in the book either: nothing could be said of that order any more.
    if (!changes.every(isStorable)) throw new RangeError('A line of an order has more digits than the analytical store keeps.')
    // Statements first, so that a process that ends here does the same again.
    await store.addStatements([...added, ...adopted])
    await store.writeLines(changes)
  }

  const inParts = async (orderIds: Iterable<string>, added: readonly OrderStatement[], without: readonly string[] = []): Promise<void> => {
    const ids = [...new Set(orderIds)]
    const byOrder = Map.groupBy(added, ({ orderId }) => orderId)
    for (let start = 0; start < ids.length; start += ORDERS_AT_ONCE) {
      const part = ids.slice(start, start + ORDERS_AT_ONCE)
      await settle(
        part,
        part.flatMap((id) => byOrder.get(id) ?? []),
        without,
      )
    }
  }

  /** What is said of the orders of a file's lines, with those that belong to them; null where nothing is said of any. */
  const look = async (lines: readonly CustomerOf<OrderLine>[]): Promise<Found | null> => {
    if (lines.length === 0 || !(await store.hasStatements())) return null
    const plain = [...protect(lines)]
    const statements = await saidOf([...new Set(plain.map(({ value }) => value.orderId))])
    if (statements.length === 0) return null
    const said = Map.groupBy(statements, ({ orderId }) => orderId)
    const isIn = plain.map((line) => isOfOrder(line.customerId, said.get(line.value.orderId) ?? []) && said.has(line.value.orderId))
    const booked = plain.filter((_, i) => isIn[i] === true)
    return {
      orderIds: plain.flatMap(({ value }) => (said.has(value.orderId) ? [value.orderId] : [])),
      booked,
      rest: lines.filter((_, i) => isIn[i] !== true),
      told: new Set(booked.filter((line) => isTold(line, said.get(line.value.orderId) ?? [])).map(({ key }) => key)),
    }
  }

  return {
    async add(statements) {
      if (statements.length === 0) return
      await store.hold('alone', () =>
        inParts(
          statements.map(({ orderId }) => orderId),
          statements,
        ),
      )
    },

    async addRecords(records) {
      if (records.length === 0) return []
      return await store.hold('alone', async () => {
        const said = await saidOf([...new Set(records.map(({ orderId }) => orderId))])
        const all = Map.groupBy(said, ({ orderId }) => orderId)
        const isNew = records.map((record) => {
          const before = all.get(record.orderId) ?? []
          if (before.some((one) => isSameRecord(one, record, before))) return false
          all.set(record.orderId, [...before, record])
          return true
        })
        // All of them: an attempt that did not finish is finished.
        await inParts(
          records.map(({ orderId }) => orderId),
          records.filter((_, i) => isNew[i] === true),
        )
        return isNew
      })
    },

    async toldAlready(lines) {
      return (await look(lines))?.told ?? NONE
    },

    async addFileLines(lines, run, storeRest) {
      const found = await store.hold('beside', async () => {
        const looked = await look(lines)
        await storeRest(looked === null ? lines : looked.rest)
        return looked
      })
      if (found === null) return NONE
      const statements = found.booked.filter(({ copy }) => copy === 0).map((line) => statementOf(line, run))
      await store.hold('alone', () => inParts(found.orderIds, statements))
      return found.told
    },

    async voidRows(lines, keys, run) {
      if (keys.size === 0 || !(await store.hasStatements())) return
      const orderIds = [...new Set([...protect(lines)].map(({ value }) => value.orderId))]
      await store.hold('alone', async () => {
        const rows = newestRows(await saidOf(orderIds)).filter((one) => keys.has(rowKeyOf(one) ?? -1n))
        const voided = rows.map((row) => voidedRow(row, run))
        await inParts(
          voided.map(({ orderId }) => orderId),
          voided,
        )
      })
    },

    async forgetImports(importIds) {
      await store.hold('alone', async () => {
        const orderIds = await store.ordersOf(importIds)
        if (orderIds.length === 0) return
        await inParts(orderIds, [], importIds)
        // Last, so that a process that ends before finds the same orders again.
        await store.forgetImports(importIds)
      })
    },
  }
}

function withoutAll(all: readonly OrderStatement[], others: readonly OrderStatement[]): OrderStatement[] {
  const replaced = new Set(others.map(({ id, orderId }) => `${orderId}\u0000${id}`))
  return all.filter(({ id, orderId }) => !replaced.has(`${orderId}\u0000${id}`))
}

/** Whether a fact of somebody can belong to an order of which this was said. */
function isOfOrder(customerId: string, statements: readonly OrderStatement[]): boolean {
  const placed = statements.filter(isPlaced)
  const people = new Set((placed.length > 0 ? placed : statements).map((one) => one.customerId).filter((id) => id !== NO_CUSTOMER))
  return customerId === NO_CUSTOMER || people.size === 0 || people.has(customerId)
}

/** Whether the order has its goods already from elsewhere, or this row itself. */
function isTold({ key }: CustomerOf<OrderLine>, statements: readonly OrderStatement[]): boolean {
  return statements.some((one) => isPlaced(one) || rowKeyOf(one) === key)
}

/** The id of a record is its content and the time of its change, or of its receipt where that is not known. */
function isSameRecord(one: OrderStatement, record: OrderStatement, before: readonly OrderStatement[]): boolean {
  if (one.kind !== 'record') return false
  if (one.id === record.id) return true
  const [, content] = record.id.split(' ')
  const newest = before.filter(({ kind }) => kind === 'record').reduce((a, b) => (b.occurredAt >= a.occurredAt ? b : a), one)
  return !record.id.includes(' at ') && one.id === newest.id && one.id.split(' ')[1] === content
}

/** The rows of files that belong to an order, as statements: those of its customers, or those of the one customer that has the number where nobody else ordered. */
function adoptedRows(statements: readonly OrderStatement[], rows: readonly StoredOrderLine[]): OrderStatement[] {
  if (statements.length === 0) return []
  const ofFiles = rows.filter(({ importId, isCopy }) => importId !== '' && !isCopy)
  if (ofFiles.length === 0) return []
  const own = ofFiles.filter(({ customerId }) => isOfOrder(customerId, statements))
  const isOfOne = new Set(ofFiles.map(({ customerId }) => customerId)).size === 1
  const taken = own.length > 0 ? own : isOfOne && !statements.some(isPlaced) ? ofFiles : []
  const byKey = new Map(taken.map((row) => [row.key, row]))
  return taken
    .filter((row) => !byKey.has(refundKey(row.key)) || row.kind !== 'return')
    .map((row): OrderStatement => {
      const refunded = byKey.get(refundKey(row.key))
      const refund = refunded?.kind === 'return' ? -refunded.amount : 0n
      return rowStatement(row, { ...row, refund }, row.importId, row.receivedAt)
    })
}

function statementOf({ value, key, customerId, originId }: CustomerOf<OrderLine>, run: ImportRun): OrderStatement {
  const row = { ...value, key, customerId, originId, availableAt: value.occurredAt + run.delayMs }
  return rowStatement(row, value, run.id, run.receivedAt)
}

function rowStatement(
  row: Omit<SettledLine, 'kind' | 'quantity' | 'unitPrice' | 'amount'> & Pick<StoredOrderLine, 'key'>,
  stated: StatedLine,
  importId: string,
  receivedAt: number,
): OrderStatement {
  const { orderId, isTest, customerId, originId, occurredAt, availableAt, key } = row
  return {
    ...contextOf(row),
    // Each import says it by itself, so that one can be taken back and the other stands.
    id: `row ${key} ${importId}`,
    kind: 'file',
    orderId,
    name: '',
    orderedAt: null,
    lines: [{ ...goodsOf(stated), refund: stated.refund, key }],
    isBare: false,
    back: null,
    couponCode: '',
    isTest,
    customerId,
    originId,
    occurredAt,
    receivedAt,
    availableAt,
    importId,
  }
}

/** The row as a later import has it that knows it no more. */
function voidedRow(row: OrderStatement, { id, receivedAt }: ImportRun): OrderStatement {
  const lines = row.lines.map((line): StatedLine => ({ ...line, kind: 'adjustment', quantity: 0n, amount: 0n, refund: 0n }))
  return { ...row, lines, id: `row ${rowKeyOf(row)} ${id}`, receivedAt, importId: id }
}

function isStorable({ quantity, unitPrice, amount }: Pick<SettledLine, 'quantity' | 'unitPrice' | 'amount'>): boolean {
  return ![quantity, unitPrice, amount].some(isBeyondStore)
}

/** The rows that the book answers for: its own, and those of files that it has taken over. */
function ownRows(statements: readonly OrderStatement[], rows: readonly StoredOrderLine[]): StoredOrderLine[] {
  const keys = new Set(statements.flatMap(({ lines }) => lines.flatMap(({ key }) => (key === undefined ? [] : [key, refundKey(key)]))))
  return rows.filter(({ importId, key, isCopy }) => importId === '' || (keys.has(key) && !isCopy))
}

/** What must be written for the table to have exactly these lines: a line that is gone stays as one that counts nowhere. */
function changesOf(
  settled: readonly SettledLine[],
  rows: readonly StoredOrderLine[],
  now: number,
): (SettledLine & { readonly receivedAt: number })[] {
  const there = new Map(rows.map((row) => [placeOf(row), row]))
  const wanted = new Set(settled.map(placeOf))
  const changed = settled.flatMap((line) => {
    const row = there.get(placeOf(line))
    return row?.importId === '' && contentOf(row) === contentOf(line) ? [] : [{ ...line, receivedAt: newer(row, now) }]
  })
  const gone = rows
    .filter((row) => !wanted.has(placeOf(row)) && !(row.importId === '' && isNothing(row)))
    .map((row) => ({ ...row, kind: 'adjustment' as const, quantity: 0n, amount: 0n, receivedAt: newer(row, now) }))
  return [...changed, ...gone]
}

/** The table keeps the row of a place that was received last. */
function newer(row: StoredOrderLine | undefined, now: number): number {
  return row === undefined ? now : Math.max(now, row.receivedAt + 1)
}

function placeOf({ key, originId, occurredAt, orderId }: SettledLine): string {
  return `${key}/${originId}/${occurredAt}/${orderId}`
}

function isNothing({ kind, quantity, amount }: SettledLine): boolean {
  return kind === 'adjustment' && quantity === 0n && amount === 0n
}

function contentOf(line: SettledLine): string {
  const { availableAt, isTest } = line
  const values = [...Object.values(goodsOf(line)), ...Object.values(contextOf(line)), availableAt, isTest]
  return JSON.stringify(values.map(String))
}
