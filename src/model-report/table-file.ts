import { distinctNames } from '#collect/import/distinct-names.ts'
import { readTableHead, type TableHead } from '#collect/import/import-plan.ts'
import { inspectFile, type InspectedFile } from '#collect/import/inspect-file.ts'
import { readTable } from '#collect/import/read-table.ts'
import { AppError } from '#kernel/app-error.ts'

/** A file with a table, its heading read. */
export interface TableFile {
  readonly file: InspectedFile
  readonly delimiter: string
  /** Names of the columns, each its own: an empty heading becomes `column 3`, a repeated one `name (2)`. */
  readonly columns: readonly string[]
  /** Of a spreadsheet: the sheet that is read, and all there are. */
  readonly sheet: string | null
  readonly sheets: readonly string[]
}

export interface TableWish {
  /** Of a spreadsheet: the name of the sheet, or its place. */
  readonly sheet?: string
  /** Columns that the sheet must have; where the first has them not, the first one that does is taken. */
  readonly holding?: readonly string[]
}

/** Opens a CSV (also .gz) or .xlsx. Throws an AppError for one that is missing, empty, damaged or has a heading only. */
export async function openTableFile(path: string, signal?: AbortSignal, { sheet, holding = [] }: TableWish = {}): Promise<TableFile> {
  const first = await readTableHead(path, undefined, signal, 'whole', sheet).catch((error: unknown) => {
    // A first sheet without rows, such as a title page, is no reason to give up on the others.
    if (sheet === undefined && error instanceof AppError && (error.code === 'no-rows' || error.code === 'empty-file')) return error
    throw error
  })
  const tried: TableHead[] = first instanceof AppError ? [] : [first]
  const fits = ({ columns }: TableHead): boolean => holding.every((name) => distinctNames(columns).includes(name))
  const others = first instanceof AppError ? await sheetsOf(path, signal) : first.sheets
  for (let k = 1; k < others.length && sheet === undefined && !tried.some(fits); k += 1) {
    const head = await readTableHead(path, undefined, signal, 'whole', others[k]).catch(() => undefined)
    if (head !== undefined) tried.push(head)
  }
  const chosen = tried.find(fits) ?? tried[0]
  if (chosen === undefined) throw first instanceof AppError ? first : new Error('No sheet was read.')
  const { file, delimiter, columns } = chosen
  return { file, delimiter, columns: distinctNames(columns), sheet: chosen.sheet, sheets: chosen.sheets }
}

async function sheetsOf(path: string, signal?: AbortSignal): Promise<readonly string[]> {
  const file = await inspectFile(path, undefined, signal)
  let sheets: readonly string[] = []
  const onSheets = (_: string, all: readonly string[]): void => void (sheets = all)
  for await (const _ of readTable(file, { delimiter: ',', headRows: 1, onSheets, ...(signal === undefined ? {} : { signal }) })) break
  return sheets
}

/** The rows below the heading, in blocks. `onShare` hears how much of the file was read, 0 to 1. */
export async function* tableRows(
  { file, delimiter, sheet }: TableFile,
  options: { readonly signal?: AbortSignal; readonly onShare?: (share: number) => void } = {},
): AsyncGenerator<(readonly string[])[]> {
  let bytes = 0
  let first = true
  const { signal, onShare } = options
  const onBytes = (more: number): void => {
    bytes += more
    onShare?.(bytes / Math.max(1, file.bytes))
  }
  const reading = { delimiter, onBytes, ...(sheet === null ? {} : { sheet }) }
  for await (const block of readTable(file, { ...reading, ...(signal === undefined ? {} : { signal }) })) {
    const rows = block.map(({ cells }) => cells)
    if (first) rows.shift()
    first = false
    yield rows
  }
}
