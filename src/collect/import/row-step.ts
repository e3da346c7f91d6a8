import type { MonthDay } from '../columns/corrections.ts'
import { isStorableText } from '#kernel/cut-text.ts'
import type { AttributeColumn } from '../columns/attribute.ts'
import { isMasked } from '../columns/masked-value.ts'
import type { DecimalFormat } from '../columns/decimal-format.ts'
import type { ClaimedIdentifier, IdentifierKind } from '../identity-claim.ts'
import { FILE_LIMITS } from './file-limits.ts'
import { digitsOfRounded, isScientific } from './lost-digits.ts'
import type { MeasureColumn } from './measure-fields.ts'
import type { DateOrder } from './parse-instant.ts'

/** Why a record was refused. Part of the API: listed and counted by these names. */
export type RefusalReason =
  | 'wrong-number-of-columns'
  | 'missing-value'
  | 'unreadable-date'
  | 'date-out-of-range'
  | 'unreadable-number'
  | 'number-out-of-range'
  | 'unknown-currency'
  | 'unreadable-identifier'
  | 'no-identifier'
  | 'shared-identifier'
  | 'value-too-long'
  | 'digits-lost'
  | 'unreadable-text'
  | 'store-refused'
  | 'unknown-status'
  | 'contradictory-total'
  | 'contradictory-status'
  | 'quality-rule'
  | 'row-of-sync'
  | 'not-wanted'
  | 'unreadable-line'
  | 'line-too-long'
  | 'identifier-not-agreed'
  | 'unknown-customer'

export interface Refusal {
  readonly reason: RefusalReason
  /** Field name of the import, '' when it is about the whole row. */
  readonly field: string
  /** One sentence; never contains a value, which may be personal. */
  readonly message: string
}

/** A refused record is a value, not an exception. `content` is the normalised content of an accepted one: the same text is the same record. */
export type RowResult<T> = { readonly ok: true; readonly value: T; readonly content: string } | RowRefused

/** Of a row of a person whose values are all shared by several people, or blocked. */
export const NOBODYS: Refusal = {
  reason: 'shared-identifier',
  field: '',
  message: 'The row names only values that several people share or that are blocked.',
}

export interface RowRefused {
  readonly ok: false
  readonly refusal: Refusal
}

const SEPARATOR = '\u0001'

/** Joins the parts of a record's content. */
export function contentOf(fields: readonly string[], identifiers: readonly ClaimedIdentifier[]): string {
  let content = fields.join(SEPARATOR)
  for (const { kind, value } of identifiers) content += `${SEPARATOR}${kind}:${value}`
  return content
}

/** Everything a row step needs to know besides the row. */
export interface RowPlan {
  readonly columns: number
  readonly positions: ReadonlyMap<string, number>
  readonly timeZone: string
  readonly dateOrder: DateOrder
  readonly currency: string
  readonly adjustmentPrefix: string
  /** Of measures that say a month and no day: the day that is meant; absent where nobody said. */
  readonly monthDay?: MonthDay
  /** Times after this are refused: import time plus a day. */
  readonly latest: number
  /** Invalid bytes of the file were decoded as U+FFFD. */
  readonly damagedText: boolean
  /** Field -> lengths at which its numbers are known to have lost the digits after the fifteenth. */
  readonly lostDigits: ReadonlyMap<string, ReadonlySet<number>>
  /** For customers: columns kept beyond the fixed fields. */
  readonly attributes: readonly AttributeColumn[]
  /** For measures: how the numbers of each field are written; without an entry, as people write them. */
  readonly decimals: ReadonlyMap<string, DecimalFormat>
  /** For measures: the columns of a wide file. */
  readonly measures: readonly MeasureColumn[]
  /** For feedback: field -> the highest score, where it is not the usual one. */
  readonly mostScores: ReadonlyMap<string, number>
  /** Normalised value, or undefined when the value cannot be an identifier of that kind. */
  readonly normaliseIdentifier: (kind: IdentifierKind, value: string) => string | undefined
}

export const MAX_TEXT = 1_000

export function refuse(reason: RefusalReason, field: string, message: string): RowRefused {
  return { ok: false, refusal: { reason, field, message } }
}

/** Reads cells by field name; '' where the field has no column. */
export function cellReader(positions: ReadonlyMap<string, number>): (field: string) => (cells: readonly string[]) => string {
  return (field) => {
    const position = positions.get(field)
    return position === undefined ? () => '' : (cells) => saidIn(cells[position] ?? '')
  }
}

/** Programs write a dash for empty values. */
function saidIn(cell: string): string {
  const text = cell.trim()
  return text.length <= 2 && (text === '-' || text === '--') ? '' : text
}

