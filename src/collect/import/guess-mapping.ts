import { AppError } from '#kernel/app-error.ts'
import { attributeOfField } from '../columns/attribute.ts'
import { profileColumns } from '../columns/column-profile.ts'
import { recogniseColumns } from '../columns/recognise-columns.ts'
import { distinctNames } from './distinct-names.ts'
import { SCORE_FIELDS } from './feedback-fields.ts'
import { CUSTOMER_FIELDS, IMPORT_KINDS, IMPORT_FIELDS, type ColumnMapping, type ImportField, type ImportKind } from './import-fields.ts'
import { measureOfField } from './measure-fields.ts'

/** An order file must have at least one of these fields for the amount, in any form that shops use. */
export const MONEY_COLUMNS: readonly string[] = ['amount', 'paidAmount', 'unitPrice', 'orderTotal', 'subtotal']

/** Kinds of file whose other columns can be kept. */
export const HAS_ATTRIBUTES: ReadonlySet<ImportKind> = new Set(['customers', 'accounts'])

/** Which column holds which field, without a known layout. */
export function guessMapping(kind: ImportKind, columns: readonly string[], sample: readonly (readonly string[])[]): ColumnMapping {
  const { columns: readings } = recogniseColumns(kind, profileColumns(distinctNames(columns), sample), {})
  return Object.fromEntries(readings.flatMap(({ field, heading }) => (field === undefined ? [] : [[field, heading]])))
}

/** What tells a list of contracts from one of orders. */
const OF_CONTRACTS: readonly string[] = ['renewsAt', 'endedAt', 'period']

/** The most likely kind of a file: the one with fields for most of its columns; in a tie, the one with all required fields. */
export function guessKind(columns: readonly string[], sample: readonly (readonly string[])[]): ImportKind {
  const found = IMPORT_KINDS.map((kind) => {
    const mapping = new Map(Object.entries(guessMapping(kind, columns, sample)))
    const isWhole = missingFields(kind, mapping).length === 0
    return { kind, isWhole, mapping, weight: mapping.size + (isWhole ? 0.5 : 0) }
  })
  // The name of a measure beside its value is no order, though "value" may be an amount.
  const isLong = found.some(
    ({ kind, isWhole, mapping }) => kind === 'measures' && isWhole && mapping.has('measure') && mapping.has('value'),
  )
  if (isLong && !found.some(({ mapping }) => mapping.has('orderId'))) return 'measures'
  // A contract has a start and an end beside its number; an order of the same file would have neither.
  const contract = found.find(({ kind, isWhole }) => kind === 'subscriptions' && isWhole)
  if (contract !== undefined && OF_CONTRACTS.some((name) => contract.mapping.has(name))) return 'subscriptions'
  // Order fields also match a few columns of a customer list, but orders have a time and an amount.
  if (found.some(({ kind, isWhole }) => kind === 'orders' && isWhole)) return 'orders'
  return found.filter(({ kind }) => kind !== 'subscriptions').reduce((best, one) => (one.weight > best.weight ? one : best)).kind
}

/** Required fields of this kind without a column. */
export function missingFields(kind: ImportKind, mapped: ReadonlyMap<string, unknown>): string[] {
  if (kind === 'orders') {
    const missing = mapped.has('orderedAt') || mapped.has('paidAt') ? [] : ['orderedAt']
    return MONEY_COLUMNS.some((name) => mapped.has(name)) ? missing : [...missing, 'amount']
  }
  if (kind === 'feedback') return missingOfFeedback(mapped)
  const isWide = kind === 'measures' && [...mapped.keys()].some((name) => measureOfField(name) !== undefined)
  const missing = IMPORT_FIELDS[kind]
    .filter(({ name, required }) => required && !mapped.has(name) && !(isWide && (name === 'measure' || name === 'value')))
    .map(({ name }) => name)
  // Not every row of an account names one of its people.
  if (kind === 'accounts') return missing
  return CUSTOMER_FIELDS.some((name) => mapped.has(name)) ? missing : [...missing, 'customerId']
}

