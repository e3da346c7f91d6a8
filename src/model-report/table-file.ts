import { openTable } from '#collect/table/open-table.ts'
import type { Table } from '#collect/table/table.ts'
import { tableRows as rowsOf } from '#collect/table/table-rows.ts'

/** A file with a table whose header has been read. */
export type TableFile = Table

export interface TableWish {
  /** For a spreadsheet: the name of the sheet, or its position. */
  readonly sheet?: string
  /** Columns that the sheet must have; the first sheet with all of them is used. */
  readonly holding?: readonly string[]
}

/** Opens a file like every import. Throws an AppError for one that is missing, empty, damaged or has only a header. */
export async function openTableFile(path: string, signal?: AbortSignal, { sheet, holding = [] }: TableWish = {}): Promise<TableFile> {
  return await openTable(path, { holding, wish: sheet === undefined ? {} : { sheet }, ...(signal === undefined ? {} : { signal }) })
}

/** The rows below the header, in blocks. `onShare` is called with the share of the file read, 0 to 1. */
export async function* tableRows(
  table: TableFile,
  options: { readonly signal?: AbortSignal; readonly onShare?: (share: number) => void } = {},
): AsyncGenerator<(readonly string[])[]> {
  let bytes = 0
  const { signal, onShare } = options
  const onBytes = (more: number): void => {
    bytes += more
    onShare?.(bytes / Math.max(1, table.file.bytes))
  }
  for await (const block of rowsOf(table, { onBytes, ...(signal === undefined ? {} : { signal }) })) yield block.map(({ cells }) => cells)
}
