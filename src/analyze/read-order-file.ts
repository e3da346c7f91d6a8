import { AppError } from '#kernel/app-error.ts'
import { columnPositions, guessMapping } from '#collect/import/guess-mapping.ts'
import { IMPORT_FIELDS } from '#collect/import/import-fields.ts'
import type { ColumnMapping } from '#collect/import/import-fields.ts'
import { readTableHead } from '#collect/import/import-plan.ts'
import { IMPORT_PRESETS, findPreset } from '#collect/import/import-presets.ts'
import type { ImportPreset } from '#collect/import/import-presets.ts'

/** What a look at the head of an order file says: enough to know whether it can be analysed. */
export interface OrderFile {
  readonly name: string
  /** Hex. */
  readonly sha256: string
  readonly encoding: string
  readonly columns: readonly string[]
  readonly preset: ImportPreset | null
  readonly mapping: ColumnMapping
  /** Whether any column was guessed from its heading. */
  readonly guessed: boolean
}

/**
 * Looks at an order file and decides which column is what: the preset named, else one whose columns are all there, else by guessing; `map`
 * wins over each. `generic` as the preset means guessing.
 *
 * Throws an AppError for a file that is missing, unreadable or lacks a needed column; the last names what is missing and what is there.
 */
export async function readOrderFile(
  path: string,
  options: { readonly preset?: string; readonly map?: ColumnMapping } = {},
): Promise<OrderFile> {
  const named = options.preset === undefined ? undefined : findPreset(options.preset, 'orders')
  const { file, columns, sample } = await readTableHead(path, undefined)
  const preset = options.preset === undefined ? recognisePreset(columns) : (named ?? null)
  const mapping = { ...(preset?.mapping ?? guessMapping('orders', columns, sample)), ...options.map }
  try {
    columnPositions('orders', mapping, columns, file.name)
  } catch (error) {
    throw withAdvice(error)
  }
  const mapped = Object.keys(options.map ?? {})
  const guessed = preset === null && Object.keys(mapping).some((field) => !mapped.includes(field))
  return { name: file.name, sha256: file.sha256, encoding: file.encoding, columns, preset, mapping, guessed }
}

/** The order preset whose columns are all in the file, or null. */
export function recognisePreset(columns: readonly string[]): ImportPreset | null {
  const there = new Set(columns.map((column) => column.trim()))
  return (
    IMPORT_PRESETS.find(({ kind, mapping }) => kind === 'orders' && Object.values(mapping).every((column) => there.has(column))) ?? null
  )
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
