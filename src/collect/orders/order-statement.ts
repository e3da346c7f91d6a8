import type { OrderContext, OrderGoods } from '../import/order-line.ts'
import type { Owner } from '../identity-claim.ts'

/**
 * What one message, record or row says of an order. completed, updated and record say what was bought; file is one row of an imported file; cancelled and refunded
 * take back.
 */
export type StatementKind = 'completed' | 'updated' | 'record' | 'file' | 'cancelled' | 'refunded'

/** Goods of an order, scaled as those of an `OrderLine`; in a refund what came back. */
export interface StatedLine extends OrderGoods {
  /** 0 in a refund that names no number of pieces: all of them. */
  readonly quantity: bigint
  /** Of one piece; 0 in a refund that names none. */
  readonly unitPrice: bigint
  /** Cost after all discounts; 0 in a refund. */
  readonly amount: bigint
  /** Given back so far, of a record or a row. */
  readonly refund: bigint
  /** Of a row of a file: the key that its line has there. */
  readonly key?: bigint
}

export interface StatedOrder extends OrderContext {
  readonly kind: StatementKind
  readonly orderId: string
  /** Another statement with the same name replaces it; '' where only the message itself names it. */
  readonly name: string
  /** When the customer ordered, where that is said beside the time of the statement; epoch milliseconds. */
  readonly orderedAt: number | null
  /** Empty in a refund of the whole order, a cancellation and an update that names no goods. */
  readonly lines: readonly StatedLine[]
  /** Only the amount of the order is known, not what was bought for it. */
  readonly isBare: boolean
  /** Of a refund without products: the money given back, scaled as prices; null for all of it. */
  readonly back: bigint | null
  /** ISO 4217; '' for the project's own. */
  readonly currency: string
  readonly couponCode: string
  readonly isTest: boolean
}

/** Times in epoch milliseconds. `id` is the same whenever the same thing is said again. */
export interface OrderStatement extends StatedOrder, Owner {
  readonly id: string
  /** By which the last statement wins. */
  readonly occurredAt: number
  readonly receivedAt: number
  readonly availableAt: number
  /** The import whose file says it; '' for events and records. */
  readonly importId: string
}

/** Whether a statement says what was bought, outside of a file. */
export function isPlaced({ kind, lines }: Pick<OrderStatement, 'kind' | 'lines'>): boolean {
  return (kind === 'completed' || kind === 'updated' || kind === 'record') && lines.length > 0
}

/** The key of the row of a file that a statement is; undefined for any other. */
export function rowKeyOf({ kind, lines }: Pick<OrderStatement, 'kind' | 'lines'>): bigint | undefined {
  return kind === 'file' ? lines[0]?.key : undefined
}

/** Statements with those of one row, as several imports have it, only once: as the import received last has it. */
export function newestRows(statements: readonly OrderStatement[]): OrderStatement[] {
  const newest = new Map<string, OrderStatement>()
  for (const one of statements) {
    const row = rowOf(one)
    const there = row === undefined ? undefined : newest.get(row)
    if (row !== undefined && (there === undefined || isNewer(one, there))) newest.set(row, one)
  }
  return statements.filter((one) => {
    const row = rowOf(one)
    return row === undefined || newest.get(row) === one
  })
}

function rowOf(one: OrderStatement): string | undefined {
  const key = rowKeyOf(one)
  return key === undefined ? undefined : `${one.orderId}\u0000${key}`
}

function isNewer(a: OrderStatement, b: OrderStatement): boolean {
  return a.receivedAt === b.receivedAt ? a.id > b.id : a.receivedAt > b.receivedAt
}
