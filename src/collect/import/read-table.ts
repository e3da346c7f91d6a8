import { readParquet } from '../parquet/read-parquet.ts'
import { readSpreadsheet } from '../spreadsheet/read-spreadsheet.ts'
import type { WorkbookBlock } from '../spreadsheet/scan-workbook.ts'
import type { InspectedFile } from './inspect-file.ts'
import { readNdjson } from '../table/read-ndjson.ts'
import { readCsv } from './read-csv.ts'
import type { TableRow } from './table-row.ts'

export interface TableReading {
  readonly delimiter: string
  readonly onBytes?: (bytes: number) => void
  readonly signal?: AbortSignal
  /** Reads only as much of the file as these rows need; may yield a few more. */
  readonly headRows?: number
  /** Number of table columns, if known: a row keeps only a few cells beyond them. */
  readonly width?: number
  /** Names of the values of a file of JSON objects, see `ndjsonKeys`. */
  readonly keys?: readonly string[]
  /** Columns, from 0, of figures that merged cells of a spreadsheet do not repeat. */
  readonly unfilled?: readonly number[]
  /** Sheet of a spreadsheet; default the first that is not hidden. */
  readonly sheet?: string
  /** Receives the sheet that is read, and all sheets. */
  readonly onSheets?: (about: SheetsOfBook) => void
}

/** The sheet of a spreadsheet that is read, and the others. */
export type SheetsOfBook = Pick<WorkbookBlock, 'sheet' | 'sheets' | 'hidden' | 'merged' | 'cut'>

/**
 * Streams the rows of a file, the header included, in blocks; blank lines are left out. Cells are text: numbers of a spreadsheet as the file writes
 * them, its dates as yyyy-MM-dd HH:mm:ss.
 *
 * @throws AppError as `readCsv`, `readNdjson`, `readParquet` and `readSpreadsheet` do.
 */
export async function* readTable(file: InspectedFile, reading: TableReading): AsyncGenerator<TableRow[]> {
  if (file.format === 'csv') {
    yield* readCsv(file, reading)
    return
  }
  if (file.format === 'ndjson') {
    yield* readNdjson(file, { ...reading, keys: reading.keys ?? [] })
    return
  }
  if (file.format === 'parquet') {
    const { onBytes, signal, headRows } = reading
    const parquet = { path: file.path, name: file.name, ...(headRows === undefined ? {} : { headRows }) }
    for await (const { rows, share } of readParquet(parquet, signal)) {
      onBytes?.(Math.round(share * file.bytes))
      if (rows.length > 0) yield [...rows]
    }
    return
  }
  const { onBytes, signal, headRows, width, unfilled, sheet, onSheets } = reading
  const workbook = {
    path: file.path,
    name: file.name,
    ...(headRows === undefined ? {} : { headRows }),
    ...(width === undefined ? {} : { width }),
    ...(unfilled === undefined ? {} : { unfilled }),
    ...(sheet === undefined ? {} : { sheet }),
  }
  for await (const { rows, share, ...about } of readSpreadsheet(workbook, signal)) {
    onBytes?.(Math.round(share * file.bytes))
    onSheets?.(about)
    if (rows.length > 0) yield [...rows]
  }
}
