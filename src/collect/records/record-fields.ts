import { IMPORT_FIELDS, type ImportField, type ImportKind } from '../import/import-fields.ts'
import { FEEDBACK_FIELDS } from './feedback-fields.ts'
import { MEASURE_FIELDS } from './read-measure.ts'

/** Kinds of records that systems without an SDK send. */
export const RECORD_KINDS = ['orders', 'customers', 'tickets', 'feedback', 'measures'] as const satisfies readonly (
  | ImportKind
  | 'feedback'
  | 'measures'
)[]
export type RecordKind = (typeof RECORD_KINDS)[number]

/** Most records of one request. */
export const RECORDS_AT_ONCE = 1_000
/** Most lines of one order. */
export const LINES_OF_ORDER = 500

/** A record as it came: values by the field names of files, `lines` of an order, `updatedAt` and `consent`. */
export type SentRecord = Readonly<Record<string, unknown>>

/** What only a file needs: how its columns are split. */
const OF_FILES: ReadonlySet<string> = new Set(['orderedTime', 'orderedZone'])
const OF_LINES: ReadonlySet<string> = new Set([
  'lineNumber',
  'productId',
  'productName',
  'category',
  'quantity',
  'unitPrice',
  'amount',
  'lineDiscount',
  'refundAmount',
  'lineType',
  'listPrice',
])

/** The fields by which the steps read a record. */
export const READ_FIELDS: Readonly<Record<RecordKind, readonly ImportField[]>> = {
  ...IMPORT_FIELDS,
  feedback: FEEDBACK_FIELDS,
  measures: MEASURE_FIELDS,
}

/** The fields of a kind of record: those of a file with the same meaning. */
export function recordFields(kind: RecordKind): readonly ImportField[] {
  return READ_FIELDS[kind].filter(({ name }) => !OF_FILES.has(name))
}

/** Whether a field of an order belongs to one of its lines. */
export function isLineField(field: string): boolean {
  return OF_LINES.has(field)
}

/** The fields of a line of an order; an order of one line may have them itself. */
export function lineFields(): readonly ImportField[] {
  return IMPORT_FIELDS.orders.filter(({ name }) => OF_LINES.has(name))
}