const IDENTIFIER_FIELDS: readonly (readonly [string, IdentifierKind])[] = [
  ['userId', 'user_id'],
  ['customerId', 'custom_id'],
  ['memberNumber', 'member_number'],
  ['phone', 'phone'],
  ['email', 'email'],
]

export interface RowIdentifiers {
  readonly identifiers: readonly ClaimedIdentifier[]
  /** First field with a value that cannot be an identifier, or ''. */
  readonly unreadable: string
  /** Whether one of its values is masked. */
  readonly masked: boolean
}

/** Reads the customer identifiers of a row. Values are normalised, so that two spellings of one phone number give one content key. */
export function identifierReader(plan: RowPlan): (cells: readonly string[]) => RowIdentifiers {
  const cell = cellReader(plan.positions)
  const fields = IDENTIFIER_FIELDS.filter(([field]) => plan.positions.has(field)).map(([field, kind]) => ({
    field,
    kind,
    read: cell(field),
  }))
  return (cells) => {
    const identifiers: ClaimedIdentifier[] = []
    let unreadable = ''
    let masked = false
    for (const { field, kind, read } of fields) {
      const text = read(cells)
      // 138****8000 matches many people, so it counts as blank.
      if (text === '') continue
      if (isMasked(text)) {
        masked = true
        continue
      }
      const value = plan.normaliseIdentifier(kind, text)
      if (value !== undefined) identifiers.push({ kind, value })
      else if (unreadable === '') unreadable = field
    }
    return { identifiers, unreadable, masked }
  }
}

/** A row whose only identifiers are unusable. */
export function refuseUnusable(field: string): RowRefused {
  return refuse('unreadable-identifier', field, `The field ${field} holds no usable value and nothing else says who the customer is.`)
}

/** Fields that name something: two values that look the same are the same person, order or product. */
export const ID_FIELDS: readonly string[] = [
  'orderId',
  'ticketId',
  'feedbackId',
  'subscriptionId',
  'accountId',
  'lineNumber',
  'productId',
  'userId',
  'customerId',
  'memberNumber',
  'phone',
]

/** Problems that make any row unusable: a wrong number of cells, damaged or overlong text, ids that lost digits. */
export function rowCheck(plan: RowPlan): (cells: readonly string[]) => RowRefused | undefined {
  const fields = [...plan.positions].map(([field, position]) => ({
    field,
    position,
    lost: ID_FIELDS.includes(field) ? (plan.lostDigits.get(field) ?? new Set<number>()) : undefined,
  }))
  // A phone that lost digits is left out like any unusable identifier, if another one names the customer.
  const others = IDENTIFIER_FIELDS.flatMap(([field]) => (field === 'phone' ? [] : [plan.positions.get(field)]))
  const namedOtherwise = (cells: readonly string[]): boolean =>
    others.some((position) => position !== undefined && (cells[position] ?? '').trim() !== '')
  return (cells) => {
    if (cells.length !== plan.columns) {
      const more = cells.length >= plan.columns + FILE_LIMITS.extraCells ? 'at least ' : ''
      return refuse('wrong-number-of-columns', '', `The row has ${more}${cells.length} columns where the header has ${plan.columns}.`)
    }
    for (const { field, position, lost } of fields) {
      const cell = cells[position] ?? ''
      if (cell.length > MAX_TEXT) return refuse('value-too-long', field, `The field ${field} has more than ${MAX_TEXT} characters.`)
      if (!isStorableText(cell) || (plan.damagedText && cell.includes('\uFFFD'))) {
        return refuse('unreadable-text', field, `The field ${field} holds characters that are no text: save the file as UTF-8 again.`)
      }
      if (lost !== undefined && hasLostDigits(cell.trim(), lost) && !(field === 'phone' && namedOtherwise(cells))) {
        return refuse(
          'digits-lost',
          field,
          `The number in ${field} has lost digits in a spreadsheet: format the column as text before it is filled, and export again.`,
        )
      }
    }
    return undefined
  }
}

function hasLostDigits(text: string, lost: ReadonlySet<number>): boolean {
  return isScientific(text) || (lost.size > 0 && text.length > 15 && lost.has(digitsOfRounded(text)))
}

/** Shared checks of a time: readable, after 1970, not in the future. */
export function checkInstant(value: number | undefined, text: string, field: string, plan: RowPlan): Refusal | undefined {
  if (text === '') return { reason: 'missing-value', field, message: `The field ${field} is empty.` }
  if (value === undefined) return { reason: 'unreadable-date', field, message: `The field ${field} is not a date that can be read.` }
  if (value < 0) return { reason: 'date-out-of-range', field, message: `The date in ${field} lies before 1970.` }
  if (value > plan.latest) return { reason: 'date-out-of-range', field, message: `The date in ${field} lies in the future.` }
  return undefined
}
