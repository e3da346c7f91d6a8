import type { SentRecord } from '../records/record-fields.ts'
import { formatDecimal, parseDecimal } from '../import/parse-decimal.ts'
import { PRICE_SCALE } from '../import/order-line.ts'
import { isObject, type JsonObject } from '../tracking/tracking-message.ts'

/** Goods that came back, or only money, told of an order by the number that the shop system itself has for it. */
export interface WebhookRefund {
  readonly refundId: string
  readonly externalId: string
  readonly at: string
  readonly lines: readonly { readonly productId: string; readonly productName: string; readonly quantity: string }[]
  /** Of a refund without goods; null for goods at what they cost. */
  readonly money: string | null
}

/** What a webhook says, in the words of records; null for what is acknowledged and counted only. */
export type WebhookFact =
  | { readonly kind: 'order' | 'customer'; readonly externalId: string; readonly record: SentRecord }
  | { readonly kind: 'refund'; readonly refund: WebhookRefund }
  | null

export function text(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
}

export function child(value: JsonObject, name: string): JsonObject {
  const one = value[name]
  return isObject(one) ? one : {}
}

export function children(value: JsonObject, name: string): readonly JsonObject[] {
  const list = value[name]
  return Array.isArray(list) ? list.filter(isObject) : []
}

/** The first that says something. */
export function firstOf(...values: readonly unknown[]): string {
  return values.map(text).find((one) => one !== '') ?? ''
}

/** An amount scaled as prices; 0 for what is none. */
export function money(value: unknown): bigint {
  return parseDecimal(text(value), PRICE_SCALE) ?? 0n
}

export function sumOf(values: readonly bigint[]): bigint {
  return values.reduce((all, one) => all + one, 0n)
}

export function moneyText(amount: bigint): string {
  return formatDecimal(amount, PRICE_SCALE)
}

/** A record without the fields that say nothing. */
export function said(record: SentRecord): SentRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '' && value !== undefined))
}
