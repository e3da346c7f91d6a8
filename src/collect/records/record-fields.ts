import { PARTNER_TAG_FIELDS } from '../partners/partner-tag-fields.ts'
import { IMPORT_FIELDS, type ImportField } from '../import/import-fields.ts'
import { SCORE_COLUMNS } from '../import/feedback-fields.ts'

/** Kinds of records that systems without an SDK send. */
export const RECORD_KINDS = [
  'orders',
  'customers',
  'tickets',
  'feedback',
  'measures',
  'subscriptions',
  'accounts',
  'sign_ins',
  'partner_tags',
] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/** Most records of one request. */
export const RECORDS_AT_ONCE = 1_000
/** Most lines of one order. */
export const LINES_OF_ORDER = 500

/** A record as it came: values by the field names of files, `lines` of an order, `updatedAt` and `consent`. */
export type SentRecord = Readonly<Record<string, unknown>>

/** What only a file needs: how its columns are split. */
const OF_FILES: ReadonlySet<string> = new Set(['orderedTime', 'orderedZone', 'saidAt', ...Object.keys(SCORE_COLUMNS)])
/** What a file may leave to its headings, and a record has to say. */
const OF_RECORDS: ReadonlySet<string> = new Set(['feedbackId', 'kind'])
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
  feedback: ofRecords(IMPORT_FIELDS.feedback).map((field) => (OF_RECORDS.has(field.name) ? { ...field, required: true } : field)),
  measures: ofRecords(IMPORT_FIELDS.measures),
  subscriptions: ofRecords(IMPORT_FIELDS.subscriptions),
  accounts: ofRecords(IMPORT_FIELDS.accounts, 'named'),
  sign_ins: ofRecords(IMPORT_FIELDS.sign_ins, 'named'),
  partner_tags: PARTNER_TAG_FIELDS,
}

/** Names of people belong to the records of customers, and to those that list people: somebody may be known by nothing else. */
function ofRecords(fields: readonly ImportField[], named?: 'named'): ImportField[] {
  return fields.filter(({ name }) => !OF_FILES.has(name) && (named !== undefined || name !== 'customerName'))
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
