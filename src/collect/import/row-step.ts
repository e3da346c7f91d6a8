import type { ClaimedIdentifier, IdentifierKind } from '../identity-claim.ts'
import type { DateOrder } from './parse-instant.ts'

/** Why a record was refused. Part of the API: listed and counted by these names. */
export type RefusalReason =
  | 'wrong-number-of-columns'
  | 'missing-value'
  | 'unreadable-date'
  | 'date-out-of-range'
  | 'unreadable-number'
  | 'number-out-of-range'
  | 'unreadable-identifier'
  | 'no-identifier'
  | 'value-too-long'

export interface Refusal {
  readonly reason: RefusalReason
  /** Field name of the import, '' when it is about the whole row. */
  readonly field: string
  /** One sentence; never contains a value, which may be personal. */
  readonly message: string
}

/** A refused record is a value, not an exception. `content` is what an accepted one says, normalised: the same text is the same record. */
export type RowResult<T> = { readonly ok: true; readonly value: T; readonly content: string } | RowRefused

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
  /** Times after this are refused: the time of the import plus a day. */
  readonly latest: number
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
    return position === undefined ? () => '' : (cells) => (cells[position] ?? '').trim()
  }
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
}

/** Reads who a row is about. Values come out normalised, so that two spellings of one phone number give one content key. */
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
    for (const { field, kind, read } of fields) {
      const text = read(cells)
      if (text === '') continue
      const value = plan.normaliseIdentifier(kind, text)
      if (value !== undefined) identifiers.push({ kind, value })
      else if (unreadable === '') unreadable = field
    }
    return { identifiers, unreadable }
  }
}

/** The first mapped field whose value is too long to be one. */
export function tooLongField(cells: readonly string[], plan: RowPlan): string | undefined {
  for (const [field, position] of plan.positions) if ((cells[position] ?? '').length > MAX_TEXT) return field
  return undefined
}

/** Shared checks of a time: readable, after 1970, not in the future. */
export function checkInstant(value: number | undefined, text: string, field: string, plan: RowPlan): Refusal | undefined {
  if (text === '') return { reason: 'missing-value', field, message: `The field ${field} is empty.` }
  if (value === undefined) return { reason: 'unreadable-date', field, message: `The field ${field} is not a date that can be read.` }
  if (value < 0) return { reason: 'date-out-of-range', field, message: `The date in ${field} lies before 1970.` }
  if (value > plan.latest) return { reason: 'date-out-of-range', field, message: `The date in ${field} lies in the future.` }
  return undefined
}
