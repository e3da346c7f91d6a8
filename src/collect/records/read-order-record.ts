import { hash } from 'node:crypto'
import { DAY_MS } from '#kernel/clock.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { draftReader, type OrderDraft } from '../import/order-draft.ts'
import type { ImportSettings } from '../import/import-plan.ts'
import { contextOf, goodsOf, type OrderLine, PRICE_SCALE } from '../import/order-line.ts'
import { instantReader } from '../import/parse-instant.ts'
import { parseDecimal } from '../import/parse-decimal.ts'
import { checkInstant, type Refusal } from '../import/row-step.ts'
import { settleOrder } from '../import/settle-order.ts'
import type { StatedOrder } from '../orders/order-statement.ts'
import { goodsOfOrder } from '../orders/stated-goods.ts'
import { isObject } from '../tracking/tracking-message.ts'
import { isLineField, type SentRecord } from './record-fields.ts'
import { recordCells, recordMoney, recordOrderPlan, recordPlan } from './record-plan.ts'

/** An order as a record says it. */
export interface OrderRecord {
  readonly order: StatedOrder
  readonly identifiers: readonly ClaimedIdentifier[]
  readonly customerName: string
  /** Of the whole content: the same record has the same. */
  readonly content: string
  /** When it was changed last, where it says so; epoch milliseconds. */
  readonly updatedAt: number | null
  readonly orderedAt: number
}

const CENT = 10n ** BigInt(PRICE_SCALE - 2)
const MONEY_OF_ORDER = ['orderTotal', 'subtotal', 'shipping', 'tax'] as const

/**
 * Reads an order with its lines by the rules for files. One line that cannot be read refuses the order: a part of it would be another order. Pure.
 */
export function readOrderRecord(record: SentRecord, settings: ImportSettings, salt: string, now: Date): OrderRecord | Refusal {
  const { lines, ...shared } = record
  const sent = Array.isArray(lines) ? lines.filter(isObject) : []
  const rows = sent.length === 0 ? [shared] : sent.map((line) => ({ ...shared, ...line }))
  const money = recordMoney(rows, sent)
  const plan = recordPlan('orders', settings, now)
  const read = draftReader(plan, recordOrderPlan(money, salt))
  const at = (field: string, i: number): string => {
    const isOwn = Object.hasOwn(sent[i] ?? {}, field) || (sent.length > 0 && isLineField(field) && !Object.hasOwn(shared, field))
    return isOwn ? `lines.${i}.${field}` : field
  }
  const drafts: OrderDraft[] = []
  for (const [i, row] of rows.entries()) {
    const answer = read(i, recordCells('orders', row))
    if (!answer.ok) return { ...answer.refusal, field: at(answer.refusal.field, i) }
    if (answer.draft.unanswered) {
      return { reason: 'unknown-status', field: 'status', message: 'The word of the status is none of those that are known.' }
    }
    drafts.push(answer.draft)
  }
  const isFree =
    money.level === 'order' &&
    drafts.every(({ figures: { orderTotal, subtotal, paidAmount } }) => (orderTotal ?? subtotal ?? paidAmount) === undefined)
  if (isFree && drafts.some(({ state }) => state !== 'cancelled' && state !== 'unpaid')) {
    return { reason: 'missing-value', field: at('unitPrice', 0), message: 'The order has neither prices nor a total.' }
  }
  const settled: OrderLine[] = []
  // A record says by itself whether a line has a number of pieces.
  const counted = {
    ...plan,
    positions: rows.every((row) => row['quantity'] === undefined) ? without(plan.positions, 'quantity') : plan.positions,
  }
  for (const [i, result] of settleOrder(drafts, money, counted, '').entries()) {
    if (!result.ok) return { ...result.refusal, field: at(result.refusal.field, i) }
    settled.push(result.value)
  }
  const [first] = settled
  if (first === undefined) return { reason: 'missing-value', field: 'lines', message: 'The order has no line.' }
  const wrong = money.level === 'line' ? contradiction(settled, shared) : null
  if (wrong !== null) {
    return {
      reason: 'contradictory-total',
      field: wrong,
      message: `The ${wrong} of the order is not what its lines cost, with or without shipping and tax.`,
    }
  }
  const updated = changedAt(record['updatedAt'], plan)
  if (typeof updated === 'object' && updated !== null) return updated
  const { orderId, couponCode } = first
  return {
    order: {
      ...contextOf(first),
      kind: 'record',
      orderId,
      name: '',
      orderedAt: first.occurredAt,
      lines: settled.map((line) => ({ ...goodsOf(line), refund: line.refund })),
      isBare: false,
      back: null,
      couponCode,
      isTest: settled.some(({ isTest }) => isTest),
    },
    identifiers: first.identifiers,
    customerName: first.customerName,
    content: hash('sha256', `${salt}\u0000${JSON.stringify(record)}`, 'hex').slice(0, 32),
    updatedAt: updated,
    orderedAt: first.occurredAt,
  }
}

function without(positions: ReadonlyMap<string, number>, field: string): ReadonlyMap<string, number> {
  return new Map([...positions].filter(([name]) => name !== field))
}

/** The time that a record gives for its last change; null where it gives none. */
export function changedAt(value: unknown, plan: Parameters<typeof checkInstant>[3]): number | Refusal | null {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  if (text === '') return null
  const time = instantReader(plan.timeZone, plan.dateOrder)(text)
  return checkInstant(time, text, 'updatedAt', plan) ?? time ?? null
}

/** A fact that comes within a day is known since then; an older one is history, known since it happened. */
export function knownSince(occurredAt: number, receivedAt: number): number {
  return receivedAt - occurredAt > DAY_MS ? occurredAt : receivedAt
}

function contradiction(lines: readonly OrderLine[], shared: SentRecord): (typeof MONEY_OF_ORDER)[number] | null {
  const [total = null, subtotal = null, shipping = null, tax = null] = MONEY_OF_ORDER.map((field) => {
    const value = shared[field]
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
    return text === '' ? null : (parseDecimal(text, PRICE_SCALE) ?? null)
  })
  const sum = lines.reduce((all, { kind, amount }) => (kind === 'return' ? all : all + amount), 0n)
  const wrong = goodsOfOrder(sum, { total, subtotal, shipping, tax, revenue: null, discount: null }, CENT * BigInt(lines.length + 1))
  return typeof wrong !== 'string' ? null : wrong === 'total' ? 'orderTotal' : 'subtotal'
}
