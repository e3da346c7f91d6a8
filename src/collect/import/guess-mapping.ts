import { AppError } from '#kernel/app-error.ts'
import { CUSTOMER_FIELDS, IMPORT_FIELDS, type ColumnMapping, type ImportField, type ImportKind } from './import-fields.ts'
import { isScientific } from './lost-digits.ts'
import { parseDecimal } from './parse-decimal.ts'
import { instantReader } from './parse-instant.ts'

/** A column that is only part of a known heading must look like its field in this share of the sample. */
const LOOKS_RIGHT = 0.8

/**
 * Guesses which column holds which field, from the headings and, where a heading says little, from the first rows. Each column is
 * used once; a telling heading wins over a vague one whatever the order of the columns.
 */
export function guessMapping(kind: ImportKind, columns: readonly string[], sample: readonly (readonly string[])[]): ColumnMapping {
  const candidates: { field: string; column: number; rank: number }[] = []
  const fields = IMPORT_FIELDS[kind]
  for (const [column, heading] of columns.entries()) {
    const plain = plainHeading(heading)
    if (plain === '') continue
    const values = sample.map((row) => row[column] ?? '').filter((value) => value.trim() !== '')
    for (const field of fields) {
      const exact = field.headings.indexOf(plain)
      const part = exact >= 0 ? -1 : field.headings.findIndex((known) => known.length > 1 && containsHeading(plain, known))
      const rank = exact >= 0 ? exact : part >= 0 ? 100 + part : -1
      if (rank >= 0 && looksLike(field.name, values)) candidates.push({ field: field.name, column, rank })
    }
  }
  const mapping: Record<string, string> = {}
  const taken = new Set<number>()
  for (const { field, column } of candidates.toSorted((a, b) => a.rank - b.rank || a.column - b.column)) {
    if (mapping[field] !== undefined || taken.has(column)) continue
    mapping[field] = columns[column] as string
    taken.add(column)
  }
  return mapping
}

/** What a file most likely holds: the kind that has a field for most of its columns; orders where two have as many. */
export function guessKind(columns: readonly string[], sample: readonly (readonly string[])[]): ImportKind {
  const kinds: readonly ImportKind[] = ['orders', 'customers', 'tickets']
  const known = (kind: ImportKind): number => Object.keys(guessMapping(kind, columns, sample)).length
  return kinds.reduce((best, kind) => (known(kind) > known(best) ? kind : best))
}

/** Fields that an import of this kind cannot do without and that have no column, in the words of the file's reader. */
export function missingFields(kind: ImportKind, mapping: ColumnMapping): string[] {
  const missing = IMPORT_FIELDS[kind].filter(({ name, required }) => required && mapping[name] === undefined).map(({ name }) => name)
  if (CUSTOMER_FIELDS.every((name) => mapping[name] === undefined)) missing.push('customerId')
  if (kind === 'orders' && mapping['unitPrice'] === undefined && mapping['amount'] === undefined) missing.push('amount')
  return missing
}

/**
 * The position of each mapped field.
 *
 * @throws AppError `unknown-field`, `unknown-column`, `missing-column`; the last two list the columns of the file.
 */
export function columnPositions(
  kind: ImportKind,
  mapping: ColumnMapping,
  columns: readonly string[],
  fileName: string,
): ReadonlyMap<string, number> {
  const fields = new Map<string, ImportField>(IMPORT_FIELDS[kind].map((field) => [field.name, field]))
  const positions = new Map<string, number>()
  const seen = `its columns are ${columns.map((column) => `"${column}"`).join(', ')}`
  for (const [name, column] of Object.entries(mapping)) {
    if (!fields.has(name)) {
      throw invalid('unknown-field', `There is no field "${name}" for ${kind}: the fields are ${[...fields.keys()].join(', ')}.`, {
        field: name,
      })
    }
    const position = columns.findIndex((heading) => heading.trim() === column.trim())
    if (position < 0)
      throw invalid('unknown-column', `${fileName} has no column "${column}" for ${name}; ${seen}.`, { file: fileName, column })
    positions.set(name, position)
  }
  const missing = missingFields(kind, mapping)
  if (missing.length > 0) {
    const names = missing.map((name) => `${name} (${fields.get(name)?.label.zh})`).join(', ')
    throw invalid('missing-column', `${fileName} has no column for ${names}; ${seen}; say which one it is with a mapping.`, {
      file: fileName,
      fieldsZh: missing.map((name) => fields.get(name)?.label.zh).join('、'),
      fieldsEn: missing.map((name) => fields.get(name)?.label.en).join(', '),
    })
  }
  return positions
}

/** Lower case, full-width folded, without blanks, units in brackets and signs. */
function plainHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[(（[【][^()（）[\]【】]*[)）\]】]/g, '')
    .replaceAll(/[\s_\-.:#*"'、]/g, '')
}

function containsHeading(heading: string, known: string): boolean {
  return /^[a-z]/.test(known) ? known.length >= 5 && heading.includes(known) : heading.includes(known)
}

const readInstant = instantReader('UTC', 'dmy')
const readInstantMonthFirst = instantReader('UTC', 'mdy')

function looksLike(field: string, values: readonly string[]): boolean {
  const test = SHAPES[field]
  if (test === undefined || values.length === 0) return true
  return values.filter((value) => test(value.trim())).length >= values.length * LOOKS_RIGHT
}

const isInstant = (value: string): boolean => readInstant(value) !== undefined || readInstantMonthFirst(value) !== undefined
const isNumber = (value: string): boolean => parseDecimal(value, 6) !== undefined

const SHAPES: Readonly<Record<string, ((value: string) => boolean) | undefined>> = {
  orderedAt: isInstant,
  openedAt: isInstant,
  closedAt: isInstant,
  registeredAt: isInstant,
  quantity: isNumber,
  unitPrice: isNumber,
  amount: isNumber,
  satisfaction: isNumber,
  birthYear: (value) => /^\d{4}$/.test(value),
  email: (value) => value.includes('@'),
  // A phone number that a spreadsheet made 1.38E+10 is refused with its row; the column is still the one of phones.
  phone: (value) => value.replaceAll(/\D/g, '').length >= 7 || !/\d/.test(value) || isScientific(value),
}

function invalid(code: string, message: string, details: Readonly<Record<string, string>>): AppError {
  return new AppError('invalid-input', code, message, { details })
}
