import { readTable } from '../import/read-table.ts'
import type { TableRow } from '../import/table-row.ts'
import { RowFilter, type TableWalk } from './row-filter.ts'
import type { Table } from './table.ts'

export interface RowsOptions {
  readonly signal?: AbortSignal
  /** Hears of bytes of the file as they are read. */
  readonly onBytes?: (bytes: number) => void
  /** Hears at the end what was given out and what was left out; `walkNotes` puts it into words. */
  readonly onEnd?: (walk: TableWalk) => void
}

/**
 * The records of a table in blocks: clean cells, as many as columns unless the file says something else in that row. Blank lines, repeated headings
 * and lines of totals are left out.
 */
export async function* tableRows(table: Table, { signal, onBytes, onEnd }: RowsOptions = {}): AsyncGenerator<TableRow[]> {
  const filter = new RowFilter(table.shape)
  const reading = {
    delimiter: table.delimiter,
    width: table.shape.width,
    unfilled: table.shape.unfilled,
    ...(table.shape.keys === undefined ? {} : { keys: table.shape.keys }),
    ...(table.sheet === null ? {} : { sheet: table.sheet }),
    ...(onBytes === undefined ? {} : { onBytes }),
    ...(signal === undefined ? {} : { signal }),
  }
  for await (const block of readTable(table.file, reading)) {
    const records = filter.records(block)
    if (records.length > 0) yield records
  }
  onEnd?.(filter.walk())
}
