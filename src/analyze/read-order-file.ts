import { AppError } from '#kernel/app-error.ts'
import { checkMapping, missingFields } from '#collect/import/guess-mapping.ts'
import { IMPORT_FIELDS } from '#collect/import/import-fields.ts'
import type { ColumnMapping } from '#collect/import/import-fields.ts'
import { layoutOf, openSource } from '#collect/import/import-plan.ts'
import { mappingOf, recogniseTable } from '#collect/columns/interpret-table.ts'
import type { KnownLayout } from '#collect/columns/known-layout.ts'
import type { Corrections } from '#collect/columns/corrections.ts'
import type { TableWish } from '#collect/table/table.ts'

/** What a look at the head of an order file says: enough to know whether it can be analysed. */
export interface OrderFile {
  readonly name: string
  /** Hex, of the head. */
  readonly sha256: string
  readonly encoding: string
  readonly columns: readonly string[]
  readonly layout: KnownLayout | null
  readonly mapping: ColumnMapping
  /** Whether any column was guessed from its heading. */
  readonly guessed: boolean
}

export interface OrderFileOptions {
  readonly preset?: string
  readonly map?: ColumnMapping
  readonly wish?: TableWish
  readonly corrections?: Corrections
}

/**
 * Looks at an order file and decides which column is what, as an import of it would: the layout named, else the one its headings are known for, else
 * by recognising each; `map` wins over each. `generic` as the layout means none.
 *
 * Throws an AppError for a file that is missing, unreadable or lacks a needed column; the last names what is missing and what is there.
 */
export async function readOrderFile(path: string, options: OrderFileOptions = {}): Promise<OrderFile> {
  const table = await openSource({ file: path, ...(options.wish === undefined ? {} : { wish: options.wish }) }, 'head')
  const layout = layoutOf(table, { kind: 'orders', ...(options.preset === undefined ? {} : { preset: options.preset }) })
  const corrections = { ...options.corrections, mapping: { ...options.corrections?.mapping, ...options.map } }
  try {
    checkMapping('orders', options.map ?? {}, [], table)
    const { columns, positions } = recogniseTable(table, { kind: 'orders', layout, corrections, timeZone: 'UTC', currency: '' })
    const mapping = mappingOf(columns)
    checkMapping('orders', mapping, missingFields('orders', positions), table)
    const guessed = columns.some(({ field, confidence }) => field !== undefined && confidence < 1)
    return {
      name: table.file.name,
      sha256: table.file.sha256,
      encoding: table.file.encoding,
      columns: table.columns,
      layout: layout ?? null,
      mapping,
      guessed,
    }
  } catch (error) {
    throw withAdvice(error)
  }
}

/** `field=column` pairs of the command line. Throws an AppError that says how to write them. */
export function parseColumnMap(pairs: readonly string[]): ColumnMapping {
  const mapping: Record<string, string> = {}
  const fields = IMPORT_FIELDS.orders.map(({ name }) => name)
  for (const pair of pairs) {
    const [field = '', ...rest] = pair.split('=')
    const column = rest.join('=').trim()
    if (column === '' || field.trim() === '') {
      throw new AppError(
        'invalid-input',
        'map-invalid',
        `"--map ${pair}" cannot be read: write --map field=column, for example --map customerId=BuyerNo.`,
      )
    }
    if (!fields.includes(field.trim())) {
      throw new AppError(
        'invalid-input',
        'unknown-field',
        `There is no field "${field.trim()}" to map: the fields are ${fields.join(', ')}.`,
      )
    }
    mapping[field.trim()] = column
  }
  return mapping
}

function withAdvice(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'missing-column') return error
  const advice = error.message.replace(/; say which one it is with a mapping\.$/, '')
  return new AppError(
    error.kind,
    error.code,
    `${advice}; say which column it is with --map field=column, for example --map amount="Total paid".`,
  )
}