/** Feedback may be of nobody, if it has a number of its own; without either, two people who answer alike would be one. */
function missingOfFeedback(mapped: ReadonlyMap<string, unknown>): string[] {
  const says = (names: readonly string[]): boolean => names.some((name) => mapped.has(name))
  return [
    ...(mapped.has('answeredAt') ? [] : ['answeredAt']),
    ...(says([...SCORE_FIELDS, 'comment']) ? [] : ['score']),
    ...(says(['feedbackId', ...CUSTOMER_FIELDS]) ? [] : ['feedbackId']),
  ]
}

/** The columns of a file, for error messages. */
interface NamedColumns {
  readonly columns: readonly string[]
  readonly sample?: readonly (readonly string[])[]
  readonly file: { readonly name: string }
  readonly sheet?: string | null
  readonly sheets?: readonly string[]
}

/**
 * Checks that a mapping's fields and columns exist, and that nothing is missing.
 *
 * @throws AppError `unknown-field`, `unknown-column`, `missing-column`; the last two list the columns of the file.
 */
export function checkMapping(kind: ImportKind, mapping: ColumnMapping, missing: readonly string[], table: NamedColumns): void {
  const { columns, file } = table
  const fields = new Map<string, ImportField>(IMPORT_FIELDS[kind].map((field) => [field.name, field]))
  const others = (table.sheets ?? []).filter((sheet) => sheet !== table.sheet)
  const seen = `its columns are ${columns.map((column) => `"${column}"`).join(', ')}${others.length === 0 ? '' : `; other sheets are ${others.map((sheet) => `"${sheet}"`).join(', ')}`}`
  for (const [name, column] of Object.entries(mapping)) {
    const isOwn =
      (HAS_ATTRIBUTES.has(kind) && attributeOfField(name) !== undefined) || (kind === 'measures' && measureOfField(name) !== undefined)
    if (!fields.has(name) && !isOwn) {
      throw invalid(
        'unknown-field',
        `There is no field "${name}" for ${kind}: the fields are ${[...fields.keys()].join(', ')}${HAS_ATTRIBUTES.has(kind) ? '; attribute:NAME keeps any other column' : kind === 'measures' ? '; measure:NAME reads a column as one measure' : ''}.`,
        {
          field: name,
        },
      )
    }
    if (!columns.some((heading) => heading.trim() === column.trim())) {
      throw invalid('unknown-column', `${file.name} has no column "${column}" for ${name}; ${seen}.`, { file: file.name, column })
    }
  }
  if (missing.length === 0) return
  if ((kind === 'orders' || kind === 'measures') && monthsSideBySide([columns, ...(table.sample ?? []).slice(0, 3)])) {
    throw invalid(
      'months-in-columns',
      `${file.name} has months side by side as columns, and orders cannot be told from their sums: export one row an order with its date, or unpivot the months into rows.`,
      { file: file.name },
    )
  }
  const names = missing.map((name) => `${name} (${fields.get(name)?.label.zh})`).join(', ')
  throw invalid('missing-column', `${file.name} has no column for ${names}; ${seen}; say which one it is with a mapping.`, {
    file: file.name,
    fieldsZh: missing.map((name) => fields.get(name)?.label.zh).join('、'),
    fieldsEn: missing.map((name) => fields.get(name)?.label.en).join(', '),
  })
}

/** The position of each mapped field. @throws AppError as `checkMapping` does. */
export function columnPositions(
  kind: ImportKind,
  mapping: ColumnMapping,
  columns: readonly string[],
  fileName: string,
): ReadonlyMap<string, number> {
  const names = distinctNames(columns)
  const missing = missingFields(kind, new Map(Object.entries(mapping)))
  checkMapping(kind, mapping, missing, { columns: names, file: { name: fileName } })
  return new Map(Object.entries(mapping).map(([name, column]) => [name, names.findIndex((heading) => heading.trim() === column.trim())]))
}

const MONTH =
  /^(?:(?:19|20)\d\d[-/. ]?(?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.](?:19|20)?\d\d|(?:19|20)?\d{0,2}年?(?:1[0-2]|[1-9])月|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-/. ']{0,2}(?:\d{2}|\d{4})?)$/i

/** Whether the headings are months: a summary table with one column per month. */
function monthsSideBySide(rows: readonly (readonly string[])[]): boolean {
  return rows.some((cells) => cells.filter((cell) => MONTH.test(cell.trim())).length >= 3)
}

function invalid(code: string, message: string, details: Readonly<Record<string, string>>): AppError {
  return new AppError('invalid-input', code, message, { details })
}
