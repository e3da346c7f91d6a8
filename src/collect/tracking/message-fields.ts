import type { PlanViolationKind } from '../plan/plan-words.ts'
import { charactersIn } from '#kernel/cut-text.ts'
import { decimalReader } from '../columns/decimal-format.ts'

import { parseDecimal } from '../import/parse-decimal.ts'
import type { JsonObject } from './tracking-message.ts'
import { isObject } from './tracking-message.ts'

/** Why a message was refused. Part of the API: listed and counted by these names. */
export type MessageRefusal =
  | 'not_an_object'
  | 'unknown_type'
  | 'no_user_anon_id'
  | 'no_event_name'
  | 'message_id_too_long'
  | 'message_too_large'
  | 'too_deep'
  | 'malformed_text'
  | 'bad_timestamp'
  | 'time_out_of_range'
  | 'unsafe_number'
  | 'unreadable_identifier'
  | 'value_too_long'
  | 'unreadable_amount'
  | 'amount_out_of_range'
  | 'negative_amount'
  | 'no_order_id'
  | 'no_order_amount'
  | 'contradictory_total'
  | 'unreadable_product'
  | 'unreadable_quantity'
  | 'unknown_currency'
  | 'unreadable_message'
  | 'store_refused'
  | 'quality_rule'
  | PlanViolationKind

/** Thrown by the readers below and turned into a value by `normaliseMessage`: a field that cannot be stored as it came. */
export class RefusedField extends Error {
  readonly reason: MessageRefusal
  readonly field: string

  constructor(reason: MessageRefusal, field: string, message: string) {
    super(message)
    this.reason = reason
    this.field = field
  }
}

/** Characters of a name, a category, an id. */
export const TEXT_CHARACTERS = 1_000
/** The analytical store keeps 12 digits before the point and 6 behind it. */
export const AMOUNT_SCALE = 6
const AMOUNT_LIMIT = 999_999_999_999_000_000n
/** What programs write for a number that is none. */
const NO_NUMBER = /^(?:NaN|-?Infinity)$/
const PRODUCT_NAMES = ['product_id', 'productId', 'sku'] as const
/** A number as programs write it, however large. */
export const WRITTEN_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** Text, or a number as its digits; '' for anything else. @throws RefusedField for more characters than a field may have. */
export function textOf(value: unknown, field: string): string {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
  if (text.length > TEXT_CHARACTERS && charactersIn(text) > TEXT_CHARACTERS) {
    throw new RefusedField('value_too_long', field, `The field ${field} has more than ${TEXT_CHARACTERS} characters.`)
  }
  return text
}

/** An id: text or a whole number that is exact. '' when it is not given. @throws RefusedField when it is given and is no id. */
export function idOf(value: unknown, field: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new RefusedField('unsafe_number', field, `The number in ${field} is beyond 2^53 and has lost digits: send it as text.`)
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new RefusedField('unreadable_identifier', field, `The field ${field} must be text or a number.`)
  }
  const text = textOf(value, field)
  if (NO_NUMBER.test(text)) throw new RefusedField('unreadable_identifier', field, `The field ${field} is ${text}, which is no id.`)
  return text
}

/** The product that an event or a line of its products names, by whichever of the usual names. Undefined where none has anything in it. */
export function productOf(properties: JsonObject): unknown {
  return PRODUCT_NAMES.map((name) => properties[name]).find((value) => value !== undefined && value !== null && value !== '')
}

/** Properties whose list of products names each by `product_id`, beside the name that it came with. */
export function withProductIds(properties: JsonObject): JsonObject {
  const { products } = properties
  if (!Array.isArray(products) || products.every((item) => !isObject(item) || !lacksProductId(item))) return properties
  return {
    ...properties,
    products: products.map((item: unknown) => (isObject(item) && lacksProductId(item) ? { ...item, product_id: productOf(item) } : item)),
  }
}

function lacksProductId(item: JsonObject): boolean {
  const id = item['product_id']
  return (id === undefined || id === null || id === '') && productOf(item) !== undefined
}

/** An object that may be left out; an empty list counts as one, since PHP writes an empty object so. @throws RefusedField for anything else. */
export function objectOf(value: unknown, field: string): JsonObject {
  if (isObject(value)) return value
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return {}
  throw new RefusedField('not_an_object', field, `The field ${field} must be an object.`)
}

const readPoint = decimalReader({ mark: '.', sure: true }, AMOUNT_SCALE)
const readComma = decimalReader({ mark: ',', sure: true }, AMOUNT_SCALE)

/** An amount as people write it, with any sign of a currency, scaled by `AMOUNT_SCALE`; a decimal comma only where nothing else is possible. Undefined for no number. */
export function readAmount(text: string): bigint | undefined {
  return parseDecimal(text, AMOUNT_SCALE) ?? readPoint(text) ?? readComma(text)
}

/**
 * The amount of the event: the first non-empty of revenue, total, value and price, or 0. `value` is often not money, so text there is ignored.
 * @throws RefusedField when it is no number, or one of more than 12 digits before the point.
 */
export function amountOf(properties: JsonObject): number {
  for (const field of ['revenue', 'total', 'value', 'price']) {
    const value = properties[field]
    if (value === undefined || value === null || value === '') continue
    const source = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : null
    if (source === '') continue
    if (source !== null && source.length <= 100) {
      const scaled = readAmount(source)
      if (scaled !== undefined && scaled <= AMOUNT_LIMIT && scaled >= -AMOUNT_LIMIT) return Number(scaled) / 10 ** AMOUNT_SCALE
    }
    if (source !== null && WRITTEN_NUMBER.test(source)) {
      if (Math.abs(Number(source)) < 1) return 0
      throw new RefusedField(
        'amount_out_of_range',
        `properties.${field}`,
        `The amount in ${field} has more than 12 digits before the point.`,
      )
    }
    if (field !== 'value') {
      throw new RefusedField('unreadable_amount', `properties.${field}`, `The amount in ${field} is not a number.`)
    }
  }
  return 0
}
