import { distinctNames } from '#collect/import/distinct-names.ts'
import { readTableHead } from '#collect/import/import-plan.ts'
import type { InspectedFile } from '#collect/import/inspect-file.ts'
import { readTable } from '#collect/import/read-table.ts'

/** A file with a table, its heading read. */
export interface TableFile {
  readonly file: InspectedFile
  readonly delimiter: string
  /** Names of the columns, each its own: an empty heading becomes `column 3`, a repeated one `name (2)`. */
  readonly columns: readonly string[]
}

/** Opens a CSV (also .gz) or .xlsx. Throws an AppError for one that is missing, empty, damaged or has a heading only. */
export async function openTableFile(path: string, signal?: AbortSignal): Promise<TableFile> {
  const { file, delimiter, columns } = await readTableHead(path, undefined, signal)
  return { file, delimiter, columns: distinctNames(columns) }
}

/** The rows below the heading, in blocks. `onShare` hears how much of the file was read, 0 to 1. */
export async function* tableRows(
  { file, delimiter }: TableFile,
  options: { readonly signal?: AbortSignal; readonly onShare?: (share: number) => void } = {},
): AsyncGenerator<(readonly string[])[]> {
  let bytes = 0
  let first = true
  const { signal, onShare } = options
  const onBytes = (more: number): void => {
    bytes += more
    onShare?.(bytes / Math.max(1, file.bytes))
  }
  for await (const block of readTable(file, { delimiter, onBytes, ...(signal === undefined ? {} : { signal }) })) {
    const rows = block.map(({ cells }) => cells)
    if (first) rows.shift()
    first = false
    yield rows
  }
}
