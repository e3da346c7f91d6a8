import { openTable } from '#collect/table/open-table.ts'
import type { Table } from '#collect/table/table.ts'
import { tableRows as rowsOf } from '#collect/table/table-rows.ts'

/** A file with a table, its heading read. */
export type TableFile = Table

export interface TableWish {
  /** Of a spreadsheet: the name of the sheet, or its place. */
  readonly sheet?: string
  /** Columns that the sheet must have; where the first has them not, the first one that does is taken. */
  readonly holding?: readonly string[]
}

/** Opens a file as every door does. Throws an AppError for one that is missing, empty, damaged or has a heading only. */
export async function openTableFile(path: string, signal?: AbortSignal, { sheet, holding = [] }: TableWish = {}): Promise<TableFile> {
  return await openTable(path, { holding, wish: sheet === undefined ? {} : { sheet }, ...(signal === undefined ? {} : { signal }) })
}

/** The rows below the heading, in blocks. `onShare` hears how much of the file was read, 0 to 1. */
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
